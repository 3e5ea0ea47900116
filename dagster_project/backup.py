"""One file with what a home holds and nothing can rebuild, and a home made from it again.

What belongs here: which files those are, how they are packed, and that every byte is checked before a home counts as
restored. What does not: rebuilding the rest (``journey``), telling a person (``commands.backup``).

The file is a tar that is not compressed (what is in it mostly is), so that damage stays within one member: the home's
files, then ``manifest.json`` with the SHA-256 of each, then that of the manifest itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from dagster_project import __version__, intake, warehouse
from dagster_project.settings import Settings

KEPT = ("ledger.duckdb", "key", "config", "raw", "archive", "answer_key.csv", "simulated_files.txt")
INBOX = "inbox"  # of which only what has not been taken in yet: the archive holds the rest
REBUILT = ("releases", "current", "temp", "dagster", "dbt", "pulling", "ledger.lock")
LOCKS = (warehouse.RUN_LOCK, warehouse.PULL_LOCK, warehouse.INTAKE_LOCK)
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
FORMAT = 1
RESTORING = ".restoring"
CHUNK = 1 << 20
NAMED = 10  # members that a sentence names


class BackupError(RuntimeError):
    """A backup cannot be made or used; the message says why, in both languages."""


@dataclass(frozen=True)
class Packed:
    """What a backup holds. ``left_out``: what lies in the home and is neither kept nor rebuilt."""

    file: str
    files: int
    bytes: int
    release: str | None
    left_out: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()  # archived files whose content is no longer what their name says


@dataclass(frozen=True)
class Restored:
    """What was restored. ``release`` was current: the same program builds it again under this name."""

    home: str
    files: int
    bytes: int
    release: str | None
    made_at: str


def write(settings: Settings, target: Path) -> Packed:
    """Pack the home into ``target``, readable by its owner only, while no run, pull or intake is at work.

    Raises BackupError, or ReleaseError where something is at work.
    """
    target = target.absolute()
    if not settings.ledger.exists():
        raise BackupError(
            f"{settings.home} 里没有台账，没有可备份的内容。/ There is no ledger in {settings.home}; nothing to back up."
        )
    if target.resolve().is_relative_to(settings.home.resolve()):
        raise BackupError(
            f"备份文件不要放在数据目录 {settings.home} 里，目录丢了备份也就丢了。"
            f"/ Put the backup outside {settings.home}: it would be lost together with it."
        )
    if target.exists() or target.is_symlink():
        raise BackupError(f"{target} 已存在，未覆盖。/ {target} exists and was not overwritten.")
    if not target.parent.is_dir():
        raise BackupError(f"没有目录 {target.parent}。/ There is no folder {target.parent}.")
    unfinished = target.with_name(f".{target.name}.unfinished")
    with _told(target), warehouse.one_at_a_time(settings, *LOCKS[1:]):
        try:
            packed = _pack(settings, unfinished, target)
            unfinished.rename(target)
        finally:
            unfinished.unlink(missing_ok=True)
        warehouse.flush(target.parent)
    return packed


def _pack(settings: Settings, unfinished: Path, target: Path) -> Packed:
    release, listed = warehouse.current_release(settings), []
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        with intake.ledger_at_rest(settings) as ledger:
            listed.append(_add(tar, settings.home, ledger))
        listed += [_add(tar, settings.home, path) for path in _kept(settings)]
        about = {
            "format": FORMAT, "program": f"county-warehouse {__version__}", "release": release,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"), "files": listed,
        }  # fmt: skip
        manifest = json.dumps(about, indent=0).encode()
        for name, data in ((MANIFEST, manifest), (SEAL, hashlib.sha256(manifest).hexdigest().encode())):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), 0o600
            tar.addfile(member, BytesIO(data))
        tar.close()
        file.flush()
        os.fsync(file.fileno())
    known = {*KEPT, *REBUILT, *LOCKS, INBOX}
    return Packed(
        str(target),
        len(listed),
        sum(item["bytes"] for item in listed),
        release,
        tuple(sorted(_plain(path.name) for path in settings.home.iterdir() if path.name not in known)),
        tuple(sorted(item["name"] for item in listed if _is_damaged(item))),
    )


def _kept(settings: Settings) -> Iterator[Path]:
    """The files that nothing can rebuild, but for the ledger."""
    for name in KEPT:
        path = settings.home / name
        if path.is_dir():
            yield from (one for one in sorted(path.rglob("*")) if one.is_file() and not _is_unfinished(one, path))
        elif path.is_file() and path != settings.ledger:
            yield path
    yield from (path for path in intake.not_taken_in(settings) if path.is_file())


def _is_unfinished(path: Path, folder: Path) -> bool:
    """What an interrupted intake left; a person may well have a hidden file in config."""
    return folder.name != "config" and any(part.startswith(".") for part in path.relative_to(folder).parts)


def _is_damaged(item: dict[str, Any]) -> bool:
    folder, _, name = item["name"].rpartition("/")
    return folder == "archive" and name != item["sha256"]


def _add(tar: tarfile.TarFile, home: Path, path: Path) -> dict[str, Any]:
    """Put one file into the tar; its line of the manifest."""
    with path.open("rb") as source:
        status = os.fstat(source.fileno())
        member = tarfile.TarInfo(path.relative_to(home).as_posix())
        member.size, member.mode, member.mtime = status.st_size, stat.S_IMODE(status.st_mode), int(status.st_mtime)
        reader = _Hashing(source)
        tar.addfile(member, reader)  # type: ignore[arg-type]
    return {
        "name": member.name, "sha256": reader.digest.hexdigest(), "bytes": member.size,
        "mode": member.mode, "mtime_ns": status.st_mtime_ns,
    }  # fmt: skip


class _Hashing:
    """A file that is hashed while somebody reads it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int) -> bytes:
        """The next bytes."""
        data = self.file.read(size)
        self.digest.update(data)
        return data


def restore(settings: Settings, source: Path) -> Restored:
    """Make a home from a backup, in a folder that is empty or absent; nothing is left there if a byte is wrong.

    Raises BackupError.
    """
    home, restoring = settings.home, settings.home / RESTORING
    if not source.is_file():
        raise BackupError(f"没有备份文件 {source}。/ There is no backup {source}.")
    if home.exists() and (not home.is_dir() or any(path.name != RESTORING for path in home.iterdir())):
        raise BackupError(
            f"{home} 不是空目录，未恢复；请恢复到空目录或新目录。"
            f"/ {home} is not empty and was left alone; restore into an empty or new folder."
        )
    was_there = home.exists()
    with _told(home):
        try:
            shutil.rmtree(restoring, ignore_errors=True)
            restoring.mkdir(parents=True, mode=0o700)
            manifest = _unpack(source, restoring)
            _settle(restoring, manifest)
            os.sync()
            home.chmod(0o700)
            for path in sorted(restoring.iterdir(), key=lambda path: path.name == settings.ledger.name):
                path.rename(home / path.name)  # the ledger last: without it nobody takes this for a home
        finally:
            shutil.rmtree(restoring, ignore_errors=True)
            if not was_there and home.is_dir() and not any(home.iterdir()):
                home.rmdir()
    settings.prepare()
    files = manifest["files"]
    return Restored(
        str(home), len(files), sum(item["bytes"] for item in files), manifest["release"], manifest["made_at"]
    )


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Write every member below ``folder``; the manifest, once each file has been found to be what it says."""
    found: dict[str, str] = {}
    own: dict[str, bytes] = {}
    last = "—"
    try:
        with tarfile.open(source, "r:") as tar:
            for member in tar:
                last = _plain(member.name)
                content = tar.extractfile(_checked(member))
                if content is None:
                    raise _refused(member.name)
                if member.name in (MANIFEST, SEAL):
                    own[member.name] = content.read()
                else:
                    found[member.name] = _written(content, folder / member.name)
    except tarfile.ReadError as error:
        if not found:
            raise _not_ours(source) from error
        raise BackupError(
            f"备份文件在“{last}”处中断或损坏，未恢复。/ The backup breaks off or is damaged at “{last}”; nothing restored."
        ) from error
    if MANIFEST not in own:
        if not found:
            raise _not_ours(source)
        raise BackupError(
            f"备份文件在“{last}”之后损坏或不完整，未恢复。"
            f"/ The backup is damaged or cut off behind “{last}”; nothing was restored."
        )
    if hashlib.sha256(own[MANIFEST]).hexdigest().encode() != own.get(SEAL):
        raise _damaged([MANIFEST])
    manifest: dict[str, Any] = json.loads(own[MANIFEST])
    if manifest["format"] != FORMAT:
        raise BackupError(
            f"备份由更新的程序（{manifest['program']}）写成，请用该版本恢复。"
            f"/ A newer program ({manifest['program']}) wrote this backup; restore with that."
        )
    said = {item["name"]: item["sha256"] for item in manifest["files"]}
    wrong = sorted(name for name in said.keys() | found.keys() if said.get(name) != found.get(name))
    if wrong:
        raise _damaged(wrong)
    return manifest


def _checked(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """The member, if it is a plain file of a home's own; a link, a device or a way out of the folder is refused.

    Nothing but such files is ever written, each by ``_written`` under its own name: no filter of tarfile's, which early
    releases of Python 3.11 lack, is needed.
    """
    parts = member.name.split("/")
    is_ours = member.name in (MANIFEST, SEAL) or parts[0] in (*KEPT, INBOX)
    is_plain = member.isreg() and not member.issparse() and not {"", ".", ".."} & set(parts) and "\0" not in member.name
    if not (is_ours and is_plain):
        raise _refused(member.name)
    return member


def _written(content: IO[bytes], path: Path) -> str:
    """Write a member to ``path``, for the owner only; the SHA-256 of what was written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _settle(folder: Path, manifest: dict[str, Any]) -> None:
    """Give every file the mode and the time it had."""
    for item in manifest["files"]:
        path = folder / item["name"]
        path.chmod(item["mode"] & 0o777)
        os.utime(path, ns=(item["mtime_ns"], item["mtime_ns"]))


@contextmanager
def _told(place: Path) -> Iterator[None]:
    """What the disk refuses, as a sentence."""
    try:
        yield
    except OSError as error:
        said = error.strerror or str(error)
        where = error.filename or place
        raise BackupError(f"无法读写 {where}：{said}。/ Cannot read or write {where}: {said}.") from error


def _plain(name: str) -> str:
    return "".join(char if char.isprintable() else "�" for char in name)[:200]


def _refused(name: str) -> BackupError:
    return BackupError(
        f"备份文件里的“{_plain(name)}”不是本程序备份的内容（或指向目录之外），未恢复。"
        f"/ “{_plain(name)}” is nothing this program backs up, or leads out of the folder; nothing was restored."
    )


def _not_ours(source: Path) -> BackupError:
    return BackupError(f"{source} 不是本程序的备份文件。/ {source} is no backup of this program.")


def _damaged(names: list[str]) -> BackupError:
    shown = "、".join(_plain(name) for name in names[:NAMED])
    more = f"，等 {len(names)} 个" if len(names) > NAMED else ""
    return BackupError(
        f"备份文件已损坏，未恢复。损坏或缺失的文件：{shown}{more}"
        f" / The backup is damaged; nothing was restored. Damaged or missing: {len(names)} file(s), named above."
    )
