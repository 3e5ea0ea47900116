"""Written reports (总结, 报告, 汇报, 要点): told from tables by name or first line, kept as paragraphs.

What belongs here: recognising a report. What does not: whether its figures add up (``narrative``).
"""

from __future__ import annotations

from pathlib import PurePosixPath

import numpy as np
import pyarrow as pa

from dagster_project.intake.rows import Sorted

DATASET = "work_report"
PLAIN_TEXT = frozenset({".txt", ".md", ".text"})
DOCUMENTS = frozenset({".docx", ".doc", ".wps", ".pdf", ".rtf"})
_WORDS = ("总结", "报告", "汇报", "要点", "综述", "简报", "自查", "情况说明", "report", "summary")


def suffix(file_name: str) -> str:
    """A file name's ending in lower case."""
    return PurePosixPath(file_name).suffix.lower()


def says_report(text: str) -> bool:
    """Whether a name or first line is a report's."""
    return any(word in text.lower() for word in _WORDS)


def is_report(file_name: str, paragraphs: list[str]) -> bool:
    """Whether a text file is a report: by its name, else by its first line."""
    first = paragraphs[0] if paragraphs else ""
    return says_report(PurePosixPath(file_name).stem) or (len(first) <= 60 and says_report(first))


def paragraphs_as_rows(paragraphs: list[str]) -> Sorted:
    """A report's paragraphs as loaded rows, numbered from 1."""
    return Sorted(
        row_numbers=np.arange(1, len(paragraphs) + 1, dtype=np.int32),
        columns={"text": pa.array(paragraphs, pa.string())},
        types=pa.array(["t"] * len(paragraphs), pa.string()),
        set_aside_rows=[],
        set_aside_cells=[],
        rows_seen=len(paragraphs),
    )
