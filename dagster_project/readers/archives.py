"""Archives to their members: zip and 7z, unpacked under names of our own, never under theirs.

Belongs here: member names in any encoding, passwords, links, and what an archive may unpack to.
Does not belong here: reading a member (``content``), archives inside archives (``unfolding``).
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple

from dagster_project.readers.grid import Limits, ReadError

CHUNK = 1 << 20
DENSE_FROM = 100 << 20
UTF8_NAME = 0x800
ENCRYPTED = 0x1
IGNORED = re.compile(r"(?:^|/)(?:__MACOSX/|\.|~\$|thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
Refusal = tuple[str, str, str]


class Member(NamedTuple):
    """What an archive holds under ``name``: a file in the folder given, or why it is not there."""

    name: str
    path: str | None
    refusal: Refusal | None = None


def unpack(path: Path, form: str, folder: Path, limits: Limits, passwords: Sequence[str] = ()) -> list[Member]:
    """Every member that is a file, unpacked into ``folder``. Raises ReadError for what must not be unpacked."""
    folder.mkdir(mode=0o700, parents=True)
    try:
        members = (_from_7z if form == "7z" else _from_zip)(path, folder, _Budget(path, limits), passwords)
    except ReadError:
        raise
    except Exception as error:
        if type(error).__module__.startswith(("py7zr", "zipfile", "zlib", "_lzma", "lzma")):
            raise ReadError(*_damaged()) from error
        raise
    if not members:
        raise ReadError(
            "empty_archive", "压缩包里没有文件，请重新压缩后报送。", "The archive holds no files; pack it again."
        )
    return members


class _Budget:
    """What may still be unpacked."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.limits, self.packed = limits, max(1, path.stat().st_size)
        self.unpacked = self.members = 0

    def take(self, size: int) -> None:
        """Note that so many bytes more were unpacked. Raises ReadError beyond the limits."""
        self.unpacked += size
        dense = self.unpacked > DENSE_FROM and self.unpacked > self.packed * self.limits.compression_ratio
        if self.unpacked > self.limits.unpacked_bytes or dense:
            limit = f"compression_ratio = {self.limits.compression_ratio}" if dense else "unpacked_bytes"
            raise ReadError(
                "zip_bomb",
                f"压缩包解压后超过 {self.unpacked >> 20} MB，超出限度（{limit}），未予读取。请分批报送。",
                f"The archive unpacks to more than {self.unpacked >> 20} MB (limit {limit}); it was not read. "
                "Send it in parts.",
            )

    def count(self) -> None:
        """Note one more member. Raises ReadError beyond the limit."""
        self.members += 1
        if self.members > self.limits.archive_members:
            most = self.limits.archive_members
            raise ReadError(
                "too_many_members",
                f"压缩包内超过 {most} 个文件（限度 archive_members = {most}），请分批报送。",
                f"The archive holds more than {most} files (limit archive_members = {most}); send it in parts.",
            )


def shown_name(name: str) -> str:
    """A member's name for people: no drive, no way up, no control characters."""
    plain = re.sub(r"[\x00-\x1f\x7f]", "", name.replace("\\", "/"))
    parts = [part for part in PurePosixPath(plain).parts if part not in ("/", "..", ".") and not part.endswith(":")]
    return "/".join(parts) or "?"


def _from_zip(path: Path, folder: Path, budget: _Budget, passwords: Sequence[str]) -> list[Member]:
    members = []
    with _zip_file(path) as archive:
        infos = archive.infolist()
        for info, told in zip(infos, _zip_names(infos), strict=True):
            name = shown_name(told)
            if info.is_dir() or IGNORED.search(name):
                continue
            budget.count()
            if stat.S_ISLNK(info.external_attr >> 16):
                members.append(Member(name, None, _link()))
                continue
            target = folder / str(len(members))
            refusal = _write_member(archive, info, target, budget, passwords)
            members.append(Member(name, None if refusal else str(target), refusal))
    return members


def _zip_file(path: Path) -> Any:
    """With AES where the package for it is installed; the standard library knows the older cipher only."""
    try:
        import pyzipper
    except ImportError:
        return zipfile.ZipFile(path)
    return pyzipper.AESZipFile(path)


def _zip_names(infos: Sequence[zipfile.ZipInfo]) -> list[str]:
    """Names without the UTF-8 mark are usually GBK, which zipfile has read as cp437; one archive has one encoding."""
    raws = {info.orig_filename: _raw_name(info) for info in infos}
    encoding = _encoding_of([raw for raw in raws.values() if raw is not None])
    found = [(info.filename, raws[info.orig_filename]) for info in infos]
    return [name if raw is None or encoding is None else raw.decode(encoding) for name, raw in found]


def _raw_name(info: zipfile.ZipInfo) -> bytes | None:
    """The bytes of a name whose encoding is not said."""
    try:
        return None if info.flag_bits & UTF8_NAME else info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return None


def _encoding_of(raws: Sequence[bytes]) -> str | None:
    """UTF-8 needs three bytes for a Chinese character: what it reads of two is a Chinese character of GBK."""
    for encoding in ("utf-8", "gb18030"):
        try:
            texts = [raw.decode(encoding) for raw in raws]
        except UnicodeDecodeError:
            continue
        if encoding != "utf-8" or not any("\x80" <= char <= "\u07ff" for text in texts for char in text):
            return encoding
    return None


def _write_member(
    archive: Any, info: zipfile.ZipInfo, target: Path, budget: _Budget, passwords: Sequence[str]
) -> Refusal | None:
    if not info.flag_bits & ENCRYPTED:
        return _attempt(lambda: archive.open(info), target, budget)
    for password in passwords:
        for encoded in dict.fromkeys((password.encode(), password.encode("gb18030", "replace"))):
            if _attempt(lambda key=encoded: archive.open(info, pwd=key), target, budget) is None:  # type: ignore[misc]
                return None
    return locked(bool(passwords))


def _attempt(opened: Callable[[], IO[bytes]], target: Path, budget: _Budget) -> Refusal | None:
    """Copy a member out; None if that went well. A wrong password and a damaged member look alike."""
    before = budget.unpacked
    try:
        with opened() as source, os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            while chunk := source.read(CHUNK):
                budget.take(len(chunk))
                out.write(chunk)
    except ReadError:
        raise
    except NotImplementedError:
        return _unknown_method()
    except Exception:
        budget.unpacked = before
        target.unlink(missing_ok=True)
        return _damaged()
    return None


def _from_7z(path: Path, folder: Path, budget: _Budget, passwords: Sequence[str]) -> list[Member]:
    import py7zr

    last: Exception | None = None
    for password in (None, *passwords):
        writers = _writers(folder, budget)
        try:
            with py7zr.SevenZipFile(path, password=password) as archive:
                if archive.needs_password() and password is None:
                    raise py7zr.PasswordRequired(path)
                links = {entry.filename for entry in archive.files if entry.is_symlink or entry.is_junction}
                archive.extract(targets=[name for name in archive.namelist() if name not in links], factory=writers)
            return [*writers.members, *(Member(shown_name(name), None, _link()) for name in sorted(links))]
        except ReadError:
            raise
        except py7zr.UnsupportedCompressionMethodError as error:
            raise ReadError(*_unknown_method()) from error
        except Exception as error:
            last = error
            _clear(folder, budget)
            if password is None and not isinstance(error, py7zr.PasswordRequired):
                break
    if isinstance(last, py7zr.PasswordRequired) or passwords:
        raise ReadError(*locked(bool(passwords))) from last
    raise ReadError(*_damaged()) from last


def _clear(folder: Path, budget: _Budget) -> None:
    for leftover in folder.iterdir():
        leftover.unlink()
    budget.unpacked = budget.members = 0


def _writers(folder: Path, budget: _Budget) -> Any:
    """A py7zr writer factory that writes numbered files; what should not be kept goes nowhere."""
    from py7zr.io import Py7zIO, WriterFactory

    class Writer(Py7zIO):
        def __init__(self, target: Path | None) -> None:
            self._out = target.open("w+b") if target else None
            self._size = 0

        def write(self, s: bytes | bytearray) -> int:
            budget.take(len(s))
            self._size += len(s)
            return self._out.write(s) if self._out else len(s)

        def read(self, size: int | None = None) -> bytes:
            return self._out.read(-1 if size is None else size) if self._out else b""

        def seek(self, offset: int, whence: int = 0) -> int:
            return self._out.seek(offset, whence) if self._out else 0

        def flush(self) -> None:
            if self._out:
                self._out.flush()

        def size(self) -> int:
            return self._size

        def close(self) -> None:
            if self._out:
                self._out.close()

    class Writers(WriterFactory):
        def __init__(self) -> None:
            self.members: list[Member] = []

        def create(self, filename: str) -> Py7zIO:
            name = shown_name(filename)
            if IGNORED.search(name):
                return Writer(None)
            budget.count()
            target = folder / str(len(self.members))
            self.members.append(Member(name, str(target)))
            return Writer(target)

    return Writers()


def locked(were_tried: bool) -> Refusal:
    """The refusal of what needs a password we do not have."""
    zh, en = (
        "请取消密码后重新报送，或把密码写入密码文件。",
        "Remove it and send again, or put it into the password file.",
    )
    if were_tried:
        return (
            "encrypted",
            f"密码文件中的密码都打不开。{zh}",
            f"None of the passwords of the password file opens it. {en}",
        )
    return "encrypted", f"文件设有打开密码。{zh}", f"The file needs a password to open. {en}"


def _link() -> Refusal:
    return (
        "link",
        "压缩包内的链接不读取，请放入文件本身。",
        "A link inside an archive is not followed; pack the file itself.",
    )


def _damaged() -> Refusal:
    return "damaged_file", "压缩包已损坏，请重新压缩后报送。", "The archive is damaged; pack it again and send it."


def _unknown_method() -> Refusal:
    zh = "压缩方式不支持，请用普通 zip（Deflate）重新压缩后报送。"
    return "unsupported_format", zh, "The compression method is not supported; pack it again as an ordinary zip."
