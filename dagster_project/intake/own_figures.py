"""What a table's own figures say of each other: totals and their parts, a price in the header times a count.

What belongs here: comparing figures of one table. What does not: which rows are totals (``outline``, ``verdicts``),
which columns are (``wide_tables``), comparing with other tables (rules, in SQL).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from dagster_project.intake.headers import normal
from dagster_project.intake.observations import Observation
from dagster_project.intake.outline import Node, Outline, is_close, summed
from dagster_project.intake.recognition import Column, Table, column_letter
from dagster_project.intake.rows import Sorted
from dagster_project.intake.unit_prices import UnitPrice, unit_price
from dagster_project.readers.grid import Row, Sheet
from dagster_project.readers.values import parse

TOTAL_RULE, PRICE_RULE = "total_is_not_sum_of_its_parts", "amount_is_not_price_times_count"
MOST_OF_A_KIND = 50
TIMES = (Decimal(1), Decimal("0.5"), Decimal(2))  # a price for a year beside the amounts of a term, and the other way


def row_totals(table: Table, rows: Sorted) -> Iterator[Observation]:
    """The total rows of a summary against the rows below them."""
    if rows.outline is None:
        return
    units = {column.field: column for column in table.columns if column.field}
    yield from _part_totals(rows.outline, units)
    yield from _named_totals(rows.outline, units)


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


def _total(
    node: Node, name: str, found: Decimal, units: dict[str | None, Column], is_wrong: bool
) -> Observation:
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
