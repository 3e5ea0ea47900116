"""What a file is, told from its bytes and never from its name.

Belongs here: signatures of formats, and the sentence for each format that is refused.
Does not belong here: reading any of them.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from pathlib import Path

from dagster_project.readers.grid import ReadError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "图片", "an image"),
    (b"\xff\xd8\xff", "图片", "an image"),
    (b"GIF8", "图片", "an image"),
    (b"BM", "图片", "an image"),
    (b"II*\x00", "图片", "an image"),
    (b"MM\x00*", "图片", "an image"),
    (b"8BPS", "图片", "an image"),
    (b"\x00\x00\x00\x0cjP  ", "图片", "an image"),
    (b"AT&TFORM", "图片", "an image"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"\x1f\x8b", "gzip 压缩包", "a gzip archive"),
    (b"BZh", "bzip2 压缩包", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "xz 压缩包", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "zstd 压缩包", "a zstd archive"),
    (b"MSCF", "CAB 压缩包", "a CAB archive"),
    (b"{\\rtf", "RTF 文档", "an RTF document"),
    (b"MZ", "程序文件", "a program"),
    (b"\x7fELF", "程序文件", "a program"),
    (b"SQLite format 3", "数据库文件", "a database"),
)
ADVICE_FOR = (
    (
        "图片",
        "请报送原始电子表格（.xlsx 或 .csv），不要报送扫描件、截图或照片。",
        "Send the original spreadsheet (.xlsx or .csv), not a scan, a screenshot or a photo.",
    ),
    (
        "RAR 压缩包",
        "请改用 zip 或 7z 压缩，或直接报送其中的文件。",
        "Pack it as zip or 7z, or send the files themselves.",
    ),
    *(
        (f"{kind} 压缩包", "请改用 zip 压缩，或直接报送其中的文件。", "Pack it as zip, or send the files themselves.")
        for kind in ("gzip", "bzip2", "xz", "zstd", "CAB", "tar")
    ),
)
INSIDE = (  # at another place than the beginning
    (257, b"ustar", "tar 压缩包", "a tar archive"),
    (8, b"WEBP", "图片", "an image"),
    (4, b"ftyphei", "图片", "an image"),
    (4, b"ftypmif1", "图片", "an image"),
    (4, b"ftypavif", "图片", "an image"),
    (4, b"Standard Jet DB", "数据库文件", "a database"),
    (4, b"Standard ACE DB", "数据库文件", "a database"),
)
SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
ARCHIVES = frozenset({"zip", "7z"})
NO_TABLES = {"zip": ("压缩包", "a zip archive"), "7z": ("7z 压缩包", "a 7z archive"), "pdf": ("PDF 文件", "a PDF")}
SPREADSHEET_2003 = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet", re.IGNORECASE)
NOTHING = b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"
BLANKS = b"\xef\xbb\xbf\xff\xfe \r\n\t"
HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|table|head|meta|style)\b", re.IGNORECASE)
TABLE = re.compile(rb"<\s*t[dh]\b", re.IGNORECASE)
MIME = re.compile(rb"\s*(?:From:.*\r?\n|Subject:.*\r?\n|Date:.*\r?\n)*MIME-Version:.{0,20}\r?\n", re.IGNORECASE)
OTHER_TEXTS: tuple[tuple[re.Pattern[bytes], str, str], ...] = (
    (re.compile(rb"ID;P[\w;]*\r?\n(?:[A-Z]{1,2};|\r?\n)"), "SYLK 文件（.slk）", "a SYLK file (.slk)"),
    (re.compile(rb"TABLE\r?\n0,1\r?\n"), "DIF 文件（.dif）", "a DIF file (.dif)"),
    (re.compile(rb"\s*(?:\[\s*)?\{\s*\"[^\"]{1,80}\"\s*:"), "JSON 文件", "a JSON file"),
    (
        re.compile(rb"\s*<(?:\?xml[^>]*>\s*<)?office:document\b"),
        "单一文件的 ODF 表格（.fods）",
        "a flat OpenDocument file (.fods)",
    ),
)
"""Texts that are neither lines with delimiters nor web pages."""
MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z-]{1,40}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){3,}")
OF_MAIL = re.compile(rb"^(?:Received|Return-Path|Message-ID|MIME-Version|Delivered-To):", re.IGNORECASE | re.MULTILINE)
XML_2003 = re.compile(rb"<\?xml|urn:schemas-microsoft-com:office:spreadsheet", re.IGNORECASE)
HEAD_BYTES = 65536
CONTROLS = tuple(bytes([code]) for code in range(1, 9))
LEAST_LINES, LEAST_AGREEING = 2, 0.9
ADVICE_ZH = "请在 Excel 或 WPS 中另存为 .xlsx 或 .csv 后重新报送。"
ADVICE_EN = "Save it as .xlsx or .csv in Excel or WPS and send it again."


def unsupported(what_zh: str, what_en: str) -> ReadError:
    """The refusal of a format, with what to do instead."""
    return ReadError(
        "unsupported_format",
        f"这是{_gap(what_zh)}，不是电子表格。{ADVICE_ZH}",
        f"This is {what_en}, not a spreadsheet. {ADVICE_EN}",
    )


def _gap(what: str) -> str:
    """A blank between Chinese and a Latin word."""
    return f" {what}" if what[:1].isascii() else what


def format_of(path: Path) -> str:
    """xlsx, xlsb, ods, xls, html, mhtml, spreadsheet_xml, docx, pdf, zip, 7z, locked (an Office file with a password) or
    delimited. Raises ReadError for anything else, and for an empty file.
    """
    with path.open("rb") as handle:
        head = handle.read(HEAD_BYTES)
        while head and not head.strip(NOTHING) and (more := handle.read(HEAD_BYTES)):
            head = head[:4] + more  # what is written may stand far down
    if not head.strip(NOTHING):
        raise ReadError(
            "empty_file", "文件是空的，请重新导出后报送。", "The file is empty; export it again and send it."
        )
    if head.startswith(b"PK"):
        return _format_of_zip(path)
    if head.startswith(OLE):
        return _format_of_ole(path)
    if head[:2] == b"\x09\x08":
        return "xls"
    if head.startswith(SEVEN_ZIP):
        return "7z"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if MIME.match(head) is not None:
        return "mhtml"
    _refuse_signature(head)
    if SPREADSHEET_2003.search(head) is not None and head.lstrip(BLANKS).startswith(b"<"):
        return "spreadsheet_xml"
    _refuse_other_text(head)
    if _is_table_page(head):
        return "html"
    _refuse_markup(head)
    _refuse_binary(head)
    return "delimited"


def _refuse_signature(head: bytes) -> None:
    for signature, what_zh, what_en in SIGNATURES:
        if head.startswith(signature) and (len(signature) > 3 or b"\x00" in head[:64]):
            _refuse(what_zh, what_en)
    for at, signature, what_zh, what_en in INSIDE:
        if head.startswith(signature, at) and b"\x00" in head[:512]:
            _refuse(what_zh, what_en)


def _refuse_other_text(head: bytes) -> None:
    start = head.lstrip(BLANKS)
    for pattern, what_zh, what_en in OTHER_TEXTS:
        if pattern.match(start):
            zh, en = f"这是{_gap(what_zh)}，不读取。{ADVICE_ZH}", f"This is {what_en}. {ADVICE_EN}"
            raise ReadError("unsupported_format", zh, en)
    letter = MAIL.match(start)
    if letter and len(OF_MAIL.findall(letter[0])) and b"\nSubject:" in b"\n" + letter[0]:
        raise ReadError(
            "unsupported_format",
            "这是电子邮件，不读取。请把附件另存为文件后报送附件。",
            "This is an e-mail. Save its attachments as files and send those.",
        )


def _refuse(what_zh: str, what_en: str) -> None:
    refusal = unsupported(what_zh, what_en)
    for kind, advice_zh, advice_en in ADVICE_FOR:
        if kind == what_zh:
            raise ReadError(
                refusal.code, f"这是{_gap(what_zh)}，不读取。{advice_zh}", f"This is {what_en}. {advice_en}"
            )
    raise refusal


def _format_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower() for name in archive.namelist()}
            kind = archive.read("mimetype")[:80] if "mimetype" in archive.namelist() else b""
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise ReadError(
            "damaged_file",
            "文件已损坏，无法打开，请重新导出后报送。",
            "The file is damaged and cannot be opened; export it again and send it.",
        ) from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if b"opendocument.spreadsheet" in kind:
        return "ods"
    if "word/document.xml" in names:
        return "docx"
    if "ppt/presentation.xml" in names:
        raise unsupported("演示文稿", "a presentation")
    if b"opendocument" in kind:
        raise unsupported("ODF 文档", "an OpenDocument text")
    if "ofd.xml" in names:
        raise ReadError(
            "unsupported_format",
            "这是 OFD 版式文件，不读取。请报送原始文件：表格报 .xlsx 或 .csv，文字材料报 .docx。",
            "This is an OFD document. Send the original file: tables as .xlsx or .csv, reports as .docx.",
        )
    if any(name.endswith(".iwa") for name in names):
        raise unsupported("苹果 iWork 文件", "an Apple iWork file")
    return "zip"


def _format_of_ole(path: Path) -> str:
    directory = path.read_bytes()[:50_000_000]

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in directory

    if has("EncryptedPackage"):
        return "locked"
    if has("Workbook") or has("Book"):
        return "xls"
    if has("WordDocument"):
        raise ReadError(
            "unsupported_format",
            "这是 Word 97–2003 或 WPS 文字文档（.doc/.wps），不读取。请另存为 .docx 后重新报送，表格数据请报 .xlsx。",
            "This is a Word 97–2003 or WPS text document (.doc/.wps), which is not read. Save it as .docx; send data as .xlsx.",
        )
    raise unsupported("无法识别的 Office 文件", "an Office file of another kind")


def _is_table_page(head: bytes) -> bool:
    """A web page with a table in it: how many systems export what they call .xls."""
    text = head.replace(b"\x00", b"")
    return HTML.search(text[:4096]) is not None and TABLE.search(text) is not None


def is_page(path: Path) -> bool:
    """Whether a file is a web page, with a table in it or without."""
    with path.open("rb") as handle:
        return HTML.search(handle.read(4096).replace(b"\x00", b"")) is not None


def _refuse_markup(head: bytes) -> None:
    start = head[:4096].replace(b"\x00", b"")
    if HTML.search(start):
        raise unsupported("网页（扩展名可能是 .xls）", "a web page, possibly named .xls")
    if start.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<") and XML_2003.search(start):
        raise unsupported("XML 文件", "an XML file")


def _parts(head: bytes, code: bytes) -> bool:
    """Whether a control character parts the cells of lines: nearly as many in each, as Hive writes them."""
    lines = [line for line in head.replace(b"\r", b"\n").split(b"\n") if line]
    lines = lines[:-1] if len(head) == HEAD_BYTES else lines
    counts = Counter(line.count(code) for line in lines)
    usual, agreeing = counts.most_common(1)[0] if counts else (0, 0)
    return usual > 0 and len(lines) >= LEAST_LINES and agreeing >= LEAST_AGREEING * len(lines)


def _refuse_binary(head: bytes) -> None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    nulls = head.count(b"\x00")
    even, odd = head[0::2].count(b"\x00"), head[1::2].count(b"\x00")
    looks_utf16 = nulls and max(even, odd) > 20 * min(even, odd)
    counts = {code: found for code in CONTROLS if (found := head.count(code))}
    delimiters = [] if nulls else [counts[code] for code in counts if _parts(head, code)]
    control = sum(counts.values()) - max(delimiters, default=0)
    if (nulls and not looks_utf16) or control > len(head) // 50 + 2:
        raise unsupported("无法识别的二进制文件", "a binary file of unknown kind")
