"""Paths and switches, frozen; the only module that reads the environment.

What belongs here: where things lie under the home, and limits a user sets.
What does not: opening files or databases (``warehouse``), what a dataset looks like (``contracts``).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
SEEDS = PROJECT_ROOT / "seeds"
EXPECTATIONS = PROJECT_ROOT / "expectations"
DBT = PROJECT_ROOT / "dbt"

HOME_VARIABLE = "COUNTY_WAREHOUSE_HOME"
RELEASE_VARIABLE = "COUNTY_WAREHOUSE_RELEASE"  # whose tables dbt builds
BUILDING = ".building"
DEFAULT_HOME = Path("county-warehouse-home")
MEMORY_VARIABLE = "COUNTY_WAREHOUSE_MEMORY"
MIB, GIB = 1 << 20, 1 << 30
AROUND_THE_ENGINE = 1280 * MIB  # dbt, the orchestrator and the interpreter themselves
ENGINE_COUNTS = 0.8  # of what is left: it holds a fifth more than its own limit sees (allocators, files being read)
LEAST_MEMORY, MOST_MEMORY_UNASKED = GIB, 12 * GIB
UNITS = {"K": 1 << 10, "M": MIB, "G": GIB, "T": 1 << 40}
_MEMORY = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT])(?:i?B)?", re.IGNORECASE)
CGROUP_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def memory_in_bytes(text: str) -> int:
    """8GiB, 8 GB, 8g or 8192M (always powers of 1024) in bytes. Raises ValueError with a sentence."""
    match = _MEMORY.fullmatch(text.strip())
    if match is None:
        raise ValueError(
            f"看不懂内存上限“{text}”，请写成 8GiB 或 6000MiB。/ “{text}” is no amount of memory; write 8GiB or 6000MiB."
        )
    amount = int(float(match[1]) * UNITS[match[2].upper()])
    if amount < LEAST_MEMORY:
        raise ValueError(
            f"内存上限“{text}”太小，至少需要 1GiB。/ “{text}” is too little memory; at least 1GiB is needed."
        )
    return amount


def memory_of_machine() -> int:
    """Half of what is free now, inside whatever container this is; between 1 and 12 GiB."""
    free = _free_memory()
    for path in CGROUP_LIMITS:
        text = path.read_text().strip() if path.exists() else "max"
        free = min(free, int(text)) if text.isdigit() else free
    return min(max(free // 2, LEAST_MEMORY), MOST_MEMORY_UNASKED) // MIB * MIB


def _free_memory() -> int:
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")) * 1024
    except (OSError, StopIteration):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


@dataclass(frozen=True)
class Settings:
    """Everything a run needs to know about its surroundings."""

    home: Path
    workers: int = 2
    memory_bytes: int = 4 * GIB
    full: bool = False  # compute everything, whatever an earlier release holds

    @classmethod
    def load(cls, home: str | Path | None = None, memory: str | None = None) -> Settings:
        """The settings for ``home``, else for $COUNTY_WAREHOUSE_HOME, else for ./county-warehouse-home.

        ``memory`` is written as in ``memory_in_bytes``; else $COUNTY_WAREHOUSE_MEMORY counts, else the machine.
        Raises ValueError where it makes no sense.
        """
        chosen = Path(home or os.environ.get(HOME_VARIABLE) or DEFAULT_HOME)
        limit = memory or os.environ.get(MEMORY_VARIABLE)
        return cls(
            home=chosen.expanduser().resolve(),
            workers=max(1, min(8, os.cpu_count() or 1)),
            memory_bytes=memory_in_bytes(limit) if limit else memory_of_machine(),
        )

    @property
    def memory_limit(self) -> str:
        """What DuckDB may use, as it writes it: the limit less what the programs around it need."""
        left = int((self.memory_bytes - AROUND_THE_ENGINE) * ENGINE_COUNTS)
        return f"{max(left, self.memory_bytes // 2) // MIB}MiB"

    def prepare(self) -> Settings:
        """Make the home, readable by its owner only."""
        for folder in (self.home, self.inbox, self.archive, self.raw, self.releases, self.temp, self.dagster_home):
            folder.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o700)
        return self

    @property
    def inbox(self) -> Path:
        """What counties deliver; read, never changed."""
        return self.home / "inbox"

    @property
    def archive(self) -> Path:
        """Every byte received, named by its SHA-256."""
        return self.home / "archive"

    @property
    def raw(self) -> Path:
        """Text cells under our names, one Parquet file a delivery."""
        return self.home / "raw"

    @property
    def ledger(self) -> Path:
        """What happened, append-only."""
        return self.home / "ledger.duckdb"

    @property
    def reading_limits(self) -> Path:
        """What one file may cost, where it is not what the reader thinks."""
        return self.config / "reading_limits.yaml"

    @property
    def passwords(self) -> Path:
        """Passwords of locked files, one a line; 0600, or nothing is read."""
        return self.config / "passwords"

    @property
    def sources(self) -> Path:
        """Which servers each county's files are pulled from."""
        return self.config / "sources.yaml"

    @property
    def pulling(self) -> Path:
        """Beginnings of files that are being pulled."""
        return self.home / "pulling"

    def secret(self, variable: str) -> str | None:
        """A password that somebody put into the environment."""
        return os.environ.get(variable)

    @property
    def key(self) -> Path:
        """The key of the person tokens, 0600."""
        return self.home / "key"

    @property
    def releases(self) -> Path:
        """Complete builds, each under its own name."""
        return self.home / "releases"

    @property
    def current(self) -> Path:
        """A link to the release that readers see."""
        return self.home / "current"

    @property
    def config(self) -> Path:
        """This deployment's own counties.csv and delivery_calendar.csv; without them the seeds apply."""
        return self.home / "config"

    @property
    def temp(self) -> Path:
        """Spill files, inside the 0700 home."""
        return self.home / "temp"

    @property
    def dagster_home(self) -> Path:
        """Dagster's runs and event log."""
        return self.home / "dagster"

    @property
    def dbt_target(self) -> Path:
        """dbt's artifacts."""
        return self.home / "dbt"

    @property
    def answer_key(self) -> Path:
        """What the rehearsal planted, beside what it follows from."""
        return self.home / "answer_key.csv"

    def reference(self, name: str) -> Path:
        """The deployment's own version of a reference table, else the repository's."""
        own = self.config / name
        return own if own.exists() else SEEDS / name

    def environment(self, counties: Iterable[str] = ()) -> dict[str, str]:
        """Variables for the programs we start: where home is, which counties to compute, no telemetry anywhere."""
        return {
            HOME_VARIABLE: str(self.home),
            "COUNTY_WAREHOUSE_COUNTIES": ",".join(sorted(counties)),
            RELEASE_VARIABLE: str(self.releases / BUILDING),
            MEMORY_VARIABLE: f"{self.memory_bytes // MIB}MiB",
            "COUNTY_WAREHOUSE_ENGINE_MEMORY": self.memory_limit,
            "DBT_PROFILES_DIR": str(DBT),
            "DAGSTER_HOME": str(self.dagster_home),
            "DBT_TARGET_PATH": str(self.dbt_target),
            "DBT_LOG_PATH": str(self.dbt_target / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
            "DAGSTER_DISABLE_TELEMETRY": "1",
            "GX_ANALYTICS_ENABLED": "false",
        }

    def apply_environment(self, counties: Iterable[str] = (), *, from_home: bool = False) -> None:
        """Put ``environment()`` in force for this process and its children; no counties means all.

        ``from_home`` is for a program whose working directory is the home: the same places, alike for every home.
        """
        os.environ.update(self.environment(counties))
        if from_home:
            release = f"{self.releases.relative_to(self.home)}/{BUILDING}"
            os.environ.update({HOME_VARIABLE: ".", RELEASE_VARIABLE: release})
