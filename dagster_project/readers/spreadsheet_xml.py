"""SpreadsheetML of Excel 2003: one XML file that is a whole workbook, as older systems export it.

Belongs here: worksheets, rows and cells with their types, indexes and spans. Does not belong here: .xlsx (``excel``).
"""

from __future__ import annotations

from xml.etree import ElementTree

from dagster_project.readers.encoding import decode_lines
from dagster_project.readers.excel import number_text
from dagster_project.readers.grid import FileContent, Limits, ReadError, Row, Sheet

SPREADSHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
LETTERS = {"Number": "n", "DateTime": "d", "Boolean": "b", "Error": "x"}


def read_spreadsheet_xml(data: bytes, limits: Limits) -> FileContent:
    """Every worksheet. Raises ReadError for entities and for too many cells."""
    decoded = decode_lines(data)
    text = "\n".join(decoded.lines)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ReadError(
            "xml_entities",
            "文件内含外部实体声明，可能有害，未予读取。请用 Excel 或 WPS 重新另存后报送。",
            "The file declares XML entities, which may be harmful. Save it again in Excel or WPS.",
        )
    if text.lstrip().startswith("<?xml"):
        text = text[text.index("?>") + 2 :]  # its encoding is no longer the text's
    root = ElementTree.fromstring(text)
    sheets = tuple(_sheet(node, limits) for node in root.iter(f"{SPREADSHEET}Worksheet"))
    return FileContent("spreadsheet_xml", decoded.encoding, sheets)


def _sheet(worksheet: ElementTree.Element, limits: Limits) -> Sheet:
    name = worksheet.get(f"{SPREADSHEET}Name", "")
    rows: list[Row] = []
    merged: list[tuple[int, int, int, int]] = []
    taken: dict[int, int] = {}  # columns that a cell above reaches down into: the last row it takes
    count = 0
    for node in worksheet.iterfind(f"{SPREADSHEET}Table/{SPREADSHEET}Row"):
        number = max(len(rows) + 1, _number(node.get(f"{SPREADSHEET}Index")))
        cells, types = _cells(node, number, taken, merged, name, limits)
        count += len(cells) + number - len(rows)
        if count > limits.cells:
            raise _too_large(name, limits)
        rows += [Row(blank, [], "") for blank in range(len(rows) + 1, number)]
        rows.append(Row(number, cells, types))
    hidden = worksheet.find(
        "{urn:schemas-microsoft-com:office:excel}WorksheetOptions/{urn:schemas-microsoft-com:office:excel}Visible"
    )
    return Sheet(name, hidden is not None and (hidden.text or "").strip() != "SheetVisible", rows, merged)


def _too_large(name: str, limits: Limits) -> ReadError:
    return ReadError(
        "sheet_too_large",
        f"工作表“{name}”超过 {limits.cells} 个单元格（限度 cells）。请删除数据区以外的内容后重新保存报送。",
        f"Sheet “{name}” has more than {limits.cells} cells (limit cells). Delete what stands outside the data.",
    )


def _cells(
    row: ElementTree.Element,
    number: int,
    taken: dict[int, int],
    merged: list[tuple[int, int, int, int]],
    name: str,
    limits: Limits,
) -> tuple[list[str | None], str]:
    cells: list[str | None] = []
    types = ""
    for node in row.iterfind(f"{SPREADSHEET}Cell"):
        column = max(len(cells) + 1, _number(node.get(f"{SPREADSHEET}Index")))
        while node.get(f"{SPREADSHEET}Index") is None and taken.get(column, 0) >= number:
            column += 1
        right, down = (_number(node.get(f"{SPREADSHEET}Merge{way}")) for way in ("Across", "Down"))
        if (column + right) * number > limits.cells:
            raise _too_large(name, limits)
        text, letter = _typed(node.find(f"{SPREADSHEET}Data"))
        cells += [None] * (column - 1 - len(cells)) + [text] + [None] * right
        types = types.ljust(column - 1, "e") + letter + "e" * right
        if right or down:
            merged.append((number, column, number + down, column + right))
            taken |= dict.fromkeys(range(column, column + right + 1), number + down)
    return cells, types


def _typed(data: ElementTree.Element | None) -> tuple[str | None, str]:
    text = "" if data is None else "".join(data.itertext())
    if data is None or not text.strip():
        return None, "e"
    letter = LETTERS.get(data.get(f"{SPREADSHEET}Type", ""), "t")
    if letter == "d":
        day, _, time = text.partition("T")
        return (day if time.startswith("00:00:00") or not time else f"{day} {time[:8]}"), "d"
    if letter == "b":
        return ("TRUE" if text.strip() == "1" else "FALSE"), "b"
    return (text if letter != "n" else _plain_number(text.strip())), letter


def _plain_number(text: str) -> str:
    try:
        return number_text(float(text)) if "e" in text.lower() else text
    except ValueError:
        return text


def _number(text: str | None) -> int:
    digits = (text or "").strip()
    return int(digits) if digits.isdecimal() and len(digits) < 9 else 0
