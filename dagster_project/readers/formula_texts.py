"""Formulas of .xls and .xlsb that can only give a number: an empty text as their result was never calculated.

Belongs here: the last step of a formula's tokens, as [MS-XLS] 2.5.198 and [MS-XLSB] 2.5.97 lay them down, and a plain
formula as a person writes it. Does not belong here: the records around them (``failed_formulas``), the meaning of any
formula (``plain_formulas``).

Programs that do not calculate store an empty text; so does Excel where =IF(…,"") is blank on purpose. A sum, a product
or a count is never a text, so there the result is missing; where one is missing in a file, all empty ones are.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

TEXT, ATTRIBUTE, CHOOSE, SUM = 0x17, 0x19, 0x04, 0x10
PARENTHESES = 0x15
OPERATORS = frozenset({*range(0x03, 0x08), *range(0x09, 0x0F), *range(0x12, 0x15)})  # not 0x08, which joins texts
NUMBERS = frozenset({0x1D, 0x1E, 0x1F})
FUNCTION, FUNCTION_OF_MANY = 0x21, 0x22
NUMERIC = frozenset(
    {0, 4, 5, 6, 7, 15, 16, 20, 21, 22, 23, 24, 25, 26, 27, 32, 33, 39, 65, 67, 68, 69, 74, 76, 77, 169, 183, 197, 212}
    | {213, 216, 221, 227, 228, 325, 326, 344, 345, 346, 347, 481, 482}
)
"""COUNT SUM AVERAGE MIN MAX … ROUND LEN VALUE MOD DATE DAY MONTH YEAR COUNTA PRODUCT ROUNDUP SUMPRODUCT SUMIF COUNTIF."""


SIGNS = {0x03: "+", 0x04: "-", 0x05: "*", 0x06: "/", 0x07: "^", 0x08: "&"} | dict(
    zip(range(0x09, 0x0F), ("<", "<=", "=", ">=", ">", "<>"), strict=True)
)
BEFORE, AFTER = {0x12: "+", 0x13: "-"}, {0x14: "%"}
WHOLE, DOUBLE, REFERENCE, AREA = 0x1E, 0x1F, 0x24, 0x25
NAMES = {4: "SUM", 27: "ROUND", 183: "PRODUCT", 1: "IF", 31: "MID", 48: "TEXT", 112: "LOWER", 113: "UPPER"} | {
    115: "LEFT", 116: "RIGHT", 118: "TRIM", 120: "SUBSTITUTE", 336: "CONCATENATE",
}  # fmt: skip
ARGUMENTS = {31: 3, 112: 1, 113: 1, 118: 1}  # of functions with a fixed number of them, where it is not two
UNREADABLE, SOME_TEXT = "?", '"?"'


class Layout(NamedTuple):
    """Bytes of each kind of token, and of the length and flags before a text's characters."""

    sizes: dict[int, int]
    length: str
    flags: int
    place: str
    area: str


_ONE = dict.fromkeys((*range(0x03, 0x17),), 1)
_BOTH = _ONE | {0x1C: 2, 0x1D: 2, 0x1E: 3, 0x1F: 9, 0x21: 3, 0x22: 4, 0x23: 5}
XLS = Layout(
    _BOTH
    | {0x20: 8, 0x24: 5, 0x25: 9, 0x26: 7, 0x27: 7, 0x28: 7, 0x29: 3, 0x2A: 5, 0x2B: 9, 0x2C: 5, 0x2D: 9}
    | {0x39: 7, 0x3A: 7, 0x3B: 11, 0x3C: 7, 0x3D: 11},
    "<B",
    1,
    "<2H",
    "<4H",
)
XLSB = Layout(
    _BOTH
    | {0x20: 15, 0x24: 7, 0x25: 13, 0x26: 7, 0x27: 7, 0x28: 7, 0x29: 3, 0x2A: 7, 0x2B: 13, 0x2C: 7, 0x2D: 13}
    | {0x39: 7, 0x3A: 9, 0x3B: 15, 0x3C: 9, 0x3D: 15},
    "<H",
    0,
    "<IH",
    "<2I2H",
)


def gives_a_number(tokens: bytes, layout: Layout) -> bool:
    """Whether the last step of a formula is one that only numbers (or an error) come of."""
    at, is_number = 0, False
    while at < len(tokens):
        kind = tokens[at]
        base = kind if kind < 0x20 else (kind & 0x1F) | 0x20
        size = _size(tokens, at, base, layout)
        if size is None or at + size > len(tokens):
            return False
        if base != PARENTHESES and not (base == ATTRIBUTE and not tokens[at + 1] & SUM):
            is_number = base in OPERATORS or base in NUMBERS or base == ATTRIBUTE or _counts(tokens, at, base)
        at += size
    return is_number


def _size(tokens: bytes, at: int, base: int, layout: Layout) -> int | None:
    if base == TEXT:
        start = at + 1 + struct.calcsize(layout.length)
        characters = struct.unpack_from(layout.length, tokens, at + 1)[0]
        is_wide = not layout.flags or tokens[start] & 1
        return start + layout.flags + characters * (2 if is_wide else 1) - at
    if base == ATTRIBUTE:
        chosen = struct.unpack_from("<H", tokens, at + 2)[0] if tokens[at + 1] & CHOOSE else -1
        return 4 + 2 * (chosen + 1)
    return layout.sizes.get(base)


def _counts(tokens: bytes, at: int, base: int) -> bool:
    if base not in (FUNCTION, FUNCTION_OF_MANY):
        return False
    (number,) = struct.unpack_from("<H", tokens, at + base - 0x20)
    return number & 0x7FFF in NUMERIC


def plain_text(tokens: bytes, layout: Layout) -> str:
    """The formula as a person writes it, where it is plain; ``?`` where it is not. Texts in it are left out."""
    try:
        said = _said(tokens, layout)
    except (struct.error, IndexError):
        return UNREADABLE
    return said[0] if len(said) == 1 else UNREADABLE


def _said(tokens: bytes, layout: Layout) -> list[str]:
    at, said = 0, list[str]()
    while at < len(tokens):
        kind = tokens[at]
        base = kind if kind < 0x20 else (kind & 0x1F) | 0x20
        size = _size(tokens, at, base, layout)
        if size is None or at + size > len(tokens):
            return []
        if base in SIGNS:
            last, first = said.pop(), said.pop()
            said.append(f"({first}{SIGNS[base]}{last})")
        elif base in BEFORE or base in AFTER:
            said.append(f"({BEFORE.get(base, '')}{said.pop()}{AFTER.get(base, '')})")
        elif base in (FUNCTION, FUNCTION_OF_MANY):
            (number,) = struct.unpack_from("<H", tokens, at + base - 0x20)
            count = tokens[at + 1] & 0x7F if base == FUNCTION_OF_MANY else ARGUMENTS.get(number, 2)
            if number & 0x7FFF not in NAMES or count > len(said):
                return []
            said[len(said) - count :] = [f"{NAMES[number & 0x7FFF]}({','.join(said[len(said) - count :])})"]
        elif base == ATTRIBUTE and tokens[at + 1] & SUM:
            said.append(f"SUM({said.pop()})")
        elif base not in (ATTRIBUTE, PARENTHESES):
            said.append(_operand(tokens, at, base, layout))
        at += size
    return said


def _operand(tokens: bytes, at: int, base: int, layout: Layout) -> str:
    if base == TEXT:
        return SOME_TEXT
    if base == WHOLE:
        return str(struct.unpack_from("<H", tokens, at + 1)[0])
    if base == DOUBLE:
        return repr(struct.unpack_from("<d", tokens, at + 1)[0])
    if base == REFERENCE:
        return _cell(*struct.unpack_from(layout.place, tokens, at + 1))
    if base == AREA:
        top, bottom, left, right = struct.unpack_from(layout.area, tokens, at + 1)
        return f"{_cell(top, left)}:{_cell(bottom, right)}"
    return UNREADABLE


def _cell(row: int, column: int) -> str:
    letters, number = "", (column & 0x3FFF) + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
