"""The key of this deployment, and the tokens made with it.

Belongs here: making and reading the key file, HMAC-SHA256 of a normal form.
Does not belong here: what the normal form is (``numbers``, ``names``).

The key is never logged and never enters SQL, Parquet or an error message. Without it a token cannot be
traced back; with another key the same person has another token.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from dagster_project.settings import Settings

KEY_BYTES = 32
TOKEN_DIGITS = 32
"""Hexadecimal digits kept: 128 bits, far beyond what a nation's persons could collide in."""


class KeyFileError(Exception):
    """The key file is not what it must be; the message says what to do and never holds the key."""


def load_key(settings: Settings) -> bytes:
    """The key of this home; made on first use, readable by its owner only. Raises KeyFileError."""
    path = settings.key
    if not path.exists():
        _make_key(path)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise KeyFileError(
            f"密钥文件 {path} 已损坏（应为 {KEY_BYTES} 字节），请从备份恢复。"
            f" The key file {path} is damaged (it must hold {KEY_BYTES} bytes); restore it from a backup."
        )
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return key


def _make_key(path: Path) -> None:
    """Written whole under another name and linked, so that nobody ever reads half a key or replaces one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(secrets.token_bytes(KEY_BYTES))
            handle.flush()
            os.fsync(handle.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def token(key: bytes, kind: str, normal_form: str) -> str:
    """The token of a person (``kind`` person) or of a name (``kind`` name)."""
    return hmac.digest(key, f"{kind}:{normal_form}".encode(), "sha256").hex()[:TOKEN_DIGITS]


def tokens(key: bytes, kind: str, normal_forms: Iterable[str | None]) -> list[str | None]:
    """The token of each, and none for none."""
    prefix = f"{kind}:".encode()
    return [
        hmac.digest(key, prefix + text.encode(), "sha256").hex()[:TOKEN_DIGITS] if text else None
        for text in normal_forms
    ]


def key_name(key: bytes) -> str:
    """A name by which a key is known again; it says nothing about the key or about any token."""
    return token(key, "key", "name")
