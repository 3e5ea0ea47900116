"""The exact number that every figure and every working of this room is made of.

Belongs here: which implementation of the rational numbers that is. Does not belong here: how they are read and
printed (``numerals``), what rounding allows (``reckoning.arithmetic``).

The standard library's fractions are written in Python and took a quarter of an audit; ``quicktions`` is the same class,
compiled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction
else:
    from quicktions import Fraction

__all__ = ["Fraction"]
