"""A web page to one text: blocks as lines, rows of tables as lines of cells parted by tabs.

Belongs here: which tags break a line, and telling a table of figures from one that only lays out the page.
Does not belong here: encodings (``encoding``), tables named .xls (``markup``).
"""

from __future__ import annotations

from html.parser import HTMLParser

UNSEEN = frozenset({"script", "style", "head", "title", "noscript", "template", "svg"})
LINES = frozenset(
    {
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "caption",
        "dd",
        "dt",
        "hr",
    }
)
LAYOUT_CELL = 120
WIDEST_SPAN = 200
DEEPEST = 50


def text_of_page(source: str) -> str:
    """The words of a page in the order they stand in it."""
    page = _Words()
    page.feed(source)
    page.close()
    return page.finished()


class _Row:
    """A row being read; ``depth`` is how many tables are open around it.

    ``reached`` are the columns of its table that cells of earlier rows reach down into, with the rows they still take.
    """

    def __init__(self, depth: int, reached: dict[int, int]) -> None:
        self.cells: list[str] = []
        self.depth = depth
        self.reached = reached
        self.reaching: dict[int, int] = {}

    def add(self, text: str, down: int, right: int) -> None:
        """A cell in the next free column; a place that is taken from above is an empty cell."""
        while len(self.cells) in self.reached:
            self.cells.append("")
        if down > 1:
            self.reaching |= dict.fromkeys(range(len(self.cells), len(self.cells) + right), down)
        self.cells += [text, *[""] * (right - 1)]

    def end(self) -> None:
        """Leave to the next row what still reaches down."""
        left = {column: rows - 1 for column, rows in (self.reached | self.reaching).items() if rows > 1}
        self.reached.clear()
        self.reached.update(left)


class _Words(HTMLParser):
    """``_open`` is a stack of what is being collected: the page, and in turn each open cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[list[str]] = [[]]
        self._rows: list[_Row] = []
        self._spans: list[tuple[int, int]] = []
        self._reached: list[dict[int, int]] = [{}]
        self._unseen = self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a row or a cell, or break the line."""
        if tag in ("body", "table"):
            self._unseen = 0
        if tag in UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._depth += 1
            self._reached.append({})
            self._open[-1].append("\n")
        elif tag == "tr" and len(self._rows) < DEEPEST:
            self._end_rows()
            self._rows.append(_Row(self._depth, self._reached[-1]))
        elif tag in ("td", "th") and self._rows:
            if len(self._open) > len(self._rows):
                self._end_cell()
            self._open.append([])
            given = dict(attrs)
            self._spans.append((_span(given.get("rowspan")), _span(given.get("colspan"))))
        elif tag in LINES:
            self._open[-1].append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close what ends here."""
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in ("td", "th") and self._rows and len(self._open) > len(self._rows):
            self._end_cell()
        elif tag == "tr" and self._rows:
            self._end_row()
        elif tag == "table":
            self._end_rows()
            self._depth = max(0, self._depth - 1)
            self._reached[self._depth + 1 :] = []
            self._open[-1].append("\n")
        elif tag in LINES:
            self._open[-1].append("\n")

    def handle_data(self, data: str) -> None:
        """Text of the page or of the open cell; a line end in the source is a blank."""
        if not self._unseen:
            self._open[-1].append(" ".join(data.split("\n")) if data.strip() else " ")

    def finished(self) -> str:
        """All that was read; rows left open are closed."""
        while self._rows:
            self._end_row()
        lines = ("".join(self._open[0])).split("\n")
        return "\n".join(line.strip(" \r") for line in lines if line.strip())

    def _end_rows(self) -> None:
        """Rows of the innermost table that were left open."""
        while self._rows and self._rows[-1].depth >= self._depth:
            self._end_row()

    def _end_cell(self) -> None:
        text = "".join(self._open.pop()).strip(" \n\r")
        self._rows[-1].add(text, *self._spans.pop())

    def _end_row(self) -> None:
        while len(self._open) > len(self._rows) and self._spans:
            self._end_cell()
        row = self._rows.pop()
        row.end()
        lays_out = any(len(cell) > LAYOUT_CELL or cell.count("\n") > 3 or "\t" in cell for cell in row.cells)
        if lays_out:
            text = "\n".join(cell for cell in row.cells if cell)
        else:
            text = "\t".join(" ".join(cell.split()) for cell in row.cells)
        self._open[-1].append("\n" + text + "\n")


def _span(text: str | None) -> int:
    digits = (text or "").strip()
    return max(1, min(WIDEST_SPAN, int(digits))) if digits.isdecimal() and len(digits) < 6 else 1
