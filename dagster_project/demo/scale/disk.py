"""What disk a rehearsal needs, told before anything is written.

What belongs here: measured bytes a payment (with the registers around it), and refusing in time.
What does not: how many payments there are (``demo.scale``).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from dagster_project.settings import Settings

INBOX_BYTES = 560
RUN_BYTES = 1400
GIB = 1 << 30


class DiskFull(ValueError):
    """The disk cannot hold the rehearsal."""


@dataclass(frozen=True)
class Need:
    """Bytes: of the files counties deliver, and of all that a run makes of them (archive, raw, release)."""

    inbox: int
    run: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.inbox + self.run


def need(payments: int) -> Need:
    """What so many payments need."""
    return Need(payments * INBOX_BYTES, payments * RUN_BYTES)


def require(settings: Settings, wanted: Need) -> None:
    """Raise DiskFull if the disk of the home has less left than ``wanted``."""
    free = shutil.disk_usage(settings.home).free
    if free < wanted.total:
        most = free // (INBOX_BYTES + RUN_BYTES) // 100_000 * 100_000
        raise DiskFull(
            f"磁盘不够：收件箱约需 {gib(wanted.inbox)}，全程运行另需约 {gib(wanted.run)}，{settings.home} 只剩 {gib(free)}；"
            f"至多可用 --payments {most}。/ Not enough disk: the inbox needs about {gib(wanted.inbox)} and a run "
            f"{gib(wanted.run)} more, {settings.home} has {gib(free)} left; at most --payments {most} fits."
        )


def gib(size: int) -> str:
    """A size in GiB, as people read it."""
    return f"{size / GIB:.1f} GiB"
