"""The zip package of an .xlsx, looked at before and beside calamine.

Belongs here: what must be refused before a workbook is opened (zip bombs, XML entities, sheets whose
used range is far larger than what they hold) and what calamine does not tell (error values, formulas
without a stored result or with 0, hidden rows).
Does not belong here: cell values in general (``excel``).
"""

from __future__ import annotations

import html
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import NamedTuple
from xml.etree import ElementTree

from dagster_project.readers.grid import Limits, ReadError

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ROW_NUMBER = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
WIDE_CELL = re.compile(rb' r="([A-Z]{2,3})\d')
ANY_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d+)"')
HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
ERROR_CELL = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]+)(\d+)"[^>]*>(.*?)</c>', re.DOTALL)
NOTHING_COMPUTED = re.compile(  # a formula without a result, or with 0
    rb'<c\b([^>]*?)\br="([A-Z]+)(\d+)"([^>]*)><f\b[^>]*(?:/>|>([^<]*)</f>)\s*'
    rb"(?:<v\s*/>|<v></v>|<v>(-?0(?:\.0*)?)</v>)?\s*</c>"
)
ANSWERED = re.compile(
    rb'<c\b([^>]*?)\br="([A-Z]+)(\d+)"([^>]*)><f\b[^>]*>([^<]+)</f>\s*<v>[^<]+</v>\s*</c>'
)  # a formula with a result
MOST_ANSWERS = 500
CHUNK, PACKED_CHUNK, OVERLAP = 1 << 18, 1 << 15, 256
MAY_BE_SPARSE = 32 << 20  # bytes of XML; a longer one is full, and if it is not, the limit of memory holds
LOCAL_HEADER = struct.Struct("<4s5HIIIHH")
VALUE = re.compile(rb"<v[^>]*>(.*?)</v>", re.DOTALL)


class Remarks(NamedTuple):
    """``errors``: (row, column), 1-based, to the text to show. ``percents``: cells shown as a percentage.

    ``zeros``: formulas whose stored result is 0. ``answered``: how many formulas have another result; ``answers`` are
    some of these.
    """

    errors: dict[tuple[int, int], str]
    hidden_rows: tuple[int, ...]
    percents: frozenset[tuple[int, int]] = frozenset()
    zeros: Mapping[tuple[int, int], str] = MappingProxyType({})
    answered: int = 0
    answers: Mapping[tuple[int, int], str] = MappingProxyType({})


def check_package(path: Path, limits: Limits) -> None:
    """Raises ReadError for a package that unpacks to too much or declares XML entities."""
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        unpacked = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos) or 1
        too_dense = unpacked > 100 << 20 and unpacked > packed * limits.compression_ratio
        if unpacked > limits.unpacked_bytes or too_dense or len(infos) > 20_000:
            limit = f"compression_ratio = {limits.compression_ratio}" if too_dense else "unpacked_bytes"
            raise ReadError(
                "zip_bomb",
                f"文件解压后达 {unpacked >> 20} MB，超出限度（{limit}），未予读取。请只保留数据，另存后报送。",
                f"The file unpacks to {unpacked >> 20} MB, more than allowed ({limit}). Keep only the data, save and send "
                "again.",
            )
        for info in infos:
            if info.filename.lower().endswith((".xml", ".rels")):
                with archive.open(info) as part:
                    head = part.read(4096)
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise ReadError(
                        "xml_entities",
                        "文件内含外部实体声明，可能有害，未予读取。请用 Excel 或 WPS 重新另存后报送。",
                        "The file declares XML entities, which may be harmful. Save it again in Excel or WPS.",
                    )


def sheet_parts(path: Path) -> dict[str, str]:
    """Sheet name to the name of its part in the package."""
    with zipfile.ZipFile(path) as archive:
        names = {name.lower(): name for name in archive.namelist()}
        workbook = ElementTree.fromstring(archive.read(names["xl/workbook.xml"]))
        relations = ElementTree.fromstring(archive.read(names["xl/_rels/workbook.xml.rels"]))
    targets = {node.get("Id"): node.get("Target", "") for node in relations}
    parts: dict[str, str] = {}
    for node in workbook.iter():
        if node.tag.endswith("}sheet"):
            target = targets.get(node.get(RELATION), "")
            part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            parts[node.get("name", "")] = names.get(part.lower(), part)
    return parts


def scanned(path: Path, part: str, sheet: str, percents: frozenset[int], limits: Limits) -> Remarks:
    """What one sheet's XML says and calamine does not; the whole of it is looked at only if a quick scan finds reason.

    Raises ReadError for a sheet whose used range would not fit, before calamine lays it out cell by cell.
    """
    styles = tuple(b's="%d"' % style for style in percents)
    marks = (b't="e"', b"<f", b"hidden=", *styles)
    found: set[bytes] = set()
    widest, before, last = b"Z", b"", b""
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(part)
        for chunk in _chunks(path, archive, info):
            piece = last[-OVERLAP:] + chunk
            found.update(mark for mark in marks if mark not in found and mark in piece)
            if info.file_size <= MAY_BE_SPARSE:
                widest = max([widest, *set(WIDE_CELL.findall(piece))], key=_column)
            before, last = last, chunk
        last_row = max((int(number) for number in ROW_NUMBER.findall(before + last)), default=0)
        is_large = last_row * _column(widest) > limits.cells
        if not (found or is_large):
            return Remarks({}, ())
        xml = archive.read(part)
    if is_large:
        _refuse_sparse(xml, sheet, limits)
    return remarks_on(xml, percents)


def _chunks(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part as it unpacks, without the checksum, which calamine looks at."""
    if info.compress_type != zipfile.ZIP_DEFLATED or info.flag_bits & 1:
        with archive.open(info) as stream:
            yield from iter(lambda: stream.read(CHUNK), b"")
        return
    with path.open("rb") as file:
        file.seek(info.header_offset)
        header = file.read(LOCAL_HEADER.size)
        name, extra = LOCAL_HEADER.unpack(header)[-2:] if len(header) == LOCAL_HEADER.size else (0, 0)
        file.seek(name + extra, 1)
        unpacking, left = zlib.decompressobj(-15), info.compress_size
        while left > 0 and not unpacking.eof and (raw := file.read(min(PACKED_CHUNK, left))):
            left -= len(raw)
            if chunk := unpacking.decompress(raw):
                yield chunk


def _refuse_sparse(xml: bytes, sheet: str, limits: Limits) -> None:
    corner_row, corner_column, corner = 0, 0, ""
    for match in ANY_CELL.finditer(xml):
        row, column = int(match[2]), _column(match[1])
        if row > corner_row or column > corner_column:
            corner = (match[1] + match[2]).decode()
        corner_row, corner_column = max(corner_row, row), max(corner_column, column)
    if corner_row * corner_column > limits.cells:
        raise ReadError(
            "sheet_too_large",
            f"工作表“{sheet}”的使用范围达 {corner_row} 行 × {corner_column} 列（末端单元格 {corner}），"
            f"超出限度（cells = {limits.cells}）。请删除数据区以外的内容后重新保存报送。",
            f"Sheet “{sheet}” spans {corner_row} rows × {corner_column} columns (last cell {corner}), more than "
            f"allowed (cells = {limits.cells}). Delete what stands outside the data, save and send again.",
        )


def remarks_on(xml: bytes, percent_styles: frozenset[int] = frozenset()) -> Remarks:
    """What the XML says and calamine does not."""
    errors: dict[tuple[int, int], str] = {}
    zeros: dict[tuple[int, int], str] = {}
    answered, answers = 0, dict[tuple[int, int], str]()
    if b't="e"' in xml:
        for match in ERROR_CELL.finditer(xml):
            value = VALUE.search(match[3])
            errors[int(match[2]), _column(match[1])] = value[1].decode("utf-8", "replace") if value else "#ERROR"
    if b"<f" in xml:
        unanswered: dict[tuple[int, int], str] = {}
        for match in NOTHING_COMPUTED.finditer(xml):
            place, formula = _formula_of(match)
            if match[6] is None:
                unanswered[place] = formula
            elif _is_number(match):
                zeros[place] = formula
        answered = sum(map(xml.count, (b"<f>", b"<f ", b"<f/"))) - len(unanswered) - len(zeros)
        errors |= {at: f"={formula}" for at, formula in unanswered.items()}
        if zeros and answered:
            answers = dict(map(_formula_of, filter(_is_number, islice(ANSWERED.finditer(xml), MOST_ANSWERS))))
    hidden = tuple(int(n) for n in HIDDEN_ROW.findall(xml)) if b"hidden=" in xml else ()
    return Remarks(errors, hidden, _percents(xml, percent_styles), zeros, answered, answers)


def _formula_of(cell: re.Match[bytes]) -> tuple[tuple[int, int], str]:
    formula = html.unescape((cell[5] or b"").decode("utf-8", "replace"))
    return (int(cell[3]), _column(cell[2])), formula


def _is_number(cell: re.Match[bytes]) -> bool:
    return b' t="' not in (cell[1] + cell[4]).replace(b' t="n"', b"")


def percent_styles(path: Path) -> frozenset[int]:
    """Indexes of the cell styles whose number format shows a percentage: 0.585 there is read as 58.5%."""
    with zipfile.ZipFile(path) as archive:
        if "xl/styles.xml" not in archive.namelist():
            return frozenset()
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    formats = {node.get("numFmtId") for node in styles.iter() if "%" in node.get("formatCode", "")} | {"9", "10"}
    cell_formats = next((node for node in styles if node.tag.endswith("}cellXfs")), ())
    return frozenset(index for index, node in enumerate(cell_formats) if node.get("numFmtId") in formats)


def _percents(xml: bytes, styles: frozenset[int]) -> frozenset[tuple[int, int]]:
    if not styles or not any(b's="%d"' % style in xml for style in styles):
        return frozenset()
    wanted = b"|".join(b"%d" % style for style in sorted(styles))
    cells = re.finditer(rb'<c\b(?=[^>]*\bs="(?:' + wanted + rb')")[^>]*?\br="([A-Z]+)(\d+)"', xml)
    return frozenset((int(match[2]), _column(match[1])) for match in cells)


def _column(letters: bytes) -> int:
    number = 0
    for code in letters:
        number = number * 26 + code - 64
    return number
