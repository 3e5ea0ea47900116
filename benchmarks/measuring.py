"""Run a command and see what its whole process tree takes: wall time, CPU, memory, disk.

What belongs here: reading /proc. What does not: what is measured, and how it is shown (``tables``).

CPU of a tree is, for every living process, its own time and that of its children it has waited for. Memory is the
sum of resident sets, so pages shared by two processes count twice. Bytes written are those the kernel was asked to
put on disk, the dead children's included.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

EVERY_SECONDS = 0.1
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
STAGE_FILE = "COUNTY_BENCHMARK_STAGES"
STARTING = "start"


@dataclass(frozen=True)
class Sample:
    """A process tree at one moment of the monotonic clock; CPU and bytes written are totals since its start."""

    at: float
    cpu_seconds: float
    memory_bytes: int
    written_bytes: int


@dataclass(frozen=True)
class Cost:
    """What something took. ``grown_bytes`` is by how much the watched folder grew."""

    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_bytes: int = 0
    written_bytes: int = 0
    grown_bytes: int = 0

    def __add__(self, other: Cost) -> Cost:
        """Both, one after the other."""
        return Cost(
            self.wall_seconds + other.wall_seconds,
            self.cpu_seconds + other.cpu_seconds,
            max(self.peak_bytes, other.peak_bytes),
            self.written_bytes + other.written_bytes,
            self.grown_bytes + other.grown_bytes,
        )


@dataclass(frozen=True)
class Measured:
    """A finished command: its cost, and that of each stage it named."""

    total: Cost
    stages: dict[str, Cost] = field(default_factory=dict)


class CommandFailed(RuntimeError):
    """The measured command ended with an error; the message holds the last lines it wrote."""


def stage(name: str) -> None:
    """Called by the measured process: a stage begins now. Does nothing when nobody measures."""
    path = os.environ.get(STAGE_FILE)
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps([time.monotonic(), name]) + "\n")


def measure(
    command: Sequence[str], *, watched: Path | None = None, environment: Mapping[str, str] | None = None
) -> Measured:
    """Run ``command`` to its end. Raises CommandFailed. ``watched`` is the folder whose growth is told."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "output").open("w+b") as output:
        stages = Path(folder) / "stages"
        stages.touch()
        sizes = _Sizes(watched, stages)
        begun = time.monotonic()
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {}), STAGE_FILE: str(stages)},
        )
        samples = [Sample(begun, 0.0, 0, 0)]
        while not _ended(process):
            samples.append(_sample(process.pid))
            sizes.look()
            time.sleep(EVERY_SECONDS)
        samples.append(_last(process, samples[-1]))
        sizes.finish()
        if process.returncode:
            output.seek(0)
            raise CommandFailed(f"{' '.join(command)}\n{output.read().decode(errors='replace')[-3000:]}")
        return _measured(samples, _named(stages), sizes.at_stage)


class _Sizes:
    """The watched folder's size at the start of each stage; looked up beside the sampling, so as not to delay it."""

    def __init__(self, folder: Path | None, stages: Path) -> None:
        self.folder, self.stages = folder, stages
        self.at_stage = [self._size()]
        self.thread: threading.Thread | None = None

    def look(self) -> None:
        if self.folder and (self.thread is None or not self.thread.is_alive()):
            self.thread = threading.Thread(target=self._catch_up)
            self.thread.start()

    def finish(self) -> None:
        if self.thread:
            self.thread.join()
        self._catch_up()
        self.at_stage.append(self._size())

    def _catch_up(self) -> None:
        begun = len(self.stages.read_bytes().splitlines())
        if begun >= len(self.at_stage):
            size = self._size()
            self.at_stage += [size] * (begun + 1 - len(self.at_stage))

    def _size(self) -> int:
        return _folder_size(self.folder) if self.folder else 0


def _folder_size(folder: Path) -> int:
    total, waiting = 0, [os.fspath(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_blocks * 512
        except FileNotFoundError:
            continue
    return total


def _ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether the process has ended; it is left unreaped, so that its last figures can be read."""
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _last(process: subprocess.Popen[bytes], before: Sample) -> Sample:
    """The tree's totals when all of it has ended."""
    now = time.monotonic()
    written = _written(process.pid)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Sample(now, usage.ru_utime + usage.ru_stime, 0, max(written, before.written_bytes))


def _sample(root: int) -> Sample:
    cpu = memory = written = 0
    for pid in _tree(root):
        try:
            text = Path(f"/proc/{pid}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        fields = text.rpartition(")")[2].split()
        cpu += sum(int(value) for value in fields[11:15])
        memory += int(fields[21]) * PAGE
        written += _written(pid)
    return Sample(time.monotonic(), cpu / TICKS, memory, written)


def _written(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("write_bytes")), 0)


def _tree(root: int) -> list[int]:
    found, at = [root], 0
    while at < len(found):
        try:
            for children in Path(f"/proc/{found[at]}/task").glob("*/children"):
                found += map(int, children.read_text().split())
        except (FileNotFoundError, ProcessLookupError):
            pass
        at += 1
    return found


def _named(stages: Path) -> list[tuple[float, str]]:
    return [tuple(json.loads(line)) for line in stages.read_text(encoding="utf-8").splitlines()]


def _measured(samples: list[Sample], named: list[tuple[float, str]], sizes: list[int]) -> Measured:
    samples = _rising(samples)
    begun, ended = samples[0].at, samples[-1].at
    bounds = [(begun, STARTING), *named, (ended, "")]
    stages: dict[str, Cost] = {}
    for number, ((start, name), (end, _)) in enumerate(pairwise(bounds)):
        grown = sizes[number + 1] - sizes[number] if number + 1 < len(sizes) else 0
        stages[name] = stages.get(name, Cost()) + _between(samples, start, end, grown)
    total = _between(samples, begun, ended, sizes[-1] - sizes[0])
    return Measured(total, stages if named else {})


def _rising(samples: list[Sample]) -> list[Sample]:
    """A child that ends between two looks is missed until its parent has waited for it: totals never fall."""
    risen: list[Sample] = []
    cpu, written = 0.0, 0
    for sample in samples:
        cpu, written = max(cpu, sample.cpu_seconds), max(written, sample.written_bytes)
        risen.append(Sample(sample.at, cpu, sample.memory_bytes, written))
    return risen


def _between(samples: list[Sample], start: float, end: float, grown: int) -> Cost:
    inside = [sample for sample in samples if start <= sample.at <= end]
    before, after = _at(samples, start), _at(samples, end)
    peak = max((sample.memory_bytes for sample in inside), default=after.memory_bytes)
    return Cost(
        end - start, after.cpu_seconds - before.cpu_seconds, peak, after.written_bytes - before.written_bytes, grown
    )


def _at(samples: list[Sample], moment: float) -> Sample:
    """The totals at a moment between two samples."""
    for left, right in pairwise(samples):
        if left.at <= moment <= right.at:
            share = (moment - left.at) / (right.at - left.at) if right.at > left.at else 0.0
            return Sample(
                moment,
                left.cpu_seconds + share * (right.cpu_seconds - left.cpu_seconds),
                right.memory_bytes or left.memory_bytes,
                round(left.written_bytes + share * (right.written_bytes - left.written_bytes)),
            )
    return samples[-1] if moment > samples[-1].at else samples[0]
