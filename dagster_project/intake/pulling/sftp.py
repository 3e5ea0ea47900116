"""fsspec's SFTP file system, with the server's key verified and links told from files.

What belongs here: what fsspec's own leaves open. What does not: any other kind of server (``servers``).
"""

from __future__ import annotations

import logging
import os
from collections import deque
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem
from paramiko.sftp import CMD_DATA, CMD_NAME, CMD_READ, SFTPError, int64

BLOCK = paramiko.SFTPFile.MAX_REQUEST_SIZE  # 32 KiB: what every server gives at once
AHEAD = 64  # blocks that are under way at a time: as much as a channel holds

logging.getLogger("paramiko").setLevel(logging.CRITICAL)  # what fails is said once, by whoever asked


class AnyNames(paramiko.SFTPClient):
    """Lists file names that are not UTF-8 too, as Python names such files on a disk."""

    def _request(self, kind: int, *arguments: Any) -> tuple[int, Any]:
        answer, message = super()._request(kind, *arguments)  # type: ignore[misc]
        if answer == CMD_NAME:
            message.get_text = lambda: os.fsdecode(message.get_string())
        return answer, message


class ReadAhead:
    """A file of known size, read from some byte on with many requests under way: else each block costs a round trip.

    paramiko's own ``prefetch`` does so in a thread, which outlives a connection that breaks, and which may stop halfway
    when the server answers faster than it asks.
    """

    def __init__(self, file: paramiko.SFTPFile, offset: int, size: int) -> None:
        self._file, self._at, self._size = file, offset, size
        self._sftp: Any = file.sftp
        self._asked: deque[tuple[int, int, int]] = deque()  # request, offset, length; answered in any order
        self._answers: dict[int, tuple[int, Any]] = {}
        self._broken: Exception | None = None

    def read(self, size: int) -> bytes:
        """Some of the next bytes, ``size`` or fewer blocks' worth; none at the end, wherever that is by now.

        When the connection breaks, what had arrived is given first; the read after it raises.
        """
        found: list[bytes] = []
        length = 0
        while length < size and not (self._broken and not self._asked):
            try:
                data = self._block()
            except Exception as error:
                self._broken = error
                self._asked.clear()
                break
            if not data:
                break
            found.append(data)
            length += len(data)
        if self._broken and not found:
            raise self._broken
        return b"".join(found)

    def _block(self) -> bytes:
        while len(self._asked) < AHEAD and self._at < self._size and not self._broken:
            offset, length = self._at, min(BLOCK, self._size - self._at)
            try:
                self._ask(offset, length)
            except Exception as error:  # what was asked before may have been answered all the same
                self._broken = error
            else:
                self._at += length
        if not self._asked:
            return b""
        number, offset, length = self._asked.popleft()
        while number not in self._answers:
            self._sftp._read_response()
        kind, message = self._answers.pop(number)
        if kind != CMD_DATA:
            return self._ended(message)
        data: bytes = message.get_string()
        if len(data) < length and data:  # a server may give less than it was asked for: the rest comes first
            self._ask(offset + len(data), length - len(data))
            self._asked.rotate(1)
        return data

    def _ask(self, offset: int, length: int) -> None:
        number = self._sftp._async_request(self, CMD_READ, self._file.handle, int64(offset), length)
        self._asked.append((number, offset, length))

    def _async_response(self, kind: int, message: Any, number: int) -> None:
        """How paramiko hands over the answer to a request of ours."""
        self._answers[number] = kind, message

    def _ended(self, message: Any) -> bytes:
        """The file has become shorter, or the server's refusal is raised."""
        try:
            self._sftp._convert_status(message)
        except EOFError:
            self._asked.clear()
            self._at = self._size
            return b""
        raise SFTPError("Expected data")

    def __enter__(self) -> ReadAhead:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()


class KnownHostsSFTP(SFTPFileSystem):
    """Connects only to servers whose key stands in a known_hosts file; asks no agent and looks for no keys."""

    protocol = "known-hosts-sftp"

    def __init__(self, host: str, *, known_hosts: str, stall_seconds: float, **ssh_options: Any) -> None:
        self.known_hosts, self.stall_seconds = Path(known_hosts), stall_seconds
        super().__init__(host, host_key_policy="reject", **ssh_options)

    def _connect(self) -> None:
        stall = self.stall_seconds
        self.client = paramiko.SSHClient()
        self.client.set_missing_host_key_policy(paramiko.RejectPolicy())
        if self.known_hosts.is_file():
            self.client.load_host_keys(str(self.known_hosts))
        options = {name: value for name, value in self.ssh_kwargs.items() if name != "skip_instance_cache"}
        self.client.connect(
            self.host, allow_agent=False, look_for_keys=False, timeout=stall, banner_timeout=stall,
            auth_timeout=stall, channel_timeout=stall, **options,
        )  # fmt: skip
        transport = self.client.get_transport()
        self.ftp: Any = AnyNames.from_transport(transport) if transport else None
        if self.ftp is None:
            raise ConnectionError("no sftp")
        channel = self.ftp.get_channel()
        if channel is not None:
            channel.settimeout(stall)

    def info(self, path: str, **kwargs: Any) -> dict[str, Any]:
        """The entry itself: a link is a link."""
        path = self._strip_protocol(path)
        return {**self._decode_stat(self.ftp.lstat(os.fsencode(path))), "name": path}

    def ls(self, path: str, detail: bool = True, **kwargs: Any) -> list[Any]:
        """The folder's entries."""
        path = self._strip_protocol(path)
        found = [self._decode_stat(stat, path) for stat in self.ftp.listdir_attr(os.fsencode(path))]
        return found if detail else sorted(one["name"] for one in found)

    def _open(self, path: str, mode: str = "rb", block_size: int | None = None, **kwargs: Any) -> Any:
        return self.ftp.open(os.fsencode(path), mode, bufsize=block_size or -1)

    def read_ahead(self, path: str, offset: int, size: int) -> ReadAhead:
        """A file of this size open for reading from ``offset`` on."""
        return ReadAhead(self.open(path, "rb"), offset, size)

    @staticmethod
    def _decode_stat(stat: Any, parent_path: str | None = None) -> dict[str, Any]:
        """As fsspec's, but a link, a pipe or a device is no file."""
        out = SFTPFileSystem._decode_stat(stat, parent_path)
        mode = stat.st_mode or 0
        out["type"] = "directory" if S_ISDIR(mode) else "file" if S_ISREG(mode) else "other"
        return out
