"""What an audit says: the figures of a text, the arithmetic it claims, and the verdict on each claim.

Belongs here: the plain shapes that leave the room, and their JSON form.
Does not belong here: how any of them is found.

All values are exact fractions. A value stands in the unit as printed (万元 stays 万元); ``amount`` is in base units.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from dagster_project.narrative.numerals import digits

HOLDS, ROUNDING, FAILS, ASK = "holds", "rounding", "fails", "ask"
WORST_FIRST = (FAILS, ASK, ROUNDING, HOLDS)


@dataclass(frozen=True, eq=False)
class Figure:
    """One number of the text, the same only as itself. ``start`` and ``end`` index the text, ``at`` and ``to`` the plain script behind it.

    ``thing`` is what is counted (人, 人次, 元 …), ``scale`` what one printed unit is worth in it, ``places`` the
    decimals printed, ``hedge`` a word such as 约, 余, 以上; ``before``, ``after`` and
    ``clause`` are the words around it, ``wider`` those of the clause with brackets left out. ``low`` and ``high`` are None where the side is open.
    """

    quote: str
    value: Fraction
    low: Fraction | None
    high: Fraction | None
    unit: str
    thing: str
    scale: int
    places: int
    start: int
    end: int
    at: int
    to: int
    hedge: str = ""
    per: str = ""
    before: str = ""
    after: str = ""
    clause: str = ""
    wider: str = ""
    period: str = ""
    place: str = ""
    programme: str = ""

    @cached_property
    def amount(self) -> Fraction:
        """The value in base units."""
        return self.value * self.scale

    @cached_property
    def digits(self) -> str:
        """The number as printed."""
        return digits(self.value)

    @cached_property
    def size(self) -> float:
        """The amount, near enough to leave out what cannot be meant."""
        return float(self.amount)

    @cached_property
    def is_plain(self) -> bool:
        """Whether the number is meant exactly as printed."""
        return not self.hedge

    def to_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return {
            "quote": self.quote,
            "value": digits(self.value),
            "low": None if self.low is None else digits(self.low),
            "high": None if self.high is None else digits(self.high),
            "unit": self.unit,
            "start": self.start,
            "end": self.end,
            "measured": self.after or self.before,
            "per": self.per or None,
            "period": self.period or None,
            "place": self.place or None,
            "programme": self.programme or None,
        }


@dataclass(frozen=True)
class Reading:
    """One sensible way to read a claim, and what it gives."""

    name_zh: str
    name_en: str
    expression: str
    computed: str

    def to_json(self) -> dict[str, str]:
        """As the command prints it."""
        return {
            "reading_zh": self.name_zh,
            "reading_en": self.name_en,
            "expression": self.expression,
            "computed": self.computed,
        }


@dataclass(frozen=True)
class Relation:
    """One claim with its working. ``start`` and ``end`` index the text; ``figures`` are the numbers it is about.

    ``opened`` is whether words of its own open a list or bind its figures, so that another list of the same whole, or another
    whole of the same part, explains nothing about it; ``formula`` whether signs do, as in 1350人×2300元=310.5万元.
    """

    kind: str
    expression: str
    computed: str
    stated: str
    unit: str
    verdict: str
    start: int
    end: int
    quote: str = ""
    diagnosis: str | None = None
    readings: tuple[Reading, ...] = ()
    message_zh: str = ""
    message_en: str = ""
    figures: tuple[Figure, ...] = field(default=(), repr=False)
    opened: bool = False
    formula: bool = False

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Where its figures stand in the plain script."""
        return tuple([figure.at for figure in self.figures])

    @cached_property
    def figures_at(self) -> frozenset[int]:
        """The same as a set."""
        return frozenset(self.places)

    @cached_property
    def checked(self) -> tuple[Figure, ...]:
        """The figure that is checked; several where others have its digits."""
        return tuple([figure for figure in self.figures if figure.digits == self.stated])

    @cached_property
    def checked_at(self) -> frozenset[int]:
        """Where it stands."""
        return frozenset([figure.at for figure in self.checked])

    def to_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return {
            "kind": self.kind,
            "quote": self.quote,
            "expression": self.expression,
            "computed": self.computed,
            "stated": self.stated,
            "unit": self.unit,
            "verdict": self.verdict,
            "diagnosis": self.diagnosis,
            "readings": [reading.to_json() for reading in self.readings],
            "message_zh": self.message_zh,
            "message_en": self.message_en,
            "start": self.start,
            "end": self.end,
            "figures": [[figure.start, figure.end] for figure in self.figures],
        }


@dataclass(frozen=True)
class Report:
    """The audit of one document."""

    document: str
    text: str
    figures: tuple[Figure, ...]
    relations: tuple[Relation, ...]
    summary_zh: str = ""
    summary_en: str = ""

    def worst_first(self) -> list[Relation]:
        """The claims by verdict, then as they stand in the text."""
        return sorted(self.relations, key=lambda r: (WORST_FIRST.index(r.verdict), r.start, r.end))

    def to_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return {
            "document": self.document,
            "text": self.text,
            "figures": [figure.to_json() for figure in self.figures],
            "relations": [relation.to_json() for relation in self.relations],
            "summary_zh": self.summary_zh,
            "summary_en": self.summary_en,
        }
