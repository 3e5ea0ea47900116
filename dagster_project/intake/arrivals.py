"""Which files of the inbox are new, and in which order they count.

What belongs here: the inbox compared with the files the ledger knows. What does not: reading them (``taking_in``).
"""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path

from dagster_project.intake import landing, ledger
from dagster_project.intake.ledger import KnownFile
from dagster_project.intake.periods import parse_period
from dagster_project.intake.replacement import looks_like_correction
from dagster_project.intake.sources import SourceFile, county_codes, list_files
from dagster_project.settings import Settings


def chosen(
    settings: Settings, sources: list[SourceFile], counties: Collection[str] | None, periods: Collection[str] | None
) -> list[SourceFile]:
    """The files of some counties (codes or names) and periods; None means all."""
    if counties is not None:
        codes = county_codes(settings, counties)
        sources = [source for source in sources if source.county_code in codes]
    if periods is not None:
        wanted = {parse_period(period) or period for period in periods}
        sources = [source for source in sources if source.period in wanted]
    return sources


def unread(settings: Settings) -> list[tuple[str, str, str]]:
    """(county, period, fingerprint) of every folder that holds files not yet taken in."""
    with ledger.reading(settings) as connection:
        known = {(file.file_name, file.size_bytes, file.mtime_ns) for file in ledger.known_files(connection)}
    folders: dict[tuple[str, str], int] = {}
    for source in list_files(settings):
        if source.county_code and source.period and (source.name, source.size, source.mtime_ns) not in known:
            where = (source.county_code, source.period)
            folders[where] = max(folders.get(where, 0), source.mtime_ns)
    return [(county, period, str(newest)) for (county, period), newest in sorted(folders.items())]


def periods_seen(settings: Settings) -> list[str]:
    """The periods of the inbox's folders and of files taken in earlier, in canonical form and order.

    An inbox may be cleared, and a restored home has none: what was delivered stays delivered.
    """
    places = [(source.county_code, source.period) for source in list_files(settings)]
    if settings.ledger.exists():
        with ledger.reading(settings) as connection:
            places += [(file.county_code, file.period) for file in ledger.known_files(connection)]
    return sorted({period for county, period in places if county and period})


def not_taken_in(settings: Settings) -> list[Path]:
    """The files of the inbox that the ledger does not know as they are now: the archive may not hold their bytes."""
    with ledger.reading(settings) as connection:
        known = ledger.known_files(connection)
    return [source.path for source in perhaps_fresh(list_files(settings), known) if not source.path.is_symlink()]


def _archived(settings: Settings, source: SourceFile) -> str:
    """The file's SHA-256, or nothing for a link and for a file that cannot be opened: that is tried again."""
    if source.path.is_symlink() or not source.path.is_file():
        return ""
    try:
        return landing.archive(settings, source.path)
    except OSError:
        return ""


def perhaps_fresh(sources: list[SourceFile], known_files: list[KnownFile]) -> list[SourceFile]:
    """Files that are new, lie elsewhere or look changed; only their content can tell."""
    latest = {file.file_name: file for file in known_files}
    return [source for source in sources if not _is_as_known(source, latest.get(source.name))]


def _is_as_known(source: SourceFile, known: KnownFile | None) -> bool:
    if known is None or not known.file_sha256 or not _is_same_place(source, known):
        return False
    return (known.size_bytes, known.mtime_ns) == (source.size, source.mtime_ns)


def _is_same_place(source: SourceFile, known: KnownFile) -> bool:
    return (known.county_code, known.period) == (source.county_code, source.period)


def fresh_files(
    settings: Settings, sources: list[SourceFile], known_files: list[KnownFile]
) -> list[tuple[SourceFile, str]]:
    """The files among ``perhaps_fresh`` ones that are, archived, with their SHA-256, in the order in which they count."""
    latest = {file.file_name: file for file in known_files}
    with ThreadPoolExecutor(settings.workers) as pool:  # hashing and copying leave other threads alone
        archived = list(pool.map(partial(_archived, settings), sources))
    fresh = []
    for source, sha256 in zip(sources, archived, strict=True):
        known = latest.get(source.name)
        if not (known and _is_same_place(source, known) and known.file_sha256 == sha256):
            fresh.append((source, sha256))
    return sorted(fresh, key=in_order)


def in_order(item: tuple[SourceFile, str]) -> tuple[datetime, bool, str]:
    """In which order files count: as they arrived, corrections after what they correct."""
    source = item[0]
    return source.received_at, looks_like_correction(source.name), source.name
