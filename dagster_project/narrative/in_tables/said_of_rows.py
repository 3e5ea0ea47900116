"""What the text says of rows of a table: 二中缺额14个, 两校共录取1100人, 报名人数多于计划, 肉蛋支出占本月支出的32.5%.

Belongs here: differences between two cells of a row, sums of named rows, comparisons told without numbers, shares of cells.
Does not belong here: a cell told again in words (``beside_tables``), what a table claims by itself (``table_sums``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

from dagster_project.narrative.in_tables.named_cells import Named
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.claims import number, written
from dagster_project.narrative.reckoning.naming import stems
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.script import Script
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.tables import PERCENT_HEAD
from dagster_project.narrative.text.units import is_rate

MARK = re.compile(r"[，。；：！？\n]")
GAP = re.compile(
    r"(?:缺额|缺口|空余|空缺|空编|剩余|结余|尚缺|还差|相差|尚有|仍有|还有|未[一-鿿]{2,4}|扣|多出|超出|超额|超(?:计划|任务|目标|编|员)|少|多)[^，。；：\d]{0,8}$"
)
UNDONE = re.compile(r"^[^，。；：\d]{0,4}未(?P<what>[一-鿿]{2})")
UNDONE_BEFORE = re.compile(r"未(?P<what>[一-鿿]{2})")
OF_ALL = re.compile(r"计划|核定|应|总|[目校园人件户]数|任务")
LACKING = re.compile(r"缺额|空缺|空余|空编|缺口|尚缺")
PLANNED = re.compile(r"计划|核定|编制|应|下达|分值|指标数|目标")
REAL = re.compile(r"录取|实[有际招]|在编|在岗|到位|完成|得分|招收")
TOGETHER = re.compile(r"共|合计|总计|累计|总")
MORE = re.compile(r"(?P<verb>多于|超过|超出|高于|大于|少于|低于|小于|不及)(?P<other>[一-鿿]{2,8})(?!\d)")
OFF_THE_MEAN = re.compile(
    r"(?P<verb>高于|超过|高出|低于|少于|落后于?)(?:全[一-鿿]|总体|整体)?(?:平均|总体|整体)(?:水平|值|数|进度|完成率|线)?[^，。；：\d]{0,2}$"
)
LESS = frozenset({"少于", "低于", "小于", "不及", "落后", "落后于"})
SHARE = re.compile(r"(?P<part>[^，。；：]*?)占(?P<whole>[^，。；：\d]{0,16}?)的?(?:比[例重])?(?:为|达|约)?$")
SENTENCE_END, CLAUSE_END = re.compile("[。\n]"), re.compile("[；。\n]")
GOOD = (HOLDS, ROUNDING)
MOST_ROWS, SHORTEST = 6, 2
AROUND, REACH = 4000, 40
"""How far from a table its rows are spoken of, and how far back a clause may begin."""


def find_said_of_rows(sentences: Sequence[Sentence], tables: Sequence[Named], script: Script) -> Iterator[Relation]:
    """Each such claim about any table of the document."""
    starts = [sentence.at for sentence in sentences]
    for one in tables:
        table = one.table
        at, to = (bisect_left(script.origin, place) for place in (table.start - AROUND, table.end + AROUND))
        if not one.columns or len(table.rows) < SHORTEST:
            continue
        for sentence in sentences[bisect_left(starts, at) : bisect_left(starts, to)]:
            yield from _numbers(sentence, one)
        yield from _comparisons(script, one, at, to)


def _numbers(sentence: Sentence, one: Named) -> Iterator[Relation]:
    at = sentence.at
    for n, figure in enumerate(sentence.figures):
        words = sentence.plain[max(at, figure.at - 60) : figure.at]
        if figure.thing == "个百分点":
            yield from _off_the_mean(figure, CLAUSE_END.split(words)[-1], one)
        elif figure.thing == "%":
            before = sentence.figures[n - 1] if n else None
            yield from _share(figure, SENTENCE_END.split(words)[-1], one, before)
        elif not figure.hedge and not figure.per and figure.value > 0:
            clause = CLAUSE_END.split(words)[-1]
            own = clause[clause.rfind("，") + 1 :]
            if not (GAP.search(own) or UNDONE.match(figure.after) or TOGETHER.search(own)) or is_rate(figure.thing):
                continue
            rows = one.rows_in(own) or one.rows_in(clause)
            if rows and len(rows) <= MOST_ROWS:
                told = _gap(figure, own, rows, one) or _together(figure, own, rows, one)
                yield from (r for r in told if r.verdict == HOLDS or one.rows_in(own))


def _gap(figure: Figure, clause: str, rows: Sequence[int], one: Named) -> list[Relation]:
    """实验小学仍有600万元未到位: the difference of two cells of the row, or of their sums over the rows."""
    if GAP.search(clause) is None and UNDONE.match(figure.after) is None:
        return []
    columns = [j for j in one.columns if one.cells(rows, j) and not PERCENT_HEAD.search(one.table.header[j])]
    pairs = [(one.cells(rows, a), one.cells(rows, b)) for a, b in permutations(columns, 2)]
    exact = [(more, less) for more, less in pairs if _sum(more) - _sum(less) == figure.amount and _alike(more, figure)]
    planned = [j for j in columns if PLANNED.search(one.heads[j])]
    real = [j for j in columns if REAL.search(one.heads[j]) and j not in planned]
    if LACKING.search(clause) and len(planned) == len(real) == 1:
        more, less = one.cells(rows, planned[0]), one.cells(rows, real[0])
        if _sum(more) > _sum(less) and _alike(more, figure) and _sum(more) - _sum(less) != figure.amount:
            # 缺额12个 is what 计划 and 报名 give as well, but what is lacking is what was not filled.
            sure = one.labels[rows[0]] in clause and not exact
            return [_difference(more, less, figure, FAILS if sure else ASK)]
    if exact:
        return [_difference(*exact[0], figure, HOLDS)]
    undone = UNDONE.match(figure.after) or UNDONE_BEFORE.search(clause)
    done = [j for j in columns if undone is not None and undone["what"] in one.heads[j] and "未" not in one.heads[j]]
    due = [j for j in columns if OF_ALL.search(one.heads[j]) and j not in done]
    if len(done) == len(due) == 1 and _alike(one.cells(rows, due[0]), figure):
        return [_difference(one.cells(rows, due[0]), one.cells(rows, done[0]), figure, ASK)]
    return []


def _off_the_mean(figure: Figure, clause: str, one: Named) -> Iterator[Relation]:
    """河湾乡完成率低于全县平均水平19.0个百分点: a rate of the named row and the same of the total row."""
    match = OFF_THE_MEAN.search(clause)
    rows = one.rows_in(clause[: match.start()]) if match is not None else []
    if match is None or len(rows) != 1 or len(one.totals) != 1 or figure.hedge:
        return
    rates = [j for j in one.columns if PERCENT_HEAD.search(one.table.header[j])]
    pairs = [(one.cell(rows[0], j), one.cell(one.totals[0], j)) for j in rates]
    told = [(own, mean) for own, mean in pairs if own is not None and mean is not None]
    told = [(mean, own) if match["verb"] in LESS else (own, mean) for own, mean in told]
    exact = [(more, less) for more, less in told if more.value - less.value == figure.value]
    for more, less in exact[:1] or (told if len(told) == 1 else []):
        computed = more.value - less.value
        verdict = HOLDS if computed == figure.value else FAILS if one.labels[rows[0]] in clause else ASK
        expression = f"{number(more)} - {number(less)} = {number(figure)}"
        yield written("difference", [], figure, expression, computed, verdict)


def _sum(cells: Sequence[Figure]) -> Fraction:
    return sum((cell.amount for cell in cells), Fraction(0))


def _alike(cells: Sequence[Figure], figure: Figure) -> bool:
    """Money and numbers of things are not compared."""
    return not cells[0].thing or (cells[0].thing == "元") == (figure.thing == "元")


def _difference(more: Sequence[Figure], less: Sequence[Figure], figure: Figure, verdict: str) -> Relation:
    terms = " + ".join(digits(cell.amount / figure.scale) for cell in more)
    terms += "".join(f" - {digits(cell.amount / figure.scale)}" for cell in less)
    computed = _sum(more) - _sum(less)
    shown = f" = {digits(computed / figure.scale)} (= {number(figure)})" if verdict != HOLDS else f" = {number(figure)}"
    return written("difference", [], figure, terms + shown, computed, verdict)


def _together(figure: Figure, clause: str, rows: Sequence[int], one: Named) -> list[Relation]:
    """两校共录取1100人: the named column over the named rows; failing only where the words give its whole name."""
    columns = [j for j in one.columns_in(clause) if one.cells(rows, j)]
    if len(rows) < SHORTEST or not TOGETHER.search(clause):
        return []
    for j in columns:
        cells = one.cells(rows, j)
        if _sum(cells) == figure.amount and _alike(cells, figure):
            return [_added(cells, figure, HOLDS)]
    sole = len(columns) == 1 and _alike(one.cells(rows, columns[0]), figure)
    return [_added(one.cells(rows, columns[0]), figure, ASK)] if sole else []


def _added(cells: Sequence[Figure], figure: Figure, verdict: str) -> Relation:
    terms = " + ".join(digits(cell.amount / figure.scale) for cell in cells)
    parts = [cell.amount for cell in cells]
    return written("sum", [], figure, f"{terms} = {number(figure)}", _sum(cells), verdict, parts=parts)


def _share(figure: Figure, words: str, one: Named, before: Figure | None) -> Iterator[Relation]:
    """A占B的…%: a named row of a total row in its column, or a named column of another in the total row."""
    match = SHARE.search(words)
    if match is None or figure.hedge == "范围":
        return
    part = match["part"] or words[: match.start()]
    rows = one.rows_in(part) if match["part"] else one.rows_in(words)
    pairs = [(one.cell(row, j), one.cell(whole, j)) for row in rows for whole in one.totals for j in one.columns]
    last = [row for row in one.rows if row not in one.totals and stems(one.labels[row]) & stems(part)]
    pairs += [(one.cell(row, j), one.cell(whole, j)) for row in last for whole in one.totals for j in one.columns]
    pairs += [(one.only(row), one.only(whole)) for row in (*rows, *last) for whole in one.totals]
    columns = one.columns_in(match["part"]) or one.columns_in(words)
    pairs += [
        (one.cell(row, a), one.cell(row, b)) for row in one.totals for a in columns for b in one.columns if a != b
    ]
    if before is not None and match["part"] == "" and words[: match.start()].endswith(before.quote[-2:] + "，"):
        pairs += [(before, one.cell(row, j)) for row in one.totals for j in one.columns_in(match["whole"])]
    for own, whole in pairs:
        if own is None or whole is None or own.amount <= 0 or whole.amount <= own.amount or is_rate(own.thing):
            continue
        computed = own.amount / whole.amount * 100
        verdict = compare(Value(computed, computed, computed), figure)
        if verdict in GOOD and (figure.places or computed == figure.value):
            sign = {"以上": ">=", "以下": "<="}.get(figure.hedge, "=")
            expression = f"{number(own)} / {number(whole)} * 100 {sign} {number(figure)}"
            yield written("ratio", [], figure, expression, computed, verdict)
            return
    told = before if before is not None and words[: match.start()].endswith(before.quote[-2:] + "，") else None
    yield from _slipped_share(figure, match, rows, columns, one, told)


def _slipped_share(
    figure: Figure, match: re.Match[str], rows: Sequence[int], named: Sequence[int], one: Named, told: Figure | None
) -> Iterator[Relation]:
    """触控一体机占总金额的44.3%: the only row and the only column, or the only two columns, that the words name; a slip is asked about."""
    amounts = [j for j in one.columns if not PERCENT_HEAD.search(one.table.header[j])]
    wholes = one.columns_in(match["whole"]) or (amounts if len(amounts) == 1 else [])
    if len(one.totals) != 1 or len(wholes) != 1 or figure.hedge:
        return
    own: Figure | None
    if told is not None and not match["part"]:
        own, whole = told, one.cell(one.totals[0], wholes[0])
    elif len(rows) == 1:
        own, whole = one.cell(rows[0], wholes[0]), one.cell(one.totals[0], wholes[0])
    else:
        parts = [j for j in named if j not in wholes]
        own = one.cell(one.totals[0], parts[0]) if len(parts) == 1 and not rows else None
        whole = one.cell(one.totals[0], wholes[0])
    if own is None or whole is None or not 0 < own.amount < whole.amount or is_rate(own.thing):
        return
    computed = own.amount / whole.amount * 100
    if is_slip(computed, figure):
        expression = f"{number(own)} / {number(whole)} * 100 = {number(figure)}"
        yield written("ratio", [], figure, expression, computed, ASK)


def _comparisons(script: Script, one: Named, at: int, to: int) -> Iterator[Relation]:
    """周转房项目完成投资已超过到位资金: told of each row the clause or the one before it names."""
    for match in MORE.finditer(script.plain, at, to):
        others = [j for j in one.columns if len(one.heads[j]) >= SHORTEST and match["other"].startswith(one.heads[j])]
        begin = max(
            (m.end() for m in MARK.finditer(script.plain, max(at, match.start() - REACH), match.start())), default=at
        )
        led = script.plain[begin : match.start()]
        ours = one.columns_in(led)[-1:] if others else []
        if not ours or ours == others[:1]:
            continue
        rows = one.rows_in(led) or one.rows_in(script.plain[max(at, begin - REACH) : begin - 1])
        end = MARK.search(script.plain, match.end())
        span = script.span(begin, end.start() if end else len(script.plain))
        for row in rows[:MOST_ROWS]:
            cells = one.cell(row, ours[0]), one.cell(row, others[0])
            yield from _compared(*cells, match["verb"], span, one.labels[row])


def _compared(
    mine: Figure | None, other: Figure | None, verb: str, span: tuple[int, int], label: str
) -> Iterator[Relation]:
    if mine is None or other is None:
        return
    down = verb in LESS
    verdict = HOLDS if (mine.amount < other.amount if down else mine.amount > other.amount) else FAILS
    expression = f"{digits(mine.amount / other.scale)} {'<' if down else '>'} {number(other)}"
    reached = verdict == HOLDS
    zh = f"{label}：{mine.after}{mine.quote}，{other.after}{other.quote}，与“{verb}”{'相符' if reached else '不符'}"
    en = f"{mine.quote} and {other.quote} in the table {'agree' if reached else 'do not agree'} with what is said"
    told = written(
        "ratio", [mine], other, expression, mine.amount, verdict, readings=[Reading(zh, en, expression, number(mine))]
    )
    yield replace(told, figures=(), start=span[0], end=span[1], diagnosis=None)
