"""Open DuckDB files; make releases and move the pointer to the current one.

A release is built under a name nobody reads, sealed, renamed once and then never changed. Readers follow
``current``, a link that is replaced in one step, so they see the old release or the new one, never a mixture.
What does not belong here: what a table means (dbt), what the ledger records (``intake.ledger``).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from dagster_project.settings import BUILDING, DBT, EXPECTATIONS, PROJECT_ROOT, SEEDS, Settings

DATABASE = "warehouse.duckdb"
RUN_LOCK, PULL_LOCK, INTAKE_LOCK = "run.lock", "pull.lock", "intake.lock"
DERIVED = ("expectation_", "narrative_", "rescue_candidates", "value_map")
CODE = (
    (PROJECT_ROOT / "dagster_project", "*.py"),
    (PROJECT_ROOT / "dagster_project", "*.html"),
    (PROJECT_ROOT / "dagster_project", "*.css"),
    (PROJECT_ROOT / "dagster_project", "*.js"),
    (DBT, "dbt_project.yml"),
    (DBT / "models", "*.sql"),
    (DBT / "models", "*.yml"),
    (DBT / "macros", "*.sql"),
    (DBT / "tests", "*.sql"),
    (SEEDS, "*.csv"),
    (EXPECTATIONS, "*.yaml"),
)


class ReleaseError(Exception):
    """A release cannot be finished; the message says what is wrong with it."""


def connect(settings: Settings, path: Path | None = None, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection to ``path`` (in memory if None) that spills inside the home and loads nothing from outside.

    A file opened read-only is attached to a fresh in-memory connection as ``warehouse`` and used: DuckDB would
    otherwise hand out a cached older database for the same path.
    """
    settings.temp.mkdir(parents=True, exist_ok=True)
    config: Mapping[str, str | bool] = {
        "temp_directory": str(settings.temp),
        "memory_limit": settings.memory_limit,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if path is None or not read_only:
        return duckdb.connect(str(path) if path else ":memory:", config=dict(config))
    connection = duckdb.connect(":memory:", config=dict(config))
    connection.execute(f"attach {quoted(str(path))} as warehouse (read_only)")
    connection.execute("use warehouse")
    return connection


def quoted(text: str) -> str:
    """``text`` as a SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted_name(name: str) -> str:
    """``name`` as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def row_counts(settings: Settings) -> dict[str, int]:
    """The rows of each table in the database being built."""
    with connect(settings, building(settings) / DATABASE, read_only=True) as connection:
        return dict(connection.execute("select table_name, estimated_size from duckdb_tables()").fetchall())


def building(settings: Settings) -> Path:
    """Where the next release takes shape."""
    return settings.releases / BUILDING


def start_release(settings: Settings) -> Path:
    """An empty folder for the next release; whatever an interrupted build left there is removed."""
    folder = building(settings)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "inputs").mkdir(parents=True, mode=0o700)
    return folder


def discard_release(settings: Settings) -> None:
    """Remove what was begun: it would only say again what the current release says."""
    shutil.rmtree(building(settings), ignore_errors=True)


@contextmanager
def one_at_a_time(settings: Settings, *more: str) -> Iterator[None]:
    """Hold the home for one run; a second one is told so instead of mixing with the first.

    ``more`` names locks that are held with it: those of a pull and an intake, which the orchestrator starts by itself.
    """
    with ExitStack() as held:
        for name in (RUN_LOCK, *more):
            lock = held.enter_context((settings.home / name).open("a"))
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ReleaseError(
                    f"{settings.home} 正有另一次运行，请等它结束。/ Another run holds {settings.home};"
                    " wait until it is done."
                ) from error
        yield


def release_id(inputs: Path) -> str:
    """A name that follows from inputs, seeds and code alone: the same content always gets the same name."""
    digest = hashlib.sha256()
    for path in _content(inputs):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def code_id() -> str:
    """A name that follows from code, seeds and contracts alone."""
    digest = hashlib.sha256()
    for path in _code():
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _content(inputs: Path) -> Iterable[Path]:
    """What a release follows from; maps and findings follow from that in turn."""
    yield from sorted(path for path in inputs.glob("*.parquet") if not path.name.startswith(DERIVED))
    yield from _code()


def _code() -> Iterable[Path]:
    for folder, pattern in CODE:
        yield from sorted(folder.rglob(pattern))


def current_release(settings: Settings) -> str | None:
    """The name of the release readers see, or None before the first one."""
    return settings.current.readlink().name if settings.current.is_symlink() else None


def current_database(settings: Settings) -> Path:
    """The database readers see; FileNotFoundError with what to do if nothing has been built yet."""
    path = settings.current / DATABASE
    if not path.exists():
        raise FileNotFoundError(
            f"{settings.home} 里还没有已完成的构建，请先运行 county-warehouse run。/ "
            f"Nothing has been built in {settings.home} yet; run county-warehouse run first."
        )
    return path.resolve()


def seal(settings: Settings, database: Path) -> None:
    """Write a database out completely: checkpointed, no write-ahead log left, flushed, readable by its owner."""
    with connect(settings, database) as connection:
        connection.execute("checkpoint")
    if database.with_name(database.name + ".wal").exists():
        raise ReleaseError(f"{database} still has a write-ahead log after its checkpoint")
    database.chmod(0o600)
    flush(database)


def finish_release(settings: Settings, name: str) -> Path:
    """Give the finished build its name and move ``current`` to it in one step."""
    for database in building(settings).rglob("*.duckdb"):
        seal(settings, database)
    target = settings.releases / name
    if target.exists():
        discard_release(settings)
    else:
        building(settings).rename(target)
    flush(settings.releases)
    link = settings.home / f".current-{name}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / name)
    link.replace(settings.current)
    flush(settings.home)
    for leftover in settings.temp.glob("*"):
        leftover.unlink() if leftover.is_file() else shutil.rmtree(leftover)
    return target


def prune_releases(settings: Settings, keep: int) -> list[str]:
    """Remove all releases but the ``keep`` newest and the current one; gives the names of those removed.

    The caller holds the home (``one_at_a_time``).
    """
    current = current_release(settings)
    finished = [path for path in settings.releases.iterdir() if path.name != BUILDING]
    newest = sorted(finished, key=lambda path: path.stat().st_mtime, reverse=True)[:keep]
    old = sorted(path for path in finished if path not in newest and path.name != current)
    for path in old:
        shutil.rmtree(path)
    return [path.name for path in old]


def flush(path: Path) -> None:
    """Have a file, or a folder's names, written to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
