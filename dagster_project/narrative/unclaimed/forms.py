"""The forms a figure may be worked out in: a share of a whole, a rise over a base, a count times a standard, what is left.

Belongs here: a form's arithmetic, rough (to look through many figures) and exact, and how it is written down.
Does not belong here: which figures are tried (``searched``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dagster_project.narrative.model import Figure
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, minus, quotient, scaled, times, total, value_of


@dataclass(frozen=True)
class Form:
    """``written`` has a place for every operand; ``unit`` says in whose unit amounts stand there.

    ``unit``: ``whole`` the last operand's, ``stated`` the checked figure's, ``mean`` the first operand in the stated
    figure's and the rest plain, ``percent`` a share and the rest in the stated figure's, ``plain`` base units with the stated figure's scale as a divisor.
    """

    kind: str
    written: str
    unit: str
    rough: Callable[[Sequence[float]], float]
    exact: Callable[[Sequence[Value]], Value | None]

    def expression(self, operands: Sequence[Figure], stated: Figure) -> str:
        """The working with the numbers of its operands."""
        scales = {
            "whole": [operands[-1].scale] * len(operands),
            "stated": [stated.scale] * len(operands),
            "mean": [stated.scale, *[1] * (len(operands) - 1)],
            "plain": [1] * len(operands),
            "percent": [1, stated.scale],
        }[self.unit]
        words = [digits(one.amount / scale) for one, scale in zip(operands, scales, strict=True)]
        divisor = f" / {stated.scale}" if self.unit == "plain" and stated.scale != 1 else ""
        return self.written.format(*words) + divisor

    def value(self, operands: Sequence[Figure]) -> Value | None:
        """What the operands give, with what their rounding allows; None where that means nothing."""
        return self.exact([value_of(operand) for operand in operands])


def _hundredfold(value: Value | None) -> Value | None:
    return None if value is None else scaled(value, 100)


FORMS = {
    "share": Form(
        "ratio", "{} / {} * 100", "whole", lambda a: 100 * a[0] / a[1], lambda v: _hundredfold(quotient(v[0], v[1]))
    ),
    "shares": Form(
        "ratio",
        "({} + {}) / {} * 100",
        "whole",
        lambda a: 100 * (a[0] + a[1]) / a[2],
        lambda v: _hundredfold(quotient(total(v[:2]), v[2])),
    ),
    "rise": Form(
        "growth",
        "({0} - {1}) / {1} * 100",
        "whole",
        lambda a: 100 * (a[0] - a[1]) / a[1],
        lambda v: _hundredfold(quotient(minus(v[0], v[1]), v[1])),
    ),
    "fall": Form(
        "growth",
        "({1} - {0}) / {1} * 100",
        "whole",
        lambda a: 100 * (a[1] - a[0]) / a[1],
        lambda v: _hundredfold(quotient(minus(v[1], v[0]), v[1])),
    ),
    "change": Form(
        "growth", "{} / {} * 100", "whole", lambda a: 100 * a[0] / a[1], lambda v: _hundredfold(quotient(v[0], v[1]))
    ),
    "grown": Form(
        "growth",
        "{0} / ({1} - {0}) * 100",
        "whole",
        lambda a: 100 * a[0] / (a[1] - a[0]) if a[1] > a[0] else 0.0,
        lambda v: _hundredfold(quotient(v[0], minus(v[1], v[0]))),
    ),
    "shrunk": Form(
        "growth",
        "{0} / ({1} + {0}) * 100",
        "whole",
        lambda a: 100 * a[0] / (a[1] + a[0]),
        lambda v: _hundredfold(quotient(v[0], total([v[1], v[0]]))),
    ),
    "difference": Form("difference", "{} - {}", "stated", lambda a: a[0] - a[1], lambda v: minus(v[0], v[1])),
    "both": Form("sum", "{} + {}", "stated", lambda a: a[0] + a[1], lambda v: total(v)),
    "left": Form(
        "difference", "{} + {} - {}", "stated", lambda a: a[0] + a[1] - a[2], lambda v: minus(total(v[:2]), v[2])
    ),
    "mean": Form("ratio", "{} / {}", "mean", lambda a: a[0] / a[1], lambda v: quotient(v[0], v[1])),
    "percent of": Form(
        "ratio",
        "{} * {} / 100",
        "percent",
        lambda a: a[0] * a[1] / 100,
        lambda v: scaled(times(v[0], v[1]), Fraction(1, 100)),
    ),
    "product": Form("product", "{} * {}", "plain", lambda a: a[0] * a[1], lambda v: times(v[0], v[1])),
    "product of three": Form(
        "product", "{} * {} * {}", "plain", lambda a: a[0] * a[1] * a[2], lambda v: times(times(v[0], v[1]), v[2])
    ),
}
