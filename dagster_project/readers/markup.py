"""Web pages named .xls, as many systems export them: the tables of the page as one grid of texts.

Belongs here: rows, cells, spans and line breaks of HTML tables. Does not belong here: encodings (``encoding``).
"""

from __future__ import annotations

import email
from email.message import Message
from html.parser import HTMLParser

from dagster_project.readers.encoding import decode_lines
from dagster_project.readers.grid import FileContent, Limits, ReadError, Row, Sheet

WIDEST_SPAN = 1000
UNSEEN = frozenset({"script", "style", "head", "title", "xml"})
BREAKS = frozenset({"br", "p", "div"})
LINES = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "table", "body"})


def read_html(data: bytes, limits: Limits) -> FileContent:
    """One nameless sheet: the rows of all tables in order, and each line of text between them as a row."""
    decoded = decode_lines(data)
    page = _Page(limits.cells)
    page.feed("\n".join(decoded.lines))
    page.close()
    page.end()
    return FileContent("html", decoded.encoding, (Sheet("", False, page.rows, page.merged),))


def read_mhtml(data: bytes, limits: Limits) -> FileContent:
    """A web page saved as one file, which Excel also calls .xls: a sheet for each page in it that has a table."""
    parts = [part for part in email.message_from_bytes(data).walk() if part.get_content_type() == "text/html"]
    pages = [read_html(_payload(part), limits) for part in parts]
    sheets = [sheet for page in pages for sheet in page.sheets if any(len(row.cells) > 1 for row in sheet.rows)]
    if not sheets:
        raise ReadError(
            "unsupported_format",
            "这是网页归档文件，其中没有表格。请在 Excel 或 WPS 中另存为 .xlsx 后重新报送。",
            "This is a web archive without a table. Save it as .xlsx in Excel or WPS and send it again.",
        )
    named = [sheet._replace(name=f"网页{at}" if len(sheets) > 1 else "") for at, sheet in enumerate(sheets, start=1)]
    return FileContent("html", pages[0].encoding, tuple(named))


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


class _Page(HTMLParser):
    """Collects rows while the page is read. A table inside a cell only adds its text to that cell."""

    def __init__(self, most_cells: int) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[Row] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self._left = self._most = most_cells
        self._depth, self._unseen = 0, 0
        self._cells: list[str | None] | None = None
        self._text: list[str] | None = None
        self._span = (1, 1)
        self._line: list[str] = []
        self._taken: dict[int, int] = {}  # columns that a cell of an earlier row reaches down into: rows left

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell; a row or cell left open is closed first, as browsers do."""
        if tag in ("body", "table"):
            self._unseen = 0  # a head that was never closed
        if tag in UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.end_line()
                self._taken = {}
        elif tag == "tr" and self._depth == 1:
            self._end_row()
            self._cells = []
        elif tag in ("td", "th") and self._depth == 1:
            self._end_cell()
            self._cells = [] if self._cells is None else self._cells
            self._text = []
            given = dict(attrs)
            self._span = (_span(given.get("rowspan")), _span(given.get("colspan")))
        elif tag in BREAKS and self._text is not None:
            self._text.append("\n")
        elif tag in LINES or tag == "br":
            self.end_line()

    def handle_endtag(self, tag: str) -> None:
        """Close what ends here."""
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "table":
            if self._depth == 1:
                self._end_row()
            self._depth = max(0, self._depth - 1)
        elif tag == "tr" and self._depth == 1:
            self._end_row()
        elif tag in ("td", "th") and self._depth == 1:
            self._end_cell()
        elif tag in LINES and self._text is None:
            self.end_line()

    def handle_data(self, data: str) -> None:
        """Text of the open cell, or of the line between tables."""
        if self._unseen:
            return
        if self._text is not None:
            self._text.append(" ".join(data.split()) if data.strip() else " " * bool(data))
        elif not self._depth:
            self._line.append(data)

    def end(self) -> None:
        """What is still open when the page ends, as in one that was cut off."""
        self._end_row()
        self.end_line()

    def end_line(self) -> None:
        """Text outside a table becomes a row of one cell."""
        text = " ".join("".join(self._line).split())
        self._line = []
        if text:
            self._add([text])

    def _end_cell(self) -> None:
        if self._text is None or self._cells is None:
            return
        text = "".join(self._text).strip()
        self._text = None
        self._skip_taken()
        down, right = self._span
        row, column = len(self.rows) + 1, len(self._cells) + 1
        self._cells += [text or None, *[None] * (right - 1)]
        if down > 1:
            self._taken |= dict.fromkeys(range(column - 1, column - 1 + right), down)
        if down > 1 or right > 1:
            self.merged.append((row, column, row + down - 1, column + right - 1))

    def _skip_taken(self) -> None:
        assert self._cells is not None
        while self._taken.get(len(self._cells), 0) > 0 and len(self._cells) < WIDEST_SPAN:
            self._cells.append(None)

    def _end_row(self) -> None:
        if self._cells is None:
            return
        self._end_cell()
        self._add(self._cells)
        self._cells = None
        self._taken = {at: left - 1 for at, left in self._taken.items() if left > 1}

    def _add(self, cells: list[str | None]) -> None:
        self._left -= len(cells)
        if self._left < 0:
            raise ReadError(
                "sheet_too_large",
                f"网页中的表格超过 {self._most} 个单元格（限度 cells），请在 Excel 中另存为 .xlsx 后分批报送。",
                f"The table of this web page has more than {self._most} cells (limit cells); save it as .xlsx and send it in "
                "parts.",
            )
        types = "".join("e" if cell is None else "t" for cell in cells)
        self.rows.append(Row(len(self.rows) + 1, cells, types))


def _span(text: str | None) -> int:
    digits = (text or "").strip()
    return max(1, min(WIDEST_SPAN, int(digits))) if digits.isdecimal() and len(digits) < 10 else 1
