"""Passwords and keys: from the environment or from a file that only its owner can read, never from sources.yaml.

What belongs here: looking a secret up. What does not: using it (``servers``), hiding it (``problem``).
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

from dagster_project.settings import Settings

WAYS_ZH = "请写 {env: 变量名} 或 {file: 文件名}（0600）"
WAYS_EN = "write {env: VARIABLE} or {file: NAME} (0600)"


def secret(settings: Settings, option: str, given: Any) -> str | None:
    """The secret that an option names; None where the option is not given. Raises ValueError with a sentence."""
    if given is None:
        return None
    if not isinstance(given, dict) or len(given) != 1 or not given.keys() <= {"env", "file"}:
        raise ValueError(
            f"{option} 不得直接写在 sources.yaml 里，{WAYS_ZH}。"
            f"/ {option} must not stand in sources.yaml itself: {WAYS_EN}."
        )
    if "env" in given:
        value = settings.secret(str(given["env"]))
        if not value:
            raise ValueError(
                f"{option}：环境变量 {given['env']} 没有设置。/ {option}: the variable {given['env']} is not set."
            )
        return value
    lines = private_file(settings, option, str(given["file"])).read_text(encoding="utf-8-sig").splitlines()
    if not lines or not lines[0].strip():
        raise ValueError(f"{option}：文件 {given['file']} 是空的。/ {option}: the file {given['file']} is empty.")
    return lines[0].strip()


def private_file(settings: Settings, option: str, name: str) -> Path:
    """A file of config/ (or elsewhere, by its full path) that only its owner can read. Raises ValueError."""
    path = settings.config / name
    if not path.is_file():
        raise ValueError(f"{option}：没有文件 {path}。/ {option}: there is no file {path}.")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ValueError(
            f"{option}：文件 {path} 他人可读，请改为 0600。/ {option}: others can read {path}; chmod it 0600."
        )
    return path
