"""Pull from every source: list, fetch what is new or changed, put it into the inbox, remember what happened.

What belongs here: the order of the steps, and that no source stops another. What does not: the steps themselves.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Lock

from dagster_project import warehouse
from dagster_project.intake.pulling.configured import Source, configured
from dagster_project.intake.pulling.fetching import Wait, clear_partial, fetch, forget, tried
from dagster_project.intake.pulling.listing import inbox_name, listed, shown
from dagster_project.intake.pulling.memory import (
    ANSWERED,
    FAILED,
    LANDED,
    REFUSED,
    UNREACHABLE,
    Pulled,
    remember,
    remembered,
)
from dagster_project.intake.pulling.placing import place
from dagster_project.intake.pulling.problem import PullProblem, problem_of
from dagster_project.intake.pulling.servers import Entry, Server
from dagster_project.settings import Settings

AT_ONCE = 4
GIVES_UP_AFTER = 2  # files in a row whose every try failed: the server is gone, not the file
REMEMBERED_EVERY = 50
_placing = Lock()  # so that two sources do not take one name
Known = Mapping[tuple[str, str, str], Mapping[str, Pulled]]


@dataclass
class SourceResult:
    """What came of one source. ``problems`` are sentences, the source's own first."""

    county_code: str
    source: str
    landed: int = 0
    unchanged: int = 0
    refused: int = 0
    failed: int = 0
    answered: bool = True
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PullSummary:
    """What came of all sources."""

    results: tuple[SourceResult, ...] = ()

    def metadata(self) -> dict[str, int]:
        """Counts only, for the orchestrator's log."""
        return {
            "sources": len(self.results),
            "landed": sum(result.landed for result in self.results),
            "unchanged": sum(result.unchanged for result in self.results),
            "refused": sum(result.refused for result in self.results),
            "failed": sum(result.failed for result in self.results),
            "unreachable": sum(not result.answered for result in self.results),
        }

    def problems(self) -> list[str]:
        """Every sentence, source by source."""
        return [problem for result in self.results for problem in result.problems]


def pull(
    settings: Settings,
    counties: Collection[str] | None = None,
    tell: Callable[[SourceResult], None] | None = None,
    wait: Wait = time.sleep,
) -> PullSummary:
    """Pull from every source of these counties (codes or names; None: all). ``tell`` hears of each when it is done."""
    settings.prepare()
    with _alone(settings):
        sources = configured(settings, counties)
        if not sources:
            return PullSummary()
        known = remembered(settings)
        results = []
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for result in pool.map(partial(_pull_source, settings, known=known, wait=wait), sources):
                results.append(result)
                if tell:
                    tell(result)
    return PullSummary(tuple(results))


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """One pull at a time; the next one waits."""
    lock = os.open(settings.home / warehouse.PULL_LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _pull_source(settings: Settings, source: Source, known: Known, wait: Wait) -> SourceResult:
    """One source; whatever goes wrong with it is in its result and in the ledger."""
    visit = _Visit(settings, source, known, wait)
    try:
        visit.run()
        visit.note(Pulled(source.county_code, source.name, ANSWERED, source.dataset))
    except Exception as error:
        visit.fail(error)
    finally:
        visit.end()
    return visit.result


class _Visit:
    """One pull from one source."""

    def __init__(self, settings: Settings, source: Source, known: Known, wait: Wait) -> None:
        self.settings, self.source, self.known, self.wait = settings, source, known, wait
        self.result = SourceResult(source.county_code, source.name)
        self.server: Server | None = None
        self.rows: list[Pulled] = []

    def run(self) -> None:
        """Everything the source has that is new. Raises PullProblem or ValueError where it cannot be used."""
        if self.source.problem:
            raise ValueError(self.source.problem)
        self.server = server = Server(self.settings, self.source)
        listing = tried(server, self.source.shown, lambda: listed(server), self.wait, lambda: 0)
        clear_partial(self.settings, server, listing.files)
        for entry, problem in listing.refused:
            self.refuse(entry, problem)
        gone = 0
        for at, entry in enumerate(listing.files):
            try:
                self.file(server, entry)
                gone = 0
            except PullProblem as problem:
                self.refuse(entry, problem)
                gone = gone + 1 if problem.passing else 0
            if gone >= GIVES_UP_AFTER and at + 1 < len(listing.files):
                rest = len(listing.files) - at - 1
                raise PullProblem(
                    f"{self.source.shown}：连续 {gone} 个文件取不到，其余 {rest} 个下次再取。",
                    f"{self.source.shown}: {gone} files in a row could not be fetched; the other {rest} wait.",
                )

    def file(self, server: Server, entry: Entry) -> None:
        """Fetch and place one file, if it is not the one we have."""
        earlier = self.before(entry).get(LANDED)
        if earlier and entry.version is not None and earlier.version == entry.version:
            self.result.unchanged += 1
            return
        fetched = fetch(self.settings, server, entry, self.wait)
        if earlier and earlier.file_sha256 == fetched.sha256:
            name, is_new = str(earlier.file_name), False
        else:
            size = fetched.path.stat().st_size
            with _placing:
                name = place(self.settings, self.source, fetched, earlier.file_name if earlier else None)
            is_new = True
        forget(fetched)
        self.result.landed += is_new
        self.result.unchanged += not is_new
        if is_new or (earlier and earlier.version != fetched.entry.version):
            size_bytes = size if is_new else earlier.size_bytes if earlier else None
            self.note(
                self.about(
                    entry, LANDED, file_name=name, file_sha256=fetched.sha256, size_bytes=size_bytes,
                    version=fetched.entry.version,
                )
            )  # fmt: skip

    def refuse(self, entry: Entry, problem: PullProblem) -> None:
        """Note why a file did not come: a refusal once for each version of it, a failure each time."""
        status = REFUSED if problem.is_refusal else FAILED
        self.result.refused += problem.is_refusal
        self.result.failed += not problem.is_refusal
        self.result.problems.append(str(problem))
        latest = self.before(entry).get("")
        if status == FAILED or not latest or (latest.status, latest.version) != (REFUSED, entry.version):
            self.note(
                self.about(
                    entry, status, file_name=inbox_name(self.source, shown(entry.name)), size_bytes=entry.size,
                    version=entry.version, message_zh=problem.zh, message_en=problem.en,
                )
            )  # fmt: skip

    def fail(self, error: Exception) -> None:
        """Note why the source as a whole could not be used."""
        secrets = self.server.secrets if self.server else ()
        if isinstance(error, ValueError) and not isinstance(error, UnicodeError):
            zh, _, en = str(error).partition("/ ")
            problem = PullProblem(zh.strip(), en or zh)
        else:
            problem = problem_of(error, self.source.shown, secrets, self.source.limits.stall_seconds)
        self.result.answered = False
        self.result.problems.insert(0, str(problem))
        self.note(
            Pulled(
                self.source.county_code, self.source.name, UNREACHABLE, self.source.dataset,
                message_zh=problem.zh, message_en=problem.en,
            )
        )  # fmt: skip

    def before(self, entry: Entry) -> Mapping[str, Pulled]:
        """What is remembered of a file."""
        return self.known.get((self.source.county_code, self.source.name, entry.key), {})

    def about(self, entry: Entry, status: str, **more: object) -> Pulled:
        """A row about a file."""
        source = self.source
        return Pulled(source.county_code, source.name, status, source.dataset, entry.key, **more)  # type: ignore[arg-type]

    def note(self, row: Pulled) -> None:
        """Keep a row for the ledger, which is written every so often: what is killed begins again where that was."""
        self.rows.append(row)
        if len(self.rows) >= REMEMBERED_EVERY:
            self.end_rows()

    def end_rows(self) -> None:
        """Write what is kept."""
        rows, self.rows = self.rows, []
        remember(self.settings, rows)

    def end(self) -> None:
        """Write what is kept, let go of the server."""
        self.end_rows()
        if self.server:
            self.server.drop()
