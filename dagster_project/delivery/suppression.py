"""Small cells and their complements: which cells of a table with a total must be left out before it is published.

What belongs here: the arithmetic of suppression. What does not: which tables are published (``published``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SMALLEST = 10


def is_small(persons: int, smallest: int = SMALLEST) -> bool:
    """Whether a count could point at persons; nobody at all points at nobody."""
    return 0 < persons < smallest


def suppressed(
    parts: Mapping[str, Sequence[int]], total: Sequence[int], smallest: int = SMALLEST
) -> tuple[set[str], bool]:
    """The parts of one total that must not be shown, and whether the total must not be shown either.

    Each part and the total is a sequence of counts of the same persons (such as persons and payments); a cell is
    small when any of them is. A single part left out could be computed from the total, and several that together
    stand for fewer than ``smallest`` would still point at persons, so the next smallest are left out with them.
    """
    hidden = {name for name, counts in parts.items() if any(is_small(count, smallest) for count in counts)}
    hide_total = any(is_small(count, smallest) for count in total)
    if hide_total:
        return {name for name, counts in parts.items() if any(counts)}, True
    shown = sorted(
        (name for name in parts if name not in hidden and any(parts[name])), key=lambda name: (max(parts[name]), name)
    )
    while hidden and not _safe(hidden, parts, smallest):
        if not shown:
            return hidden, True
        hidden.add(shown.pop(0))
    return hidden, False


def _safe(hidden: set[str], parts: Mapping[str, Sequence[int]], smallest: int) -> bool:
    together = min(sum(parts[name][at] for name in hidden) for at in range(len(parts[next(iter(hidden))])))
    return len(hidden) > 1 and together >= smallest
