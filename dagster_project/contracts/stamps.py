"""The stamp of a blank template: which dataset, and which version of its contract, a workbook was made from.

What belongs here: what the stamp says, as rows of a very hidden sheet and back, and how a template's own sheets are
known again. What does not: drawing the template (``template``), what intake does with a stamp (``intake.stamped``).

A stamp is read from files of any origin: nothing in it is believed that the contracts do not confirm.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dagster_project.contracts.codes import code_labels
from dagster_project.contracts.model import Contract

MARK = "county-warehouse template"
DATA_SHEET, GUIDE_SHEET, OPTIONS_SHEET, STAMP_SHEET = "数据", "填写说明", "_选项", "_模板"
EXAMPLE = "示例"
_SHEET_PREFIX = "sheet:"
_KEYS = ("dataset", "version", "layout", "county", "period")
_MOST_ROWS = 20
_PLAIN = re.compile(r"[\w.\-]{0,64}", re.ASCII)


@dataclass(frozen=True)
class Stamp:
    """``layout`` changes with the contract's columns even where nobody raised its version.

    ``county_code`` and ``period`` are empty in a template for everybody; ``own_sheets`` are the fingerprints of the
    sheets that hold no data, by name.
    """

    dataset: str
    version: str
    layout: str
    county_code: str = ""
    period: str = ""
    own_sheets: tuple[tuple[str, str], ...] = ()

    def rows(self) -> list[tuple[str, str]]:
        """The stamp as the rows of its sheet."""
        said = zip(_KEYS, (self.dataset, self.version, self.layout, self.county_code, self.period), strict=True)
        return [(MARK, "1"), *said, *((f"{_SHEET_PREFIX}{name}", text) for name, text in self.own_sheets)]


def stamp_in(rows: Sequence[Sequence[str | None]]) -> Stamp | None:
    """The stamp that a sheet holds; None for any other sheet."""
    texts = [[cell for cell in row if cell] for row in rows[:_MOST_ROWS]]
    texts = [row for row in texts if row]
    if not texts or texts[0][0] != MARK or len(rows) > _MOST_ROWS:
        return None
    said = {row[0]: row[1] for row in texts if len(row) == 2}
    if not all(_PLAIN.fullmatch(said.get(key, "")) for key in _KEYS):
        return None
    own = tuple((key.removeprefix(_SHEET_PREFIX), text) for key, text in said.items() if key.startswith(_SHEET_PREFIX))
    dataset, version, layout, county, period = (said.get(key, "") for key in _KEYS)
    return Stamp(dataset, version, layout, county, period, own)


def layout_of(contract: Contract) -> str:
    """A short hash of what a template shows of its contract: columns, kinds, units, what is required, code words."""
    labels = code_labels()
    parts = [
        "\x1f".join(
            (
                field.name,
                field.name_zh,
                field.kind,
                field.unit or "",
                str(field.required),
                *_words(labels, field.code_table),
            )
        )
        for field in contract.fields
    ]
    return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()[:12]


def _words(labels: dict[str, dict[str, str]], table: str | None) -> Iterable[str]:
    return labels.get(table, {}).values() if table else ()


def fingerprint(rows: Iterable[Iterable[str | None]]) -> str:
    """A hash of a sheet's words in order, whatever program has saved the sheet since."""
    words = ("".join(cell.split()) for row in rows for cell in row if cell)
    return hashlib.sha256("\x1f".join(word for word in words if word).encode()).hexdigest()[:32]
