"""What one source and one file of it may cost; each refusal names the limit it met.

What belongs here: the limits and the two sentences they give rise to. What does not: what a reader may cost
(``readers``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from dagster_project.intake.pulling.problem import PullProblem

MIB = 1 << 20
TYPES = (
    *("", "xlsx", "xlsm", "xls", "xlsb", "ods", "et", "csv", "tsv", "txt", "html", "htm", "xml"),
    *("docx", "doc", "wps", "pdf", "zip", "7z", "rar", "jpg", "jpeg", "png", "tif", "tiff"),
)


@dataclass(frozen=True)
class PullLimits:
    """As ``limits`` in ``config/sources.yaml`` names them, for all sources or for one."""

    file_bytes: int = 512 * MIB
    file_seconds: float = 3600.0
    files: int = 20_000
    depth: int = 8
    spare_bytes: int = 1024 * MIB  # of the disk, that a pull leaves free
    tries: int = 5
    wait_seconds: float = 1.0
    longest_wait_seconds: float = 60.0
    stall_seconds: float = 60.0
    types: tuple[str, ...] = TYPES

    def changed_by(self, given: Mapping[str, Any]) -> PullLimits:
        """These limits with some of them set otherwise. Raises ValueError with a sentence."""
        known = {item.name for item in fields(self)}
        changes: dict[str, Any] = {}
        for name, value in given.items():
            if name not in known:
                raise ValueError(f"没有名为 {name} 的上限。/ There is no limit called {name}.")
            if name == "types":
                if not isinstance(value, list):
                    raise ValueError("上限 types 应为列表。/ The limit types is a list.")
                changes[name] = tuple(str(item).lower().lstrip(".") for item in value)
            elif isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
                raise ValueError(f"上限 {name} 应为正数。/ The limit {name} is a positive number.")
            else:
                changes[name] = type(getattr(self, name))(value)
        return replace(self, **changes)

    def waits(self) -> list[float]:
        """How long to wait before each further try."""
        return [min(self.wait_seconds * 2**at, self.longest_wait_seconds) for at in range(int(self.tries) - 1)]


def too_much(name: str, file: str, measured: object, limit: object) -> PullProblem:
    """The refusal of a file that is over a limit."""
    return PullProblem(
        f"未取“{file}”：{measured} 超过上限 {name}（{limit}），可在 config/sources.yaml 的 limits 里修改。",
        f"“{file}” was not fetched: {measured} is over the limit {name} ({limit}); "
        "limits in config/sources.yaml changes it.",
        is_refusal=True,
    )


def not_of_type(file: str, suffix: str) -> PullProblem:
    """The refusal of a file whose type is not among the ``types``."""
    return PullProblem(
        f"未取“{file}”：类型 .{suffix} 不在上限 types 之内；表格请存为 .xlsx 或 .csv 再放。",
        f"“{file}” was not fetched: type .{suffix} is not in the limit types; save a table as .xlsx or .csv.",
        is_refusal=True,
    )
