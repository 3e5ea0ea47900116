"""Does a table add up: total rows, subtotals, total columns, count × unit price, shares in a column.

Belongs here: the readings a table allows and which of them its own numbers confirm.
Does not belong here: finding tables (``tables``).

A table says how it is built by adding up that way in most of its rows or columns; a number that then does not fit
fails. Where nothing in the table confirms a reading, only a plain single column under 合计 can fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.in_tables.levels import CHANGED, directly_below, levels_of, on_top, signs_of
from dagster_project.narrative.in_tables.rows_agree import slipped
from dagster_project.narrative.in_tables.statements import LEFT, OPENING, sections
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.parts.judging import is_slip_among_exact
from dagster_project.narrative.reckoning.arithmetic import Value, compare, total, value_of
from dagster_project.narrative.reckoning.claims import common_digits, number, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.tables import INSIDE, NO_SUM, SUBTOTAL, TOTAL, TOTAL_HEAD, Table

THEREOF = re.compile(r"其中|^#")
PRICE = re.compile(
    r"(?P<price>\d+(?:\.\d+)?)元(?:/|每|）|\)|$)|(?:每|标准)[^\d（(]{0,8}(?P<each>\d+(?:\.\d+)?)元|[（(](?P<bare>\d{2,5})元"
)
AMOUNT = re.compile(r"金额|资金|补助|经费|合计（?元|小计（?元|万元|总价|金 额")
RATE_COLUMN = re.compile(r"标准|单价")
RATES_ROW = re.compile(r"%|％|增长率|增[长幅减](?:$|[（(])|增速|升降|占比|比[例重]|同比|[^比]率(?:$|[（(])")
"""A row of shares or of growth is no row of addends, and neither are means."""
COUNT_COLUMN = re.compile(r"人数|人次|数量|台数|套数|名额|(?:学生|幼儿|儿童|教师|户|人|生)数|面积")
TIMES_COLUMN = re.compile(r"天数|月数|月份数|学期数|期数|课时数|次数")
TERM = re.compile(r"[春秋]季|学期|季度|半年|\d月|[一二三四五六七八九十]月|第.[期批轮次]")
PEOPLE = re.compile(r"人|户|生数|受益")
SINCE_THEN = re.compile("累计")
SCORE = re.compile(r"得分|评分")
LEAST_CODES, LEAST_DIGITS = 3, 4
GOOD = (HOLDS, ROUNDING)
FAR_OFF = 3


def find_table_claims(table: Table) -> list[Relation]:
    """What the rows and columns of one table claim."""
    relations = [
        *_columns(table),
        *_total_columns(table),
        *_prices(table),
        *_rates(table),
    ]
    return [relation for relation in relations if relation is not None]


def kind_of(label: str) -> str:
    """What a row is by its label: total, subtotal, stock (what is left or was there), inside (其中) or data."""
    if SUBTOTAL.search(label):
        return "subtotal"
    if TOTAL.match(re.sub(r"[（(].*?[)）]|^[一二三四五六七八九十\d]+[、.]", "", label)):
        return "total"
    if OPENING.search(label) or LEFT.search(label):
        return "stock"
    return "inside" if INSIDE.match(label) else "data"


def is_good(relation: Relation | None) -> bool:
    """Whether it is told and holds, be it once rounded."""
    return relation is not None and relation.verdict in GOOD


def _columns(table: Table) -> Iterator[Relation]:
    """Each side of a table has its own labels: a balance has them twice."""
    columns = [j for j in range(len(table.header)) if adds_up(table, j)]
    sides: dict[tuple[str, ...], list[int]] = {}
    levels = levels_of(table.rows)
    for column in columns:
        sides.setdefault(tuple(table.label(row, column) for row in range(len(table.rows))), []).append(column)
    for labels, side in sides.items():
        kinds = [kind_of(label) for label in labels]
        for row, kind in enumerate(kinds):
            if kind in ("total", "subtotal"):
                layered = list(_of_layers(table, row, kinds, levels))
                readings = [*layered, *_sections(table, side, row), *_parts_of(row, kinds)]
                relations = list(_total_row(table, row, side, [rows for rows in readings if len(rows) > 1]))
                is_built = (
                    (len(side) > 1 or not SINCE_THEN.search(labels[row]))
                    if not layered
                    else _are_built(table, layered[0], side, kinds, levels)
                )
                yield from (r if is_built or r.verdict != FAILS else _asked(r) for r in relations)


def _of_layers(table: Table, row: int, kinds: Sequence[str], levels: Sequence[int]) -> Iterator[list[int]]:
    """The last total with what is added to it (加：), and the highest of the rows above or below, where some stand lower."""
    last = next((i for i in range(row - 1, -1, -1) if kinds[i] == "total"), -1)
    following = next((i for i in range(row + 1, len(kinds)) if kinds[i] == "total"), len(kinds))
    since = [i for i in range(last + 1, row) if kinds[i] in ("data", "stock")]
    if kinds[row] == "total" and last >= 0 and since and CHANGED.match(table.rows[since[0]][0].text):
        yield [last, *since]
    parts = since or [i for i in range(row + 1, following) if kinds[i] in ("data", "stock")]
    highest = on_top(parts, levels)
    are_told = all(any(cell.value is not None for cell in table.rows[i]) for i in highest)
    if kinds[row] == "total" and are_told and 1 < len(highest) < len(parts):
        yield highest
        yield [last, *highest] if last >= 0 else []


def _are_built(
    table: Table, rows: Sequence[int], columns: Sequence[int], kinds: Sequence[str], levels: Sequence[int]
) -> bool:
    """Whether some row of a layer is the sum of those below it, which shows what its level means; totals are not asked."""
    if any(kinds[row] == "total" for row in rows):
        return True
    below = ((row, directly_below(row, levels, kinds)) for row in rows)
    return any(is_good(added(table, parts, row, j)) for row, parts in below if len(parts) > 1 for j in columns)


def _sections(table: Table, columns: Sequence[int], row: int) -> Iterator[list[int]]:
    """The rows of the section a total closes, where a heading row opens it."""
    yield from filter(None, [sections(table, column, row) for column in columns][:1])


def adds_up(table: Table, column: int) -> bool:
    """Whether the numbers of a column can be added: no rates, no codes, no serial numbers."""
    numbers = [row[column] for row in table.rows if column < len(row) and row[column].value is not None]
    if len(numbers) < 2 or NO_SUM.search(table.header[column]) or any(cell.unit in ("%", "‰") for cell in numbers):
        return False
    head = table.header[column]
    if SCORE.search(head) is None and COUNT_COLUMN.search(head) is None and _are_codes(table, column):
        return False
    is_serial = [int(cell.value or 0) for cell in numbers[:4]] == [1, 2, 3, 4][: len(numbers)] and column == 0
    return not is_serial


def _are_codes(table: Table, column: int) -> bool:
    """Equally long whole numbers in front of the words of their row, and none of them in a total row."""
    codes = [(row, cells[column]) for row, cells in enumerate(table.rows) if column < len(cells)]
    told = [(row, cell) for row, cell in codes if cell.value is not None]
    if len(told) < LEAST_CODES or any(kind_of(table.labels[row]) in ("total", "subtotal") for row, _ in told):
        return False
    alike = len({len(cell.text) for _, cell in told}) == 1 and all(cell.text.isdigit() for _, cell in told)
    in_front = all(table.label(row, column) == "" for row, _ in told)
    return alike and in_front and len(told[0][1].text) >= LEAST_DIGITS and table.rows[told[0][0]][column + 1 :] != ()


def _parts_of(row: int, kinds: Sequence[str]) -> Iterator[list[int]]:
    """Rows that a total may be of: those above or below it, its subtotals, or both kinds mixed."""
    if kinds[row] == "subtotal":
        above = next((i for i in range(row - 1, -1, -1) if kinds[i] in ("subtotal", "total")), -1)
        yield [i for i in range(above + 1, row) if kinds[i] == "data"]
        below = next((i for i in range(row + 1, len(kinds)) if kinds[i] in ("subtotal", "total")), len(kinds))
        yield [i for i in range(row + 1, below) if kinds[i] == "data"]
        return
    last = next((i for i in range(row - 1, -1, -1) if kinds[i] == "total"), -1)
    following = next((i for i in range(row + 1, len(kinds)) if kinds[i] == "total"), len(kinds))
    for span in (range(last + 1, row), range(row + 1, following)):
        yield [i for i in span if kinds[i] == "data"]
        yield [i for i in span if kinds[i] == "subtotal"]
        yield [i for i in span if kinds[i] in ("data", "stock")] if "data" in kinds else []
        yield _loose(span, kinds)
    yield [last, *(i for i in range(last + 1, row) if kinds[i] == "data")] if last >= 0 else []
    yield [i for i in range(len(kinds)) if kinds[i] == "data"]
    yield [i for i in range(len(kinds)) if kinds[i] == "total" and i != row]


def _loose(span: range, kinds: Sequence[str]) -> list[int]:
    """Subtotals, and the rows after the last of them that belong to none."""
    subtotals = [i for i in span if kinds[i] == "subtotal"]
    after = [i for i in span if kinds[i] == "data" and subtotals and i > subtotals[-1]]
    return subtotals + after


def _total_row(table: Table, row: int, columns: Sequence[int], readings: Sequence[list[int]]) -> Iterator[Relation]:
    checked = [j for j in columns if table.figure(row, j) is not None]
    results = [{j: added(table, rows, row, j) for j in checked} for rows in readings]
    if not results or not checked:
        return
    holding = [sum(map(is_good, result.values())) for result in results]
    best = holding.index(max(holding))
    for j in checked:
        fitting = next((relation for result in results if is_good(relation := result[j])), None)
        relation = fitting or results[best][j]
        if relation is None:
            continue
        if relation.computed != relation.stated and SCORE.search(table.header[j]):
            yield from _scored(replace(relation, verdict=FAILS), holding[best])
            continue
        if relation.verdict == FAILS and _may_count_once(table, j, relation):
            relation = _asked(relation)
        if relation.verdict == FAILS and not _is_sure(holding[best], len(checked), relation):
            relation = _asked(relation) if _is_close(relation) else None
        if relation is not None:
            yield relation


def _scored(relation: Relation, holding: int) -> Iterator[Relation]:
    """Points may be weighted; beside 分值 that make their 100, a slip in their total fails, and a small difference is asked."""
    computed, stated = Fraction(relation.computed), Fraction(relation.stated)
    whole = next(iter(relation.checked), None)
    if holding and whole is not None and abs(computed - stated) * 10 <= stated:
        yield relation if is_slip(computed * whole.scale, whole) else _asked(relation)


def _may_count_once(table: Table, column: int, relation: Relation) -> bool:
    """春季510人, 秋季498人, 合计530人: somebody helped in both terms is one of the year, a smaller total no fault."""
    terms = sum(1 for label in table.labels if TERM.search(label))
    of_people = PEOPLE.search(table.header[column]) is not None and "次" not in table.header[column]
    return terms > 1 and of_people and Fraction(relation.computed) > Fraction(relation.stated)


def _is_sure(holding: int, checked: int, relation: Relation) -> bool:
    return 2 * holding >= checked if holding else checked == 1 and _is_close(relation)


def _is_close(relation: Relation) -> bool:
    computed, stated = Fraction(relation.computed), Fraction(relation.stated)
    return stated != 0 and Fraction(1, FAR_OFF) <= computed / stated <= FAR_OFF


def _asked(relation: Relation) -> Relation:
    return replace(relation, verdict=ASK)


def added(table: Table, rows: Sequence[int], row: int, column: int) -> Relation | None:
    """Some rows of a column as the parts of another."""
    signs = signs_of([table.rows[i] for i in rows])
    cells = ((sign, table.figure(i, column)) for sign, i in zip(signs, rows, strict=True))
    parts = [figure if sign > 0 else _less(figure) for sign, figure in cells if figure is not None]
    whole = table.figure(row, column)
    return summed(parts, whole) if whole is not None and len(parts) > 1 else None


def _less(figure: Figure) -> Figure:
    return replace(figure, value=-figure.value, low=-figure.value, high=-figure.value)


def summed(parts: Sequence[Figure], whole: Figure) -> Relation:
    """Some cells as the parts of another."""
    if len({part.unit for part in parts}) == 1:
        whole = _in_unit_of(parts[0], whole)
    parts = [_in_unit_of(whole, part) for part in parts]
    computed = total(map(value_of, parts))
    terms = " + ".join(common_digits(parts, whole)).replace("+ -", "- ")
    expression = f"{terms} = {number(whole)}"
    verdict = compare(computed, whole)
    verdict = ASK if verdict == ROUNDING and is_slip_among_exact(parts, whole, computed.nominal) else verdict
    return written("table", parts, whole, expression, computed.nominal, verdict, parts=[f.amount for f in parts])


def _in_unit_of(whole: Figure, part: Figure) -> Figure:
    """A cell whose header names no unit has that of its neighbours."""
    if part.unit or not whole.unit:
        return part
    return replace(part, unit=whole.unit, thing=whole.thing, scale=whole.scale)


def _total_columns(table: Table) -> Iterator[Relation]:
    for column, head in enumerate(table.header):
        if not adds_up(table, column):
            continue
        if THEREOF.search(table.header[column + 1] if column + 1 < len(table.header) else ""):
            yield from _total_column(table, column, list(_parts_thereof(table, column)))
        elif TOTAL_HEAD.search(head.split("/")[-1]) or TOTAL_HEAD.search(head.split("/")[0]):
            readings = [parts for parts in _parts_of_column(table, column) if len(parts) > 1]
            yield from _total_column(table, column, readings)


def _parts_thereof(table: Table, column: int) -> Iterator[list[int]]:
    """投资 | 其中：中央 | 省级 | 县级: the columns from 其中 on, as many as make the sum."""
    following = [j for j in range(column + 1, len(table.header)) if adds_up(table, j)]
    for count in range(len(following), 1, -1):
        yield following[:count]


def _parts_of_column(table: Table, column: int) -> Iterator[list[int]]:
    """Columns that a total column may be of: its neighbours to the next total, its own group, those named alike."""
    wholes = [j for j, head in enumerate(table.header) if TOTAL_HEAD.search(head)]
    usable = [j for j in range(len(table.header)) if adds_up(table, j)]
    after = next((j for j in wholes if j > column), len(table.header))
    before = next((j for j in reversed(wholes) if j < column), -1)
    yield [j for j in usable if column < j < after]
    yield [j for j in usable if before < j < column]
    yield [j for j in usable if j != column and j not in wholes]
    yield [j for j in wholes if j != column]
    group = table.groups[column]
    yield [j for j in usable if j != column and group and table.groups[j] == group]
    suffix = table.header[column].split("/")[-1]
    alike = [j for j in usable if j != column and table.header[j].split("/")[-1] == suffix and "/" in table.header[j]]
    yield [j for j in alike if j not in wholes]
    tail = re.sub(r"^(?:合计|总计|小计|总)", "", suffix)
    if len(tail) > 1:
        yield [j for j in usable if j != column and table.header[j].endswith(tail) and j not in wholes]


def _total_column(table: Table, column: int, readings: Sequence[list[int]]) -> Iterator[Relation]:
    results = [[_across(table, row, column, parts) for row in range(len(table.rows))] for parts in readings]
    if not results:
        return
    holding = [sum(map(is_good, result)) for result in results]
    best = holding.index(max(holding))
    told = [relation for relation in results[best] if relation is not None]
    if not told or holding[best] < 1 or 2 * holding[best] < len(told):
        return
    enough = holding[best] > 1 or len(told) == 1
    yield from told if enough else (relation for relation in told if relation.verdict in GOOD)
    yield from () if enough else slipped(told)


def _across(table: Table, row: int, column: int, parts: Sequence[int]) -> Relation | None:
    if RATES_ROW.search(table.labels[row]):
        return None
    whole = table.figure(row, column)
    figures = [figure for j in parts if (figure := table.figure(row, j)) is not None]
    alike = whole is not None and len({f.thing for f in (*figures, whole) if f.thing}) < 2
    return summed(figures, whole) if whole is not None and alike and len(figures) > 1 else None


def _prices(table: Table) -> Iterator[Relation]:
    """250元 in a header is the price of what is counted below it."""
    prices = {j: price for j, head in enumerate(table.header) if (price := _price(head)) is not None}
    amounts = [j for j, head in enumerate(table.header) if AMOUNT.search(head) and not RATE_COLUMN.search(head)]
    for amount in amounts:
        before = [j for j in prices if j < amount and (j not in amounts)]
        own = [amount - 1] if amount in prices and amount - 1 not in prices else []
        readings = [before, before[-1:], own]
        yield from confirmed(
            [
                [_worth(table, row, amount, columns, prices) for row in range(len(table.rows))]
                for columns in readings
                if columns
            ]
        )


def _price(head: str) -> Fraction | None:
    match = PRICE.search(head)
    return Fraction(match["price"] or match["each"] or match["bare"]) if match else None


def _worth(table: Table, row: int, amount: int, columns: Sequence[int], prices: dict[int, Fraction]) -> Relation | None:
    whole = table.figure(row, amount)
    pairs = [
        (f, prices.get(j, prices.get(amount, Fraction(0)))) for j in columns if (f := table.figure(row, j)) is not None
    ]
    if whole is None or not pairs:
        return None
    computed = sum((f.amount * price for f, price in pairs), Fraction(0))
    terms = " + ".join(f"{number(f)} * {digits(price)}" for f, price in pairs)
    return _product(terms if len(pairs) == 1 else f"({terms})", [f for f, _ in pairs], computed, whole)


def _product(terms: str, figures: Sequence[Figure], computed: Fraction, whole: Figure) -> Relation:
    expression = terms + (f" / {whole.scale}" if whole.scale != 1 else "") + f" = {number(whole)}"
    verdict = compare(Value(computed, computed, computed), whole)
    return written("table", figures, whole, expression, computed, verdict)


def _rates(table: Table) -> Iterator[Relation]:
    """A column of counts, a column of rates or prices, a column of amounts; perhaps one of days or months."""
    rates = [j for j, head in enumerate(table.header) if RATE_COLUMN.search(head)]
    counts = [j for j, head in enumerate(table.header) if COUNT_COLUMN.search(head)]
    amounts = [j for j, head in enumerate(table.header) if AMOUNT.search(head) and j not in rates]
    often = [j for j, head in enumerate(table.header) if TIMES_COLUMN.search(head)]
    for rate in rates:
        for amount in amounts:
            readings: list[tuple[int, ...]] = [(count, rate) for count in counts]
            readings += [(count, times_column, rate) for count in counts for times_column in often]
            yield from confirmed(
                [[_row_product(table, row, factors, amount) for row in range(len(table.rows))] for factors in readings]
            )


def _row_product(table: Table, row: int, factors: Sequence[int], amount: int) -> Relation | None:
    """人数 × 天数 × 标准, or without the days."""
    cells = [table.figure(row, j) for j in factors]
    whole = table.figure(row, amount)
    told = [figure for figure in cells if figure is not None]
    if whole is None or len(told) < len(cells):
        return None
    computed = told[0].amount
    for figure in told[1:]:
        computed *= figure.amount
    terms = {told[0].at: number(told[0])} | {figure.at: digits(figure.amount) for figure in told[1:]}
    return _product(" * ".join(terms[at] for at in sorted(terms)), told, computed, whole)


def confirmed(grids: Sequence[Sequence[Relation | None]]) -> Iterator[Relation]:
    """The reading that most rows confirm, with the rows it fails in; nothing where none is confirmed twice."""
    told = [[relation for relation in grid if relation is not None] for grid in grids]
    holding = [sum(1 for relation in grid if relation.verdict in GOOD) for grid in told]
    if not holding or max(holding) == 0:
        return
    best = holding.index(max(holding))
    if 2 * holding[best] >= len(told[best]):
        sure = holding[best] > 1
        yield from (relation for relation in told[best] if sure or relation.verdict in GOOD)
        yield from () if sure else slipped(told[best])
