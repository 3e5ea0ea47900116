"""Tables inside Word documents: each table as a sheet of its own, the lines right above it as its titles.

Belongs here: .docx tables, their merged cells, and the paragraphs between them. Does not belong here: the text of a
report as one text (``documents``), what a table means.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from dagster_project.readers.grid import FileContent, Limits, ReadError, Row, Sheet
from dagster_project.readers.package import check_package

LONGEST_TITLE = 80
MOST_TITLES = 3
WIDEST_SPAN = 200
WRAPPERS = ("sdt", "sdtContent", "customXml", "ins", "smartTag")
Element = ElementTree.Element


def read_word(path: Path, limits: Limits) -> FileContent:
    """A sheet for each table; the paragraphs that are no table's title go to ``paragraphs``. Raises ReadError."""
    check_package(path, limits)
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    word = root.tag.partition("}")[0] + "}"
    sheets: list[Sheet] = []
    paragraphs: list[str] = []
    above: list[str] = []
    for block in _blocks(root, word):
        if block.tag == f"{word}p":
            text = _text(block, word).strip()
            if text:
                paragraphs.append(text)
                above.append(text)
        else:
            titles = [text for text in above[-MOST_TITLES:] if len(text) <= LONGEST_TITLE]
            sheets.append(_sheet(block, word, titles, len(sheets) + 1, limits))
            above = []
    return FileContent("docx", None, tuple(sheets), tuple(paragraphs))


def _blocks(parent: Element, word: str) -> Iterator[Element]:
    """Paragraphs and tables of the body, in order."""
    for child in parent:
        if child.tag in (f"{word}p", f"{word}tbl"):
            yield child
        elif child.tag == f"{word}body" or child.tag in {word + name for name in WRAPPERS}:
            yield from _blocks(child, word)


def _text(element: Element, word: str) -> str:
    pieces = []
    for node in element.iter():
        if node.tag == f"{word}t":
            pieces.append(node.text or "")
        elif node.tag in (f"{word}br", f"{word}cr"):
            pieces.append("\n")
        elif node.tag == f"{word}tab":
            pieces.append(" ")
    return "".join(pieces)


def _sheet(table: Element, word: str, titles: list[str], number: int, limits: Limits) -> Sheet:
    rows = [Row(at, [title], "t") for at, title in enumerate(titles, start=1)]
    merged: list[tuple[int, int, int, int]] = []
    open_spans: dict[int, int] = {}  # column of a cell that reaches down: the number of its first row
    count = 0
    for row in _rows(table, word):
        at = len(rows) + 1
        cells: list[str | None] = []
        for cell, wide, is_below, starts in row:
            column = len(cells) + 1
            if starts:
                open_spans[column] = at
            elif not is_below:
                open_spans.pop(column, None)
            if is_below and column in open_spans:
                top = open_spans[column]
                merged = [area for area in merged if area[:2] != (top, column)]
                merged.append((top, column, at, column + wide - 1))
            elif wide > 1:
                merged.append((at, column, at, column + wide - 1))
            cells += [None if is_below else cell or None, *[None] * (wide - 1)]
        count += len(cells)
        if count > limits.cells:
            raise ReadError(
                "sheet_too_large",
                f"文档中的表格超过 {limits.cells} 个单元格（限度 cells），请分开报送。",
                f"A table of the document has more than {limits.cells} cells (limit cells); send it in parts.",
            )
        rows.append(Row(at, cells, "".join("e" if text is None else "t" for text in cells)))
    return Sheet(f"表{number}", False, rows, merged)


def _rows(table: Element, word: str) -> Iterator[list[tuple[str, int, bool, bool]]]:
    """For each row its cells: text, width in columns, whether it continues the one above, whether it starts a span."""
    for row in table.findall(f"{word}tr") + table.findall(f"{word}sdt/{word}sdtContent/{word}tr"):
        found = []
        for cell in row.findall(f"{word}tc") + row.findall(f"{word}sdt/{word}sdtContent/{word}tc"):
            lines = [_text(part, word).strip() for part in _blocks(cell, word)]
            merge, wide = cell.find(f"{word}tcPr/{word}vMerge"), cell.find(f"{word}tcPr/{word}gridSpan")
            is_below = merge is not None and merge.get(f"{word}val", "continue") == "continue"
            starts = merge is not None and not is_below
            found.append(("\n".join(line for line in lines if line), _span(wide, word), is_below, starts))
        yield found


def _span(wide: Element | None, word: str) -> int:
    text = "" if wide is None else wide.get(f"{word}val", "")
    return min(WIDEST_SPAN, max(1, int(text))) if text.isdecimal() and len(text) < 6 else 1
