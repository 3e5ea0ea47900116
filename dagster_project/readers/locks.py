"""Office files that need a password to open: decrypted with the passwords a person has written down.

Belongs here: the password file and trying its passwords. Does not belong here: archives (``archives``).
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Sequence
from pathlib import Path

from dagster_project.readers.archives import locked
from dagster_project.readers.grid import Limits, ReadError

UNASKED = ("VelvetSweatshop",)  # with which Excel locks what it opens without asking


def passwords_in(path: Path | None) -> tuple[str, ...]:
    """The lines of a file that only its owner can read. Raises ValueError with a sentence."""
    if path is None or not path.exists():
        return ()
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ValueError(
            f"密码文件 {path} 他人可读，请改为 0600。/ Others can read the password file {path}; chmod it 0600."
        )
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))


def unlocked(path: Path, passwords: Sequence[str], limits: Limits) -> Path:
    """Where the decrypted bytes can be read by this process alone. Raises ReadError if no password opens it."""
    try:
        import msoffcrypto
    except ImportError as error:
        raise ReadError(*locked(False)) from error
    with path.open("rb") as file:
        for password in (*UNASKED, *passwords):
            file.seek(0)
            target = _nameless()
            try:
                office = msoffcrypto.OfficeFile(file)
                office.load_key(password=password, **_asked_to_verify(office))
                with os.fdopen(os.dup(target), "wb") as out:
                    office.decrypt(out)
            except Exception:
                os.close(target)
                continue
            os.lseek(target, 0, os.SEEK_SET)
            return Path(f"/proc/self/fd/{target}")
    raise ReadError(*locked(bool(passwords)))


def _asked_to_verify(office: object) -> dict[str, bool]:
    """The newer formats check a password only when asked; the old ones always do, and know no such word."""
    return {"verify_password": True} if type(office).__name__ == "OOXMLFile" else {}


def _nameless() -> int:
    """A file without a name; it ends with the process."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("unlocked")
    descriptor, name = tempfile.mkstemp()
    Path(name).unlink()
    return descriptor
