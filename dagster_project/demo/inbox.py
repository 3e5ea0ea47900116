"""The inbox of a rehearsal: never mixed with somebody else's files, and replaced as a whole.

What belongs here: what an earlier simulation left, the list of what this one wrote, the counties and due dates
beside it. What does not: the files themselves (``manners``, ``scale``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from dagster_project.settings import SEEDS, Settings

MANIFEST = "simulated_files.txt"
COUNTY_COLUMNS = (
    "county_code", "name_zh", "name_en", "province_zh", "prefecture_zh", "province_code", "prefecture_code", "is_demo",
)  # fmt: skip
CALENDAR_COLUMNS = ("county_code", "dataset", "period", "due_on")


class InboxInUse(ValueError):
    """The inbox holds files that no simulation wrote."""


def clear(settings: Settings) -> None:
    """Remove what an earlier simulation wrote; refuse if there is anything else."""
    manifest = settings.home / MANIFEST
    own = set(manifest.read_text(encoding="utf-8").splitlines()) if manifest.exists() else set()
    files = [path for path in settings.inbox.rglob("*") if path.is_file()]
    present = {path.relative_to(settings.inbox).as_posix(): path for path in files}
    strange = sorted(set(present) - own)
    if strange:
        raise InboxInUse(
            f"收件箱 {settings.inbox} 里有不是演练写入的文件（共 {len(strange)} 个，如 {strange[0]}），"
            "演练数据不能与真实数据混放；请换一个 --home。/ "
            f"The inbox holds {len(strange)} file(s) that no simulation wrote, such as {strange[0]}; "
            "rehearsal data must not be mixed with them. Use another --home."
        )
    for path in present.values():
        path.unlink()
    for folder in sorted((p for p in settings.inbox.rglob("*") if p.is_dir()), key=lambda p: -len(p.parts)):
        folder.rmdir()
    manifest.unlink(missing_ok=True)


def remember(settings: Settings) -> int:
    """Note every file of the inbox, which held none before, as ours; returns how many there are."""
    names = sorted(path.relative_to(settings.inbox).as_posix() for path in settings.inbox.rglob("*") if path.is_file())
    (settings.home / MANIFEST).write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    return len(names)


def write_config(
    settings: Settings, counties: Iterable[tuple[str, str]], dues: Iterable[tuple[str, str, str, str]]
) -> None:
    """Write the deployment's counties (code and name, in this order) and what each owes by which day."""
    with (SEEDS / "counties.csv").open(encoding="utf-8-sig", newline="") as file:
        known = {row["county_code"]: row for row in csv.DictReader(file)}
    rows = [known.get(code) or _county_row(code, name) for code, name in counties]
    lines = [[row[column] for column in COUNTY_COLUMNS] for row in rows]
    _write_csv(settings.config / "counties.csv", COUNTY_COLUMNS, lines)
    _write_csv(settings.config / "delivery_calendar.csv", CALENDAR_COLUMNS, dues)


def _county_row(code: str, name: str) -> dict[str, str]:
    """The first two digits after 99 are the prefecture, the first of them the province."""
    province, prefecture = ("" if text in ("0", "01") else text for text in (code[2], code[2:4]))
    places = (f"演练{province}省", f"演练{prefecture}市", f"{code[:3]}000", f"{code[:4]}00")
    return dict(zip(COUNTY_COLUMNS, (code, name, f"Rehearsal County {code}", *places, "true"), strict=True))


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
