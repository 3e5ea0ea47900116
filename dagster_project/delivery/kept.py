"""Whose pages and workbooks stay as the release before had them.

What belongs here: telling it, and finding the earlier file. What does not: what is on a page (``pages``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dagster_project.carry_over import CarryOver
from dagster_project.delivery.facts import report_periods
from dagster_project.delivery.source import Source, open_source
from dagster_project.settings import Settings
from dagster_project.warehouse import DATABASE


@dataclass(frozen=True)
class Kept:
    """Files of the base release for all counties but ``counties``."""

    base: Path
    counties: frozenset[str]

    def keeps(self, county_code: str) -> bool:
        """Whether what was said of a county in the base release is still so."""
        return county_code not in self.counties

    def path(self, folder: str, path: Path) -> Path:
        """The base release's file for ``path``, which lies in <release>/<folder>/<period>/."""
        return self.base / folder / path.parent.name / path.name

    def text(self, folder: str, path: Path, release_id: str) -> str:
        """That file's text; it names its release, which is now this one."""
        return self.path(folder, path).read_text(encoding="utf-8").replace(self.base.name, release_id)


def kept_files(settings: Settings, source: Source, carried: CarryOver | None) -> Kept | None:
    """What stays; nothing if the terms reported, or what stands in which of them, are not the same."""
    if carried is None:
        return None
    with open_source(carried.base / DATABASE, carried.base, settings) as before:
        same = report_periods(before) == report_periods(source)
    return Kept(carried.base, carried.counties) if same else None
