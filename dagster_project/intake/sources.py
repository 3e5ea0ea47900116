"""What lies in the inbox: files under <county>/<period>/, and what their folders say.

What belongs here: listing files and understanding the names of their folders.
What does not: opening a file (``landing`` copies it, ``readers`` reads it).
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from dagster_project.intake.periods import compact, parse_period
from dagster_project.settings import Settings

CHINA = timezone(timedelta(hours=8))
_NOTE = re.compile(r"\([^)]*\)$")
_KIND_OF_COUNTY = re.compile(r"(?:[县市区旗]|county|district|city|banner)$")
IGNORED_PREFIXES = (".", "~$", "._")
IGNORED_NAMES = {"thumbs.db", "desktop.ini", "__macosx"}


@dataclass(frozen=True)
class SourceFile:
    """One file of the inbox. ``county_code`` and ``period`` are None where a folder's name is not understood."""

    path: Path
    name: str  # relative to the inbox, always valid Unicode
    county_code: str | None
    period: str | None
    size: int
    mtime_ns: int
    problem_zh: str | None = None
    problem_en: str | None = None
    again: str = ""  # set where known bytes are read anew (``remapping``)

    @property
    def received_at(self) -> datetime:
        """When the file arrived, in China's time."""
        return datetime.fromtimestamp(self.mtime_ns // 1_000_000_000, CHINA).replace(tzinfo=None)


def counties(settings: Settings) -> list[dict[str, str]]:
    """The counties of this deployment, else of the repository's seeds."""
    path = settings.reference("counties.csv")
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def county_codes_by_name(settings: Settings) -> dict[str, str]:
    """Every way a folder may name a county (code, Chinese name, English name) and that county's code."""
    names: dict[str, str] = {}
    for row in counties(settings):
        for column in ("county_code", "name_zh", "name_en"):
            if row.get(column):
                names.setdefault(compact(row[column]), row["county_code"])
    return names


def county_named(settings: Settings, name: str) -> tuple[str, str]:
    """Code and Chinese name of the county somebody names by code or name. Raises ValueError with a sentence."""
    code = county_codes_by_name(settings).get(compact(name))
    for row in counties(settings):
        if row["county_code"] == code:
            return row["county_code"], row["name_zh"]
    raise ValueError(f"不认识的县：{name} / unknown county: {name}")


def county_codes(settings: Settings, counties: Collection[str]) -> set[str]:
    """The codes of counties given by code or name; what is neither stays as it is."""
    names = county_codes_by_name(settings)
    return {names.get(compact(county), county) for county in counties}


def _short_name(name: str) -> str:
    """白石县 → 白石, qinghecounty(rehearsal) → qinghe."""
    plain = _NOTE.sub("", name)
    return _KIND_OF_COUNTY.sub("", plain)


def _county(folder: str, names: dict[str, str]) -> str | None:
    """The county a folder names: exactly, without its 县, or inside a longer text; None if that could be two."""
    plain = compact(folder)
    if plain in names:
        return names[plain]
    short = {code for name, code in names.items() if plain in (_NOTE.sub("", name), _short_name(name))}
    inside = {code for name, code in names.items() if len(name) >= 3 and name in plain}
    found = short or inside
    return found.pop() if len(found) == 1 else None


def readable_name(name: str) -> str:
    """A file name as valid Unicode: names written in GBK arrive as undecodable bytes."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def is_ignored(name: str) -> bool:
    """Whether a file or folder is an office program's or an operating system's own, which nobody delivered."""
    return name.startswith(IGNORED_PREFIXES) or name.lower() in IGNORED_NAMES


def _files(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if is_ignored(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            else:
                yield entry


def list_files(settings: Settings) -> list[SourceFile]:
    """Every file of the inbox, in order of name, with what its folders say."""
    if not settings.inbox.exists():
        return []
    names = county_codes_by_name(settings)
    return [_source(entry, settings.inbox, names) for entry in _files(str(settings.inbox))]


def _source(entry: os.DirEntry[str], inbox: Path, names: dict[str, str]) -> SourceFile:
    path = Path(entry.path)
    parts = [readable_name(part) for part in path.relative_to(inbox).parts]
    county = _county(parts[0], names) if len(parts) > 1 else None
    period = parse_period(parts[1]) if len(parts) > 2 else None
    status = entry.stat(follow_symlinks=False)
    zh, en = _problem(entry, parts, county, period)
    return SourceFile(path, "/".join(parts), county, period, status.st_size, status.st_mtime_ns, zh, en)


def _problem(
    entry: os.DirEntry[str], parts: list[str], county: str | None, period: str | None
) -> tuple[str | None, str | None]:
    if not entry.is_file(follow_symlinks=False):
        return "不是普通文件（可能是链接），未读取。", "Not a regular file (perhaps a link); it was not read."
    if len(parts) < 3:
        return (
            "文件不在“县/时期”文件夹内，请放入 inbox/县名/时期/ 下。",
            "The file is not inside a county and period folder; put it under inbox/<county>/<period>/.",
        )
    if county is None:
        return (
            f"不认识县文件夹“{parts[0]}”，请改用县名或六位代码。",
            f"No county is called “{parts[0]}”; name the folder by county name or six-digit code.",
        )
    if period is None:
        return (
            f"不认识时期文件夹“{parts[1]}”，请写成 2020-spring、2020年秋季学期、2020、2020-2021 或 2020-09-30。",
            f"“{parts[1]}” is not a period; write 2020-spring, 2020, 2020-2021 or 2020-09-30.",
        )
    return None, None
