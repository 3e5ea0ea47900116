"""Small cells and all they follow from: which parts of a total may be shown, in all its breakdowns together.

What belongs here: the arithmetic of suppression. What does not: which tables are published (``published``).

A part that is left out is known to hold somebody, and the parts left out of one total are known together. A reader
therefore knows each of ``k`` such parts to lie from 1 to their sum less ``k - 1``; the rules below keep that range at
least as wide as 1 to ``SMALLEST``. Two breakdowns of one total could be subtracted from each other, so where
anything has to be left out only one of them lists its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

SMALLEST = 10
Counts = Sequence[int]
Parts = Mapping[str, Counts]


def is_small(persons: int, smallest: int = SMALLEST) -> bool:
    """Whether a count could point at persons; nobody at all points at nobody."""
    return 0 < persons < smallest


def any_small(cells: Iterable[Counts], smallest: int = SMALLEST) -> bool:
    """Whether any count of any cell is small."""
    return any(is_small(count, smallest) for counts in cells for count in counts)


def suppressed(parts: Parts, smallest: int = SMALLEST) -> set[str] | None:
    """The parts of one total whose figures must be left out; None when no part may even be listed.

    Each part is a sequence of counts of the same persons (such as persons and payments); a part is small when any of
    them is. While those left out could be told from the total and the parts shown, the next smallest joins them.
    """
    hidden = {name for name, counts in parts.items() if any_small([counts], smallest)}
    shown = sorted(
        (name for name in parts if name not in hidden and any(parts[name])), key=lambda name: (max(parts[name]), name)
    )
    while hidden and not _wide(hidden, parts, smallest):
        if not shown:
            return None
        hidden.add(shown.pop(0))
    return hidden


def _wide(hidden: set[str], parts: Parts, smallest: int) -> bool:
    """Whether each part left out might, for all a reader knows, be as large as ``smallest``; alone it is known."""
    together = (sum(column) for column in zip(*(parts[name] for name in hidden), strict=True))
    return len(hidden) > 1 and min(together) - (len(hidden) - 1) >= smallest


def protected(
    breakdowns: Sequence[Parts], total: Counts, crossed: Iterable[Counts] = (), smallest: int = SMALLEST
) -> list[set[str] | None]:
    """For each breakdown of one total the parts to leave out; None where it must show no more than the total.

    The breakdowns come with the most useful first, and ``crossed`` holds the cells of each crossed with each other.
    All are shown whole when nothing is small in any of them nor where two cross; else only the first that can be is
    shown, with its small parts left out. A total that is small itself has no parts shown at all.
    """
    if any_small([total], smallest):
        return [None] * len(breakdowns)
    if not any_small(crossed, smallest) and not any(any_small(parts.values(), smallest) for parts in breakdowns):
        return [set() for _ in breakdowns]
    outcome: list[set[str] | None] = [None] * len(breakdowns)
    for at, parts in enumerate(breakdowns):
        outcome[at] = suppressed(parts, smallest)
        if outcome[at] is not None:
            break
    return outcome
