"""One number told twice with a slip of the pen between: 落实各学段资助22383人次 … 在受助的22338人次中; a text and its table.

Belongs here: figures and cells anywhere in a document whose digits are one slip apart, found by their digits, judged by
their names. Does not belong here: numbers that agree (``repeats``, ``beside_tables``), unlike numbers that only their
names bring together (``told_again``, ``same_name``), sums (``slipped_sums``).

The shorter a number, the more figures are a slip from it by chance; so the more of its name must stand at the other as
well. Two numbers that the document works out both are both right. Others are asked about; one fails only where the other
is worked out, two digits of many have changed places and the names tell nothing apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import groupby, islice
from typing import NamedTuple

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.parts.sums import PLACES
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.beside_cells import beside, is_telling, told_beside
from dagster_project.narrative.reckoning.claims import GOAL, is_change, is_countable, is_counted, written
from dagster_project.narrative.reckoning.slips import is_slip, is_swapped, printed
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.tables import TOTAL, Table

EMPTY = re.compile(
    r"目前|截至|截止|共计|总计|合计|累计|一共|共有|现有|已经|达到|其中|当中|之中|分别|全年|全部|总[数额量]|人数|人次|金额|资金|"
    r"全[县市区镇校旗乡]|[我本该][县市区镇校]|[达共已为有了约的、]|[（(].*?[）)]|(?:19|20)\d\d年?|\d+"
)
FRAME = frozenset("在中里对将把给向由为是计")
HAN = re.compile(r"[一-鿿]+")
KINDS = re.compile(
    r"小学|初中|高中|幼儿|学前|中职|职[高中]|大学|男|女|城区|农村|城镇|[春秋]季|公办|民办|[上下]半年|教师|退休|教职工|"
    r"寄宿|走读|普惠|中央|省级|市级|县级|新[增建聘生]|毕业|招生|在校|未|不|应|实|计划|预算|决算|人均|最|收入|支出|收到|发出|"
    r"[改扩重]建|改造|维修|购置|有效|申请|审[核批]|通过|下达|到位|拨付|支付|使用|结[余转]|上报|录取|报名|重度|轻度|中度"
)
TIME = re.compile(
    r"(?:19|20)\d{2}|去年|上年|同期|[春秋]季|[上下]半年|上学期|[一二三四]季度|\d+月|原|此前|年初|年末|明年|届时"
)
ELSEWHEN = re.compile(r"去年|上年|同期|原|此前|明年|届时|首批|第[一二三]批")
ORDINAL = re.compile(r"[一二三四五六七八九十甲乙丙A-D](?=[中小校班组期批类档村队园标级])")
COMPARED = re.compile("[比较]|同期|同比")
MARKED = re.compile(r"更正|误|应为|而非|不是|修订|原为")
ROW = re.compile(r"^普通|[（(].*?[）)]|[\d一二三四五六七八九十]{1,2}[、.．]|^其中|教育$|学校$|阶段$|[\s—－-]")
NAMED_RATE = re.compile(r"[一-鿿]{3,}[率度](?:[为达到]|分别|约|均|已|是)*$")
AROUND, BEHIND, BEFORE, MOST_DIGITS, MOST_GRIDS = 24, 10, 60, 12, 6
LOOKED_BACK, MOST_PAIRS, MOST_ALIKE = 6, 200, 400
SURE, LONGEST, LONG, MIDDLE, TELLING = 6, 5, 4, 3, 2
GOOD = (HOLDS, ROUNDING)
WORKED = frozenset({"sum", "product", "difference", "table", "partition", "ratio"})


@dataclass(frozen=True, eq=False)
class _Told:
    """A figure of the text with its sentence, or a cell (``sentence`` is None); ``amounts`` stand beside it."""

    figure: Figure
    sentence: Sentence | None
    amounts: frozenset[Fraction]

    @cached_property
    def words(self) -> str:
        """What stands around it, or its row and column."""
        figure = self.figure
        if self.sentence is None:
            return ("" if _is_total(figure) else figure.before) + "，" + figure.after
        return figure.clause[-AROUND:] + "，" + COMPARED.split(figure.after[:BEHIND])[0]

    @cached_property
    def time(self) -> str:
        """The same with all of the clause: 2015年第二批…改善计划奖补资金2312.61万元."""
        return self.figure.clause + self.words if self.sentence is not None else self.words

    @cached_property
    def stems(self) -> frozenset[str]:
        """The pairs of characters that tell what it is."""
        return _pairs_of(self.words)


def find_retold(
    sentences: Sequence[Sentence], cells: Sequence[Figure], tables: Sequence[Table], claims: Iterable[Relation]
) -> Iterator[Relation]:
    """Each pair of numbers one slip apart that by its names is one number; numbers rounded to 万 as well."""
    told = [*_in_words(sentences), *_in_rows(cells, tables, sentences)]
    pairs = list(_one_slip_apart(told))
    if not pairs:
        return
    known = {f.start for c in claims if c.verdict == HOLDS and c.kind in WORKED for f in c.figures}
    again = Counter(t.figure.amount for t in told)
    in_words: dict[str, list[_Told]] = defaultdict(list)
    for one in told:
        if one.sentence is not None:
            in_words[one.figure.thing].append(one)
    found: list[tuple[int, Relation]] = []
    for one, other in pairs[:MOST_PAIRS]:
        pair = _Pair(one, other)
        relation = _judged(pair, known, again)
        if relation is not None and (relation.verdict in GOOD or not _is_one_of_many(pair, in_words)):
            found.append((pair.shared, relation))
    best: dict[tuple[bool, object], int] = {}
    for shared, relation in found:
        best[_about(relation)] = max(shared, best.get(_about(relation), 0))
    yield from (relation for shared, relation in found if shared == best[_about(relation)])


def _about(relation: Relation) -> tuple[bool, object]:
    """A figure of the text is one cell of a table, the one whose name is nearest."""
    return relation.verdict in GOOD, relation.figures[0].start if len(relation.figures) == 1 else id(relation)


def _in_words(sentences: Sequence[Sentence]) -> Iterator[_Told]:
    for sentence in sentences:
        amounts = frozenset(figure.amount for figure in sentence.figures)
        plain = (f for f in sentence.figures if f.thing and (f.is_plain or _is_telling_though_about(f)))
        counted = (f for f in plain if is_counted(f) or _is_named_rate(f))
        yield from (_Told(figure, sentence, amounts) for figure in counted)


def _is_telling_though_about(figure: Figure) -> bool:
    """约6414万元 is told as exactly as 6414万元."""
    return figure.hedge == "约" and _length(figure) >= LONG


def _is_named_rate(figure: Figure) -> bool:
    """巩固率96.8%, but no 占39.5% and no 增长8.6%."""
    return figure.thing == "%" and NAMED_RATE.search(figure.before) is not None and not is_change(figure)


def _in_rows(cells: Sequence[Figure], tables: Sequence[Table], sentences: Sequence[Sentence]) -> Iterator[_Told]:
    ends = [row[-1].end for table in tables for row in table.rows if row]
    printed_in: dict[Fraction, list[Figure]] = defaultdict(list)
    for figure in (f for sentence in sentences for f in sentence.figures):
        if figure.scale > 1 and figure.is_plain and len(printed_in[figure.value]) < LOOKED_BACK:
            printed_in[figure.value].append(figure)
    for _, row in groupby(cells, key=lambda cell: bisect_left(ends, cell.end)):
        own = _in_their_unit(list(row), printed_in)
        amounts = frozenset(cell.amount for cell in own)
        yield from (_Told(cell, None, amounts) for cell in own if is_countable(cell))


def _in_their_unit(row: Sequence[Figure], printed_in: dict[Fraction, list[Figure]]) -> Sequence[Figure]:
    """The row of a table without a unit in that of the text which tells two of its numbers: 2364万元 of 2364 and 12."""
    bare = [cell for cell in row if not cell.unit and cell.value in printed_in]
    if len(bare) < 2 or not any(is_telling(cell.value) for cell in bare):
        return row
    units = Counter((f.scale, f.thing, f.unit) for cell in bare for f in printed_in[cell.value])
    (scale, thing, unit), count = units.most_common(1)[0] if units else ((1, "", ""), 0)
    return [cell if cell.unit or count < 2 else replace(cell, scale=scale, thing=thing, unit=unit) for cell in row]


def _one_slip_apart(told: Sequence[_Told]) -> Iterator[tuple[_Told, _Told]]:
    """Pairs that share all digits but one, or all digits in another order; found by what they share."""
    grids: dict[str, dict[tuple[int, int], None]] = defaultdict(dict)
    for one in told:
        if one.figure.scale > 1:
            grids[one.figure.thing][one.figure.scale, one.figure.places] = None
            grids[""][one.figure.scale, one.figure.places] = None
    by_digits: dict[tuple[int, int, str], list[tuple[str, _Told]]] = defaultdict(list)
    seen: set[tuple[int, int]] = set()
    for one in sorted(told, key=lambda one: one.figure.scale):
        figure = one.figure
        for scale, places in islice(grids[figure.thing], MOST_GRIDS):
            if _is_coarser((scale, places), figure):
                text = printed(figure.amount / scale, places)
                for key in _keys(text) if MIDDLE <= len(text) <= MOST_DIGITS else ():
                    by_digits[scale, places, key].append((text, one))
        text = printed(figure.value, figure.places)
        for key in _keys(text) if 2 <= len(text) <= MOST_DIGITS else ():
            same = by_digits[figure.scale, figure.places, key]
            for other_text, other in same[-LOOKED_BACK:]:
                if other_text == text and other.figure.scale == figure.scale:
                    continue
                pair = other.figure.start, figure.start
                if pair not in seen:
                    seen.add(pair)
                    if _may_be_one(other, one):
                        yield other, one
            same.append((text, one))


def _keys(text: str) -> list[str]:
    """What a number shares with all that are a slip from it."""
    return ["".join(sorted(text)), *(f"{text[:n]}*{text[n + 1 :]}" for n in range(len(text)))]


def _is_coarser(grid: tuple[int, int], figure: Figure) -> bool:
    """Whether a number may be told in another unit or in fewer places: 44786 as 4.48万."""
    scale, places = grid
    return scale <= 10 * figure.amount and (scale > figure.scale or (scale == figure.scale and places < figure.places))


def _may_be_one(one: _Told, other: _Told) -> bool:
    """Unlike numbers of one thing in two places, a slip apart; or one of them a rounding of the other."""
    mine, theirs = one.figure, other.figure
    if one.sentence is other.sentence or mine.amount == theirs.amount:
        return False
    if mine.scale == theirs.scale and mine.places != theirs.places and one.sentence is not None is not other.sentence:
        return False
    alike = mine.thing == theirs.thing or {mine.thing, theirs.thing} <= PLACES or not (mine.thing and theirs.thing)
    return alike and (is_slip(mine.amount, theirs) or _agree(mine, theirs) in GOOD)


class _Pair(NamedTuple):
    """Two numbers and how much speaks for their being one."""

    one: _Told
    other: _Told

    @property
    def with_cell(self) -> bool:
        """Whether one of them stands in a table."""
        return self.one.sentence is None or self.other.sentence is None

    @property
    def with_total(self) -> bool:
        """Whether one of them stands in a total row."""
        return any(told.sentence is None and _is_total(told.figure) for told in self)

    @property
    def length(self) -> int:
        """How many digits tell something; of a rounded number and its origin the rounded one's."""
        if self.one.figure.scale != self.other.figure.scale:
            return _length(self.other.figure)
        return max(_length(told.figure) for told in self)

    @property
    def shared(self) -> int:
        """How many pairs of characters both names have."""
        return len(self.one.stems & self.other.stems)

    @property
    def within(self) -> bool:
        """Whether all that is said of one is said of the other."""
        return _says_all_of(*self) or _says_all_of(self.other, self.one)

    @property
    def swapped(self) -> bool:
        """Whether two digits have changed places."""
        return is_swapped(self.one.figure.amount, self.other.figure)

    @property
    def beside(self) -> int:
        """How many numbers stand beside both: 资助16428人次、1024.66万元 and 资助16428人次、1033.66万元."""
        both = self.one.amounts & self.other.amounts
        return len(both) if any(is_telling(amount) for amount in both) else 0

    @property
    def repeated(self) -> bool:
        """Whether one number stands beside the other as well."""
        return self.one.figure.amount in self.other.amounts or self.other.figure.amount in self.one.amounts

    @property
    def kinds(self) -> tuple[set[str], set[str]]:
        """The kinds that one names and the other does not."""
        mine, theirs = (set(KINDS.findall(told.figure.before + "，" + told.figure.after)) for told in self)
        return mine - theirs, theirs - mine


def _judged(pair: _Pair, known: set[int], again: Counter[Fraction]) -> Relation | None:
    one, other = pair
    length, within, kinds = pair.length, pair.within, pair.kinds
    alike = not any(kinds)
    sure = length >= LONG and pair.swapped
    if all(kinds) or MARKED.search(one.words + other.words) or not _are_of_one_time(one, other, sure):
        return None
    named = _is_cell_named(one, other)
    verdict = _agree(one.figure, other.figure)
    if verdict in GOOD:
        good = length >= MIDDLE and (named or (within and alike and pair.shared > 1))
        return _written(pair, verdict) if good and one.figure.scale != other.figure.scale else None
    worked = sum(told.figure.start in known for told in pair)
    by_row = pair.with_cell and pair.beside > 1 and not pair.repeated
    if worked == len(pair) or not (named or by_row or _is_enough(pair, within and (alike or length >= LONG), again)):
        return None
    sure = sure and within and pair.shared > TELLING and worked == 1
    return _written(pair, FAILS if sure else ASK)


def _is_enough(pair: _Pair, within: bool, again: Counter[Fraction]) -> bool:
    """Whether the names have as much in common as numbers of that length need; a number told twice more is a witness."""
    length, shared = pair.length, pair.shared + pair.beside
    if pair.one.figure.thing == "%":
        return length >= MIDDLE and within and shared > TELLING and not any(pair.kinds)
    if pair.repeated and length < LONGEST:
        return False
    if length >= SURE or (pair.with_total and length >= LONGEST):
        return True
    if max(again[told.figure.amount] for told in pair) > 1 and (shared or pair.with_total or not pair.with_cell):
        shared += 1
    least = max(0, LONGEST - length + (not pair.swapped)) + (length == LONG and not within)
    return shared >= min(least, TELLING + 1) and (within or length >= LONG)


def _is_cell_named(one: _Told, other: _Told) -> bool:
    """全区寄宿生580人 and the total row under 寄宿生; 小学48所，在校学生4.84万人 and 小学 under 在校生数."""
    cell, told = (one, other) if one.sentence is None else (other, one)
    if cell.sentence is not None or told.sentence is None:
        return False
    column = _pairs_of(cell.figure.after)
    own = column & told.stems
    if _is_total(cell.figure):
        return len(own) > 1 and len(own) * 2 > len(column)
    row, figure = ROW.sub("", cell.figure.before), told.figure
    said = told.sentence.plain[max(told.sentence.at, figure.at - BEFORE) : figure.at]
    return bool(own) and len(row) > 1 and row in said


def _is_one_of_many(pair: _Pair, in_words: dict[str, list[_Told]]) -> bool:
    """A third number by the name of both, 分4个小组 … 分12个小组 … 分8个小组; or both numbers told again."""
    one, other = pair
    if pair.length >= LONGEST or (pair.with_cell and not pair.with_total):
        return False
    name, own = one.stems & other.stems, {one.figure.amount, other.figure.amount}
    alike = in_words[one.figure.thing][:MOST_ALIKE]
    again = Counter(t.figure.amount for t in alike if t.figure.amount in own)
    if min(again[amount] for amount in own) > 1:
        return True
    return bool(name) and any(t.figure.amount not in own and name <= t.stems for t in alike)


def _is_total(cell: Figure) -> bool:
    """合计, and 合计— of a row whose next cell is left empty."""
    return TOTAL.match(cell.before.rstrip("—－-/")) is not None


def _pairs_of(words: str) -> frozenset[str]:
    told = HAN.findall(EMPTY.sub("，", words))
    return frozenset(word[n : n + 2] for word in told for n in range(len(word) - 1))


def _says_all_of(one: _Told, other: _Told) -> bool:
    """Whether all that is said of one is said of the other: 新建运动场46块 and 新建运动场42块."""
    return set("".join(HAN.findall(EMPTY.sub("", one.words)))) - FRAME <= set(other.words)


def _agree(one: Figure, other: Figure) -> str:
    """How one number as printed is the other: both are told, so neither hides what was rounded away before."""
    printed_as = replace(other, hedge="", low=other.value, high=other.value) if other.hedge else other
    return compare(Value(one.amount, one.amount, one.amount), printed_as)


def _length(figure: Figure) -> int:
    """How many digits of a number tell something."""
    text = printed(figure.value, figure.places)
    return len(text if figure.value.denominator > 1 else text.rstrip("0"))


def _are_of_one_time(one: _Told, other: _Told, sure: bool) -> bool:
    """The same years and terms named by both, none a goal; one may name none."""
    if not sure and bool(GOAL.search(one.words)) != bool(GOAL.search(other.words)):
        return False
    if set(ORDINAL.findall(one.words)) != set(ORDINAL.findall(other.words)):
        return False
    if set(ELSEWHEN.findall(one.time)) != set(ELSEWHEN.findall(other.time)):
        return False
    mine, theirs = (set(TIME.findall(t.time)) for t in (one, other))
    return _are_of_one_place(one, other) and (mine <= theirs or theirs <= mine)


def _are_of_one_place(one: _Told, other: _Told) -> bool:
    """No two places named beside the numbers."""
    mine, theirs = (t.figure.place if t.figure.place in t.figure.clause else "" for t in (one, other))
    return mine == theirs or not (mine and theirs)


def _written(pair: _Pair, verdict: str) -> Relation:
    """The two as one claim; a cell is told by its number alone, since its place is counted otherwise."""
    one, other = pair if pair.other.sentence is not None else (pair.other, pair.one)
    slip = "transposed_digits" if verdict not in GOOD and pair.swapped else None
    told = beside(one.figure, other.figure)
    if one.sentence is None:
        return told_beside(other.figure, one.figure, told, verdict, slip)
    return written("conflict", [one.figure], other.figure, told, one.figure.amount, verdict, diagnosis=slip)
