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
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dagster_project.readers.grid import FileContent, Limits, ReadError, Row, Sheet
from dagster_project.settings import PROJECT_ROOT

HEADER = struct.Struct("<iQ")
REFUSED = 1


class Worker:
    """One reading process; used by one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, path: Path, limits: Limits, job: str) -> Any:
        """The worker's answer for one file. Raises ReadError."""
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        request = {"path": str(path.absolute()), "limits": asdict(limits), "job": job}
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

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "dagster_project.readers.worker"],
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
            "读取超时，文件过大或结构异常，已跳过。请只保留数据，另存后报送。",
            "Reading took too long; the file is too large or oddly built. Keep only the data and send again.",
        )
    if code in (71, -signal.SIGABRT):
        return ReadError(
            "out_of_memory",
            "读取所需内存超出限度，文件过大或结构异常。请只保留数据，另存后报送。",
            "Reading needs more memory than allowed. Keep only the data, save and send again.",
        )
    return ReadError(
        "reader_crashed",
        f"读取程序因该文件中止（{code}），已跳过。请在 Excel 或 WPS 中另存后重新报送。",
        f"The reader stopped on this file ({code}). Save it again in Excel or WPS and send it.",
    )


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
    return _shared.worker.ask(path, limits, job)


def ask_many(paths: Iterable[Path], limits: Limits, workers: int) -> Iterator[tuple[Path, FileContent | ReadError]]:
    """Answers in the order of ``paths``; at most two files a worker are held ahead."""
    idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
    crew = [Worker() for _ in range(max(1, workers))]
    for worker in crew:
        idle.put(worker)

    def read(path: Path) -> FileContent | ReadError:
        worker = idle.get()
        try:
            return content_of(worker.ask(path, limits, "grid"))
        except ReadError as error:
            return error
        finally:
            idle.put(worker)

    waiting: deque[tuple[Path, Future[FileContent | ReadError]]] = deque()
    with ThreadPoolExecutor(len(crew)) as pool:
        try:
            for path in paths:
                waiting.append((path, pool.submit(read, path)))
                if len(waiting) > 2 * len(crew):
                    done, future = waiting.popleft()
                    yield done, future.result()
            while waiting:
                done, future = waiting.popleft()
                yield done, future.result()
        finally:
            for _, future in waiting:
                future.cancel()
            for worker in crew:
                worker.close()


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
