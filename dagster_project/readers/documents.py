"""Written reports of any format to one text: paragraphs as lines, tables as lines of cells parted by tabs.

Belongs here: plain text, Word .docx, web pages, the text layer of PDF, and spreadsheets read as text.
Does not belong here: what the sentences claim (``narrative``), tables that become datasets (``content``).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from dagster_project.readers import content, sniff
from dagster_project.readers.encoding import decode_lines
from dagster_project.readers.grid import Limits, ReadError
from dagster_project.readers.package import check_package
from dagster_project.readers.page_text import text_of_page
from dagster_project.readers.pdf_text import read_pdf

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|div|p|table|meta)\b", re.IGNORECASE)
LONGEST_TEXT = 20_000_000
SPREADSHEETS = frozenset({"xlsx", "xlsb", "ods", "xls"})
ADVICE_ZH = "请另存为 .docx、.txt 或带文字层的 PDF 后重试。"
ADVICE_EN = "Save it as .docx, .txt or a PDF with a text layer and try again."


def document(path: Path, limits: Limits, task: Any) -> str:
    """A job: the text of a report."""
    return text_here(path, limits)


def text_here(path: Path, limits: Limits) -> str:
    """The text of a report, read in this process. Raises ReadError."""
    if path.stat().st_size > limits.file_bytes:
        raise ReadError("file_too_large", "文件过大，请分开后重试。", "The file is too large; split it and try again.")
    with path.open("rb") as handle:
        head = handle.read(65536)
    text = _text(path, head, limits)
    if not text.strip():
        raise ReadError(
            "empty_file",
            f"文件里没有文字（可能是扫描件）。{ADVICE_ZH}",
            f"The file holds no text; it may be a scan. {ADVICE_EN}",
        )
    return text[:LONGEST_TEXT]


def _text(path: Path, head: bytes, limits: Limits) -> str:
    if head.startswith(b"%PDF-") or b"%PDF-" in head[:1024]:
        return "\n".join(read_pdf(path).paragraphs)
    if head.startswith(b"PK"):
        return _of_package(path, limits)
    if head.startswith(sniff.OLE) or head[:2] == b"\x09\x08":
        return _of_sheets(path, limits)
    if MARKUP.search(head[:4096].replace(b"\x00", b"")) is not None:
        return text_of_page("\n".join(decode_lines(path.read_bytes()).lines))
    _refuse_binary(head)
    return "\n".join(decode_lines(path.read_bytes()).lines)


def _refuse_binary(head: bytes) -> None:
    """Formats that are no text, by the signatures the tables' reader knows; a word or two decides nothing."""
    for signature, what_zh, what_en in sniff.SIGNATURES:
        if head.startswith(signature) and (len(signature) > 2 or b"\x00" in head[:64]):
            raise ReadError(
                "unsupported_format",
                f"这是{what_zh}，不是文字材料。{ADVICE_ZH}",
                f"This is {what_en}, not a written report. {ADVICE_EN}",
            )


def _of_package(path: Path, limits: Limits) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ReadError(
            "damaged_file", "文件已损坏，无法打开，请重新另存。", "The file is damaged; save it again."
        ) from error
    if "word/document.xml" in names:
        return _of_word(path, limits)
    return _of_sheets(path, limits)


def _of_sheets(path: Path, limits: Limits) -> str:
    """A spreadsheet as text: the name of each sheet, then its rows."""
    lines = []
    for sheet in content.read_here(path, limits).sheets:
        lines.append(sheet.name)
        lines += ["\t".join(_cell(cell) for cell in row.cells) for row in sheet.rows]
    return "\n".join(lines)


def _cell(text: str | None) -> str:
    return " ".join((text or "").split())


def _of_word(path: Path, limits: Limits) -> str:
    check_package(path, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            root = ElementTree.fromstring(archive.read("word/document.xml"))
    except (ElementTree.ParseError, zipfile.BadZipFile, KeyError) as error:
        raise ReadError(
            "damaged_file", "Word 文件已损坏，请重新另存。", "The Word file is damaged; save it again."
        ) from error
    word = STRICT if root.tag.startswith(STRICT) else WORD
    body = root.find(f"{word}body")
    return "\n".join(_blocks(body if body is not None else root, word))


def _blocks(parent: ElementTree.Element, word: str) -> Iterator[str]:
    """Paragraphs and rows of tables, in order; content controls are looked into."""
    for child in parent:
        if child.tag == f"{word}p":
            yield _paragraph(child, word)
        elif child.tag == f"{word}tbl":
            yield from _rows(child, word)
        elif child.tag in (f"{word}sdt", f"{word}sdtContent", f"{word}customXml", f"{word}ins", f"{word}smartTag"):
            yield from _blocks(child, word)


def _paragraph(paragraph: ElementTree.Element, word: str) -> str:
    pieces = []
    for node in paragraph.iter():
        if node.tag == f"{word}t":
            pieces.append(node.text or "")
        elif node.tag == f"{word}tab":
            pieces.append("\t" if node.get(f"{word}val") is None else "")
        elif node.tag in (f"{word}br", f"{word}cr"):
            pieces.append("\n")
    return "".join(pieces)


def _rows(table: ElementTree.Element, word: str) -> Iterator[str]:
    for row in table.iter(f"{word}tr"):
        cells: list[str] = []
        for cell in row.findall(f"{word}tc") + row.findall(f"{word}sdt/{word}sdtContent/{word}tc"):
            text = " ".join(" ".join(_blocks(cell, word)).split())
            properties = cell.find(f"{word}tcPr")
            merge = None if properties is None else properties.find(f"{word}vMerge")
            wide = None if properties is None else properties.find(f"{word}gridSpan")
            is_below = merge is not None and merge.get(f"{word}val", "continue") == "continue"
            cells += ["" if is_below else text, *[""] * (_span(wide, word) - 1)]
        yield "\t".join(cells) if len(cells) > 1 else "".join(cells)


def _span(wide: ElementTree.Element | None, word: str) -> int:
    text = "" if wide is None else wide.get(f"{word}val", "")
    return min(200, int(text)) if text.isdecimal() and text != "0" else 1
