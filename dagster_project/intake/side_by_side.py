"""Two or more tables beside each other under one header row: the same headers again, further to the right.

What belongs here: telling that, and which columns are whose. What does not: columns that repeat a number for several
terms or categories (``recognition``, ``wide_tables``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dagster_project.contracts import Contract
from dagster_project.intake.header_rows import Labels
from dagster_project.intake.headers import HeaderIndex, normal

LEAST_SHARE = 0.6  # of the first table's fields
LEAST_FIELDS = 2


def tables_beside(
    labels: Labels, contract: Contract, index: HeaderIndex, chosen: Mapping[int, str]
) -> list[dict[int, str]]:
    """For each table its fields by column, from left to right; nothing where there is only one."""
    if not chosen:
        return []
    first = normal(labels.leaves[min(chosen)])
    starts = [at for at, leaf in enumerate(labels.leaves) if normal(leaf) == first and at >= min(chosen)]
    if len(starts) < 2:
        return []
    ends = [*starts[1:], len(labels.leaves)]
    blocks = [_fields(labels, range(start, end), contract, index) for start, end in zip(starts, ends, strict=True)]
    needed = {item.name for item in contract.fields if item.required} & set(blocks[0].values())
    if len(needed) < LEAST_FIELDS:
        return []
    return blocks if all(_is_alike(block.values(), blocks[0].values(), needed) for block in blocks) else []


def _fields(labels: Labels, columns: Sequence[int], contract: Contract, index: HeaderIndex) -> dict[int, str]:
    """The columns' fields; of two columns for one field the better named one, as everywhere."""
    best: dict[str, tuple[int, int]] = {}
    for at in columns:
        hit = index.fields_under(labels.groups[at], labels.leaves[at]).get(contract.name)
        if hit:
            best[hit[0]] = min(best.get(hit[0], (hit[1], at)), (hit[1], at))
    return {at: name for name, (_, at) in best.items()}


def _is_alike(names: Iterable[str], first: Iterable[str], needed: set[str]) -> bool:
    own, other = set(names), set(first)
    return needed <= own and len(own & other) >= LEAST_SHARE * len(other)
