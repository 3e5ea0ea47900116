"""fsspec's SFTP file system, with the server's key verified and links told from files.

What belongs here: what fsspec's own leaves open. What does not: any other kind of server (``servers``).
"""

from __future__ import annotations

from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem


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
        self.ftp = self.client.open_sftp()
        channel = self.ftp.get_channel()
        if channel is not None:
            channel.settimeout(stall)

    def info(self, path: str, **kwargs: Any) -> dict[str, Any]:
        """The entry itself: a link is a link."""
        path = self._strip_protocol(path)
        return {**self._decode_stat(self.ftp.lstat(path)), "name": path}

    @staticmethod
    def _decode_stat(stat: Any, parent_path: str | None = None) -> dict[str, Any]:
        """As fsspec's, but a link, a pipe or a device is no file."""
        out = SFTPFileSystem._decode_stat(stat, parent_path)
        mode = stat.st_mode or 0
        out["type"] = "directory" if S_ISDIR(mode) else "file" if S_ISREG(mode) else "other"
        return out
