"""The named sizes of a rehearsal at scale, and the disk each needs, told before anything is written.

What belongs here: how many counties and pupils make how many payments, measured bytes a payment (with the registers
around it), and refusing in time. What does not: the counties' codes and names (``places``).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from dagster_project.demo.scale.places import TEMPLATE_CODES
from dagster_project.settings import Settings

COUNTIES = {"province": 100, "nation": 2844}
PAYMENTS = {"province": 5_000_000, "nation": 146_000_000}
PAYMENTS_PER_COUNTY = PAYMENTS["nation"] / COUNTIES["nation"]
PAYMENTS_PER_STUDENT = 2.46
# Measured: 456 bytes a payment delivered; 455 archived, 115 raw, 900 in a release, and room to spill.
INBOX_BYTES = 460
RUN_BYTES = 1600
GIB = 1 << 30


class DiskFull(ValueError):
    """The disk cannot hold the rehearsal."""


@dataclass(frozen=True)
class Size:
    """How many counties, and about how many payments in all."""

    counties: int
    payments: int

    @classmethod
    def of(cls, scale: str, payments: int | None = None) -> Size:
        """A named size, or as many counties as ``payments`` need at the nation's density, at least one block."""
        if payments is None:
            return cls(COUNTIES[scale], PAYMENTS[scale])
        block = len(TEMPLATE_CODES)
        return cls(max(1, round(payments / PAYMENTS_PER_COUNTY / block)) * block, payments)

    @property
    def students(self) -> int:
        """Pupils of a county who receive that many payments."""
        return max(1, round(self.payments / self.counties / PAYMENTS_PER_STUDENT))

    @property
    def inbox_bytes(self) -> int:
        """What the counties' files take."""
        return self.payments * INBOX_BYTES

    @property
    def run_bytes(self) -> int:
        """What a run makes of them: archive, raw, release."""
        return self.payments * RUN_BYTES

    def told(self) -> str:
        """The size and the disk it takes, in words."""
        inbox, run = gib(self.inbox_bytes), gib(self.run_bytes)
        return (
            f"{self.counties} 县，约 {self.payments:,} 人次；收件箱约需 {inbox}，全程运行另需约 {run}。/ {self.counties} "
            f"counties, about {self.payments:,} payments; the inbox needs about {inbox}, a run about {run} more."
        )


def require_disk(settings: Settings, size: Size) -> None:
    """Raise DiskFull, with what would fit, if the disk of the home has less left than files and run need."""
    free = shutil.disk_usage(settings.home).free
    if free >= size.inbox_bytes + size.run_bytes:
        return
    most = free // (INBOX_BYTES + RUN_BYTES) // 100_000 * 100_000
    raise DiskFull(
        f"磁盘不够，未写任何文件：收件箱约需 {gib(size.inbox_bytes)}，全程运行另需约 {gib(size.run_bytes)}，"
        f"{settings.home} 只剩 {gib(free)}；最多可用 --payments {most}。/ "
        f"Not enough disk, nothing was written: the inbox needs about {gib(size.inbox_bytes)} and a run "
        f"{gib(size.run_bytes)} more, {settings.home} has {gib(free)} left; --payments {most} is the most that fits."
    )


def gib(size: int) -> str:
    """A number of bytes in GiB."""
    return f"{size / GIB:.1f} GiB"
