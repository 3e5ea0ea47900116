"""The sheet of a county's workbook for numbers that lost their last digits: what each may have been, and who says so.

What belongs here: that one sheet. What does not: making or narrowing candidates (``dagster_project.rescue``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from dagster_project.delivery.source import Row, Source

SHEET = "号码候选"
SHOWN = 5
COLUMNS = (
    ("文件", 30), ("工作表", 14), ("单元格", 9), ("存成的数字", 22), ("候选个数", 9),
    ("候选号码（前几个）", 44), ("依据", 40), ("确认的号码", 22), ("确认人", 10),
)  # fmt: skip
HOW = (
    "下列单元格的长号码被存成数字，末几位已丢失，系统不会自动采用任何候选。请对照证件，把确认的号码填入浅黄色列，"
    "并在原文件中改正后重新报送。/ Long numbers stored as numbers have lost their last digits; nothing is applied by itself."
)
CELLS = """
    select
        s.county_code, s.period, s.file_name, s.sheet, s.column_letter || s.row_no as cell, s.shown,
        c.rank, c.candidate, c.evidence_zh, c.delivery_id, c.row_no, c.field
    from {candidates} as c
    inner join {cells} as s on c.delivery_id = s.delivery_id and c.row_no = s.row_no and c.field = s.field
    order by s.county_code, s.file_name, s.sheet, c.row_no, c.field, c.rank
"""


def candidates_by_county(source: Source) -> Mapping[str, list[Row]]:
    """For each county its damaged cells, one row for each candidate."""
    found: dict[str, list[Row]] = defaultdict(list)
    if source.has("rescue_candidates") and source.has("set_aside_cells"):
        query = CELLS.format(candidates=source.ref("rescue_candidates"), cells=source.ref("set_aside_cells"))
        for row in source.rows(query):
            found[row["county_code"]].append(row)
    return found


def add_sheet(book: xlsxwriter.Workbook, rows: Sequence[Row]) -> None:
    """One line for each damaged cell, with its likeliest candidates."""
    sheet = book.add_worksheet(SHEET)
    base: dict[str, Any] = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top", "text_wrap": True}
    text = book.add_format({**base, "border": 1, "border_color": "#C9D1D6", "num_format": "@"})
    answer = book.add_format({**base, "border": 1, "border_color": "#C9D1D6", "num_format": "@", "bg_color": "#FFF9DB"})
    heading = book.add_format({**base, "bold": True, "bg_color": "#1D5A78", "font_color": "#FFFFFF"})
    sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, HOW, book.add_format(base))
    sheet.set_row(0, 44)
    for at, (title, width) in enumerate(COLUMNS):
        sheet.set_column(at, at, width)
        sheet.write_string(1, at, title, heading)
    cells: dict[tuple[str, int, str], list[Row]] = defaultdict(list)
    for row in rows:
        cells[row["delivery_id"], row["row_no"], row["field"]].append(row)
    for line, own in enumerate(cells.values(), start=2):
        for at, value in enumerate(_values(own)):
            sheet.write_string(line, at, value, answer if at >= len(COLUMNS) - 2 else text)
    sheet.freeze_panes(2, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _values(rows: Sequence[Row]) -> list[str]:
    first = rows[0]
    numbers = [row["candidate"] for row in rows if row["candidate"]]
    more = f"\n…… 另有 {len(numbers) - SHOWN} 个" if len(numbers) > SHOWN else ""
    evidence = list(dict.fromkeys(row["evidence_zh"] for row in rows[:SHOWN]))
    return [
        first["file_name"], first["sheet"], first["cell"], first["shown"], str(len(numbers)),
        "\n".join(numbers[:SHOWN]) + more, "\n".join(evidence), "", "",
    ]  # fmt: skip
