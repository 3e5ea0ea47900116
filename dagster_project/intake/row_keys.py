"""The keys of a delivery's rows, read from its raw file.

What belongs here: reading them. What does not: what follows from keys that two deliveries share (``replacement``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pyarrow.parquet as pq

from dagster_project.contracts import load_all
from dagster_project.intake.ledger import Delivery
from dagster_project.intake.loading import raw_path
from dagster_project.intake.replacement import Keys, key_columns
from dagster_project.settings import Settings


def key_reader(settings: Settings) -> Callable[[Delivery], tuple[Keys, Keys]]:
    """Reads the keys of a delivery's rows from its raw file, and remembers the latest."""

    @lru_cache(maxsize=512)
    def read(path: Path, dataset: str) -> tuple[Keys, Keys]:
        contract = load_all()[dataset]
        found = []
        for names in key_columns(contract):
            columns = pq.read_table(path, columns=names, partitioning=None).to_pydict() if names else {}
            rows = zip(*columns.values(), strict=True)
            found.append(frozenset(row for row in rows if all(row)))
        return found[0], found[1]

    return lambda delivery: read(raw_path(settings, delivery), str(delivery.dataset))
