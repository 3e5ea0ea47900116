"""Marks: private-use characters that stand in a template for what differs from county to county.

What belongs here: marking the cells of a template, and what each mark means for a seat.
What does not: the codes and names themselves (``places``), people's names (``names``).

A mark is as many bytes in UTF-8 as what it stands for (but for ``number``), so that filling it in moves nothing. A
card number is 623900, the region, six digits of which the first is 0, and a Luhn digit. The mark of a card covers
that 0 as well: the digit there makes up for the region, so that the Luhn digit stays right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.demo.scale.places import TEMPLATE_CODES, Seat
from dagster_project.demo.world import Row

NAME = "\ue000"
CARD_PREFIX = "623900"
BEGINNING = "99"
_ANY = re.compile(f"[{NAME}\ue100-\ue14f]")
PEOPLE = frozenset({"name", "guardian_name", "payee_name", "head_name", "coborrower_name"}) | {
    *("returner_name", "teacher_name", "mentor_name", "helper_name", "visitor_name", "handler_name"),
    *("handed_by_name", "received_by_name", "accompanying_name", "receiver_name", "responsible_name"),
}
PHONES = frozenset({"phone", "helper_phone"})


def county(seat: int) -> str:
    """The mark of the name of template county number ``seat``: three characters, like the name."""
    return chr(0xE100 + seat) * 3


def region(seat: int) -> str:
    """The mark of its code."""
    return chr(0xE110 + seat) * 2


def phone(seat: int) -> str:
    """The mark of the first six digits of its telephone numbers."""
    return chr(0xE120 + seat) * 2


def card(seat: int) -> str:
    """The mark of the last two digits of CARD_PREFIX, its code and the compensating digit in a card number."""
    return chr(0xE130 + seat) * 3


def number(seat: int) -> str:
    """The mark of its code as the first digits of a number, 9.93456 in 9.93456E+17."""
    return chr(0xE140 + seat)


def mark_row(row: Row, numeric: frozenset[str] = frozenset()) -> None:
    """Put marks into the cells of a row; the digits of ``numeric`` fields are left, a file will hold them as numbers."""
    for name, value in row.items():
        if isinstance(value, str) and value and not (name in numeric and value.isdigit()):
            row[name] = _marked(name, value)


def mark_codes(text: str) -> str:
    """A text in which codes are marked: file names, the key."""
    return _replaced(text, _CODES)


def mark_numbers(sheet: str) -> str:
    """The XML of a sheet whose ids are numbers, with their first digits marked."""
    return _replaced(sheet, _NUMBERS)


def are_in(text: str) -> bool:
    """Whether a text holds any mark."""
    return _ANY.search(text) is not None


def found_in(text: str) -> frozenset[str]:
    """The marks but NAME that a text holds."""
    characters = set(_ANY.findall(text)) - {NAME}
    return frozenset(mark(ord(one) % 16) for one in characters for mark in _MARKS if mark(ord(one) % 16)[0] == one)


def meanings(seats: Sequence[Seat]) -> dict[str, str]:
    """What every mark but NAME means in a block."""
    found: dict[str, str] = {}
    for seat, (place, template) in enumerate(zip(seats, TEMPLATE_CODES, strict=True)):
        code = place.code
        found |= {
            county(seat): place.name,
            region(seat): code,
            phone(seat): f"19{code[2:]}",
            card(seat): f"{CARD_PREFIX[-2:]}{code}{(_luhn_share(template) - _luhn_share(code)) % 10}",
            number(seat): f"{code[0]}.{code[1:]}",
        }
    return found


def _marked(name: str, value: str) -> str:
    if BEGINNING in value or name in PHONES:
        value = _replaced(value, _PHONES if name in PHONES else _CARDS if name == "card_no" else _CODES)
    return f"{NAME}{value}{NAME}" if name in PEOPLE else value


def _replaced(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    for old, new in pairs:
        text = text.replace(old, new)
    return text


def _luhn_share(code: str) -> int:
    """What a region code adds to the Luhn sum of a card: six more digits and the check digit follow it."""
    doubled = [int(digit) * (2 - position % 2) for position, digit in enumerate(reversed(code))]
    return sum(value // 10 + value % 10 for value in doubled)


_MARKS = (county, region, phone, card, number)
_CODES = [(code, region(seat)) for seat, code in enumerate(TEMPLATE_CODES)]
_PHONES = [(f"19{code[2:]}", phone(seat)) for seat, code in enumerate(TEMPLATE_CODES)]
_CARDS = [(f"{CARD_PREFIX}{code}0", f"{CARD_PREFIX[:-2]}{card(seat)}") for seat, code in enumerate(TEMPLATE_CODES)]
_NUMBERS = [(f"<v>{code[0]}.{code[1:]}", f"<v>{number(seat)}") for seat, code in enumerate(TEMPLATE_CODES)]
