"""``config/sources.yaml``: which servers a county's files are pulled from.

What belongs here: the file as objects; what is wrong with one source is that source's problem, never another's.
What does not: connecting (``servers``), secrets (``credentials``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from dagster_project.contracts import load_all
from dagster_project.intake.periods import compact, parse_period
from dagster_project.intake.pulling.limits import PullLimits
from dagster_project.intake.pulling.problem import masked
from dagster_project.intake.sources import county_codes, county_codes_by_name
from dagster_project.settings import Settings

KINDS = {
    "": "folder", "file": "folder", "sftp": "sftp", "s3": "s3", "http": "http", "https": "http",
    "webdav": "webdav", "webdavs": "webdav",
}  # fmt: skip
ENCRYPTED = ("https", "webdavs")
SECRETS = {
    "folder": frozenset[str](),
    "sftp": frozenset({"password", "passphrase"}),
    "s3": frozenset({"access_key", "secret_key"}),
    "http": frozenset({"password", "token"}),
    "webdav": frozenset({"password", "token"}),
}
OPTIONS = {
    "folder": frozenset[str](),
    "sftp": frozenset({"user", "key_file", "known_hosts"}),
    "s3": frozenset({"endpoint", "region", "ca_file", "plain"}),
    "http": frozenset({"user", "ca_file", "plain"}),
    "webdav": frozenset({"user", "ca_file", "plain"}),
}
COMMON = frozenset({"url", "name", "dataset", "period", "limits"})


@dataclass(frozen=True)
class Source:
    """One place that files of one county come from. ``problem`` says why it cannot be used as it is written."""

    county_code: str
    name: str
    kind: str = ""
    scheme: str = ""
    host: str = ""
    port: int | None = None
    path: str = ""
    user: str | None = None
    dataset: str | None = None
    period: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    limits: PullLimits = field(default_factory=PullLimits, repr=False)
    problem: str | None = None

    @property
    def shown(self) -> str:
        """What people call it: county, name and address, without user or password."""
        if not self.kind:
            return f"{self.county_code} {self.name}"
        port = f":{self.port}" if self.port else ""
        return f"{self.county_code} {self.name} {self.scheme or 'file'}://{self.host}{port}{self.path}"

    @property
    def address(self) -> str:
        """Scheme, host and port as a URL has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}{f':{self.port}' if self.port else ''}"


def has_sources(settings: Settings) -> bool:
    """Whether anything is to be pulled at all."""
    return settings.sources.exists()


def configured(settings: Settings, counties: Collection[str] | None = None) -> list[Source]:
    """Every source, in order of county and name, of some counties (codes or names) or of all.

    Raises ValueError with a sentence where the file as a whole cannot be understood.
    """
    if not settings.sources.exists():
        return []
    written = _written(settings)
    names = county_codes_by_name(settings)
    usual = PullLimits().changed_by(written.pop("limits", None) or {})
    wanted = None if counties is None else county_codes(settings, counties)
    found = []
    for county, entries in written.items():
        code = names.get(compact(str(county)), "")
        if not code:
            raise ValueError(
                f"sources.yaml：不认识县“{county}”，请用县名或六位代码（写代码须加引号）。"
                f"/ sources.yaml: no county is called “{county}”; use its name or quoted code."
            )
        if wanted is None or code in wanted:
            found += _of_county(settings, code, entries, usual)
    return sorted(found, key=lambda source: (source.county_code, source.name))


def _written(settings: Settings) -> dict[Any, Any]:
    try:
        written = yaml.safe_load(settings.sources.read_text(encoding="utf-8-sig")) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = f" {mark.line + 1}" if mark else ""
        raise ValueError(f"sources.yaml 第{row} 行无法理解。/ sources.yaml: line{row} is no YAML.") from None
    if not isinstance(written, dict):
        raise ValueError("sources.yaml 应按县列出来源。/ sources.yaml lists sources by county.")
    return written


def _of_county(settings: Settings, code: str, entries: Any, usual: PullLimits) -> list[Source]:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError(f"sources.yaml：{code} 之下应是列表。/ sources.yaml: {code} is followed by a list.")
    found = []
    for entry in entries:
        name = str(entry.get("name") or _scheme_kind(entry) or "source")
        try:
            found.append(_source(code, name, entry, usual))
        except ValueError as error:
            found.append(Source(code, name, problem=masked(f"{code} {name}：{error}")))
    several = {name for name, times in Counter(source.name for source in found).items() if times > 1}
    text = "同一个县有几个来源重名，请各取 name。/ Several sources of a county have one name; give each its own."
    return [
        Source(code, f"{source.name}#{at}", problem=f"{code} {source.name}：{text}")
        if source.name in several
        else source
        for at, source in enumerate(found, start=1)
    ]


def _scheme_kind(entry: Mapping[str, Any]) -> str | None:
    return KINDS.get(str(entry.get("url", "")).partition("://")[0]) if "://" in str(entry.get("url", "")) else "folder"


def _source(code: str, name: str, entry: Mapping[str, Any], usual: PullLimits) -> Source:
    url = entry.get("url")
    if not isinstance(url, str) or not url:
        raise ValueError("缺少 url。/ url is missing.")
    scheme, parts = "", urlsplit("")
    if "://" in url:
        parts = urlsplit(url)
        scheme = parts.scheme
    kind = KINDS.get(scheme)
    if kind is None:
        raise ValueError(
            f"不支持 {scheme}://。/ {scheme}:// is not supported; use one of {', '.join(filter(None, KINDS))}."
        )
    if parts.password is not None:
        raise ValueError("url 里不得写密码。/ A url must not hold a password.")
    if kind != "folder" and not parts.hostname:
        raise ValueError("url 里没有主机名。/ The url names no host.")
    unknown = entry.keys() - COMMON - OPTIONS[kind] - SECRETS[kind]
    if unknown:
        raise ValueError(f"不认识的选项 {sorted(map(str, unknown))}。/ Options that a {kind} source does not have.")
    _check_plain(kind, scheme, entry)
    _check_pair(entry)
    return Source(
        county_code=code,
        name=name,
        kind=kind,
        scheme=scheme,
        host=parts.hostname or "",
        port=parts.port,
        path=(parts.path if kind == "http" else unquote(parts.path)) if scheme else url,
        user=entry.get("user") or (unquote(parts.username) if parts.username else None),
        dataset=_known_dataset(entry.get("dataset")),
        period=_known_period(entry.get("period")),
        options={key: value for key, value in entry.items() if key not in COMMON},
        limits=usual.changed_by(entry.get("limits") or {}),
    )


def _check_plain(kind: str, scheme: str, entry: Mapping[str, Any]) -> None:
    """A secret goes over an encrypted connection, or somebody has said in writing that it need not."""
    endpoint = str(entry.get("endpoint", "https://"))
    is_plain = endpoint.startswith("http://") if kind == "s3" else scheme in ("http", "webdav")
    if is_plain and entry.keys() & SECRETS[kind] and entry.get("plain") is not True:
        raise ValueError(
            "密码将不加密传送；请改用 https，或写 plain: true 表示知情。"
            "/ The password would travel unencrypted; use https, or say plain: true."
        )


def _check_pair(entry: Mapping[str, Any]) -> None:
    """A store's key and its secret come together."""
    given = {"access_key", "secret_key"} & entry.keys()
    if len(given) == 1:
        [missing] = {"access_key", "secret_key"} - given
        raise ValueError(
            f"缺少 {missing}：access_key 和 secret_key 须同时写明。/ {missing} is missing: both are needed."
        )


def _known_dataset(name: Any) -> str | None:
    if name is not None and name not in load_all():
        raise ValueError(f"没有名为 {name} 的数据集。/ No dataset is called {name}.")
    return name


def _known_period(text: Any) -> str | None:
    if text is not None and parse_period(str(text)) is None:
        raise ValueError(f"看不懂时期“{text}”。/ “{text}” is not a period.")
    return None if text is None else str(text)
