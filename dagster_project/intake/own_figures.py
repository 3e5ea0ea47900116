"""What a table's own figures say of each other: totals and their parts, a price in the header times a count.

What belongs here: comparing figures of one table. What does not: which rows are totals (``outline``, ``verdicts``),
which columns are (``wide_tables``), comparing with other tables (rules, in SQL).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate

from dagster_project.contracts import Field
from dagster_project.intake.headers import normal
from dagster_project.intake.observations import Observation
from dagster_project.intake.outline import Node, Outline, is_close, summed
from dagster_project.intake.recognition import Column, Table, column_letter
from dagster_project.intake.rows import Sorted
from dagster_project.intake.unit_prices import UnitPrice, unit_price
from dagster_project.intake.verdicts import QUARANTINED
from dagster_project.readers.grid import Row, Sheet
from dagster_project.readers.values import parse

TOTAL_RULE, PRICE_RULE = "total_is_not_sum_of_its_parts", "amount_is_not_price_times_count"
MOST_OF_A_KIND = 50
MOST_ROWS = 50_000
COUNTED = frozenset({"person-times", "persons", "students", "pieces"})
TIMES = (Decimal(1), Decimal("0.5"), Decimal(2))  # a price for a year beside the amounts of a term, and the other way
_NOT_ADDED = re.compile(r"标准|单价|均|累计|余额")
_TOTAL = re.compile(r".{0,12}(?:合计|小计|总计|共计)[:：]?")


def row_totals(table: Table, rows: Sorted) -> Iterator[Observation]:
    """The total rows of a summary against the rows below them."""
    if rows.outline is None:
        return
    units: dict[str | None, Column] = {column.field: column for column in table.columns if column.field}
    yield from _part_totals(rows.outline, units)
    yield from _named_totals(rows.outline, units)


def list_totals(sheet: Sheet, table: Table, rows: Sorted) -> Iterator[Observation]:
    """The total rows of a list against the rows above them; silent where a row or an amount was set aside."""
    totals = [item for item in rows.set_aside_rows if item.reason == "total"]
    number_at = {item.name: at for item, at in _added_up(table)}
    broken = any(item.kind == QUARANTINED for item in rows.set_aside_rows)
    if rows.outline or not totals or not number_at or broken or rows.rows_loaded > MOST_ROWS:
        return
    spoilt = {cell.field for cell in rows.set_aside_cells}
    first, breaks = sheet.rows[0].number, [item.row_no for item in totals]
    for name, at in number_at.items():
        values = [_read(text) for text in rows.columns[name].to_pylist()]
        if name in spoilt or not any(value is not None for value in values):
            continue
        for item in totals:
            row = sheet.rows[item.row_no - first]
            stated = _number(row, at)
            if row.number != item.row_no or stated is None or not _says_total(row):
                continue
            sums = list(_readings(rows.row_numbers.tolist(), values, breaks, item.row_no))
            wrong = not any(is_close(stated, found, parts) for found, parts in sums)
            factor = next(column.unit_factor for column in table.columns if column.index == at)
            expected = _plain(sums[0][0])
            money = table.contract.field(name).kind == "money"
            difference = _plain(abs(stated - sums[0][0]) * factor) if money else None
            yield Observation(
                TOTAL_RULE, wrong, item.row_no, name, f"{_label(row)} {name}", _plain(stated), expected, difference
            )  # fmt: skip


def _added_up(table: Table) -> Iterator[tuple[Field, int]]:
    """The numbers that people add up: amounts and counts of people, not standards, prices or averages."""
    at = table.column_of()
    for item in table.contract.fields:
        is_count = item.kind == "integer" and item.unit in COUNTED
        if item.name in at and (item.kind == "money" or is_count) and not _NOT_ADDED.search(item.name_zh):
            yield item, at[item.name]


def _says_total(row: Row) -> bool:
    return any(_TOTAL.fullmatch(re.sub(r"\s", "", cell)) for cell in row.cells if cell)


def _label(row: Row) -> str:
    return next(
        (re.sub(r"\s", "", cell) for cell in row.cells if cell and _TOTAL.fullmatch(re.sub(r"\s", "", cell))), ""
    )


def _readings(
    numbers: list[int], values: list[Decimal | None], breaks: list[int], at: int
) -> Iterator[tuple[Decimal, int]]:
    """What a total may be the sum of: the rows since any total before it, all rows, those down to the next total."""
    sums = list(accumulate((value or Decimal(0) for value in values), initial=Decimal(0)))
    after = min((item for item in breaks if item > at), default=1 << 31)
    before = [item for item in breaks if item < at][-MOST_OF_A_KIND:]
    for low, high in (*((item, at) for item in reversed(before)), (0, at), (0, 1 << 31), (at, after)):
        start, end = bisect_right(numbers, low), bisect_left(numbers, high)
        yield sums[max(start, end)] - sums[start], max(end - start, 0)


def _part_totals(outline: Outline, units: dict[str | None, Column]) -> Iterator[Observation]:
    for node, parts, is_some in outline.sums:
        for name, stated in node.values.items():
            found = summed(parts, name)
            if found is None:
                continue
            wrong = max(_values(parts, name)) > stated if is_some else not is_close(stated, found, len(parts))
            yield _total(node, name, found, units, wrong)


def _values(nodes: Sequence[Node], name: str) -> list[Decimal]:
    return [value for node in nodes if (value := summed([node], name)) is not None]


def _named_totals(outline: Outline, units: dict[str | None, Column]) -> Iterator[Observation]:
    for node, readings in outline.totals:
        for name, stated in node.values.items():
            sums = [(found, len(reading)) for reading in readings if (found := summed(reading, name)) is not None]
            if sums:
                wrong = not any(is_close(stated, found, parts) for found, parts in sums)
                yield _total(node, name, sums[0][0], units, wrong)


def _total(node: Node, name: str, found: Decimal, units: dict[str | None, Column], is_wrong: bool) -> Observation:
    stated, column = node.values[name], units.get(name)
    money = column is not None and column.field == name and column.unit is not None and "元" in column.unit
    difference = abs(stated - found) * column.unit_factor if money and column else None
    return Observation(
        TOTAL_RULE, is_wrong, node.row_no, name, f"{node.label or node.total} {name}",
        _plain(stated), _plain(found), None if difference is None else _plain(difference),
    )  # fmt: skip


def column_totals(sheet: Sheet, table: Table) -> Iterator[Observation]:
    """The total columns of a wide table against the columns of its categories, row by row."""
    kinds = {column.index: column for column in table.columns}
    for total in table.totals:
        wrong = 0
        for row in sheet.rows[table.body : table.last]:
            stated, parts = _number(row, total.at), [_number(row, at) for at in total.below]
            if stated is None or not parts or all(part is None for part in parts):
                continue
            found = sum((part for part in parts if part is not None), Decimal(0))
            is_wrong = found > stated if total.is_some else not is_close(stated, found, len(parts))
            wrong += is_wrong
            if is_wrong and wrong > MOST_OF_A_KIND:
                break
            letters = "+".join(column_letter(at) for at in total.below)
            subject = f"{kinds[total.at].header} {row.number}"
            said = f"{column_letter(total.at)}{row.number}：{_plain(stated)}"
            yield Observation(TOTAL_RULE, is_wrong, row.number, None, subject, said, f"{letters}：{_plain(found)}")


def prices_of(table: Table) -> dict[int, UnitPrice]:
    """The price that stands in the header of each column of money or of a count."""
    found = {column.index: unit_price(normal(column.header)) for column in table.columns if column.field}
    return {at: price for at, price in found.items() if price}


def standard_told(table: Table, sheet: Sheet) -> tuple[Table, dict[str, str]]:
    """The price in a header as the standard of every row; the column is then the amount, unless it repeats the price."""
    money = [item for item in table.contract.fields if item.kind == "money"]
    standard = next((item.name for item in money if "标准" in item.name_zh), None)
    prices = prices_of(table)
    if standard is None or len({price.yuan for price in prices.values()}) != 1:
        return table, {}
    price, at = next(iter(prices.values())), table.column_of()
    if "月" in table.contract.field(standard).name_zh and price.per not in (None, "month"):
        return table, {}
    text = price.text if _read(price.text) == price.yuan else f"{_plain(price.yuan)}元"
    if standard not in at:
        return table, {standard: text}
    amounts = [item.name for item in money if item.name != standard and item.name not in at]
    cells = (_number(row, at[standard]) for row in sheet.rows[table.body : table.last])
    if at[standard] not in prices or len(amounts) != 1 or all(cell in (None, price.yuan) for cell in cells):
        return table, {}
    columns = tuple(
        replace(column, field=amounts[0]) if column.index == at[standard] else column for column in table.columns
    )
    return replace(table, columns=columns), {standard: text}


def price_products(table: Table, rows: Sorted) -> Iterator[Observation]:
    """Amounts against the price in the header times the count beside them, or against the price itself."""
    at = table.column_of()
    money = [item.name for item in table.contract.fields if item.kind == "money" and item.name in at]
    counts = [item.name for item in table.contract.fields if item.kind == "integer" and item.name in at]
    prices = prices_of(table)
    told = [prices[at[name]] for name in (*money, *counts) if at[name] in prices]
    if len(money) != 1 or len(counts) > 1 or not told or len({price.yuan for price in told}) > 1:
        return
    column = next(column for column in table.columns if column.index == at[money[0]])
    amounts = rows.columns[money[0]].to_pylist()
    people = rows.columns[counts[0]].to_pylist() if counts else ["1"] * len(amounts)
    wrong = 0
    for number, amount, count in zip(rows.row_numbers.tolist(), amounts, people, strict=True):
        stated, times = _read(amount), _read(count)
        if stated is None or times is None or wrong > MOST_OF_A_KIND:
            continue
        in_yuan = stated * column.unit_factor
        is_wrong = not _is_product(in_yuan, told[0], times, bool(counts))
        wrong += is_wrong
        expected = f"{told[0].text} × {_plain(times)} = {_plain(told[0].yuan * times)} 元"
        difference = _plain(abs(in_yuan - told[0].yuan * times))
        yield Observation(
            PRICE_RULE, is_wrong, number, money[0], f"{column.header} {number}", str(amount), expected, difference
        )  # fmt: skip


def _is_product(amount: Decimal, price: UnitPrice, times: Decimal, has_count: bool) -> bool:
    """A price a day or a month needs the days or months, which the header does not say: any whole number of them."""
    if price.yuan == 0:
        return True
    if price.per in ("day", "month"):
        return amount % price.yuan == 0
    if not has_count:
        return (amount / price.yuan * 2) % 1 == 0
    return any(is_close(amount, price.yuan * times * factor, 1) for factor in TIMES)


def _number(row: Row, at: int) -> Decimal | None:
    return _read(row.cells[at]) if at < len(row.cells) else None


def _read(text: str | None) -> Decimal | None:
    value = _value(text) if text else None
    return None if value is None else Decimal(value)


@lru_cache(maxsize=65_536)
def _value(text: str) -> str | None:
    return parse("number", text)[0]


def _plain(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return "0" if text in ("-0", "") else text
