"""One way to talk to every kind of server, through fsspec: list a folder, look at a file, read it from some byte on.

What belongs here: how each kind is opened (keys and certificates verified, secrets handed over), and its entries in
one shape. What does not: which files are wanted (``listing``), trying again (``fetching``).

Libraries are imported when a source of their kind is opened: an everyday run needs none of them.
"""

from __future__ import annotations

import html
import os
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import quote, unquote_to_bytes

from dagster_project.intake.pulling.configured import Source
from dagster_project.intake.pulling.credentials import private_file, secret
from dagster_project.intake.pulling.limits import too_much
from dagster_project.intake.pulling.problem import PullProblem
from dagster_project.intake.sources import readable_name
from dagster_project.settings import Settings

CHUNK = 1 << 20
PLAIN = {"Accept-Encoding": "identity"}  # as they lie there: a length and a byte range mean the same bytes


@dataclass(frozen=True)
class Entry:
    """One thing a server lists: ``path`` as the server calls it, ``name`` below the source's path as people read it."""

    path: str
    name: str
    kind: str  # file | directory | other
    size: int | None = None
    modified: datetime | None = None
    etag: str | None = None

    @property
    def key(self) -> str:
        """``path`` as text that can be stored, whatever bytes are in it."""
        return os.fsencode(self.path).decode("utf-8", "backslashreplace")

    @property
    def version(self) -> str | None:
        """What changes when the file does; None where the server says nothing that would."""
        if self.modified is None and self.etag is None:
            return None
        return f"{self.size}|{self.modified.isoformat() if self.modified else ''}|{self.etag or ''}"


class _Body:
    """What is left of a response, as a file to be read from."""

    def __init__(self, response: Any) -> None:
        self._response, self._chunks = response, response.iter_raw(CHUNK)

    def read(self, size: int) -> bytes:
        """The next bytes, some ``size`` of them; none at the end."""
        return next(self._chunks, b"")

    def __enter__(self) -> _Body:
        return self

    def __exit__(self, *error: object) -> None:
        self._response.close()


class Server:
    """A source while it is used. ``drop`` lets go of a connection that may be broken; the next call opens another."""

    def __init__(self, settings: Settings, source: Source) -> None:
        self.source = source
        self._settings = settings
        self._options = dict(source.options)
        self._fs: Any = None
        self.secrets: list[str] = []
        self._given = {
            name: self._secret(name)
            for name in ("password", "passphrase", "token", "access_key", "secret_key")
            if name in self._options
        }

    def _secret(self, name: str) -> str | None:
        value = secret(self._settings, name, self._options.get(name))
        if value:
            self.secrets += [value, quote(value, safe="")]
        return value

    @property
    def root(self) -> str:
        """The source's path, as its file system names it."""
        path = self.source.path
        if self.source.kind == "http":
            return f"{self.source.address}{path.rstrip('/')}/"
        if self.source.kind == "s3":
            return f"{self.source.host}{path}".rstrip("/")
        return "" if self.source.kind == "webdav" else path.rstrip("/") or "/"

    @property
    def fs(self) -> Any:
        """The connected file system."""
        if self._fs is None:
            self._fs = getattr(self, f"_open_{self.source.kind}")()
        return self._fs

    def drop(self) -> None:
        """Close the connection, if there is one."""
        fs, self._fs = self._fs, None
        with suppress(Exception):
            if self.source.kind == "sftp" and fs is not None:
                fs.client.close()
            if self.source.kind == "webdav" and fs is not None:
                fs.client.http.close()

    def entries(self, path: str) -> list[Entry]:
        """What lies in a folder."""
        found = [self._entry(info) for info in self.fs.ls(self._asked(path), detail=True)]
        if self.source.kind == "http":
            found = [self.look(one.path) if one.kind == "file" and "?" not in one.path else one for one in found]
        return [one for one in found if one.name]

    def look(self, path: str) -> Entry:
        """A file as it is now."""
        return self._entry({**self.fs.info(self._asked(path)), "name": path})

    def read_from(self, entry: Entry, offset: int) -> tuple[IO[bytes], int]:
        """The file open for reading, and at which byte: ``offset`` where the protocol can, else 0."""
        if self.source.kind == "http":
            headers = dict(self.fs.kwargs["headers"]) | ({"Range": f"bytes={offset}-"} if offset else {})
            stream = self.fs.open(entry.path, "rb", block_size=0, size=entry.size or 1, headers=headers)
            return stream, offset if stream.r.status == 206 else 0
        if self.source.kind == "webdav":
            return self._webdav_body(entry, offset)
        if self.source.kind == "sftp" and entry.size is not None:
            return self.fs.read_ahead(entry.path, offset, entry.size), offset
        file = self.fs.open(entry.path, "rb")
        file.seek(offset)
        return file, offset

    def _webdav_body(self, entry: Entry, offset: int) -> tuple[IO[bytes], int]:
        """As webdav4 opens a file, without asking twice and with the byte to begin at in the first request."""
        client = self.fs.client
        headers = {"Range": f"bytes={offset}-"} if offset else {}
        request = client.http.build_request("GET", client.join_url(self._asked(entry.path)), headers=headers)
        response = client.http.send(request, stream=True)
        if not response.is_success:
            response.close()
            response.raise_for_status()
        return cast(IO[bytes], _Body(response)), offset if response.status_code == 206 else 0

    def _asked(self, path: str) -> str:
        """A path as the file system wants it: webdav4 takes a #, ? or % in a name for a part of the URL."""
        return quote(path, safe="/:@!$&'()*+,;= ") if self.source.kind == "webdav" and set("#?%") & set(path) else path

    def _entry(self, info: Mapping[str, Any]) -> Entry:
        path, kind = str(info["name"]), str(info.get("type", "file"))
        if info.get("islink"):
            kind = "other"
        size = info.get("size")
        return Entry(
            path=path,
            name=self._name(path),
            kind=kind if kind in ("file", "directory") else "other",
            size=None if size is None or kind != "file" else int(size),
            modified=_moment(
                info.get("LastModified") or info.get("Last-Modified") or info.get("modified") or info.get("mtime")
            ),
            etag=_etag(info.get("ETag") or info.get("etag")),
        )

    def _name(self, path: str) -> str:
        """Below the source's path; nothing for the path itself and for what lies elsewhere."""
        below = path.strip("/") if self.source.kind == "webdav" else path
        root = self.root.rstrip("/") + "/" if self.root else ""
        if not below.startswith(root):
            return ""
        name = below[len(root) :]
        if self.source.kind == "http":
            plain = os.fsdecode(unquote_to_bytes(html.unescape(name)))
            return "" if "?" in name or "#" in name else readable_name(plain).removesuffix("/")
        return readable_name(name.strip("/") if self.source.kind != "s3" else name.removesuffix("/"))

    def _open_folder(self) -> Any:
        import fsspec

        if not Path(self.source.path).is_absolute():
            raise PullProblem(
                f"{self.source.shown}：请写完整路径。", f"{self.source.shown}: a folder is named by its full path."
            )
        if Path(self.source.path).resolve().is_relative_to(self._settings.home):
            raise PullProblem(
                f"{self.source.shown}：不能从本系统自己的目录拉取。",
                f"{self.source.shown}: nothing is pulled from this program's own home.",
            )
        return fsspec.filesystem("file", skip_instance_cache=True, use_listings_cache=False)

    def _open_sftp(self) -> Any:
        from dagster_project.intake.pulling.sftp import KnownHostsSFTP

        key = self._options.get("key_file")
        return KnownHostsSFTP(
            self.source.host,
            known_hosts=str(self._settings.config / str(self._options.get("known_hosts", "known_hosts"))),
            stall_seconds=self.source.limits.stall_seconds,
            port=self.source.port or 22,
            username=self.source.user,
            password=self._given.get("password"),
            key_filename=str(private_file(self._settings, "key_file", str(key))) if key else None,
            passphrase=self._given.get("passphrase"),
            skip_instance_cache=True,
        )

    def _open_s3(self) -> Any:
        import s3fs

        stall = self.source.limits.stall_seconds
        fs = s3fs.S3FileSystem(
            anon="access_key" not in self._given,
            key=self._given.get("access_key"),
            secret=self._given.get("secret_key"),
            endpoint_url=self._options.get("endpoint"),
            client_kwargs={"region_name": self._options.get("region"), "verify": self._ca_file() or True},
            config_kwargs={"connect_timeout": stall, "read_timeout": stall, "retries": {"max_attempts": 0}},
            default_block_size=CHUNK,  # what a break costs at most
            use_listings_cache=False,
            skip_instance_cache=True,
        )
        fs.retries = 1
        return fs

    def _open_http(self) -> Any:
        import aiohttp
        from fsspec.implementations.http import HTTPFileSystem

        stall = self.source.limits.stall_seconds
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=stall, sock_read=stall)
        options: dict[str, Any] = {"timeout": timeout, "middlewares": (self._stay_here,)}
        if self.source.user or "password" in self._given:
            options["auth"] = aiohttp.BasicAuth(self.source.user or "", self._given.get("password") or "", "utf-8")
        headers = PLAIN | self._bearer()
        return HTTPFileSystem(
            client_kwargs=options, headers=headers, ssl=self._tls(), skip_instance_cache=True, use_listings_cache=False
        )

    async def _stay_here(self, request: Any, handler: Any) -> Any:
        """A redirect to another server is refused: it is not the one that was configured."""
        if f"{request.url.scheme}://{request.url.host}:{request.url.port}" != self._origin():
            raise self._led_away()
        response = await handler(request)
        if request.method == "GET" and request.url.path.endswith("/"):
            listing = bytearray()
            async for chunk in response.content.iter_chunked(CHUNK):
                listing += chunk
                self._check_listing(len(listing))
            response._body = bytes(listing)  # as its own read() leaves it
        return response

    def _check_listing(self, size: int) -> None:
        if size > self.source.limits.listing_bytes:
            raise too_much("listing_bytes", self.source.shown, size, self.source.limits.listing_bytes)

    def _open_webdav(self) -> Any:
        from webdav4.fsspec import WebdavFileSystem

        auth = (self.source.user or "", self._given.get("password") or "") if "password" in self._given else None
        scheme = "https" if self.source.scheme == "webdavs" else "http"
        return WebdavFileSystem(
            self.source.address.replace(self.source.scheme, scheme, 1) + quote(self.source.path.rstrip("/")) + "/",
            auth=auth,
            headers=PLAIN | self._bearer(),
            timeout=self.source.limits.stall_seconds,
            verify=self._tls(),
            trust_env=False,
            retry=False,
            chunk_size=CHUNK,
            event_hooks={"request": [self._stay_here_too], "response": [self._bounded]},
        )

    def _stay_here_too(self, request: Any) -> None:
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        if f"{request.url.scheme}://{request.url.host}:{port}" != self._origin():
            raise self._led_away()

    def _bounded(self, response: Any) -> None:
        if response.request.method == "PROPFIND":
            listing = bytearray()
            for chunk in response.iter_bytes(CHUNK):
                listing += chunk
                self._check_listing(len(listing))
            response._content = bytes(listing)  # as its own read() leaves it

    def _origin(self) -> str:
        scheme = self.source.scheme.replace("webdav", "http")
        return f"{scheme}://{self.source.host}:{self.source.port or (443 if scheme == 'https' else 80)}"

    def _led_away(self) -> PullProblem:
        return PullProblem(
            f"{self.source.shown}：服务器要求转到另一台服务器，未跟随；请改写 url。",
            f"{self.source.shown}: the server redirects to another one, which was not followed; correct the url.",
        )

    def _bearer(self) -> dict[str, str]:
        token = self._given.get("token")
        return {"Authorization": f"Bearer {token}"} if token else {}

    def _ca_file(self) -> str | None:
        name = self._options.get("ca_file")
        return str(self._settings.config / str(name)) if name else None

    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._ca_file())


def _moment(value: Any) -> datetime | None:
    """A time as any of the libraries gives it, in UTC."""
    if isinstance(value, str):
        with suppress(ValueError, TypeError):
            value = parsedate_to_datetime(value)
    if isinstance(value, int | float):
        value = datetime.fromtimestamp(value, UTC)
    if not isinstance(value, datetime):
        return None
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


def _etag(value: Any) -> str | None:
    return str(value).removeprefix("W/").strip('"') or None if value else None
