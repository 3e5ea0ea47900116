"""Bytes to text: which encoding a file is in, and which of its lines are damaged.

Belongs here: choosing among UTF-8, UTF-16, UTF-32, GB18030 and Big5, and the standard code points of
characters that Python's gb18030 codec leaves in the private use area.
Does not belong here: splitting lines into cells (``delimited``).
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

import pyarrow as pa

CANDIDATES = ("utf-8", "gb18030", "big5")
_VERTICAL = dict(
    zip(
        range(0xE78D, 0xE797),
        (0xFE10, 0xFE12, 0xFE11, 0xFE13, 0xFE14, 0xFE15, 0xFE16, 0xFE17, 0xFE18, 0xFE19),
        strict=True,
    )
)
_RARE = {
    0xE7C7: 0x1E3F,
    0xE816: 0x20087,
    0xE817: 0x20089,
    0xE818: 0x200CC,
    0xE81E: 0x9FB4,
    0xE826: 0x9FB5,
    0xE82B: 0x9FB6,
    0xE82C: 0x9FB7,
    0xE831: 0x215D7,
    0xE832: 0x9FB8,
    0xE83B: 0x2298F,
    0xE843: 0x9FB9,
    0xE854: 0x9FBA,
    0xE855: 0x241FE,
    0xE864: 0x9FBB,
}
_GBK_TAIL = [bytes([0xFE, low]).decode("gb18030") for low in range(0x50, 0xA1) if low != 0x7F]
_OF_GBK = {0xE815 + at: ord(char.translate(_RARE)) for at, char in enumerate(_GBK_TAIL)}  # 䶮 is U+E863 in older files
STANDARD_OF_PRIVATE_USE: dict[int, int] = _OF_GBK | _VERTICAL | _RARE
"""GBK and GB18030-2022: private use code point -> standard code point, for ``str.translate``."""


PRIVATE_USE = re.compile("[" + "".join(map(chr, STANDARD_OF_PRIVATE_USE)) + "]")


class Decoded(NamedTuple):
    """``lines`` are physical lines without their ends; ``damaged`` are 0-based indexes of bad ones."""

    encoding: str
    lines: list[str]
    damaged: frozenset[int]


def decode_lines(data: bytes) -> Decoded:
    """One undecodable byte damages its own line and no other."""
    encoding, body = _marked(data)
    if encoding is None:
        encoding = _utf16_without_mark(body) or _strict(body)
    if encoding is not None:
        try:
            return Decoded(encoding, split_lines(_standard(body.decode(encoding), encoding)), frozenset())
        except UnicodeDecodeError:
            pass
    if encoding is not None and encoding.startswith(("utf-16", "utf-32")):
        text = body.decode(encoding, errors="replace")
        lines = split_lines(text)
        return Decoded(encoding, lines, frozenset(i for i, line in enumerate(lines) if "\ufffd" in line))
    return _line_by_line(body, (encoding,) if encoding else CANDIDATES)


class Utf8(NamedTuple):
    """A text without damage, in UTF-8, each physical line ended by \\n; ``encoding`` is what it came in."""

    encoding: str
    text: bytes


def utf8_lines(data: bytes) -> Utf8 | None:
    """What ``decode_lines`` gives as one text in UTF-8; None where a line is damaged."""
    encoding, body = _marked(data)
    if encoding is None:
        encoding = _utf16_without_mark(body)
    if encoding is None and _is_utf8(body):
        return Utf8("utf-8", _with_plain_ends(body))
    encoding = encoding or _strict(body)
    try:
        if encoding is None:
            return None
        return Utf8(encoding, _with_plain_ends(_standard(body.decode(encoding), encoding).encode()))
    except UnicodeError:
        return None


def _is_utf8(data: bytes) -> bool:
    """Arrow's check, several times as fast as decoding."""
    ends = pa.array([0, len(data)], pa.int32()).buffers()[1]
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, ends, pa.py_buffer(data)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _with_plain_ends(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in text else text


def split_lines(text: str) -> list[str]:
    """Physical lines: \\r\\n, \\n and \\r end one; the other Unicode separators do not."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return lines


def _marked(data: bytes) -> tuple[str | None, bytes]:
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8", data[3:]
    if data.startswith(codecs.BOM_UTF32_LE):
        return "utf-32-le", data[4:]
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le", data[2:]
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be", data[2:]
    return None, data


def _utf16_without_mark(data: bytes) -> str | None:
    head = data[:65536]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even + odd < max(2, len(head) // 50):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _strict(data: bytes) -> str | None:
    if _decodes(data, "utf-8"):
        return "utf-8"
    if _mostly_utf8(data):
        return "utf-8"
    if _decodes(data, "gb18030"):
        return "big5" if _looks_traditional(data) else "gb18030"
    return "big5" if _looks_traditional(data) else None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(data: bytes) -> bool:
    """True for UTF-8 with a few damaged bytes, which strict GB18030 might otherwise swallow."""
    lines = [line for line in data[: 1 << 20].split(b"\n") if not line.isascii()]
    good = sum(_decodes(line, "utf-8") for line in lines)
    return good * 10 >= len(lines) * 9 and good >= 2


def _looks_traditional(data: bytes) -> bool:
    """Big5 bytes are nearly always valid GB18030 too; but most characters of a text are frequent ones.

    Both encodings keep their frequent characters together: B0-D7 in GB2312, A4-C6 in Big5.
    """
    sample = data[: data.rfind(b"\n", 0, 65536) + 1 or 65536] if len(data) > 65536 else data
    simplified = _share_of_frequent(sample, "gb18030", 0xB0, 0xD7)
    return simplified < 0.9 and _share_of_frequent(sample, "big5", 0xA4, 0xC6) > simplified and _decodes(data, "big5")


def _share_of_frequent(data: bytes, encoding: str, first: int, last: int) -> float:
    wide = [char for char in data.decode(encoding, errors="replace") if ord(char) > 0x3020]
    codes = [char.encode(encoding, errors="replace") for char in wide]
    frequent = sum(
        1 for code in codes if len(code) == 2 and first <= code[0] <= last and (last == 0xC6 or code[1] > 0xA0)
    )
    return frequent / len(codes) if codes else 1.0


def _standard(text: str, encoding: str) -> str:
    return text.translate(STANDARD_OF_PRIVATE_USE) if encoding == "gb18030" and _has_private_use(text) else text


def _has_private_use(text: str) -> bool:
    return PRIVATE_USE.search(text) is not None


def _line_by_line(data: bytes, candidates: tuple[str, ...]) -> Decoded:
    raw = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if raw and not raw[-1]:
        raw.pop()
    best: tuple[str, list[int]] | None = None
    for encoding in candidates:
        damaged = [index for index, line in enumerate(raw) if not line.isascii() and not _decodes(line, encoding)]
        if best is None or len(damaged) < len(best[1]):
            best = (encoding, damaged)
    assert best is not None
    encoding, damaged = best
    lines = [_standard(line.decode(encoding, errors="replace"), encoding) for line in raw]
    return Decoded(encoding, lines, frozenset(damaged))
