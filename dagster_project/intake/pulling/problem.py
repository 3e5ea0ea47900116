"""What went wrong at a source, as one sentence for the person who must act, and whether trying again may help.

What belongs here: telling failures apart, whichever library raised them. What does not: trying again (``fetching``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

_USERINFO = re.compile(r"(://)[^/@\s]*@")
_IN_QUERY = re.compile(r"(?i)((?:signature|credential|token|password|secret|key)=)[^&\s]+")
DETAIL = 200
REFUSED = {"AuthenticationException", "PermissionError", "NoCredentialsError", "PasswordRequiredException"}
SLOW = {"TimeoutError", "ReadTimeoutError", "ConnectTimeoutError", "ServerTimeoutError", "TimeoutException"}
OF_A_STORE = {  # what an S3 server's error code means to whoever wrote sources.yaml
    "InvalidAccessKeyId": (
        "access_key 不被接受：服务器不认识这个密钥编号。",
        "access_key is not accepted: the server knows no such key.",
    ),
    "SignatureDoesNotMatch": (
        "secret_key 不被接受：与 access_key 不配套，请核对是否抄全。",
        "secret_key is not accepted: it does not belong to access_key; was all of it copied?",
    ),
    "AccessDenied": (
        "这个 access_key 无权列出或读取该存储桶，请对方授予读取权限。",
        "this access_key may not list or read the bucket; ask its owner for read permission.",
    ),
    "RequestTimeTooSkewed": (
        "本机时钟与服务器相差过大，签名不被接受；请校准本机时间。",
        "this machine's clock is too far from the server's for a signature to be accepted; set the clock.",
    ),
    "ExpiredToken": ("密钥已过期，请换新的。", "the key has expired; get a new one."),
    "AuthorizationHeaderMalformed": (
        "region 与存储桶所在区域不符，请在 sources.yaml 写明 region。",
        "region is not the bucket's own; name it as region in sources.yaml.",
    ),
    "NoSuchBucket": ("服务器上没有这个存储桶。", "there is no such bucket on the server."),
}
SILENT_SSH = ("No existing session", "SSH protocol banner", "Timeout opening channel")


class PullProblem(Exception):
    """A sentence in two languages; ``passing``: the same may succeed a little later."""

    def __init__(self, zh: str, en: str, *, passing: bool = False, is_refusal: bool = False) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en, self.passing, self.is_refusal = zh, en, passing, is_refusal


def masked(text: str, secrets: Collection[str] = ()) -> str:
    """A text without the passwords in its URLs and without these secrets."""
    for secret in sorted((secret for secret in secrets if secret), key=len, reverse=True):
        text = text.replace(secret, "***")
    return _IN_QUERY.sub(r"\1***", _USERINFO.sub(r"\1***@", text))


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop(0)
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__, getattr(one, "original", None)]


def _status(errors: list[BaseException]) -> int | None:
    """The HTTP status that some error of the chain carries."""
    for error in errors:
        for owner in (error, getattr(error, "response", None)):
            for name in ("status", "status_code"):
                value = getattr(owner, name, None)
                if isinstance(value, int):
                    return value
    status = _of_a_store(errors, "ResponseMetadata").get("HTTPStatusCode")
    return status if isinstance(status, int) else None


def _of_a_store(errors: list[BaseException], part: str) -> Mapping[str, Any]:
    """A part of what an S3 server answered, as botocore's errors carry it."""
    for error in errors:
        response = getattr(error, "response", None)
        if isinstance(response, dict) and isinstance(response.get(part), dict):
            return response[part]
    return {}


def problem_of(error: BaseException, what: str, secrets: Collection[str], stall_seconds: float) -> PullProblem:
    """The failure of one attempt at ``what`` (a source or a file of it)."""
    if isinstance(error, PullProblem):
        return error
    errors = list(_chain(error))
    names = {kind.__name__ for one in errors for kind in type(one).__mro__}
    text = masked(" ".join(str(error).split()), secrets)[:DETAIL]
    what, status = masked(what, secrets), _status(errors)
    if names & {"SSLCertVerificationError", "ClientConnectorCertificateError"} or "CERTIFICATE_VERIFY_FAILED" in text:
        return PullProblem(
            f"{what}：服务器证书无法验证，未取任何文件；若是自建证书机构，请在 ca_file 写明其证书。",
            f"{what}: the server's certificate cannot be verified, nothing was fetched; name your own authority's "
            "certificate in ca_file.",
        )
    if "BadHostKeyException" in names or "known_hosts" in text:
        return PullProblem(
            f"{what}：服务器主机密钥未登记或与登记的不符，未登录；核实后写入 config/known_hosts。",
            f"{what}: the server's host key is not in config/known_hosts or differs from it; no login was tried. "
            "Verify the key, then write it there.",
        )
    code = _of_a_store(errors, "Error").get("Code")
    if code in OF_A_STORE:
        zh, en = OF_A_STORE[code]
        return PullProblem(f"{what}：{zh}", f"{what}: {en}")
    if names & REFUSED or status in (401, 403):
        return PullProblem(
            f"{what}：用户名、密码或密钥不被接受，或无权读取。",
            f"{what}: user, password or key is not accepted, or reading is not allowed.",
        )
    if "FileNotFoundError" in names or status == 404:
        return PullProblem(
            f"{what}：服务器上没有这个路径。", f"{what}: there is no such path on the server.", passing=False
        )
    if "UnicodeDecodeError" in names:
        return PullProblem(
            f"{what}：服务器上有不是 UTF-8 编码的文件名，无法列出；请改名。",
            f"{what}: the server has file names that are not UTF-8 and cannot be listed; rename them.",
        )
    if names & SLOW or any(sign in text for sign in SILENT_SSH):
        return PullProblem(
            f"{what}：超过 {stall_seconds:g} 秒没有收到数据（上限 stall_seconds）。",
            f"{what}: nothing came for {stall_seconds:g} seconds (limit stall_seconds).",
            passing=True,
        )
    said = f"HTTP {status}" if status else f"{type(error).__name__}: {text}" if text else type(error).__name__
    is_final = status is not None and 400 <= status < 500 and status not in (408, 425, 429)
    return PullProblem(
        f"{what}：连接失败或中断（{said}）。", f"{what}: the connection failed or broke ({said}).", passing=not is_final
    )
