"""``config/sources.yaml``: what may stand in it, and where passwords may come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from dagster_project.intake.pulling.configured import Source, configured
from dagster_project.intake.pulling.credentials import secret
from dagster_project.intake.pulling.problem import masked, problem_of
from dagster_project.settings import Settings
from inbox_files import settings_at


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_at(tmp_path / "home")


def sources(settings: Settings, *entries: dict[str, Any], county: str = "青禾县", **more: Any) -> list[Source]:
    settings.sources.write_text(yaml.safe_dump({county: list(entries), **more}, allow_unicode=True), encoding="utf-8")
    return configured(settings)


def test_a_county_is_named_by_code_or_name_and_its_sources_by_kind(settings: Settings) -> None:
    found = sources(
        settings,
        {"url": "sftp://aid@files.example:2222/报送/out", "dataset": "loan_contract", "period": "2020年秋季学期"},
        {"url": "/srv/aid", "name": "共享盘", "limits": {"tries": 2}},
        limits={"file_bytes": 10},
    )
    assert [(one.county_code, one.name, one.kind, one.path) for one in found] == [
        ("990101", "sftp", "sftp", "/报送/out"),
        ("990101", "共享盘", "folder", "/srv/aid"),
    ]
    assert (found[0].user, found[0].port, found[0].dataset) == ("aid", 2222, "loan_contract")
    assert [(one.limits.file_bytes, one.limits.tries) for one in found] == [(10, 5), (10, 2)]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"url": "sftp://aid:Canary-1@files.example/out"}, "密码"),
        ({"url": "gopher://files.example/"}, "gopher"),
        ({"name": "无"}, "url"),
        ({"url": "https:///out"}, "主机"),
        ({"url": "https://files.example/", "passwrod": {"env": "X"}}, "passwrod"),
        ({"url": "http://files.example/", "password": {"env": "X"}}, "plain"),
        ({"url": "s3://b/x", "endpoint": "http://s", "secret_key": {"env": "X"}}, "plain"),
        ({"url": "s3://b/x", "access_key": {"env": "X"}}, "secret_key"),
        ({"url": "s3://b/x", "secret_key": {"env": "X"}}, "access_key"),
        ({"url": "https://files.example/", "dataset": "lones"}, "lones"),
        ({"url": "https://files.example/", "period": "某年"}, "某年"),
        ({"url": "https://files.example/", "limits": {"bytes": 1}}, "bytes"),
        ({"url": "https://files.example/", "limits": {"tries": 0}}, "tries"),
    ],
)
def test_what_is_wrong_with_one_source_is_said_and_no_other_suffers(
    settings: Settings, entry: dict[str, Any], said: str
) -> None:
    wrong, right = sorted(
        sources(settings, {"url": "/srv/aid", "name": "z"}, {"name": "a"} | entry), key=len_of_problem
    )[::-1]
    assert wrong.problem and said in wrong.problem and " / " not in wrong.problem.partition("/ ")[0]
    assert "Canary" not in wrong.problem + repr(wrong) and right.problem is None


def len_of_problem(source: Source) -> int:
    return len(source.problem or "")


def test_two_sources_of_one_name_are_refused(settings: Settings) -> None:
    assert all(one.problem for one in sources(settings, {"url": "/a"}, {"url": "/b"}))


@pytest.mark.parametrize("text", ["[", "- a", "无此县:\n- {url: /a}", "青禾县: 7", "limits: {no: 1}"])
def test_a_file_that_cannot_be_understood_is_refused_with_a_sentence(settings: Settings, text: str) -> None:
    settings.sources.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"[一-鿿].*/ .*[a-z]"):
        configured(settings)


def test_a_secret_comes_from_the_environment_or_a_private_file_only(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AID_PASSWORD", "Canary-2")
    path = settings.config / "aid"
    path.write_text("Canary-3\n")
    path.chmod(0o600)
    assert secret(settings, "password", {"env": "AID_PASSWORD"}) == "Canary-2"
    assert secret(settings, "password", {"file": "aid"}) == "Canary-3"
    path.chmod(0o640)
    for given in ({"file": "aid"}, {"file": "none"}, {"env": "AID_NONE"}, "Canary-4", {"env": "A", "file": "b"}):
        with pytest.raises(ValueError, match=r"[一-鿿].*/ ") as refused:
            secret(settings, "password", given)
        assert "Canary" not in str(refused.value)


def test_passwords_in_urls_and_secrets_are_masked() -> None:
    text = "sftp://aid:Canary-5@h/x?X-Amz-Signature=Canary-6&a=1 Canary-7"
    assert masked(text, ["Canary-7"]) == "sftp://***@h/x?X-Amz-Signature=***&a=1 ***"
    problem = problem_of(OSError(text), "甲", ["Canary-7"], 60)
    assert problem.passing and "Canary" not in str(problem)


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        ("RequestTimeTooSkewed", 403, "时钟"), ("ExpiredToken", 400, "过期"),
        ("AuthorizationHeaderMalformed", 400, "region"), ("InvalidRequest", 400, "HTTP 400"), ("403", 403, "无权读取"),
    ],
)  # fmt: skip
def test_what_a_store_refuses_for_good_is_not_tried_again(code: str, status: int, said: str) -> None:
    from botocore.exceptions import ClientError

    answer = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    error = OSError(22, "no")
    error.__cause__ = ClientError(answer, "ListObjectsV2")
    problem = problem_of(error, "甲", [], 60)
    assert said in problem.zh and not problem.passing
