"""Exact reckons, compares and hashes as the library's fractions do."""

from __future__ import annotations

import copy
import operator
import pickle
import random
from fractions import Fraction

import pytest

from dagster_project.narrative.exact import Exact

OPERATORS = (
    *(operator.add, operator.sub, operator.mul, operator.truediv),
    *(operator.eq, operator.lt, operator.le, operator.gt, operator.ge),
)


@pytest.mark.parametrize("reckon", OPERATORS, ids=lambda one: one.__name__)
def test_it_gives_what_the_library_gives(reckon) -> None:  # type: ignore[no-untyped-def]
    some = random.Random(29)
    for _ in range(2000):
        one, other = (Fraction(some.randint(-60, 60), some.choice((1, 1, 2, 7, 100))) for _ in range(2))
        if reckon is operator.truediv and not (one and other):
            continue
        for mine, theirs in (
            ((Exact(one), Exact(other)), (one, other)),
            ((Exact(one), other), (one, other)),
            ((one, Exact(other)), (one, other)),
            ((Exact(one), int(other) or 1), (one, int(other) or 1)),
            ((int(one), Exact(other)), (int(one), other)),
            ((Exact(one), 0.5), (one, 0.5)),
            ((0.5, Exact(other)), (0.5, other)),
        ):
            made, wanted = reckon(*mine), reckon(*theirs)
            assert made == wanted and hash(made) == hash(wanted)
            if isinstance(made, Fraction):
                assert (made.numerator, made.denominator) == (wanted.numerator, wanted.denominator)


def test_a_single_number_is_what_the_library_makes_of_it() -> None:
    for above in range(-30, 31):
        for below in (1, 2, 3, 10):
            mine, theirs = Exact(above, below), Fraction(above, below)
            assert [abs(mine), -mine, int(mine), float(mine), bool(mine), hash(mine), round(mine, 1), str(mine)] == [
                *(abs(theirs), -theirs, int(theirs), float(theirs), bool(theirs), hash(theirs)),
                *(round(theirs, 1), str(theirs)),
            ]
            assert copy.deepcopy(mine) == pickle.loads(pickle.dumps(mine)) == mine


def test_nothing_is_divided_by_nothing_and_words_are_no_numbers() -> None:
    with pytest.raises(ZeroDivisionError):
        Exact(1) / 0
    with pytest.raises(TypeError):
        Exact(1) < "2"  # noqa: B015
    assert Exact(1) != "1" and Exact(1) is not None
