"""Shares and growth in a table: a column or a row of percentages, whose whole is a column, a row or a figure of the text.

Belongs here: which cells a column or a row of percentages is of, and which of them do not come out.
Does not belong here: sums (``table_sums``, ``rows_within``), rates that most rows show without a name (``table_columns``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, permutations
from statistics import median

from dagster_project.narrative.in_tables.formula_heads import formula_of
from dagster_project.narrative.in_tables.rows_agree import is_slipped
from dagster_project.narrative.in_tables.table_sums import adds_up, confirmed, is_good, kind_of
from dagster_project.narrative.model import Figure, Relation
from dagster_project.narrative.reckoning.arithmetic import Value, compare, quotient, scaled, total, value_of
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.text.tables import MONEY, PERCENT_HEAD, Table
from dagster_project.narrative.text.units import is_rate

GROWS = re.compile("增|[同环]比|降")
PERCENT = re.compile("%|％")
YEAR = re.compile(r"(?:19|20)\d\d")
HUNDRED = 100
LEAST, LEAST_GROWN, FEW = 3, 2, 4
MOST_ROWS, MOST_PAIRED, MOST_COLUMNS = 60, 14, 8
MOST_FIGURES, NEAR = 200, 0.05
MOSTLY = 0.7
Grid = list[Relation | None]
Cells = Sequence[Figure | None]


def find_table_shares(table: Table, figures: Sequence[Figure]) -> Iterator[Relation]:
    """The shares of one table; ``figures`` are those of the text, in their order."""
    numeric = [j for j in range(len(table.header)) if adds_up(table, j)][:MOST_COLUMNS]
    rates = [j for j, head in enumerate(table.header) if GROWS.search(head) or PERCENT_HEAD.search(head)]
    rates = [j for j in rates if formula_of(table, j) is None]
    cells = _Cells(table, sorted({*numeric, *rates}) if rates else [])
    for column in rates:
        head = table.header[column]
        if GROWS.search(head):
            yield from confirmed(_sound(_by_columns(cells, column, numeric, grows=True), LEAST_GROWN))
        else:
            found = _sound(_by_columns(cells, column, numeric, grows=False), LEAST)
            found = found or _sound(_by_two_columns(cells, column, numeric), LEAST)
            found += [] if found else _sound(_by_a_told_whole(table, column, numeric, figures), LEAST)
            yield from confirmed(found or _of_few(cells, column, numeric))
    if any(PERCENT_HEAD.search(label) or GROWS.search(label) for label in table.labels[:MOST_ROWS]):
        yield from _rows(table)


def _of_few(cells: _Cells, column: int, numeric: Sequence[int]) -> list[Grid]:
    """Up to four rows, half of which come out of the columns before it or of the total row, and slips in the others."""
    before = [j for j in numeric if j < column][-2:]
    pairs = [(cells.of[one], cells.of[other]) for one, other in permutations(before, 2)]
    totals = [row for row, label in enumerate(cells.table.labels) if kind_of(label) == "total"]
    pairs += [(cells.of[j], [cells.of[j][row]] * len(cells.of[j])) for j in before[-1:] for row in totals]
    found = []
    for parts, wholes in pairs:
        rows = zip(parts, wholes, cells.of[column], strict=True)
        told = [one for three in rows if (one := _as_share(*three, grows=False)) is not None]
        good = sum(map(is_good, told))
        if (
            0 < good < len(told) <= FEW
            and 2 * good >= len(told)
            and all(is_good(one) or is_slipped(one) for one in told)
        ):
            found.append(list[Relation | None](told))
    return found


def _sound(grids: Iterator[Grid], least: int) -> list[Grid]:
    return [grid for grid in grids if sum(map(is_good, grid)) >= least]


class _Cells:
    """The figures of the columns that shares may be of, and how large each is, near enough for a quick look."""

    def __init__(self, table: Table, columns: Sequence[int]) -> None:
        self.table = table
        self.of = {j: [table.figure(row, j) for row in range(len(table.rows))] for j in columns}
        self.sizes = {j: [f.size if f is not None else 0.0 for f in figures] for j, figures in self.of.items()}

    def come_near(
        self, parts: Sequence[float], wholes: Sequence[float], column: int, least: int, of: int, less: int = 0
    ) -> bool:
        """Whether half of the rows that tell all three come near, and so many of them as would be sound."""
        rows = zip(parts, wholes, self.sizes[column], strict=True)
        near = [abs(a / b * of - less - c) * HUNDRED <= of + 2 * abs(c) for a, b, c in rows if a and b and c]
        return sum(near) >= least and 2 * sum(near) >= len(near)


def _by_columns(cells: _Cells, column: int, numeric: Sequence[int], *, grows: bool) -> Iterator[Grid]:
    """One column over another, or a column over its first row or its total; a share may be written as 0.25."""
    least, less = (LEAST_GROWN, HUNDRED) if grows else (LEAST, 0)
    of, sizes, shares = cells.of, cells.sizes, cells.of[column]
    for one, other in permutations(numeric, 2):
        if cells.come_near(sizes[one], sizes[other], column, least, HUNDRED, less):
            yield [_as_share(*three, grows=grows) for three in zip(of[one], of[other], shares, strict=True)]
    if grows:
        return
    top = next((i for i, label in enumerate(cells.table.labels) if kind_of(label) == "total"), 0)
    scale = 1 if _are_fractions(cells.table, column) else HUNDRED
    for one in numeric:
        if cells.come_near(sizes[one], [sizes[one][top]] * len(shares), column, least, scale):
            whole = of[one][top]
            rows = zip(of[one], shares, strict=True)
            yield [_as_share(part, whole, share, grows=False, of=scale) for part, share in rows]


def _by_two_columns(cells: _Cells, column: int, numeric: Sequence[int]) -> Iterator[Grid]:
    """（县内就读＋县外就读）÷适龄儿童: two columns of a third."""
    of, sizes = cells.of, cells.sizes
    for one, other in combinations(numeric, 2):
        both = [a + b for a, b in zip(sizes[one], sizes[other], strict=True)]
        for whole in [j for j in numeric if j not in (one, other)]:
            if cells.come_near(both, sizes[whole], column, LEAST, HUNDRED):
                rows = zip(of[one], of[other], of[whole], of[column], strict=True)
                grid = [_as_share_of_two(*four) for four in rows]
                told = sum(1 for relation in grid if relation is not None)
                if sum(map(is_good, grid)) >= MOSTLY * told:
                    yield grid


def _as_share_of_two(
    one: Figure | None, other: Figure | None, whole: Figure | None, share: Figure | None
) -> Relation | None:
    if one is None or other is None or whole is None or share is None or whole.value <= 0:
        return None
    ratio = quotient(total([value_of(one), value_of(other)]), value_of(whole))
    if ratio is None:
        return None
    computed = scaled(ratio, HUNDRED)
    expression = f"({number(one)} + {number(other)}) / {number(whole)} * 100 = {number(share)}"
    return written("table", [one, other, whole], share, expression, computed.nominal, compare(computed, share))


def _are_fractions(table: Table, column: int) -> bool:
    """A column named a share that holds no number above one, though decimals: 0.35 rather than 35%."""
    cells = [row[column] for row in table.rows if column < len(row) and row[column].value is not None]
    plain = not PERCENT.search(table.header[column]) and not any(cell.unit for cell in cells)
    return plain and any(cell.places > 1 for cell in cells) and all(0 <= (cell.value or 0) <= 1 for cell in cells)


def _by_a_told_whole(table: Table, column: int, numeric: Sequence[int], figures: Sequence[Figure]) -> Iterator[Grid]:
    """占全市比重 of nine counties whose city stands in the text above: one figure that nearly all rows are shares of."""
    until = bisect_left(figures, table.start, key=lambda figure: figure.start)
    told = [f for f in figures[max(0, until - MOST_FIGURES) : until] if _may_be_whole(f)]
    for one in [j for j in numeric if j < column][-LEAST:] if told else []:
        cells = [(table.figure(row, one), table.figure(row, column)) for row in range(len(table.rows))]
        pairs = [(part, share) for part, share in cells if part is not None and share is not None and share.value > 0]
        if len(pairs) < LEAST:
            continue
        about = median(part.size * HUNDRED / float(share.value) for part, share in pairs)
        for whole in told:
            alike = not pairs[0][0].thing or pairs[0][0].thing == whole.thing
            if alike and abs(whole.size - about) <= about * NEAR:
                grid = [_as_share(part, whole, share, grows=False) for part, share in pairs]
                if sum(map(is_good, grid)) >= MOSTLY * len(grid):
                    yield [_without(one, whole) for one in grid]


def _may_be_whole(figure: Figure) -> bool:
    return (
        figure.is_plain and not is_rate(figure.thing) and figure.value > 0 and not figure.per and not is_change(figure)
    )


def _without(relation: Relation | None, whole: Figure) -> Relation | None:
    """Cells and figures of the text have places of different kinds: only the cells remain."""
    if relation is None:
        return None
    own = tuple(figure for figure in relation.figures if figure is not whole)
    return replace(relation, figures=own, start=min(f.start for f in own), end=max(f.end for f in own))


def _rows(table: Table) -> Iterator[Relation]:
    """占总人口比重(%) below the row it is of, and 比上年增长(%) where the columns are years."""
    first = range(min(len(table.rows), MOST_ROWS + LEAST))
    grid = [[table.figure(row, column) for column in range(len(table.header))] for row in first]
    rates = [i for i, said in enumerate(table.labels[:MOST_ROWS]) if PERCENT_HEAD.search(said) or GROWS.search(said)]
    for row in rates:
        amounts = [i for i in range(max(0, row - MOST_PAIRED), min(len(first), row + LEAST)) if i not in rates]
        above = max((i for i in amounts if i < row), default=None)
        if above is None:
            continue
        if GROWS.search(table.labels[row]):
            years = [_year(table.rows[i][0].text) for i in (above - 1, above)] if above else []
            new, old = _perhaps_rounded(table, grid[above]), _perhaps_rounded(table, grid[above - 1])
            from_row = [_share_row(new, old, grid[row], grows=True)] if _follow(years) else []
            ways = iter([_grown(table.header, grid[above], grid[row]), *from_row])
            yield from confirmed(_sound(ways, LEAST_GROWN))
            continue
        own = [(above, whole) for whole in amounts if whole != above]
        others = [pair for pair in permutations(amounts, 2) if pair[0] != above]
        found = _sound((_share_row(grid[pair[0]], grid[pair[1]], grid[row]) for pair in own), LEAST_GROWN)
        yield from confirmed(
            found or _sound((_share_row(grid[pair[0]], grid[pair[1]], grid[row]) for pair in others), LEAST)
        )


def _grown(header: Sequence[str], amounts: Cells, rates: Cells) -> Grid:
    """From each year's column to the next."""
    years = {int(match[0]): j for j, head in enumerate(header) if (match := YEAR.search(head))}
    pairs = [(j, years[year - 1]) for year, j in years.items() if year - 1 in years]
    return [_as_share(amounts[new], amounts[old], _percent(rates[new]), grows=True) for new, old in pairs]


def _perhaps_rounded(table: Table, cells: Cells) -> Cells:
    """Whole amounts of money in a table that names no unit may be rounded 万元."""
    if not any(map(MONEY.search, table.header)):
        return cells
    return [f if f is None or f.unit else replace(f, unit="万元", thing="元", scale=10**4) for f in cells]


def _year(label: str) -> int:
    match = YEAR.search(label)
    return int(match[0]) if match is not None else 0


def _follow(years: Sequence[int]) -> bool:
    """2015年 and below it 2016年, before a row of 增减%."""
    return len(years) > 1 and min(years) > 0 and years[1] - years[0] == 1


def _share_row(parts: Cells, wholes: Cells, shares: Cells, *, grows: bool = False) -> Grid:
    rows = zip(parts, wholes, shares, strict=True)
    told = [(p, w, s) for p, w, s in rows if p is not None and w is not None and s is not None]
    less = HUNDRED if grows else 0
    near = sum(1 for p, w, s in told if w.value and abs(p.size / w.size * HUNDRED - less - float(s.value)) <= 1)
    return [_as_share(p, w, _percent(s), grows=grows) for p, w, s in told] if 2 * near >= len(told) else []


def _percent(figure: Figure | None) -> Figure | None:
    """The cells of a row of percentages, whatever unit their columns have."""
    return None if figure is None else replace(figure, unit="%", thing="%", scale=1)


def _as_share(
    part: Figure | None, whole: Figure | None, share: Figure | None, *, grows: bool, of: int = HUNDRED
) -> Relation | None:
    """What share the one is of the other, or by how many percent it has grown."""
    if part is None or whole is None or share is None or whole.value <= 0 or part.at == whole.at:
        return None
    ratio = quotient(value_of(part), value_of(whole))
    if ratio is None or (grows and share.thing not in ("%", "")):
        return None
    share = _percent(share) or share if grows else share
    computed = scaled(ratio, of)
    if of == 1:
        share = replace(share, unit="", thing="")
    expression = f"{number(part)} / {number(whole)}{' * 100' if of != 1 else ''} = {number(share)}"
    if grows:
        computed = Value(computed.nominal - 100, computed.low - 100, computed.high - 100)
        expression = f"({number(part)} - {number(whole)}) / {number(whole)} * 100 = {number(share)}"
    return written("table", [part, whole], share, expression, computed.nominal, compare(computed, share))
