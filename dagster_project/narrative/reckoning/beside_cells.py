"""A figure of the text and a cell of a table written down as one claim: 4.48万人 and the 44786 under 在校生数.

Belongs here: the working and the quote of such a claim, and which numbers say enough to be known again by their digits.
Does not belong here: which figure tells which cell (``beside_tables``, ``told_cells``, ``retold``).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.model import Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import LONGEST_QUOTE, number, written

TELLING = 3


def is_telling(amount: Fraction) -> bool:
    """Three digits or more that are not just zeros."""
    return len(digits(amount).replace(".", "").rstrip("0")) >= TELLING


def told_beside(figure: Figure, cell: Figure, expression: str, verdict: str, slip: str | None = None) -> Relation:
    """A figure of the text and its cell as one claim, quoted with both where they are not far apart."""
    claim = written("conflict", [], figure, expression, cell.amount, verdict, diagnosis=slip)
    start, end = min(claim.start, cell.start), max(claim.end, cell.end)
    return replace(claim, start=start, end=end) if end - start <= LONGEST_QUOTE else claim


def beside(cell: Figure, figure: Figure) -> str:
    """A number as its cell prints it, brought to the unit of the text: 44786 / 10000 = 4.48 of 44786 and 4.48万人."""
    if cell.scale == figure.scale:
        return f"{number(cell)} = {number(figure)}"
    times = Fraction(figure.scale, cell.scale)
    return f"{number(cell)} {f'/ {digits(times)}' if times > 1 else f'* {digits(1 / times)}'} = {number(figure)}"
