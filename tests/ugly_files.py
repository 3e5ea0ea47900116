"""Writes the small ugly files of ``tests/files/read/``, one for each shape a county's file may have.

Run it as ``python tests/ugly_files.py`` after a change; what should be read from each file stands beside it in
``<name>.expected.json``, checked by hand. Everybody in them is made up.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

from binary_workbooks import binary_workbook, locked_old_workbook

FOLDER = Path(__file__).parent / "files" / "read"
PASSWORD = "演练2020"
HEADER = ["序号", "姓名", "学校", "金额（元）"]
PEOPLE = [[1, "演练甲", "青禾一小", 625], [2, "演练乙", "青禾二小", 500.5], [3, "演练丙", "青禾一小", 750]]
Rows = Sequence[Sequence[Any]]


def workbook(
    sheets: dict[str, Rows], merged: Sequence[tuple[str, str]] = (), hidden: Sequence[str] = (), start: str = "A1"
) -> bytes:
    """An .xlsx with these sheets; ``merged`` are ranges of the first sheet with their texts."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        column = ord(start[0]) - 65
        for at, row in enumerate(rows, start=int(start[1:]) - 1):
            for offset, cell in enumerate(row):
                if cell != "":
                    sheet.write(at, column + offset, cell)
        if name in hidden:
            sheet.hide()
    for area, text in merged:
        book.worksheets()[0].merge_range(area, text)
    book.close()
    return out.getvalue()


def old_workbook(rows: Rows) -> bytes:
    """An .xls, which is also what WPS writes as .et."""
    book, out = xlwt.Workbook(encoding="utf-8"), io.BytesIO()
    sheet = book.add_sheet("花名册")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    book.save(out)
    return out.getvalue()


def text(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A delimited text without quotation marks."""
    return "".join(delimiter.join(str(cell) for cell in row) + "\r\n" for row in rows).encode(encoding)


def zipped(members: dict[str, bytes], gbk: bool = False, password: str = "") -> bytes:
    """A zip archive; with ``gbk`` its names are bytes in GBK without a mark, as Windows writes them."""
    out = io.BytesIO()
    if password:
        return _locked_zip(members, password)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, (name, data) in enumerate(members.items()):
            archive.writestr(f"{at:0{len(name.encode('gbk'))}}" if gbk else name, data)
    made = out.getvalue()
    for at, name in enumerate(members if gbk else ()):
        raw = name.encode("gbk")
        made = made.replace(f"{at:0{len(raw)}}".encode(), raw)
    return made


def _locked_zip(members: dict[str, bytes], password: str) -> bytes:
    import pyzipper

    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=zipfile.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def seven_zipped(members: dict[str, bytes], password: str | None = None) -> bytes:
    """A 7z archive."""
    import py7zr

    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password) as archive:
        for name, data in members.items():
            archive.writestr(data, name)
    return out.getvalue()


def locked(data: bytes) -> bytes:
    """The same workbook with a password to open."""
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(PASSWORD, out)
    return out.getvalue()


def word(blocks: Sequence[str | Rows]) -> bytes:
    """A .docx of paragraphs and tables; a cell None continues the one above."""
    body = "".join(_paragraph(block) if isinstance(block, str) else _table(block) for block in blocks)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return zipped({"word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>".encode()})


def _paragraph(words: object) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def _table(rows: Rows) -> str:
    lines = []
    for at, row in enumerate(rows):
        cells = ""
        for column, cell in enumerate(row):
            below = rows[at + 1] if at + 1 < len(rows) else ()
            starts = cell is not None and column < len(below) and below[column] is None
            merge = "<w:vMerge/>" if cell is None else '<w:vMerge w:val="restart"/>' if starts else ""
            cells += f"<w:tc><w:tcPr>{merge}</w:tcPr>{_paragraph('' if cell is None else cell)}</w:tc>"
        lines.append(f"<w:tr>{cells}</w:tr>")
    return f"<w:tbl>{''.join(lines)}</w:tbl>"


def spreadsheet_xml(rows: Rows) -> bytes:
    """SpreadsheetML of Excel 2003, in GB18030, with a title over all columns."""
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    lines = f'<Row><Cell ss:MergeAcross="3"><Data ss:Type="String">{rows[0][0]}</Data></Cell></Row>'
    for at, row in enumerate(rows[1:], start=3):
        cells = "".join(
            f'<Cell><Data ss:Type="{"String" if isinstance(cell, str) else "Number"}">{cell}</Data></Cell>'
            for cell in row
        )
        lines += f'<Row ss:Index="{at}">{cells}</Row>'
    return (
        f'<?xml version="1.0" encoding="GB2312"?>\n<Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="发放表"><Table>{lines}</Table></Worksheet></Workbook>'
    ).encode("gb18030")


def open_document(rows: Rows) -> bytes:
    """An .ods."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
            if not isinstance(cell, str)
            else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet>'
        f'<table:table table:name="花名册">{cells}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def page(rows: Rows, title: str) -> bytes:
    """A web page called .xls, in GBK."""
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<html><head><meta charset=gbk></head><body><p>{title}</p><table>{lines}</table></body></html>".encode(
        "gbk"
    )


def fixed_width(rows: Rows) -> bytes:
    """Columns below each other in GBK, where a Chinese character is two bytes and two places."""
    widths = [max(len(str(row[at]).encode("gbk")) for row in rows) + 2 for at in range(len(rows[0]))]
    return "".join(
        "".join(
            str(cell) + " " * (width - len(str(cell).encode("gbk"))) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        + "\r\n"
        for row in rows
    ).encode("gbk")


def web_archive(rows: Rows) -> bytes:
    """A web page saved as one file, which Excel calls .xls too."""
    html = base64.encodebytes(page(rows, "")).decode()
    return (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        f"Content-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\n{html}\r\n--x--\r\n"
    ).encode()


def pdf(words: str) -> bytes:
    """A page of one line; none if it is to be a scan."""
    stream = f"BT /F 24 Tf 50 700 Td ({words}) Tj ET" if words else "0 0 200 200 re f"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made, places = "%PDF-1.4\n", []
    for at, content in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{at} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        f"{made}xref\n0 6\n0000000000 65535 f \n{table}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{len(made)}\n%%EOF"
    ).encode()


TITLE = "青禾县2020年春季学期资助发放花名册"
TABLE: Rows = [HEADER, *PEOPLE]
OTHER: Rows = [["学校", "人数", "金额"], ["青禾一小", 2, 1375], ["青禾二小", 1, 500.5]]
SIGNED = ["制表人：演练丁", "", "审核人：演练戊", ""]
GROUPED: Rows = [
    [TITLE],
    ["姓名", "学校", "2020年春", "", "2020年秋", ""],
    ["", "", "金额", "发放日期", "金额", "发放日期"],
    ["演练甲", "青禾一小", 625, "2020-05-01", 500, "2020-11-01"],
    ["演练乙", "青禾二小", 750, "2020-05-01", 0, ""],
]
THREE: Rows = [
    ["姓名", "资助", "", "", "备注"],
    ["", "春季", "", "秋季", ""],
    ["", "金额", "日期", "金额", ""],
    ["演练甲", 625, "2020-05-01", 500, "走读"],
    ["演练乙", 750, "2020-05-01", 0, ""],
]
PAGES: Rows = [HEADER, *PEOPLE, HEADER, [4, "演练丁", "青禾一小", 625], [5, "演练戊", "青禾二小", 500]]
SUMS: Rows = [HEADER, *PEOPLE, ["", "小计", "", 1875.5], [4, "演练己", "外县", 625], ["合计", "", "", 2500.5]]

DATED: Rows = [
    [TITLE],
    [],
    [*HEADER, "发放日期"],
    *([*row, date(2020, 5, at)] for at, row in enumerate(PEOPLE, start=1)),
]
MANY: Rows = [[at, f"演练{at}", "青禾一小", 500 + at] for at in range(4, 44)]  # more than one block of a locked stream

FILES: dict[str, Callable[[], bytes]] = {
    "title_blank_rows_and_columns.xlsx": lambda: workbook({"发放表": [[TITLE], [], *TABLE]}, start="C3"),
    "two_level_header.xlsx": lambda: workbook(
        {"发放表": GROUPED},
        [("A1:F1", TITLE), ("A2:A3", "姓名"), ("B2:B3", "学校"), ("C2:D2", "2020年春"), ("E2:F2", "2020年秋")],
    ),
    "three_level_header.xlsx": lambda: workbook(
        {"发放表": THREE}, [("A1:A3", "姓名"), ("B1:D1", "资助"), ("E1:E3", "备注"), ("B2:C2", "春季")]
    ),
    "header_repeated_on_pages.xlsx": lambda: workbook({"发放表": PAGES}),
    "two_tables_on_a_sheet.xlsx": lambda: workbook({"汇总": [["一、发放明细"], *TABLE, [], ["二、分校汇总"], *OTHER]}),
    "hidden_sheet.xlsx": lambda: workbook({"发放表": TABLE, "底稿": OTHER}, hidden=["底稿"]),
    "sums_and_signatures.xlsx": lambda: workbook({"发放表": [[TITLE], *SUMS, SIGNED, ["注：外县就读学生另附名单。"]]}),
    "macro_workbook_called_csv.csv": lambda: workbook({"发放表": TABLE}),
    "old_workbook_of_wps.et": lambda: old_workbook(TABLE),
    "locked_old_workbook.xls": lambda: locked_old_workbook([*TABLE, *MANY], "花名册", PASSWORD),
    "binary_workbook.xlsb": lambda: zipped(binary_workbook(DATED, "发放表")),
    "open_document.ods": lambda: open_document(TABLE),
    "web_page_in_gbk.xls": lambda: page(TABLE, TITLE),
    "spreadsheet_xml_2003.xls": lambda: spreadsheet_xml([[TITLE], *TABLE]),
    "word_table.docx": lambda: word(
        ["关于报送花名册的函", "附件：发放花名册", [HEADER, *PEOPLE[:2], [3, None, "青禾一小", 750]]]
    ),
    "semicolons_in_gb18030.csv": lambda: text(TABLE, ";", "gb18030"),
    "tabs_called_xls.xls": lambda: text(TABLE, "\t", "utf-16"),
    "separator_line.csv": lambda: b"sep=;\r\n" + text(TABLE, ";"),
    "fixed_width_in_gbk.txt": lambda: fixed_width(TABLE),
    "archive_with_gbk_names.zip": lambda: zipped(
        {"青禾县/发放表.csv": text(TABLE), "说明.png": b"\x89PNG\r\n"}, gbk=True
    ),
    "archive_in_an_archive.zip": lambda: zipped({"内层.zip": zipped({"发放表.xlsx": workbook({"发放表": TABLE})})}),
    "seven_zip.7z": lambda: seven_zipped({"发放表.csv": text(TABLE)}),
    "locked_workbook.xlsx": lambda: locked(workbook({"发放表": TABLE})),
    "locked_archive.zip": lambda: zipped({"发放表.csv": text(TABLE)}, password=PASSWORD),
    "locked_seven_zip.7z": lambda: seven_zipped({"发放表.csv": text(TABLE)}, PASSWORD),
    "archive_that_climbs_out.zip": lambda: zipped({"../../etc/发放表.csv": text(TABLE)}),
    "header_that_is_sql.csv": lambda: text(
        [['x"; drop table people; --', "金额", "=cmd|'/c calc'!A1"], ["甲", 1, "<script>"]]
    ),
    "web_archive.xls": lambda: web_archive(TABLE),
    "report_with_text.pdf": lambda: pdf("Aid 2020: 120 pupils"),
    "scan.pdf": lambda: pdf(""),
    "old_word_document.doc": lambda: (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le")
    ),
    "nothing.csv": lambda: b"",
    "picture.xlsx": lambda: b"\x89PNG\r\n\x1a\n" + bytes(64),
    "rar_archive.rar": lambda: b"Rar!\x1a\x07\x01\x00" + bytes(64),
    "two_people_in_one_cell.csv": lambda: '姓名,备注\r\n演练甲,"同户:\r\n演练乙"\r\n演练丙,无\r\n'.encode("gb18030"),
}


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, made in FILES.items():
        (FOLDER / name).write_bytes(made())


if __name__ == "__main__":
    main()
