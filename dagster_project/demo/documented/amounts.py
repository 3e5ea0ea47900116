"""Totals taken apart exactly: how many payments of which amount give a published sum.

What belongs here: whole numbers of fen. What does not: which amounts a place may pay (``aid``), who gets them.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import numpy.typing as npt

Fens = npt.NDArray[np.int64]


def fen(yuan: str | int) -> int:
    """Yuan as fen, exactly."""
    value = Decimal(yuan) * 100
    if value != int(value):
        raise ValueError(f"{yuan} yuan is no whole number of fen")
    return int(value)


def tiers(total: int, count: int, low: int, high: int, step: int) -> list[tuple[int, int]]:
    """(amount, how many) such that ``count`` amounts from ``low`` to ``high`` sum to ``total``.

    All but one are multiples of ``step`` above ``low``, on two neighbouring tiers.
    """
    base = low + (total - low * count) // count // step * step
    upper, rest = divmod(total - base * count, step)
    parts = [(base + step, upper), (base + rest, 1), (base, count - upper - 1)]
    if upper >= count or base < low or base + step > high or base + rest > high:
        raise ValueError(f"{count} amounts between {low} and {high} cannot sum to {total}")
    return [(amount, number) for amount, number in parts if number]


def spread(total: int, count: int, low: int, high: int, step: int) -> Fens:
    """``count`` amounts between ``low`` and ``high`` that differ from each other and sum to ``total``."""
    base = total // count // step * step
    more, rest = divmod(total - base * count, step)
    amounts = np.full(count, base, dtype=np.int64)
    amounts[:more] += step
    amounts[-1] += rest
    reach = min(base - low, high - base - 2 * step) // step
    if reach < 0:
        raise ValueError(f"{count} amounts between {low} and {high} cannot sum to {total}")
    shift = np.arange(count // 2) * 7 % (reach + 1) * step
    amounts[: 2 * len(shift) : 2] += shift
    amounts[1 : 2 * len(shift) : 2] -= shift
    return amounts


def shares(total: int, count: int) -> list[int]:
    """``total`` things over ``count`` places, as evenly as whole numbers allow."""
    return [total // count + (place < total % count) for place in range(count)]


def yuan_texts(amounts: Fens) -> npt.NDArray[np.object_]:
    """Fen as people write yuan: no trailing zeros."""
    values, place = np.unique(amounts, return_inverse=True)
    texts = np.array([plain(Decimal(int(value)) / 100) for value in values], dtype=object)
    return texts[place]


def plain(value: Decimal) -> str:
    """A number without exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
