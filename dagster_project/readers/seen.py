"""What the reader sees in a file of any origin, as plain values: every table with its titles, rows and footers.

Belongs here: the job behind ``county-warehouse read``. Does not belong here: formats (``content``), where tables stand
(``layout``), printing (``cli``), contracts: nothing here knows what a county owes.
"""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

from dagster_project.readers.content import archive_members, whole_content
from dagster_project.readers.grid import Limits, ReadError, Sheet
from dagster_project.readers.layout import SeenTable, header_texts, tables_on, texts_of

SHOWN_ROWS = 5
DELIMITED = frozenset({"csv", "tsv"})
REPAIRS = {
    "missing_delimiter": ("补上缺失的分隔符", "a missing delimiter was put in"),
    "extra_delimiter": ("去掉多余的分隔符", "an extra delimiter was taken out"),
    "stray_quote": ("引号没有成对，按单元格边界读取", "quotation marks not in pairs; read by the borders of cells"),
    "backslash_quote": ("反斜杠引号还原为引号", "a quotation mark after a backslash was taken as text"),
    "another_delimiter": ("该行用了另一种分隔符", "the row uses another delimiter"),
    "unquoted_delimiter": (
        "单元格内的分隔符未加引号，已并回该格",
        "a delimiter inside a cell was not quoted; the cell was joined",
    ),
    "short_row": ("列数少于表头，已补空", "fewer cells than the header; filled up with blanks"),
    "long_row": ("列数多于表头，原样列出", "more cells than the header; shown as they are"),
    "undecodable": ("有乱码", "garbled characters"),
    "unterminated_quote": ("引号未闭合", "a quotation mark is never closed"),
}


def as_json(path: Path, limits: Limits, task: dict[str, Any]) -> dict[str, Any]:
    """A job: the line to print about a file, ``task["name"]`` being what it is called; or an archive's members."""
    _hurry(path, limits)
    members = archive_members(path, limits, task)
    if members is not None:
        return {"members": members}
    content = whole_content(path, limits, task["passwords"])
    line = {"file": task["name"], "error": None, "error_kind": None, "format": content.format}
    tables = [shown for sheet in content.sheets for shown in _tables(sheet, content.format)]
    more = {"paragraphs": list(content.paragraphs)} if content.paragraphs else {}
    return {"line": json.dumps(line | {"tables": tables} | more, ensure_ascii=False)}


def in_short(path: Path, limits: Limits, task: dict[str, Any]) -> dict[str, Any]:
    """A job: what a person needs to see of a file, its first rows only."""
    _hurry(path, limits)
    members = archive_members(path, limits, task)
    if members is not None:
        return {"members": members}
    content = whole_content(path, limits, task["passwords"])
    tables = [shown for sheet in content.sheets for shown in _tables(sheet, content.format)]
    for table in tables:
        table["row_count"] = len(table["rows"]) - table["header_rows"]
        table["rows"] = table["rows"][table["header_rows"] :][:SHOWN_ROWS]
    return {"file": task["name"], "format": content.format, "tables": tables, "paragraphs": content.paragraphs}


def _hurry(path: Path, limits: Limits) -> None:
    """A small file that takes long is oddly built: whoever waits should not wait for it."""
    if path.stat().st_size < limits.small_file_bytes:
        signal.setitimer(signal.ITIMER_REAL, min(limits.small_file_seconds, limits.wall_seconds))


def refusal(name: str, error: ReadError) -> dict[str, Any]:
    """The line about a file that could not be read."""
    sentence = f"{error.message_zh} / {error.message_en}"
    return {"file": name, "error": sentence, "error_kind": error.code, "tables": []}


def _tables(sheet: Sheet, form: str) -> list[dict[str, Any]]:
    is_delimited = form in DELIMITED
    return [_shown(sheet, number, table, is_delimited) for number, table in enumerate(tables_on(sheet), start=1)]


def _shown(sheet: Sheet, number: int, table: SeenTable, is_delimited: bool) -> dict[str, Any]:
    width, first_column = table.width, table.first_column
    rows = list(texts_of(table.rows, first_column, width))
    hidden = sorted({row.number for row in table.rows} & set(sheet.hidden_rows))
    return {
        "sheet": sheet.name,
        "hidden": sheet.hidden,
        "table_no": number,
        "header_rows": table.header_rows,
        "first_row": table.first_row,
        "first_column": first_column + 1,
        "header": header_texts(table) if table.header_rows else [],
        "titles": table.titles,
        "footers": table.footers,
        "rows": rows,
        "repairs": _repairs(table, first_column + width if is_delimited else None),
    } | ({"hidden_rows": hidden} if hidden else {})


def _repairs(table: SeenTable, width: int | None) -> list[dict[str, Any]]:
    """What was put right, or could not be, row by row."""
    found = []
    for row in table.rows:
        kind = row.problem or row.mended
        if kind is None and width is not None and len(row.cells) != width:
            kind = "short_row" if len(row.cells) < width else "long_row"
        if kind:
            found.append({"row": row.number, "repair": kind})
    return found
