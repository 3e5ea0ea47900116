"""Reading in another process: requests out, grids or refusals back.

Belongs here: starting workers, sharing work among them, and turning a dead child into a ReadError.
Does not belong here: what happens inside the worker (``worker``).

The worker is a program of its own rather than a multiprocessing child: multiprocessing imports the
caller's main module again in every child, which for the command line means all of Dagster.
"""

from __future__ import annotations

import atexit
import gc
import json
import marshal
import os
import queue
import signal
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

from dagster_project.readers.grid import FileContent, Limits, ReadError, Row, Sheet
from dagster_project.settings import PROJECT_ROOT

HEADER = struct.Struct("<iQ")
REFUSED = 1


class Worker:
    """One reading process; used by one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, question: Question, limits: Limits) -> Any:
        """The worker's answer for one file. Raises ReadError."""
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        path, job, task = question
        request = {"path": str(path.absolute()), "limits": asdict(limits), "job": job, "task": task}
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            status, size = HEADER.unpack(process.stdout.read(HEADER.size))
            payload = process.stdout.read(size)
        except (OSError, struct.error, ValueError) as error:
            self.close()
            raise _died(-signal.SIGKILL) from error
        if status:
            raise _died(os.waitstatus_to_exitcode(status))
        outcome, answer = _loads(payload)
        if outcome == REFUSED:
            raise ReadError(*answer)
        return answer

    def close(self) -> None:
        """End the process; the next question starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue
        process.terminate()
        process.wait()

    def start(self, *jobs: str) -> None:
        """Let the process begin to load what these jobs need, before the first question."""
        self._running(*jobs)

    def _running(self, *jobs: str) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "dagster_project.readers.worker", *jobs],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=PROJECT_ROOT,
            )
        return self._process


def _loads(payload: bytes) -> Any:
    """Without the collector, which would walk a million fresh strings again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return marshal.loads(payload)
    finally:
        if collecting:
            gc.enable()


def _died(code: int) -> ReadError:
    if code in (-signal.SIGALRM, -signal.SIGXCPU):
        return ReadError(
            "timeout",
            "读取超时（限度 wall_seconds、cpu_seconds；read 读小文件时为 small_file_seconds），文件过大或结构异常，已跳过。请只保留数据，另存后报送。",
            "Reading took too long (limits wall_seconds, cpu_seconds; small_file_seconds where read reads a small file); "
            "the file is too large or oddly built. Keep only the data and send again.",
        )
    if code in (71, -signal.SIGABRT):
        return ReadError(
            "out_of_memory",
            "读取所需内存超出限度（memory_bytes），文件过大或结构异常。请只保留数据，另存后报送。",
            "Reading needs more memory than allowed (memory_bytes). Keep only the data, save and send again.",
        )
    return ReadError(
        "reader_crashed",
        f"读取程序因该文件中止（{code}），已跳过。请在 Excel 或 WPS 中另存后重新报送。",
        f"The reader stopped on this file ({code}). Save it again in Excel or WPS and send it.",
    )


class Question(NamedTuple):
    """What to do with one file: ``job`` is module:function; ``task`` goes to it as it is, and must be plain."""

    path: Path
    job: str
    task: Any = None


class _Shared(threading.local):
    """One worker for each thread that reads single files, not carried over a fork."""

    worker: Worker | None = None
    owner: int = 0


_shared = _Shared()


def ask_once(path: Path, limits: Limits, job: str) -> Any:
    """The answer for one file, from this thread's own worker. Raises ReadError."""
    if _shared.worker is None or _shared.owner != os.getpid():
        _shared.worker, _shared.owner = Worker(), os.getpid()
        atexit.register(_shared.worker.close)
    return _shared.worker.ask(Question(path, job), limits)


class _Crew:
    """Workers that wait for the next files, so that what they have loaded is loaded once."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        self.workers: list[Worker] = []

    def at_least(self, count: int) -> None:
        while len(self.workers) < count:
            self.workers.append(Worker())
            atexit.register(self.workers[-1].close)
            self.idle.put(self.workers[-1])


_crew = _Crew()


def crew_of(count: int, job: str = "") -> _Crew:
    """At least ``count`` workers; those not yet running begin to load what ``job`` needs."""
    global _crew
    if _crew.owner != os.getpid():
        _crew = _Crew()
    _crew.at_least(count)
    if job:
        for worker in _crew.workers:
            worker.start(job)
    return _crew


class Turns:
    """Who may run: any number together, or one alone with all the memory."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running, self._waiting_alone = 0, 0

    @contextmanager
    def together(self) -> Iterator[None]:
        """Run beside others, after whoever waits to be alone."""
        with self._changed:
            self._changed.wait_for(lambda: self._running >= 0 and not self._waiting_alone)
            self._running += 1
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Run when nobody else does."""
        with self._changed:
            self._waiting_alone += 1
            self._changed.wait_for(lambda: self._running == 0)
            self._waiting_alone -= 1
            self._running = -1
        try:
            yield
        finally:
            with self._changed:
                self._running = 0
                self._changed.notify_all()


def ask_many(questions: Iterable[Question], limits: Limits, workers: int, whole_memory: int = 0) -> Iterator[Any]:
    """Answers or ReadErrors in the order of ``questions``; at most two a worker are held ahead.

    A file that runs out of the memory of ``limits`` is asked again, alone, with ``whole_memory``.
    """
    workers = max(1, workers)
    crew, turns = crew_of(workers), Turns()
    alone = replace(limits, memory_bytes=max(whole_memory, limits.memory_bytes))

    def answer(question: Question) -> Any:
        worker = crew.idle.get()
        try:
            with turns.together():
                return worker.ask(question, limits)
        except ReadError as error:
            if error.code != "out_of_memory" or whole_memory <= limits.memory_bytes:
                return error
        finally:
            crew.idle.put(worker)
        return again(question)

    def again(question: Question) -> Any:
        worker = crew.idle.get()
        try:
            with turns.alone():
                return worker.ask(question, alone)
        except ReadError as error:
            return error
        finally:
            crew.idle.put(worker)

    waiting: deque[Future[Any]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for question in questions:
                waiting.append(pool.submit(answer, question))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def content_of(answer: tuple[str, str | None, list[tuple[Any, ...]]]) -> FileContent:
    """A worker's plain answer as the objects it stands for."""
    form, encoding, sheets = answer
    return FileContent(
        form,
        encoding,
        tuple(
            Sheet(name, hidden, [Row._make(row) for row in rows], merged, hidden_rows)
            for name, hidden, rows, merged, hidden_rows in sheets
        ),
    )
