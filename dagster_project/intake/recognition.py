"""Which dataset a table is, where its header stands, and which column is which field.

What belongs here: from the rows of a sheet to tables with named columns; nothing is chosen by a fixed position.
What does not: one header's text (``headers``), which rows below the header are data (``rows``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from dagster_project.contracts import Contract
from dagster_project.intake.categories import NUMBER_KINDS, Said, known_cells
from dagster_project.intake.header_rows import HEADER_HEIGHTS, LEAST_COLUMNS, Labels, heights, labels_of, titles_start
from dagster_project.intake.headers import (
    FACTORS,
    GENERIC_FIELDS,
    HeaderIndex,
    header_unit,
    normal,
    title_unit,
)
from dagster_project.intake.months import money_of_months
from dagster_project.intake.people_unnamed import lists_people_unnamed
from dagster_project.intake.side_by_side import tables_beside
from dagster_project.intake.titles import share_of_name
from dagster_project.intake.unit_prices import unit_price
from dagster_project.intake.wide_tables import LOOKED_AT, Categories, Total, filled_by_months, parts_of, wide_columns
from dagster_project.readers.by_column import RowsByColumn
from dagster_project.readers.grid import Row, Sheet

HEADER_SEARCH_ROWS = 30
PLAIN_SHARE = 0.75
LEAST_REQUIRED_SHARE = 0.5
LEAST_EXPLAINED_SHARE = 0.35
REQUIRED_SHARE_OF_WIDE_TABLES = 0.8
FIRST_COLUMNS = 4


@dataclass(frozen=True)
class Column:
    """One column of a table. ``field`` is None for a header no contract knows; ``index`` counts from 0."""

    index: int
    header: str
    field: str | None
    unit: str | None
    unit_factor: Decimal
    profile: str | None = None  # of a column without a field: what its values look like (``profiles``)


@dataclass(frozen=True)
class Table:
    """A table found on a sheet: rows ``first``..``last`` of the sheet, header at ``header``..``body``.

    ``contested`` holds headers of numbers that stand once under each of several groups, such as 2020年春 and 2020年秋;
    ``per_group`` is then the same rows once for each group, whose columns are its ``group_columns``.
    ``parts`` is the same for a wide table whose groups say categories: the same rows once for what each group says;
    ``beside`` is the same for tables beside each other under one header row.
    ``by_month`` is whether the groups are months, of which a zero is no entry.
    ``totals`` are its total columns. ``unit_unsaid`` are the columns of money whose unit nothing says.
    """

    contract: Contract
    columns: tuple[Column, ...]
    titles: tuple[str, ...]
    first: int
    header: int
    body: int
    last: int
    contested: tuple[str, ...] = ()
    group_columns: tuple[int, ...] = ()
    per_group: tuple[tuple[str, Table], ...] = ()
    parts: tuple[tuple[Categories, Table], ...] = ()
    totals: tuple[Total, ...] = ()
    unit_unsaid: frozenset[int] = frozenset()
    by_month: bool = False
    beside: tuple[Table, ...] = ()

    def column_of(self) -> dict[str, int]:
        """Where each recognised field stands."""
        return {column.field: column.index for column in self.columns if column.field}


class _Match(NamedTuple):
    score: float
    words: float
    matched: int
    dataset: str
    labels: Labels
    fields: dict[int, str]
    wide: dict[int, Said] = {}  # noqa: RUF012 - nobody changes it
    by_month: frozenset[str] = frozenset()

    def found(self) -> set[str]:
        """The fields the header names: in a column of their own, or as a category above numbers."""
        above = {name for said in self.wide.values() for name, _ in said.categories}
        return {*self.fields.values(), *above, *self.by_month}


@dataclass(frozen=True)
class Unrecognised:
    """Why no contract was found: the closest dataset, what it lacks, and what stands in the likeliest header.

    ``body`` is the first row below that header, counted from 0.
    """

    dataset: str | None
    missing: tuple[str, ...]
    columns: tuple[Column, ...] = ()
    body: int = 0


def column_letter(index: int) -> str:
    """The letter of a column counted from 0: 0 → A, 26 → AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def find_tables(sheet: Sheet, index: HeaderIndex, file_words: str) -> list[Table] | Unrecognised:
    """The tables of a sheet from top to bottom, or why there is none."""
    rows = sheet.rows
    match, closest = _best_header(sheet, index, 0, min(len(rows), HEADER_SEARCH_ROWS), file_words)
    if match is None or lists_people_unnamed(
        index.contracts[match.dataset], match.fields, rows, match.labels.start + match.labels.height
    ):
        return _unrecognised(index, match or closest)
    tables: list[Table] = []
    first = 0
    while match is not None:
        body = match.labels.start + match.labels.height
        following = _next_header(rows, index, match, body)
        later = None
        if following is not None:
            later, _ = _best_header(sheet, index, following, min(len(rows), following + 2), file_words)
        last = titles_start(rows, later.labels.start, body) if later else len(rows)
        tables.append(_table(index, rows, match, first, last, (sheet.name, file_words)))
        first, match = last, later
    return tables


def _table(
    index: HeaderIndex, rows: Sequence[Row], match: _Match, first: int, last: int, names: tuple[str, ...]
) -> Table:
    contract = index.contracts[match.dataset]
    titles = tuple(_texts(rows[first : match.labels.start]))
    money = {field.name for field in contract.fields if field.kind == "money"}
    overall = title_unit((*titles, *match.labels.groups)) or title_unit(names)
    columns = tuple(
        _column(position, match, money, overall)
        for position, leaf in enumerate(match.labels.leaves)
        if leaf or match.labels.groups[position]
    )
    body = match.labels.start + match.labels.height
    contested = tuple(column.header for column in columns if _is_contested(index, match, contract, column))
    unsaid = frozenset(column.index for column in columns if overall is None and not _says_unit(match, column.index))
    table = Table(contract, columns, titles, first, match.labels.start, body, last, contested, unit_unsaid=unsaid)
    if match.wide:
        return _in_parts(match, table, money, overall, rows[body:last])
    beside = tables_beside(match.labels, contract, index, match.fields)
    if beside:
        own = [
            (fields, [_column(c.index, match._replace(fields=fields), money, overall) for c in columns])
            for fields in beside
        ]
        return replace(table, beside=tuple(replace(table, columns=tuple(c), group_columns=tuple(f)) for f, c in own))
    return replace(table, per_group=_per_group(index, match, table, money, overall)) if contested else table


def _per_group(
    index: HeaderIndex, match: _Match, table: Table, money: set[str], overall: str | None
) -> tuple[tuple[str, Table], ...]:
    """The same rows once for each of the groups that contest a field, with the columns that stand in no such group."""
    labels = match.labels
    contested = {labels.groups[column.index] for column in table.columns if column.header in table.contested}
    leaves = {normal(labels.leaves[column.index]) for column in table.columns if column.header in table.contested}
    groups = dict.fromkeys(
        group
        for group, leaf in zip(labels.groups, labels.leaves, strict=True)
        if group and (group in contested or normal(leaf) in leaves)
    )
    found = []
    for group in groups:
        own = [at for at, text in enumerate(labels.groups) if text == group]
        fields = {at: field for at, field in match.fields.items() if labels.groups[at] not in groups}
        for at in own:
            hit = index.fields_under(group, labels.leaves[at]).get(match.dataset)
            if hit and hit[0] not in fields.values():
                fields[at] = hit[0]
        of_group = match._replace(fields=fields)
        columns = tuple(_column(column.index, of_group, money, overall) for column in table.columns)
        found.append((group, replace(table, columns=columns, contested=(), group_columns=tuple(own))))
    return tuple(found)


def _in_parts(match: _Match, table: Table, money: set[str], overall: str | None, body: Sequence[Row]) -> Table:
    """The same rows once for each category; where that cannot be told, what stands twice is contested."""
    found = parts_of(match.wide, body)
    shared = {at: field for at, field in match.fields.items() if at not in match.wide}
    plain = match._replace(fields=shared)
    columns = tuple(_column(column.index, plain, money, overall) for column in table.columns)
    if found is None:
        headers = [column.header for column in columns if column.index in match.wide]
        return replace(table, columns=columns, contested=tuple(headers))
    parts = []
    rate, paid = money_of_months(table.contract) if match.by_month else (None, None)
    for said, own in found.columns.items():
        of_part = match._replace(fields=shared | own)
        its_columns = tuple(_column(column.index, of_part, money, overall) for column in columns)
        if rate and rate not in shared.values():
            its_columns += tuple(replace(item, field=rate) for item in its_columns if own.get(item.index) == paid)
        its = replace(table, columns=its_columns, contested=(), group_columns=tuple(own), by_month=bool(match.by_month))
        parts.append((said, its))
    return replace(table, columns=columns, contested=(), parts=tuple(parts), totals=found.totals)


def _is_contested(index: HeaderIndex, match: _Match, contract: Contract, column: Column) -> bool:
    """Whether a column left over is the same number as a chosen one, under another group."""
    group, leaf = match.labels.groups[column.index], match.labels.leaves[column.index]
    if column.field or not group:
        return False
    hit = index.fields_under(group, leaf).get(match.dataset)
    if hit is None or contract.field(hit[0]).kind not in NUMBER_KINDS:
        return False
    chosen = next(at for at, field in match.fields.items() if field == hit[0])
    return match.labels.groups[chosen] != group and normal(match.labels.leaves[chosen]) == normal(leaf)


def _column(position: int, match: _Match, money: set[str], overall: str | None) -> Column:
    group, leaf = match.labels.groups[position].strip(), match.labels.leaves[position].strip()
    header = f"{group}/{leaf}" if group and leaf else leaf or group
    field = match.fields.get(position)
    unit = header_unit(leaf) or header_unit(group)
    if field in money:
        unit = unit if unit in FACTORS else overall or "元"
    return Column(position, header, field, unit, FACTORS.get(unit or "", Decimal(1)) if field in money else Decimal(1))


def _says_unit(match: _Match, at: int) -> bool:
    return any(header_unit(text) in FACTORS or unit_price(normal(text)) for text in match.labels.paths[at])


def _texts(rows: Sequence[Row]) -> list[str]:
    return [cell for row in rows for cell in row.cells if cell and cell.strip()]


def _best_header(
    sheet: Sheet, index: HeaderIndex, first: int, last: int, file_words: str
) -> tuple[_Match | None, _Match | None]:
    """The best acceptable header that starts in rows ``first``..``last``, and the best of any kind.

    Columns that repeat a number for several categories are looked for only where no header tells all without them.
    """
    known = [known_cells(row, index) for row in sheet.rows[first : last + max(HEADER_HEIGHTS)]]
    best, closest = _best_of(sheet, index, range(first, last), known, file_words, is_wide=False)
    if best is not None and _is_told_plainly(best, index):
        return best, closest
    return _best_of(sheet, index, range(first, last), known, file_words, is_wide=True)


def _best_of(
    sheet: Sheet, index: HeaderIndex, starts: range, known: Sequence[int], file_words: str, *, is_wide: bool
) -> tuple[_Match | None, _Match | None]:
    best: _Match | None = None
    closest: _Match | None = None
    for offset, start in enumerate(starts):
        if best is not None and start > best.labels.start + HEADER_HEIGHTS[-1] - 1:
            break  # what stands further down is another table's
        if max(known[offset : offset + 2], default=0) < LEAST_COLUMNS:
            continue
        for height in heights(sheet, start):
            if start + height > len(sheet.rows):
                continue
            labels = labels_of(sheet, start, height)
            words = file_words + sheet.name + "".join(_texts(sheet.rows[max(0, start - 6) : start]))
            body = sheet.rows[start + height : start + height + LOOKED_AT]
            for match in _matches(labels, index, words, body if is_wide else None):
                if closest is None or match[:3] > closest[:3]:
                    closest = match
                if _acceptable(match, index) and (best is None or _is_better(match, best, index)):
                    best = match
    return best, closest


def _is_better(one: _Match, than: _Match, index: HeaderIndex) -> bool:
    """The words around a header tell datasets apart; of one dataset the header counts that names more of it,
    first of what it requires.
    """
    if one.dataset == than.dataset:
        required = {field.name for field in index.contracts[one.dataset].fields if field.required}
        this, that = ((len(m.found() & required), len(m.found()), -m.labels.height) for m in (one, than))
        return this > that
    return one[:3] > than[:3]


def _matches(labels: Labels, index: HeaderIndex, words: str, body: Sequence[Row] | None) -> list[_Match]:
    """How well each dataset explains these labels; with ``body`` also by columns of categories."""
    named = {
        at: index.fields_under(group, leaf)
        for at, (group, leaf) in enumerate(zip(labels.groups, labels.leaves, strict=True))
        if leaf or group
    }
    present = len(named)
    datasets = {dataset for hits in named.values() for dataset in hits}
    body = body if index.may_be_wide(labels.paths) else None
    if body is not None:
        datasets |= set(index.counting)
    return [_match(dataset, named, present, labels, index, words, body) for dataset in sorted(datasets)]


def _is_told_plainly(match: _Match, index: HeaderIndex) -> bool:
    """All that a dataset requires and most columns, each in a column of its own: nothing is left for categories."""
    required = {field.name for field in index.contracts[match.dataset].fields if field.required}
    present = sum(1 for leaf, group in zip(match.labels.leaves, match.labels.groups, strict=True) if leaf or group)
    return len(match.fields) >= PLAIN_SHARE * present and required <= set(match.fields.values())


def _match(
    dataset: str,
    named: dict[int, dict[str, tuple[str, int]]],
    present: int,
    labels: Labels,
    index: HeaderIndex,
    words: str,
    body: Sequence[Row] | None,
) -> _Match:
    """How well one dataset explains the labels; ``body`` is given where columns of categories are looked for."""
    chosen: dict[str, tuple[int, int]] = {}
    for at, hits in named.items():
        if dataset in hits:
            field, rank = hits[dataset]
            chosen[field] = min(chosen.get(field, (rank, at)), (rank, at))
    contract = index.contracts[dataset]
    fields = {at: field for field, (_, at) in chosen.items()}
    wide = {} if body is None else wide_columns(labels.paths, contract, index, fields, words, body)
    if wide:
        fields = {at: field for at, field in fields.items() if at not in wide}
        fields |= {at: measure for measure, at in {str(said.measure): at for at, said in wide.items()}.items()}
        present += len({said.measure for said in wide.values()}) - len(wide)
    by_month = filled_by_months(wide, contract)
    told = share_of_name(contract.name_zh, normal(words))
    match = _Match(0.0, told, len(fields) - labels.height, dataset, labels, fields, wide, by_month)
    found = match.found()
    required = [field.name for field in contract.fields if field.required]
    share = sum(1 for field in required if field in found) / len(required)
    is_clear = not wide or parts_of(wide) is not None  # half a header tells no two groups apart
    return match._replace(score=round(share + len(fields) / present - (not is_clear), 1))


def _acceptable(match: _Match, index: HeaderIndex) -> bool:
    contract = index.contracts[match.dataset]
    fields = match.found()
    required = [field.name for field in contract.fields if field.required]
    share = sum(1 for field in required if field in fields) / len(required)
    labels = zip(match.labels.leaves, match.labels.groups, strict=True)
    present = sum(1 for at, (leaf, group) in enumerate(labels) if (leaf or group) and at not in match.wide)
    present += len({said.measure for said in match.wide.values()})
    if len(fields) < LEAST_COLUMNS or share < LEAST_REQUIRED_SHARE:
        return False
    if share < 1 and not (fields - GENERIC_FIELDS and fields & index.telling[match.dataset]):
        return False
    return len(fields) / present >= LEAST_EXPLAINED_SHARE or share >= REQUIRED_SHARE_OF_WIDE_TABLES


def _unrecognised(index: HeaderIndex, closest: _Match | None) -> Unrecognised:
    if closest is None:
        return Unrecognised(None, ())
    found = closest.found()
    fields = index.contracts[closest.dataset].fields
    missing = tuple(field.name_zh for field in fields if field.required and field.name not in found)
    labels = closest.labels
    columns = tuple(
        _column(at, closest, set(), None) for at, leaf in enumerate(labels.leaves) if leaf or labels.groups[at]
    )
    return Unrecognised(closest.dataset, missing, columns, labels.start + labels.height)


def _next_header(rows: Sequence[Row], index: HeaderIndex, match: _Match, body: int) -> int | None:
    """The row below ``body`` where another header begins: known headers, and not this table's own."""
    own = {normal(text) for text in (*match.labels.leaves, *match.labels.groups) if text}
    written = index.written
    candidates = (
        rows.rows_with(written, FIRST_COLUMNS, body) if isinstance(rows, RowsByColumn) else range(body, len(rows))
    )
    for at in candidates:
        row = rows[at]
        if written.isdisjoint(row.cells[:FIRST_COLUMNS]) or "n" in row.types:
            continue
        texts = [cell for cell in row.cells if cell]
        known = sum(1 for text in texts if len(text) < 40 and index.knows(text))
        strange = sum(1 for text in texts if normal(text) not in own)
        if known >= LEAST_COLUMNS + 1 and known * 2 >= len(texts) and strange * 2 >= len(texts):
            return at
    return None
