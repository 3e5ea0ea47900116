"""Whom a pull trusts: redirects, certificates, host keys, passwords and a store's keys, against real servers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dagster_project.settings import Settings
from servers import HERE, PASSWORD, Bucket, Sftp, Web, user
from source_places import FOLDER, NAME, inbox, needs_webdav, place_of, pull


@pytest.fixture
def settings(pulling_settings: Settings) -> Settings:
    return pulling_settings


@pytest.mark.parametrize("scheme", ["http", "webdav"])
def test_a_redirect_to_another_server_is_not_followed(settings: Settings, web_server: Web, scheme: str) -> None:
    result = pull(settings, source={"url": f"{scheme}://{HERE}:{web_server.port}/away/"})
    assert not result.answered and "没有这个路径" not in result.problems[0]


@pytest.mark.parametrize("scheme", ["https", "webdavs"])
def test_only_a_certificate_of_a_known_authority_is_trusted(
    settings: Settings, web_server: Web, scheme: str, tmp_path: Path
) -> None:
    if scheme == "webdavs":
        needs_webdav()
    (web_server.files / tmp_path.name / FOLDER).mkdir(parents=True)
    (web_server.files / tmp_path.name / FOLDER / "a.csv").write_text("good")
    folder = {"https": "", "webdavs": "dav/"}[scheme] + tmp_path.name
    source = {"url": f"{scheme}://{HERE}:{web_server.secure_port}/{folder}"}
    waits: list[float] = []
    result = pull(settings, waits, source=source)
    assert "证书" in result.problems[0] and inbox(settings) == {} and waits == []
    shutil.copy(web_server.certificate, settings.config / "own.pem")
    assert pull(settings, source=source | {"ca_file": "own.pem"}).landed == 1


@pytest.mark.parametrize("known", ["", "another"])
def test_a_host_key_that_is_not_known_is_not_trusted(
    settings: Settings, request: pytest.FixtureRequest, tmp_path: Path, known: str
) -> None:
    place = place_of("sftp", request, settings, tmp_path)
    place.put(NAME, b"good")
    source = place.entry(place.port)
    line = f"[{HERE}]:{place.port} {(request.getfixturevalue('sftp_server').key.with_suffix('.pub')).read_text()}"
    (settings.config / "known_hosts").write_text(line if known else "")
    waits: list[float] = []
    result = pull(settings, waits, source=source)
    assert "主机密钥" in result.problems[0] and waits == [] and inbox(settings) == {}


@pytest.mark.parametrize("scheme", ["http", "sftp"])
def test_a_wrong_password_is_tried_once_and_told_nobody(
    settings: Settings, web_server: Web, sftp_server: Sftp, scheme: str, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    caplog.set_level("DEBUG")
    wrong = "Canary-wrong-91"
    monkeypatch.setenv("AID_PASSWORD", wrong)
    (settings.config / "known_hosts").write_text(f"[{HERE}]:{sftp_server.port} {sftp_server.known}\n")
    address = f"http://aid@{HERE}:{web_server.port}/locked/" if scheme == "http" else (
        f"sftp://{user()}@{HERE}:{sftp_server.port}/"
    )  # fmt: skip
    waits: list[float] = []
    source = {"url": address, "password": {"env": "AID_PASSWORD"}} | ({"plain": True} if scheme == "http" else {})
    result = pull(settings, waits, source=source)
    assert "不被接受" in result.problems[0] and waits == []
    written = b"".join(path.read_bytes() for path in settings.home.rglob("*") if path.is_file())
    assert wrong not in caplog.text + str(result) and wrong.encode() not in written


def test_a_store_says_which_key_is_wrong_and_is_asked_once(
    settings: Settings, bucket: Bucket, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    bucket.put(f"keys/{NAME}", b"good")
    source = {
        "url": "s3://aid/keys", "endpoint": f"http://{HERE}:{bucket.port}", "plain": True,
        "access_key": {"env": "AID_KEY"}, "secret_key": {"env": "AID_SECRET"},
    }  # fmt: skip
    waits: list[float] = []

    def said(key: tuple[str, str], **other: str) -> str:
        for name, value in zip(("AID_KEY", "AID_SECRET"), key, strict=True):
            monkeypatch.setenv(name, value)
        return " ".join(pull(settings, waits, source=source | other).problems)

    with bucket.guarded() as (reader, stranger):
        assert "access_key 不被接受" in said(("AKIACANARY0000000000", reader[1]))
        assert "secret_key 不被接受" in said((reader[0], "Canary-wrong-92"))
        assert "无权列出或读取" in said(stranger)
        assert "没有这个存储桶" in said(reader, url="s3://none/keys")
        assert "没有这个路径" in said(reader, url="s3://aid/none")
        assert inbox(settings) == {} and waits == []
        assert said(reader) == ""
    assert inbox(settings) == {f"990101/{NAME}": b"good"}
    written = b"".join(path.read_bytes() for path in settings.home.rglob("*") if path.is_file())
    assert b"Canary-wrong-92" not in written and "Canary-wrong-92" not in caplog.text


def test_a_password_from_a_private_file_opens_a_locked_listing(settings: Settings, web_server: Web) -> None:
    path = settings.config / "aid.password"
    path.write_text(PASSWORD + "\n", encoding="utf-8")
    path.chmod(0o644)
    source = {
        "url": f"http://aid@{HERE}:{web_server.port}/locked/", "password": {"file": "aid.password"}, "plain": True,
    }  # fmt: skip
    assert "0600" in pull(settings, source=source).problems[0]
    path.chmod(0o600)
    assert pull(settings).answered
