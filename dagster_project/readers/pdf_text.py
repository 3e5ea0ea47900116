"""The text layer of a PDF, line by line.

Belongs here: getting at the text. Does not belong here: what it says (``narrative``); a PDF is never read as a table.
"""

from __future__ import annotations

from pathlib import Path

from dagster_project.readers.grid import FileContent, ReadError

MOST_PAGES = 5000
UNWANTED = str.maketrans("", "", "\ufffe\x00")


def read_pdf(path: Path) -> FileContent:
    """The lines of all pages as paragraphs. Raises ReadError for a scan."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise ReadError(
            "damaged_file",
            "PDF 已损坏或设有密码，无法打开。请报送可打开的 PDF，数据请报 .xlsx 或 .csv。",
            "The PDF is damaged or needs a password. Send one that opens; send data as .xlsx or .csv.",
        ) from error
    lines = []
    for number in range(min(len(pdf), MOST_PAGES)):
        page = pdf[number]
        text_page = page.get_textpage()
        text = text_page.get_text_bounded().replace("\r\n", "\n").replace("\r", "\n").translate(UNWANTED)
        lines += [line.strip() for line in text.split("\n") if line.strip()]
        text_page.close()
        page.close()
    if not lines:
        raise ReadError(
            "scan",
            "PDF 里没有文字，多半是扫描件或照片。请报送原始电子文件：表格报 .xlsx 或 .csv，文字材料报 .docx。",
            "The PDF holds no text; it is a scan or a photo. Send the original file: tables as .xlsx or .csv, reports as .docx.",
        )
    return FileContent("pdf", None, (), tuple(lines))
