"""One file's content, read in this process: only what runs in a confined child may call this.

Belongs here: which reader a format needs, and the jobs that hand plain grids or paragraphs to another process.
Does not belong here: the child's limits (``worker``), asking for a job (``sandbox``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dagster_project.readers import (
    archives,
    delimited,
    even_lines,
    excel,
    locks,
    markup,
    paragraphs,
    pdf_text,
    records,
    sniff,
    spreadsheet_xml,
    word_tables,
)
from dagster_project.readers.grid import FileContent, Limits, ReadError

TOP_ROWS = 200


def read_here(path: Path, limits: Limits, passwords: Sequence[str] = ()) -> FileContent:
    """The sheets of a file; even lines by column. Raises ReadError."""
    if sniff.format_of(path) == "delimited":
        content = even_lines.read_delimited(_bytes(path, limits))
        if content.format == "text":
            content = _in_another_dialect(_bytes(path, limits), limits) or content
        return _without_long_cells(content, limits)
    return _without_long_cells(_content(path, limits, passwords), limits)


def whole_content(path: Path, limits: Limits, passwords: Sequence[str] = ()) -> FileContent:
    """What a file of any origin holds; delimited lines in whatever dialect, mended. Raises ReadError."""
    form = sniff.format_of(path)
    if form == "delimited":
        return _without_long_cells(records.read_records(_bytes(path, limits), limits.cell_characters), limits)
    if form == "pdf":
        _refuse_large(path, limits)
        return pdf_text.read_pdf(path)
    return _without_long_cells(_content(path, limits, passwords), limits)


def archive_members(path: Path, limits: Limits, task: dict[str, Any]) -> list[tuple[Any, ...]] | None:
    """The members of an archive, unpacked into the task's folder; None for any other file. Raises ReadError."""
    form = sniff.format_of(path)
    if form not in sniff.ARCHIVES:
        return None
    _refuse_large(path, limits)
    return [tuple(member) for member in archives.unpack(path, form, Path(task["folder"]), limits, task["passwords"])]


def members(path: Path, limits: Limits, task: dict[str, Any]) -> list[tuple[Any, ...]] | None:
    """A job: ``archive_members``; None too for a file of no known format, which whoever reads it will refuse."""
    try:
        sniff.format_of(path)
    except ReadError:
        return None
    return archive_members(path, limits, task)


def paragraphs_here(path: Path, limits: Limits) -> list[str]:
    """The paragraphs of a plain-text report. Raises ReadError."""
    return paragraphs.paragraphs_of(_bytes(path, limits))


def grid(path: Path, limits: Limits, task: Any) -> tuple[Any, ...]:
    """A job: the content as plain tuples, every row a row."""
    return _flat(_content(path, limits))


def text(path: Path, limits: Limits, task: Any) -> list[str]:
    """A job: the paragraphs."""
    return paragraphs_here(path, limits)


def _content(path: Path, limits: Limits, passwords: Sequence[str] = ()) -> FileContent:
    form = sniff.format_of(path)
    _refuse_large(path, limits)
    if form == "locked":
        return _content(locks.unlocked(path, passwords, limits), limits)
    if form == "delimited":
        return delimited.read_delimited(_bytes(path, limits))
    if form == "html":
        return markup.read_html(_bytes(path, limits), limits)
    if form == "mhtml":
        return markup.read_mhtml(_bytes(path, limits), limits)
    if form == "spreadsheet_xml":
        return spreadsheet_xml.read_spreadsheet_xml(_bytes(path, limits), limits)
    if form == "docx":
        return word_tables.read_word(path, limits)
    if form in sniff.NO_TABLES:
        raise sniff.unsupported(*sniff.NO_TABLES[form])
    try:
        return excel.read_workbook(path, form, limits)
    except ReadError as error:
        if error.code != "encrypted" or str(path).startswith("/proc/self/fd/"):
            raise
        return _content(locks.unlocked(path, passwords, limits), limits)


def _in_another_dialect(data: bytes, limits: Limits) -> FileContent | None:
    """Lines with a rare delimiter or columns of fixed width; a row that had to be mended is not to be trusted."""
    content = records.read_records(data, limits.cell_characters, by_looks=False)
    if content.format == "text":
        return None
    sheets = tuple(
        sheet._replace(rows=[row._replace(problem="unterminated_quote") if row.mended else row for row in sheet.rows])
        for sheet in content.sheets
    )
    return replace(content, sheets=sheets)


def _without_long_cells(content: FileContent, limits: Limits) -> FileContent:
    """The content, unless a cell near the top, where headers are, is longer than a cell may be."""
    for sheet in content.sheets:
        for row in sheet.rows[:TOP_ROWS]:
            longest = max((len(cell) for cell in row.cells if cell), default=0)
            if longest > limits.cell_characters:
                raise records.cell_too_long(row.number, longest, limits.cell_characters)
    return content


def _bytes(path: Path, limits: Limits) -> bytes:
    _refuse_large(path, limits)
    return path.read_bytes()


def _refuse_large(path: Path, limits: Limits) -> None:
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise ReadError(
            "file_too_large",
            f"文件有 {size >> 20} MB，超出限度（file_bytes = {limits.file_bytes >> 20} MB），请分批报送。",
            f"The file has {size >> 20} MB, more than allowed (file_bytes = {limits.file_bytes >> 20} MB); "
            "send it in parts.",
        )


def _flat(content: FileContent) -> tuple[Any, ...]:
    sheets = [(s.name, s.hidden, [tuple(row) for row in s.rows], s.merged, s.hidden_rows) for s in content.sheets]
    return (content.format, content.encoding, sheets)
