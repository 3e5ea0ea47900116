"""Numbers whose last digits a spreadsheet has lost: what they may have been.

Belongs here: the candidates that the kept digits and a check digit allow, and what tells one from another.
Does not belong here: registers, the ledger, deciding (``dagster_project.rescue``, ``intake``).

Excel keeps 15 digits and writes zeros after them; other programs keep what a double holds, which is the nearest
multiple of 64 or 128. A number that ended in X was never stored as a number, so X is no candidate.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from dagster_project.identity.numbers import read_ids, with_check_digit

KEPT_DIGITS = 15
MOST_CANDIDATES = 100
ID_LENGTH = 18
LONGEST_CARD = 19


class Lost(NamedTuple):
    """A damaged number: its digits as far as they were kept, and how many there were in all."""

    kept: str
    length: int
    is_cut: bool


def lost_digits(shown: str) -> Lost | None:
    """What is left of a number: of 990101201001011000 the first 15 digits, of 9.90101E+17 the first 6.

    ``is_cut`` is False where the cell holds a double's own digits, so that only its neighbours are possible.

    >>> lost_digits("990101201001011000"), lost_digits("9.90101E+17").kept, lost_digits("990101201001011072").is_cut
    (Lost(kept='990101201001011', length=18, is_cut=True), '990101', False)
    """
    try:
        number = Decimal(shown.strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or number <= 0 or number.adjusted() > 30:
        return None
    digits = str(int(number))
    if len(digits) <= KEPT_DIGITS:
        return None
    if set(digits[KEPT_DIGITS:]) == {"0"}:
        written = len(number.as_tuple().digits) if "e" in shown.lower() else KEPT_DIGITS
        return Lost(digits[: min(written, KEPT_DIGITS)], len(digits), True)
    return Lost(digits, len(digits), False)


def possible_ids(lost: Lost) -> list[str]:
    """The identity numbers a damaged number may have been; none where more than three digits are lost.

    >>> len(possible_ids(lost_digits("990101201001011000"))), possible_ids(lost_digits("9.90101E+17"))
    (91, [])
    """
    if lost.length != ID_LENGTH:
        return []
    if not lost.is_cut:
        stored = float(int(lost.kept))
        # Of ten numbers that share seventeen digits one has the right check digit, so only that one is looked at.
        starts = range((int(stored) - 128) // 10, (int(stored) + 128) // 10 + 1)
        made = [with_check_digit(str(start)) for start in starts]
        texts = [text for text in made if not text.endswith("X") and float(int(text)) == stored]
    elif len(lost.kept) < KEPT_DIGITS:
        return []
    else:
        texts = [with_check_digit(f"{lost.kept}{tail:02d}") for tail in range(100)]
    found = [reading.id_number for reading in read_ids(text for text in texts if not text.endswith("X"))
             if reading.status == "ok" and reading.id_number]  # fmt: skip
    return found[:MOST_CANDIDATES]


def possible_cards(lost: Lost) -> list[str]:
    """The card numbers a damaged number may have been by Luhn's check digit; none where there are more than 100."""
    missing = lost.length - len(lost.kept) if lost.is_cut else LONGEST_CARD
    if lost.length > LONGEST_CARD or missing > 3:
        return []
    tails = (f"{lost.kept}{tail:0{missing}d}" for tail in range(10**missing))
    return [number for number in tails if is_luhn(number)][:MOST_CANDIDATES]


def is_luhn(number: str) -> bool:
    """
    >>> is_luhn("6222020200112233445"), is_luhn("4111111111111111")
    (False, True)
    """
    doubled = (int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def sex_of(id_number: str) -> str:
    """male or female, by the seventeenth digit."""
    return "male" if int(id_number[16]) % 2 else "female"


def may_be(lost: Lost, id_number: str) -> bool:
    """Whether a known number has the digits that were kept; the last kept one may have been rounded."""
    if len(id_number) != lost.length or not id_number.isdigit():
        return False
    if not lost.is_cut:
        return float(int(id_number)) == float(int(lost.kept))
    if len(lost.kept) >= KEPT_DIGITS:
        return id_number.startswith(lost.kept)
    unit = 10 ** (lost.length - len(lost.kept))
    return abs(int(id_number) - int(lost.kept) * unit) <= unit
