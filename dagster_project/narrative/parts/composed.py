"""What something named is made up of: 基本支出由人员经费21306.4万元、公用经费1608.4万元两部分构成, and 基本支出22914.8万元 elsewhere.

Belongs here: 由…构成 and 由…组成 whose whole is known by its name. Does not belong here: wholes in the same clause
(``sums``), shares of what is made up (``rates``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.parts.judging import added_up, makes_up
from dagster_project.narrative.reckoning.claims import is_counted
from dagster_project.narrative.text.sentences import Sentence

MADE_OF = re.compile(
    r"(?:^|[，。；：\s])(?:[^，。；：\d]*?[的、])?(?P<whole>[一-鿿]{2,12}?)(?:主要|全部|均|都)?由(?=[^，。；：\d]{0,20}\d)"
)
END = re.compile(r"[^，。；\d]{0,12}(?:构成|组成)")
OPEN = re.compile(r"等")
MOST, FAR, BACK = 12, 160, 3


def find_composed(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Parts between 由 and 构成 against the nearest figure that bears the name of the whole."""
    said: list[Figure] = []
    for index, sentence in enumerate(sentences):
        for match in MADE_OF.finditer(sentence.text):
            parts = _parts(sentence, sentence.at + match.end())
            behind = [
                f for other in sentences[index : index + 2] for f in other.figures if parts and f.at > parts[-1].to
            ]
            wholes = [f for f in (*reversed(said), *behind) if parts and _bears(f, match["whole"], parts)]
            if wholes:
                right = next((f for f in wholes if makes_up(parts, f)), None)
                yield added_up(parts, right or wholes[0], HOLDS if right else _doubt(parts, wholes[0]), opened=True)
        said += sentence.figures


def _parts(sentence: Sentence, at: int) -> list[Figure]:
    """The figures of one thing up to 构成; none where the list is open."""
    parts: list[Figure] = []
    for figure in sentence.between(at, at + FAR):
        if parts and figure.thing != parts[0].thing:
            continue
        parts.append(figure)
        if END.match(sentence.plain, figure.to):
            told = sentence.plain[at : figure.to + BACK]
            return parts if 1 < len(parts) <= MOST and not OPEN.search(told) and all(map(is_counted, parts)) else []
    return []


def _bears(figure: Figure, name: str, parts: Sequence[Figure]) -> bool:
    same = figure.thing == parts[0].thing and is_counted(figure) and figure.is_plain and figure not in parts
    clause = figure.clause.rstrip("为共计达是约有")
    return same and (clause.endswith(name) or figure.after.startswith((name, f"的{name}")))


def _doubt(parts: Sequence[Figure], whole: Figure) -> str:
    """Another figure of that name may be of another year, so only a slip fails."""
    relation = added_up(parts, whole, FAILS)
    return FAILS if relation.diagnosis and relation.verdict not in (HOLDS, ROUNDING) else ASK
