"""Amounts that are a count at a standard no column holds: 人数 × 1000元, (春季 + 秋季) × 1500元, 一等 × 1250元 + 二等 × 750元.

Belongs here: which counts of a row an amount is reckoned from, and the standards that most rows agree on.
Does not belong here: how many rows must confirm it, and what the others are told (``table_columns``).

A standard is a round number of yuan, three digits at most: the amounts are tried for one that fits row after row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import combinations, pairwise
from math import prod
from statistics import median

from dagster_project.narrative.model import Figure
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, scaled, times, total, value_of
from dagster_project.narrative.reckoning.claims import number

Rates = tuple[Fraction, ...]
Working = tuple[Value, Callable[[], str]]
Base = Callable[[Sequence[float]], float]
LOOKED_AT, ENOUGH = 16, 3
WAN = 10**4
STEP = 50  # of two standards beside each other, in yuan


def rates_of(
    columns: Mapping[int, Sequence[float]], target: int, counts: Sequence[int], prices: Sequence[int], scale: int | None
) -> Iterator[tuple[tuple[int, ...], Callable[[Sequence[Figure]], Working]]]:
    """Columns and how an amount of the target follows from them, where enough rows agree.

    ``columns`` holds the rows' numbers, nought where there is none; ``prices`` are columns of standards, which one more
    factor such as the months of a year may go with; ``scale`` is what one of the target is worth in yuan, None where
    neither header nor caption says so: then amounts smaller than their counts are 万元.
    """
    wholes = columns[target][:LOOKED_AT]
    cells = {j: columns[j][:LOOKED_AT] for j in (*counts, *prices)}
    ways: list[tuple[tuple[int, ...], Base]] = [((j,), prod) for j in counts]
    ways += [(pair, prod) for pair in combinations(counts, 2)]
    ways += [((j, price), prod) for j in counts for price in prices]
    ways += [(pair, sum) for pair in pairwise(counts) if pair[1] == pair[0] + 1]
    for chosen, base in ways:
        bases = [base(row) if all(row) else 0.0 for row in zip(*(cells[j] for j in chosen), strict=True)]
        ratios = [whole / reckoned for whole, reckoned in zip(wholes, bases, strict=True) if whole and reckoned]
        unit = scale or (WAN if ratios and median(ratios) < 1 else 1)
        for rate, count in Counter(_round(ratio * unit) for ratio in ratios).most_common(2):
            if count >= ENOUGH and rate > 1:
                yield chosen, partial(_added if base is sum else _priced, rate, unit)
    for one, other in pairwise(counts):
        if other == one + 1 and (
            two := _two_rates(cells[one], cells[other], [whole * (scale or 1) for whole in wholes])
        ):
            yield (one, other), partial(_at_two, two, scale or 1)


def _round(ratio: float) -> Fraction:
    """The ratio as a number of three digits."""
    return Fraction(f"{ratio:.3g}")


def _two_rates(ones: Sequence[float], others: Sequence[float], wholes: Sequence[float]) -> Rates | None:
    """The two standards that two rows give, round ones, if a third row and most of the rest agree."""
    rows = [row for row in zip(ones, others, wholes, strict=True) if all(row)]
    for (a, b, whole), (c, d, other) in pairwise(rows):
        divisor = a * d - b * c
        if not divisor:
            continue
        rates = (whole * d - b * other) / divisor, (a * other - whole * c) / divisor
        if not all(rate > 1 and abs(rate - STEP * round(rate / STEP)) < 1e-6 for rate in rates) or rates[0] == rates[1]:
            continue
        agreeing = sum(abs(x * rates[0] + y * rates[1] - z) < 1e-6 * z for x, y, z in rows)
        if agreeing >= max(ENOUGH, len(rows) - 1):
            return Fraction(round(rates[0])), Fraction(round(rates[1]))
    return None


def _over(scale: int) -> str:
    return "" if scale == 1 else f" / {scale}"


def _priced(rate: Fraction, scale: int, figures: Sequence[Figure]) -> Working:
    value = value_of(figures[0])
    for figure in figures[1:]:
        value = times(value, value_of(figure))
    return scaled(value, rate / scale), lambda: " * ".join([*map(number, figures), digits(rate)]) + _over(scale)


def _added(rate: Fraction, scale: int, figures: Sequence[Figure]) -> Working:
    value = scaled(total(map(value_of, figures)), rate / scale)
    return value, lambda: f"({' + '.join(map(number, figures))}) * {digits(rate)}{_over(scale)}"


def _at_two(rates: Rates, scale: int, figures: Sequence[Figure]) -> Working:
    value = total(scaled(value_of(figure), rate / scale) for figure, rate in zip(figures, rates, strict=True))
    terms = [f"{number(figure)} * {digits(rate)}" for figure, rate in zip(figures, rates, strict=True)]
    joined = " + ".join(terms)
    return value, lambda: joined if scale == 1 else f"({joined}){_over(scale)}"
