"""The process that opens other people's files: one fork for each file, with limits of its own.

Belongs here: the loop that takes a request on stdin and answers on stdout, and the limits of a child.
Does not belong here: what is done with a file (the job, a function named in the request), starting this process and
reading its answers (``sandbox``).

The server imports everything once and forks for each file, so that a crash, a Rust panic, a runaway
loop or an allocation of 549 GB ends the child and nothing else. A child answers through an anonymous
file, so that half an answer is never read.
"""

from __future__ import annotations

import gc
import importlib
import json
import marshal
import os
import resource
import signal
import struct
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from dagster_project.readers.grid import Limits, ReadError

Job = Callable[[Path, Limits, Any], Any]

DONE, REFUSED = 0, 1


def main() -> None:
    """Serve until stdin ends. The inherited streams are replaced, so that nothing else is ever printed to them."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    for name in sys.argv[1:]:
        _job(name)
    gc.freeze()  # what is loaded stays in pages that children share
    for line in requests:
        request = json.loads(line)
        with _anonymous_file() as answer:
            status = _answer_in_child(_job(request["job"]), request, answer)
            _send(answers, status, answer)


@cache
def _job(name: str) -> Job:
    """The function called module:function, imported before the fork and not in every child.

    A module that has a function ``warm_up`` is given the chance to load what all its jobs need.
    """
    module_name, _, function = name.partition(":")
    module = importlib.import_module(module_name)
    getattr(module, "warm_up", lambda: None)()
    job: Job = getattr(module, function)
    return job


def _anonymous_file() -> BinaryIO:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("answer"), "w+b")
    return tempfile.TemporaryFile()


def _answer_in_child(job: Job, request: dict[str, Any], answer: BinaryIO) -> int:
    """0 for an answer in the file; otherwise the child's wait status, and the file is not to be read."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            limits = Limits(**request["limits"])
            _confine(limits)
            gc.disable()
            answer.write(marshal.dumps(_result(job, request, limits)))
            answer.flush()
            code = 0
        except MemoryError:
            code = 71
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1]


def _confine(limits: Limits) -> None:
    memory = limits.memory_bytes + _mapped_bytes()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds)
    for what, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 5),
        (resource.RLIMIT_AS, memory, memory),
    ):
        try:
            resource.setrlimit(what, (soft, hard))
        except (ValueError, OSError):
            continue


def _mapped_bytes() -> int:
    """The address space the program itself takes: libraries map far more than they use."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _result(job: Job, request: dict[str, Any], limits: Limits) -> tuple[int, Any]:
    path = Path(request["path"])
    try:
        return DONE, job(path, limits, request["task"])
    except ReadError as error:
        return REFUSED, (error.code, error.message_zh, error.message_en)
    except MemoryError:
        raise
    except OSError as error:
        return REFUSED, (
            "unreadable",
            f"文件无法打开：{error.strerror}。",
            f"The file cannot be opened: {error.strerror}.",
        )
    except (AttributeError, ImportError, NameError, TypeError) as error:  # ours, not the county's
        return REFUSED, (
            "reader_failed",
            f"读取程序内部出错（{type(error).__name__}），请将该文件交技术人员查看。",
            f"The reader itself failed ({type(error).__name__}); show this file to the engineers.",
        )
    except BaseException as error:  # a Rust panic is a BaseException; its text may hold cells, its name does not
        return REFUSED, (
            "damaged_file",
            f"文件内容损坏或不规范，无法读取（{type(error).__name__}）。请另存为 .xlsx 后重新报送。",
            f"The content is damaged or not as its format asks ({type(error).__name__}). Save it as .xlsx, send again.",
        )


def _send(answers: BinaryIO, status: int, answer: BinaryIO) -> None:
    answer.seek(0)
    payload = answer.read() if status == 0 else b""
    answers.write(struct.pack("<iQ", status, len(payload)))
    answers.write(payload)
    answers.flush()


if __name__ == "__main__":
    sys.setrecursionlimit(2000)
    main()
