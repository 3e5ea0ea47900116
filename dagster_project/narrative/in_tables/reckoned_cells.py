"""What the text reckons from named cells: 初中寄宿生占初中在校生的60%, 一小与三小相差561人, 义务教育阶段共11857人, 河口镇受助412人.

Belongs here: a figure whose clause names rows of a table, and the cells it repeats, adds, compares or is a share of.
Does not belong here: gaps within one row and totals (``said_of_rows``, ``told_of_all``), cells told by row and column of which
others agree (``told_cells``).

What comes out is told; what does not is asked about only where the cells are few and one slip explains the difference.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.in_tables.named_cells import Named
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.beside_cells import is_telling
from dagster_project.narrative.reckoning.claims import GOAL, is_change, number, written
from dagster_project.narrative.reckoning.slips import is_slip, worth_trying
from dagster_project.narrative.text.script import Script
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.tables import PERCENT_HEAD
from dagster_project.narrative.text.units import DURATIONS, is_rate

GROUPS = {
    "义务教育": ("小学", "初中"),
    "中小学": ("小学", "初中", "高中"),
    "中学": ("初中", "高中"),
    "高中阶段": ("普通高中", "中职"),
}
"""What several rows are called together."""
CLAUSE_END = re.compile("[；。\n]")
APART = re.compile(r"相差|差距|[比较][^，。；：\d]{0,10}[多少高低]|悬殊|[多少]出?$")
OTHER_TIME = re.compile(r"去年|上年|同期|原|[增减降升]|净|新|计划|标准|平均|人均|生均|每|其中|以[上下]|占|比")
NOW, BEFORE = re.compile(r"本[年期月]|今年|当[年月]|现"), re.compile(r"上[年期月]|去年|同期")
YEAR = re.compile(r"(?:19|20)\d{2}")
CHANGED = re.compile(r"[比较](?:上年|去年|上期|上月|同期|20\d\d年?)")
SHARE = re.compile(r"(?P<part>[^，。；：\d]{2,20})占(?P<whole>[^，。；：\d]{2,16}?)的?(?:比[例重])?(?:为|达|约)?$")
AROUND, REACH, SHORTEST = 2000, 60, 2
GOOD = (HOLDS, ROUNDING)
MOST_CELLS = 6


def find_reckoned_cells(sentences: Sequence[Sentence], tables: Sequence[Named], script: Script) -> Iterator[Relation]:
    """Each such claim about any table of the document, beside it in the text."""
    starts = [sentence.at for sentence in sentences]
    for one in tables:
        table = one.table
        if not one.columns or len(table.rows) < SHORTEST:
            continue
        names = [re.escape(label) for label in (*one.labels, *GROUPS) if len(label) >= SHORTEST]
        spoken_of = re.compile("|".join(names) + "|占")
        at, to = (bisect_left(script.origin, place) for place in (table.start - AROUND, table.end + AROUND))
        for sentence in sentences[bisect_left(starts, at) : bisect_left(starts, to)]:
            named = spoken_of.search(sentence.plain, sentence.at, sentence.to)
            for figure in sentence.figures if named is not None else ():
                words = CLAUSE_END.split(sentence.plain[max(sentence.at, figure.at - REACH) : figure.at])[-1]
                yield from _told(figure, words, one)


def _told(figure: Figure, words: str, one: Named) -> Iterator[Relation]:
    if figure.per or figure.hedge == "范围" or figure.value <= 0 or GOAL.search(figure.clause):
        return
    if figure.thing == "%":
        yield from _share(figure, words, one)
        return
    if is_rate(figure.thing) or figure.thing in DURATIONS or not figure.thing or not figure.is_plain:
        return
    own = words[words.rfind("，") + 1 :]
    rows = _group(own, one) or _whole_names(own, one)
    columns = [j for j in one.columns if not PERCENT_HEAD.search(one.table.header[j])]
    if is_change(figure):
        if CHANGED.search(own) and len(rows) == 1:
            yield from _best(figure, _changes(rows[0], columns, one), sure=True)
    elif len(rows) == SHORTEST and APART.search(own):
        yield from _best(figure, _differences(rows, columns, one), sure=True)
    elif len(rows) > 1 and _group(own, one):
        sums = [(one.cells(rows, j), "+") for j in columns if one.cells(rows, j)]
        yield from _best(figure, sums, sure=True)
    elif len(rows) == 1 and not OTHER_TIME.search(own + figure.after[:4]):
        cells = [([cell], "+") for j in columns if (cell := one.cell(rows[0], j)) is not None]
        yield from _best(figure, cells, sure=False)


Terms = tuple[list[Figure], str]


def _group(words: str, one: Named) -> list[int]:
    """小学 and 初中 of 义务教育阶段, where both are rows by just these names."""
    for group, members in GROUPS.items():
        if group in words:
            rows = [row for row in one.rows if one.labels[row] in members]
            if len(rows) == len(members[: len(rows)]) > 1 and not any(m in words.replace(group, "") for m in members):
                return rows
    return []


def _whole_names(words: str, one: Named) -> list[int]:
    """Rows whose whole name stands in the words, none of them within another's."""
    found = [row for row in one.rows if len(one.labels[row]) >= SHORTEST and one.labels[row] in words]
    found = [row for row in found if row not in one.totals]
    return [row for row in found if not any(one.labels[row] in one.labels[o] for o in found if o != row)]


def _differences(rows: Sequence[int], columns: Sequence[int], one: Named) -> list[Terms]:
    pairs = [one.cells(rows, j) for j in columns]
    return [(sorted(pair, key=lambda f: -f.amount), "-") for pair in pairs if len(pair) == SHORTEST]


def _changes(row: int, columns: Sequence[int], one: Named) -> list[Terms]:
    """The columns of two years one after the other, or 本期 and 上期."""
    years = {int(match[0]): j for j in columns if (match := YEAR.search(one.table.header[j]))}
    pairs = [(years[max(years)], years[max(years) - 1])] if years and max(years) - 1 in years else []
    now = [j for j in columns if NOW.search(one.table.header[j])]
    before = [j for j in columns if BEFORE.search(one.table.header[j])]
    pairs += [(now[0], before[0])] if len(now) == len(before) == 1 else []
    told = [[cell for j in pair if (cell := one.cell(row, j)) is not None] for pair in pairs]
    return [(sorted(pair, key=lambda f: -f.amount), "-") for pair in told if len(pair) == SHORTEST]


def _value(terms: Terms) -> Fraction:
    cells, sign = terms
    return cells[0].amount - cells[1].amount if sign == "-" else sum((c.amount for c in cells), Fraction(0))


def _best(figure: Figure, terms: Sequence[Terms], *, sure: bool) -> Iterator[Relation]:
    """The cells that make it; else the only ones of which it is a slip. Alone, a cell must be of the same thing."""
    told = [(cells, sign) for cells, sign in terms if _alike(cells[0], figure) and _value((cells, sign)) > 0]
    for one in told:
        if _value(one) == figure.amount and (sure or is_telling(figure.amount)):
            yield _written(figure, one, HOLDS)
            return
    if len(told) > min(MOST_CELLS, worth_trying(figure)):
        return
    slips = [one for one in told if is_slip(_value(one), figure)]
    if len(slips) == 1 and (sure or slips[0][0][0].thing == figure.thing or is_telling(figure.amount)):
        yield _written(figure, slips[0], ASK)


def _alike(cell: Figure, figure: Figure) -> bool:
    """Money with money, and numbers of one thing where both say which."""
    return cell.thing in ("", figure.thing) or {cell.thing, figure.thing} == {"人", "人次"}


def _written(figure: Figure, terms: Terms, verdict: str) -> Relation:
    cells, sign = terms
    told = f" {sign} ".join(digits(cell.amount / figure.scale) for cell in cells)
    kind = "difference" if sign == "-" else "sum" if len(cells) > 1 else "conflict"
    return written(kind, [], figure, f"{told} = {number(figure)}", _value(terms), verdict)


def _share(figure: Figure, words: str, one: Named) -> Iterator[Relation]:
    """A named row's cell over another cell of that row, both columns named."""
    match = SHARE.search(words)
    if match is None:
        return
    rows = _whole_names(match["part"], one) or (one.totals if len(one.totals) == 1 else [])
    named = [one.columns_in(match["part"]), one.columns_in(match["whole"])]
    if len(rows) != 1 or any(len(columns) != 1 for columns in named) or named[0] == named[1]:
        return
    part, whole = (one.cell(rows[0], columns[0]) for columns in named)
    if part is None or whole is None or not 0 < part.amount <= whole.amount:
        return
    computed = part.amount / whole.amount * 100
    verdict = compare(Value(computed, computed, computed), figure)
    if verdict == FAILS:
        verdict = ASK
    expression = f"{number(part)} / {number(whole)} * 100 = {number(figure)}"
    yield written("ratio", [], figure, expression, computed, verdict)
