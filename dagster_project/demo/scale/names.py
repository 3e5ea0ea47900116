"""People's names, another set of them in every block of counties.

What belongs here: taking a name apart, and which character stands for which in a block. What does not: writing it.

Each block shuffles the surnames among themselves and the given names' characters among those of the same kind
(men's, women's, either's), so families keep one surname, and two names are equal in a copy exactly where they are
equal in the template.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from dagster_project.demo.people import FEMALE_GIVEN, MALE_GIVEN, RARE_GIVEN, SURNAMES

FAMILY = tuple(dict.fromkeys(SURNAMES))
_MEN, _WOMEN = dict.fromkeys(MALE_GIVEN), dict.fromkeys(FEMALE_GIVEN)
_KINDS = (
    [character for character in _MEN if character not in _WOMEN],
    [character for character in _WOMEN if character not in _MEN],
    [character for character in _MEN if character in _WOMEN],
    list(RARE_GIVEN),
)
GIVEN = tuple(dict.fromkeys(character for kind in _KINDS for character in kind))
_FAMILY_AT = {character: index for index, character in enumerate(FAMILY)}
_GIVEN_AT = {character: index for index, character in enumerate(GIVEN)}


@dataclass(frozen=True)
class NameParts:
    """Positions in FAMILY and GIVEN; ``rest`` is what is left of an unusual name, its characters to be exchanged."""

    family: int | None
    first: int | None
    second: int | None
    rest: str | None


def take_apart(name: str) -> NameParts:
    """A name as positions; of a name with blanks, dots or digits only the surname has one."""
    family, given = _FAMILY_AT.get(name[:1]), name[1:]
    if family is None:
        return NameParts(None, None, None, name)
    known = [_GIVEN_AT.get(character) for character in given]
    if len(given) in (1, 2) and None not in known:
        return NameParts(family, known[0], known[1] if len(known) > 1 else None, None)
    return NameParts(family, None, None, given)


def exchange(seed: int, block: int) -> tuple[str, str]:
    """The characters that stand for FAMILY and for GIVEN in a block, in their order."""
    rng = random.Random(f"{seed}-names-{block}")
    kinds = [[character for character in kind if character in _GIVEN_AT] for kind in _KINDS]
    return "".join(rng.sample(FAMILY, len(FAMILY))), "".join(c for kind in kinds for c in rng.sample(kind, len(kind)))
