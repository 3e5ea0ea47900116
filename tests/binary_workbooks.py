"""Workbooks that no library at hand writes: .xlsb, and an .xls that needs a password to open.

What belongs here: the bytes, as Microsoft's [MS-XLSB], [MS-XLS] and [MS-OFFCRYPTO] lay them down. What does not: which
files are made (``ugly_files``).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import md5
from typing import Any

import xlwt
from xlwt.CompoundDoc import XlsDoc

Rows = Sequence[Sequence[Any]]
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = {  # target: kind of relationship, content type
    "worksheets/sheet1.bin": ("worksheet", "worksheet"),
    "sharedStrings.bin": ("sharedStrings", "sharedStrings"),
    "styles.bin": ("styles", "styles"),
}
GENERAL, DAY = 0, 1  # cell formats by number in styles.bin
SALT = bytes(range(16))
BOF, FILEPASS, BOUNDSHEET = 0x0809, 0x002F, 0x0085
PLAIN = (BOF, FILEPASS, 0x00E1, 0x0194, 0x0195, 0x0196, 0x0138)  # records that a password leaves as they are
UNKNOWN = 0x0FFF  # skipped by all; so long that the zeros with which xlwt fills up a stream are whole records too
BLOCK = 1024


def binary_workbook(rows: Rows, name: str) -> dict[str, bytes]:
    """The members of an .xlsb with one sheet; texts are shared, whole numbers packed, days are numbers with a format."""
    texts = list(dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, str) and cell))
    sheet = _records(
        (129, b""), (148, struct.pack("<4I", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)), (145, b""),
        *(record for at, row in enumerate(rows) for record in _row(at, row, texts)), (146, b""), (130, b""),
    )  # fmt: skip
    book = _records(
        (131, b""), (143, b""), (156, struct.pack("<2I", 0, 1) + _wide("rId1") + _wide(name)), (144, b""), (132, b"")
    )
    shared = _records(
        (159, struct.pack("<2I", len(texts), len(texts))), *((19, b"\0" + _wide(text)) for text in texts), (160, b"")
    )
    formats = [struct.pack("<5H2B2H", 0, number, 0, 0, 0, 0, 0, 0, number > 0) for number in (0, 14)]
    styles = _records(
        (278, b""), (617, struct.pack("<I", len(formats))), *((47, one) for one in formats), (618, b""), (279, b"")
    )
    made = {"worksheets/sheet1.bin": sheet, "sharedStrings.bin": shared, "styles.bin": styles}
    links = {target: f"{OFFICE}/{kind}" for target, (kind, _) in PARTS.items()}
    types = {"/xl/workbook.bin": "sheet.binary.macroEnabled.main"} | {
        f"/xl/{target}": kind for target, (_, kind) in PARTS.items()
    }
    listed = "".join(
        f'<Override PartName="{part}" ContentType="application/vnd.ms-excel.{kind}"/>' for part, kind in types.items()
    )
    relations = 'ContentType="application/vnd.openxmlformats-package.relationships+xml"'
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" {relations}/>{listed}</Types>'
        ).encode(),
        "_rels/.rels": _links({"xl/workbook.bin": f"{OFFICE}/officeDocument"}),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": _links(links),
        **{f"xl/{target}": data for target, data in made.items()},
    }


def _links(targets: dict[str, str]) -> bytes:
    lines = "".join(
        f'<Relationship Id="rId{at}" Type="{kind}" Target="{target}"/>'
        for at, (target, kind) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'.encode()


def _row(at: int, row: Sequence[Any], texts: list[str]) -> Iterator[tuple[int, bytes]]:
    yield 0, struct.pack("<2IH3xI", at, 0, 300, 0)
    for column, cell in enumerate(row):
        if isinstance(cell, date):
            days = (cell - date(1899, 12, 30)).days
            yield 5, struct.pack("<2Id", column, DAY, days)
        elif isinstance(cell, int):
            yield 2, struct.pack("<2Ii", column, GENERAL, cell << 2 | 2)
        elif isinstance(cell, float):
            yield 5, struct.pack("<2Id", column, GENERAL, cell)
        elif cell:
            yield 7, struct.pack("<3I", column, GENERAL, texts.index(cell))


def _wide(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def _records(*records: tuple[int, bytes]) -> bytes:
    """Number and length of a record take seven bits a byte, the lowest first."""
    made = b""
    for number, data in records:
        made += bytes([number]) if number < 128 else bytes([number & 127 | 128, number >> 7])
        length = len(data)
        while length > 127:
            made += bytes([length & 127 | 128])
            length >>= 7
        made += bytes([length]) + data
    return made


def locked_old_workbook(rows: Rows, name: str, password: str) -> bytes:
    """An .xls encrypted as Excel 97 does: RC4 with a key of 40 bits, a new one every 1,024 bytes of the stream."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(name)
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    plain = _with_password_record(book.get_biff_data(), password)
    keystream = b"".join(_rc4(_key(password, block), BLOCK) for block in range(len(plain) // BLOCK + 1))
    made = bytearray(plain)
    for kind, start, end in _stream(plain):
        for at in range(start + 4 * (kind == BOUNDSHEET), end if kind not in PLAIN else start):
            made[at] ^= keystream[at]
    out = io.BytesIO()
    XlsDoc().save(out, bytes(made))
    return out.getvalue()


def _with_password_record(plain: bytes, password: str) -> bytes:
    """The stream with room for the encryption and what verifies a password; sheets begin that much later."""
    verifier = bytes(reversed(SALT))
    hidden = bytes(
        one ^ other for one, other in zip(verifier + md5(verifier).digest(), _rc4(_key(password, 0), 32), strict=True)
    )
    record = struct.pack("<5H", FILEPASS, 54, 1, 1, 1) + SALT + hidden
    record += struct.pack("<2H", UNKNOWN, -len(plain + record) % 4) + bytes(-len(plain + record) % 4)
    made = bytearray(plain)
    for kind, start, _ in _stream(plain):
        if kind == BOUNDSHEET:
            struct.pack_into("<I", made, start, struct.unpack_from("<I", made, start)[0] + len(record))
    first = next(end for _, _, end in _stream(plain))
    return bytes(made[:first]) + record + bytes(made[first:])


def _stream(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Each record of an .xls: its kind, and where its content begins and ends."""
    at = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<2H", data, at)
        yield kind, at + 4, at + 4 + length
        at += 4 + length


def _key(password: str, block: int) -> bytes:
    start = md5(password.encode("utf-16-le")).digest()[:5]
    return md5(md5((start + SALT) * 16).digest()[:5] + struct.pack("<I", block)).digest()


def _rc4(key: bytes, count: int) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    i = j = 0
    made = bytearray()
    for _ in range(count):
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        made.append(box[(box[i] + box[j]) % 256])
    return bytes(made)
