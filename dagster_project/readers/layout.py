"""Where tables stand on a grid whose headers nobody knows yet: titles, header rows, body, footers.

Belongs here: what can be told from the shape of rows alone, for files of any origin.
Does not belong here: what a column is called or which rows are totals (``intake``), what a row of a text is (``records``).

A column is *typed* where most of its cells are numbers, dates or times. A header is a row whose cells in typed columns
are words; so no list of headers is needed, and a file without a header is told from one that has it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dagster_project.readers.grid import Row, Sheet

TALLEST_HEADER = 3
PRINTED_PAGE = 70  # a header that comes back within so many rows is a page break, later it is another table
SAMPLE = 300
PROBES = 3
TYPED_SHARE = 0.7
MOST_TITLE_ROWS = 30
LONGEST_LABEL = 80
MEASURED = re.compile(
    r"[\s$¥￥€£+\-(]*\d[\d.,:/\-\s%‰)年月日时分秒Ee+]*(?:元|万元|亿元|人|人次|户|个|岁|kg|km|m²|㎡)?", re.IGNORECASE
)
YEAR = re.compile(r"(?:19|20)\d\d年?")
SIGNED = re.compile(
    r"\s*(?:制表|审核|填报|填表|经办|复核|负责|联系|分管|统计|报送|审批|校对|主管|单位负责|校长|财务)"
    r"(?:人|日期|时间|单位|领导|人员|部门)?(?:签字|签名|签章|[(（](?:签字|签章|盖章)[)）])?\s*(?:[:：].*)?"
    r"|.{0,30}[(（]?(?:盖章|公章|签章|签字)[)）]?[:：]?.{0,16}"
    r"|\s*(?:说明|备注|注|附注|填表说明|填报说明|数据来源|资料来源|[Nn]otes?|[Ss]ources?)\s*\d*\s*[:：.、].*"
    r"|\s*第\s*\d+\s*页.*|\s*共\s*\d+\s*页.*",
    re.DOTALL,
)


@dataclass
class SeenTable:
    """One table: ``rows`` are its header rows and its body, in order; blank rows are left out.

    ``groups`` are cells of the header that stretch over columns: (which header row, first column, last column), from 0.
    """

    header_rows: int
    rows: list[Row]
    titles: list[str] = field(default_factory=list)
    footers: list[str] = field(default_factory=list)
    groups: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def first_row(self) -> int:
        """The number of the row on which the header stands, as a person sees it."""
        return self.rows[0].number if self.rows else 0

    @property
    def first_column(self) -> int:
        """The first column, from 0, in which any row holds something."""
        return min((_leftmost(row) for row in self.rows), default=0)

    @property
    def width(self) -> int:
        """How many columns the table takes, from its first one on."""
        widths = Counter(len(row.cells) for row in self.rows[:SAMPLE])
        usual = max(widths, key=lambda width: (widths[width], width), default=0)
        return max([usual, *(len(row.cells) for row in self.rows[: self.header_rows])]) - self.first_column


def tables_on(sheet: Sheet) -> list[SeenTable]:
    """The tables of a sheet from top to bottom; none where it holds nothing."""
    filled = [row for row in sheet.rows if any(row.cells)]
    if not filled:
        return []
    tables: list[SeenTable] = []
    merged = _merges_by_row(sheet)
    start = 0
    while start < len(filled):
        widest = _header_start(filled, start)
        header = _with_groups_above(filled, start, widest, merged)
        table, start = _table_from(filled, start, header, merged, widest - header + 1)
        tables.append(table)
    return tables


def is_measured(text: str) -> bool:
    """Whether a text is a number, an amount, a date or a time rather than a word."""
    return MEASURED.fullmatch(text) is not None


def _leftmost(row: Row) -> int:
    return next((at for at, cell in enumerate(row.cells) if cell), len(row.cells))


def _merges_by_row(sheet: Sheet) -> dict[int, list[tuple[int, int, int, int]]]:
    merged: dict[int, list[tuple[int, int, int, int]]] = {}
    for area in sheet.merged:
        merged.setdefault(area[0], []).append(area)
    return merged


def _count(row: Row) -> int:
    return sum(1 for cell in row.cells if cell)


def _header_start(rows: Sequence[Row], start: int) -> int:
    """Where the titles end: the first row that is filled about as widely as the rows below it."""
    ahead = rows[start : start + SAMPLE]
    counts = Counter(count for row in ahead if (count := _count(row)) > 1)
    if not counts:
        return start
    usual = max(counts, key=lambda count: (counts[count] * min(count, 4), count))
    least = max(2, (usual + 1) // 2)
    for at, row in enumerate(ahead[:MOST_TITLE_ROWS]):
        if _count(row) >= least and not _is_signed(row):
            return start + at
    return start


def _with_groups_above(
    rows: Sequence[Row], start: int, header: int, merged: dict[int, list[tuple[int, int, int, int]]]
) -> int:
    """The row where the header's groups begin: few words over many columns look like a title, but name the columns."""
    first = header
    while first > start and header - first < TALLEST_HEADER - 1 and _is_above(rows[first - 1], rows[first], merged):
        first -= 1
    return first


def _is_above(upper: Row, lower: Row, merged: dict[int, list[tuple[int, int, int, int]]]) -> bool:
    """Whether a row names what the row below it leaves blank, or stretches over its columns, in words alone."""
    above = {at for at, cell in enumerate(upper.cells) if cell}
    texts = [cell for row in (upper, lower) for cell in row.cells if cell]
    if len(above) < 2 or upper.number + upper.lines != lower.number or any(map(is_measured, texts)):
        return False
    if any(len(text) > LONGEST_LABEL or ":" in text or "：" in text for text in texts) or _is_signed(upper):
        return False
    areas = merged.get(upper.number, ())
    if sum(1 for top, left, bottom, right in areas if right > left and bottom == top) > 1:
        return True
    below = {at for at, cell in enumerate(lower.cells) if cell}
    return len(above) > 2 and len(below) > len(above) and bool(above - below) and bool(below - above)


def _is_signed(row: Row) -> bool:
    """Whether the row is a form's closing line: who filled it in, a seal, a note."""
    texts = [cell for cell in row.cells if cell]
    signed = sum(1 for text in texts if SIGNED.fullmatch(text) is not None)
    return signed > 0 and signed * 2 >= len(texts) and not any(is_measured(text) and len(text) > 11 for text in texts)


def _table_from(
    rows: Sequence[Row], start: int, header: int, merged: dict[int, list[tuple[int, int, int, int]]], least: int
) -> tuple[SeenTable, int]:
    """The table whose header begins at ``header`` and has ``least`` rows or more, and where what follows it begins."""
    grouped = max(_height_of_groups(rows, header, merged), least)
    typed = _typed_columns(rows[header + grouped : header + grouped + SAMPLE])
    height = _header_height(rows, header, typed, grouped)
    end, following = _end_of(rows, header, height, typed)
    titles = ["  ".join(cell for cell in row.cells if cell) for row in rows[start:header]]
    body = list(rows[header:end])
    footers: list[str] = []
    usual = _usual_count(body[height:])
    while len(body) > height and _is_footer(body[-1], usual, len(body) - height):
        footers.insert(0, "  ".join(cell for cell in body.pop().cells if cell))
    groups = [
        (at, left - 1, right - 1)
        for at, row in enumerate(body[:height])
        for _, left, _, right in merged.get(row.number, ())
        if right > left
    ]
    return SeenTable(height, body, titles, footers, groups), following


def _usual_count(rows: Sequence[Row]) -> int:
    counts = Counter(_count(row) for row in rows[:SAMPLE])
    return max(counts, key=lambda count: (counts[count], count), default=0)


def _is_footer(row: Row, usual: int, left: int) -> bool:
    if usual < 2:
        return False
    if _is_signed(row):
        return True
    texts = [cell for cell in row.cells if cell]
    return left > 1 and usual >= 3 and len(texts) == 1 and _leftmost(row) <= 1 and not is_measured(texts[0])


def _typed_columns(rows: Sequence[Row]) -> dict[int, bool]:
    """Columns of numbers, dates or times; True where they are years."""
    measured: Counter[int] = Counter()
    years: Counter[int] = Counter()
    filled: Counter[int] = Counter()
    for row in rows:
        for at, cell in enumerate(row.cells):
            if cell:
                filled[at] += 1
                if row.types[at : at + 1] in ("n", "d", "b") or is_measured(cell):
                    measured[at] += 1
                    years[at] += YEAR.fullmatch(cell) is not None
    return {
        at: years[at] * 2 >= count for at, count in measured.items() if count >= TYPED_SHARE * filled[at] and filled[at]
    }


def _words_in(row: Row, typed: dict[int, bool]) -> tuple[int, int]:
    """How many cells of typed columns are words here, and how many are of the column's own kind."""
    words = values = 0
    for at, are_years in typed.items():
        cell = row.cells[at] if at < len(row.cells) else None
        if not cell:
            continue
        is_year_label = YEAR.fullmatch(cell) is not None and not are_years
        if is_year_label or not (row.types[at : at + 1] in ("n", "d", "b") or is_measured(cell)):
            words += 1
        else:
            values += 1
    return words, values


def _is_label_row(row: Row, typed: dict[int, bool]) -> bool:
    words, values = _words_in(row, typed)
    return words > 0 and words >= 3 * values


def _header_height(rows: Sequence[Row], header: int, typed: dict[int, bool], grouped: int) -> int:
    """How many rows the header takes, ``grouped`` or more; 0 where the first row is already data."""
    first, below = rows[header], rows[header + 1 :]
    if _is_data(first, typed) and grouped == 1:
        return 0
    height = 1
    while height < min(TALLEST_HEADER, len(below)):
        row = rows[header + height]
        is_same = _cells(row) == _cells(first)
        is_part = height < grouped or is_same or _completes(rows[header : header + height], row)
        if not (is_part and (is_same or height < grouped or _is_label_row(row, typed))):
            break
        height += 1
    return height


def _is_data(row: Row, typed: dict[int, bool]) -> bool:
    """Whether a first row holds values where a header would hold words."""
    words, values = _words_in(row, typed)
    if values > words:
        return True
    long_numbers = sum(1 for cell in row.cells if cell and is_measured(cell) and sum(map(str.isdigit, cell)) >= 6)
    return long_numbers > 0 and long_numbers >= words


def _cells(row: Row) -> list[str]:
    return [cell.strip() for cell in row.cells if cell]


def _height_of_groups(rows: Sequence[Row], header: int, merged: dict[int, list[tuple[int, int, int, int]]]) -> int:
    """How far merged header cells reach down."""
    areas = merged.get(rows[header].number, [])
    last = max((bottom for _, _, bottom, _ in areas), default=rows[header].number)
    across = any(right > left and bottom == top for top, left, bottom, right in areas)
    height = sum(1 for row in rows[header : header + TALLEST_HEADER] if row.number <= last)
    return min(max(height, 2 if across else 1), max(1, len(rows) - header - 1))


def _completes(above: Sequence[Row], row: Row) -> bool:
    """Whether a row names columns that the rows above leave blank, as the second line of a grouped header does."""
    named = {at for upper in above for at, cell in enumerate(upper.cells) if cell}
    own = {at for at, cell in enumerate(row.cells) if cell}
    return len(own) >= 2 and bool(own - named) and len(own) < len(own | named)


def _end_of(rows: Sequence[Row], header: int, height: int, typed: dict[int, bool]) -> tuple[int, int]:
    """Where the table ends and where the titles of the next one begin; both the end of the rows if none follows."""
    own, own_cells = _cells(rows[header]), rows[header].cells
    body = header + max(height, 1)
    probes = [at for at, are_years in typed.items() if not are_years][:PROBES]
    last_header = header
    for at in range(body, len(rows)):
        row = rows[at]
        if height and row.cells == own_cells:
            if at - last_header > PRINTED_PAGE:
                return _before_titles(rows, at, body)
            last_header = at
        elif not _holds_values(row, probes) and _opens_another(rows, at, typed, own):
            return _before_titles(rows, at, body)
    return len(rows), len(rows)


def _holds_values(row: Row, probes: list[int]) -> bool:
    """A look at a few typed columns, which spares nearly every row of a table the full one."""
    for at in probes:
        if at < len(row.cells) and (cell := row.cells[at]):
            return row.types[at] in "ndb" or is_measured(cell)
    return False


def _opens_another(rows: Sequence[Row], at: int, typed: dict[int, bool], own: list[str]) -> bool:
    """Whether a row in the body is the header of another table."""
    row = rows[at]
    is_apart = row.number - rows[at - 1].number > rows[at - 1].lines or _count(rows[at - 1]) == 1
    if not (is_apart or row.cells[0] == own[0]):
        return False
    texts = _cells(row)
    if len(texts) < 2 or len(set(texts)) < len(texts) or at + 1 >= len(rows):
        return False
    if any(len(text) > LONGEST_LABEL or is_measured(text) for text in texts) or "n" in row.types or "d" in row.types:
        return False
    shared = len(set(texts) & set(own))
    if shared * 5 >= 4 * min(len(texts), len(own)) and len(texts) != len(own) and shared >= 3:
        return True
    words, values = _words_in(row, typed)
    return is_apart and not values and _heads_what_follows(rows, at) and (words >= 2 or _is_wider(rows, at))


def _heads_what_follows(rows: Sequence[Row], at: int) -> bool:
    """Whether the rows below hold values where this one holds words."""
    below = _typed_columns(rows[at + 1 : at + 21])
    return bool(below) and _is_label_row(rows[at], below)


def _is_wider(rows: Sequence[Row], at: int) -> bool:
    return _count(rows[at]) != _count(rows[at - 2 if _count(rows[at - 1]) == 1 else at - 1])


def _before_titles(rows: Sequence[Row], header: int, body: int) -> tuple[int, int]:
    """Rows of one text above a later header are its titles, unless they close the table before."""
    first = header
    while first > body and header - first < 6 and _count(rows[first - 1]) == 1 and not _is_signed(rows[first - 1]):
        first -= 1
    return first, first


def texts_of(rows: Sequence[Row], first_column: int, width: int) -> Iterator[list[str]]:
    """Rows as texts, from the table's first column, filled up to its width."""
    for row in rows:
        texts = ["" if cell is None else cell for cell in row.cells[first_column:]]
        yield texts + [""] * (width - len(texts))


def header_texts(table: SeenTable) -> list[str]:
    """One text a column: the header's rows from top to bottom, with a blank between; groups stand over all theirs."""
    width = table.first_column + table.width
    grid = [[cell or "" for cell in row.cells] for row in table.rows[: table.header_rows]]
    grid = [row + [""] * (width - len(row)) for row in grid]
    for at, left, right in table.groups:
        for column in range(left + 1, min(right + 1, width)):
            grid[at][column] = grid[at][column] or grid[at][left]
    return [" ".join(row[at] for row in grid if row[at]) for at in range(table.first_column, width)]
