"""Pulling from real servers of every kind: what lands, what is kept, what breaks and goes on, what is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from dagster_project import intake
from dagster_project.intake import ledger, pulling
from dagster_project.intake.pulling import SourceResult
from dagster_project.intake.pulling.listing import is_safe
from dagster_project.settings import Settings
from inbox_files import PAYMENT_HEADER, deliveries, payments, write_csv
from servers import FAILURE, HERE, Fault, Web, path_to, user
from source_places import FOLDER, NAME, Place, inbox, place_of, pull

KINDS = ["folder", "sftp", "s3", "http", "webdav"]
OVER_A_LINE = KINDS[1:]
LARGE = bytes(range(256)) * (24 * 1024)  # 6 MiB


@pytest.fixture
def settings(pulling_settings: Settings) -> Settings:
    return pulling_settings


@pytest.fixture
def place(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Place:
    return place_of(request.param, request, settings, tmp_path)


def every_kind(kinds: list[str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("place", kinds, indirect=True)


@every_kind(KINDS)
def test_a_new_file_lands_once_and_a_changed_one_again(settings: Settings, place: Place) -> None:
    place.put(NAME, b"a,b\n1,2\n")
    source = place.entry(place.port)
    assert pull(settings, source=source).landed == 1
    assert inbox(settings) == {f"990101/{NAME}": b"a,b\n1,2\n"}
    again = pull(settings)
    assert (again.landed, again.unchanged) == (0, 1)
    place.put(NAME, b"a,b\n1,3\n")
    assert pull(settings).landed == 1
    assert inbox(settings) == {f"990101/{NAME}": b"a,b\n1,3\n"}
    assert {path.read_bytes() for path in settings.archive.iterdir()} == {b"a,b\n1,2\n", b"a,b\n1,3\n"}
    assert not [path for path in settings.pulling.rglob("*") if path.is_file()]


@every_kind(["folder", "s3", "webdav"])
def test_what_is_deleted_on_the_server_stays_with_us(settings: Settings, place: Place) -> None:
    place.put(NAME, b"first")
    place.put(f"{FOLDER}/另一张.csv", b"second")
    pull(settings, source=place.entry(place.port))
    place.delete(NAME)
    result = pull(settings)
    assert (result.landed, result.unchanged, result.failed) == (0, 1, 0)
    assert inbox(settings)[f"990101/{NAME}"] == b"first"


@every_kind(["folder", "sftp", "http"])
def test_a_file_name_in_gbk_is_read_as_one(settings: Settings, place: Place) -> None:
    place.put(os.fsdecode("2020/资助名册.csv".encode("gb18030")), b"good")
    source = place.entry(place.port)
    assert (pull(settings, source=source).landed, pull(settings).unchanged) == (1, 1)
    assert inbox(settings) == {"990101/2020/资助名册.csv": b"good"}


@every_kind(OVER_A_LINE)
def test_a_cut_connection_is_taken_up_where_it_broke(settings: Settings, place: Place) -> None:
    place.put(NAME, LARGE)
    waits: list[float] = []
    with path_to(place.port) as way:
        source = place.entry(way.port)
        way.faults += [Fault(cut_after=3 << 20)] * (12 if place.kind == "s3" else 3)
        assert pull(settings, waits, source=source).landed == 1
    assert inbox(settings)[f"990101/{NAME}"] == LARGE
    assert way.passed < 2 * len(LARGE)
    assert len(waits) >= (place.kind != "s3")


@every_kind(["sftp", "http", "webdav"])
def test_a_pull_that_gave_up_is_continued_by_the_next(settings: Settings, place: Place) -> None:
    place.put(NAME, LARGE)
    with path_to(place.port) as way:
        source = place.entry(way.port) | {"limits": {"tries": 1}}
        way.faults += [Fault(cut_after=4 << 20)] * 3
        first = pull(settings, source=source)
        assert (first.landed, first.failed) == (0, 1) and "连接失败或中断" in first.problems[0]
        way.faults.clear()
        way.passed = 0
        assert pull(settings).landed == 1
    assert inbox(settings)[f"990101/{NAME}"] == LARGE
    assert way.passed < len(LARGE) * 2 // 3


@every_kind(["s3", "http", "webdav"])
def test_a_server_in_trouble_is_tried_again_with_growing_pauses(settings: Settings, place: Place) -> None:
    place.put(NAME, b"good")
    waits: list[float] = []
    with path_to(place.port, *[Fault(answer=FAILURE)] * 3) as way:
        assert pull(settings, waits, source=place.entry(way.port)).landed == 1
    assert waits == [1, 2, 4]


@every_kind(OVER_A_LINE)
def test_a_silent_server_is_left_after_the_limit_that_is_named(settings: Settings, place: Place) -> None:
    limits = {"stall_seconds": 0.3, "tries": 2}
    with path_to(place.port, *[Fault(silent=True)] * 4) as way:
        result = pull(settings, source=place.entry(way.port), limits=limits)
    assert not result.answered
    assert "stall_seconds" in result.problems[0]


@every_kind(["sftp", "http"])
def test_a_slow_server_is_waited_for(settings: Settings, place: Place) -> None:
    place.put(NAME, LARGE[: 1 << 20])
    with path_to(place.port, *[Fault(pause=0.02)] * 4) as way:
        result = pull(settings, source=place.entry(way.port), limits={"stall_seconds": 10})
    assert result.landed == 1 and inbox(settings)[f"990101/{NAME}"] == LARGE[: 1 << 20]


def test_a_large_file_does_not_cost_a_round_trip_a_block(
    settings: Settings, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    place = place_of("sftp", request, settings, tmp_path)
    place.put(NAME, LARGE)  # 192 blocks
    with path_to(place.port, Fault(far=0.01)) as way:
        assert pull(settings, source=place.entry(way.port)).landed == 1
    assert inbox(settings)[f"990101/{NAME}"] == LARGE
    assert way.asked < 120


@every_kind(["sftp"])
def test_a_server_that_gives_less_than_it_is_asked_for_is_asked_for_the_rest(
    settings: Settings, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dagster_project.intake.pulling.sftp.BLOCK", 300_000)  # more than OpenSSH gives at once
    place.put(NAME, LARGE)
    assert pull(settings, source=place.entry(place.port)).landed == 1
    assert inbox(settings)[f"990101/{NAME}"] == LARGE


@every_kind(["sftp"])
def test_a_file_that_gets_shorter_while_it_is_fetched_is_fetched_again(settings: Settings, place: Place) -> None:
    place.put(NAME, LARGE)
    with path_to(place.port) as way:
        source = place.entry(way.port)
        way.faults.append(Fault(call_after=1 << 20, then=lambda: place.put(NAME, LARGE[: 3 << 20])))
        assert pull(settings, source=source).landed == 1
    assert inbox(settings) == {f"990101/{NAME}": LARGE[: 3 << 20]}


@every_kind(["sftp", "http", "webdav"])
def test_a_file_that_changes_while_it_is_fetched_is_fetched_again(settings: Settings, place: Place) -> None:
    place.put(NAME, LARGE)
    after = LARGE[::-1]
    with path_to(place.port) as way:
        source = place.entry(way.port)
        for _ in range(3):
            way.faults.append(Fault(call_after=2 << 20, then=lambda: place.put(NAME, after)))
        assert pull(settings, source=source).landed == 1
    assert inbox(settings) == {f"990101/{NAME}": after}


@every_kind(["sftp", "http"])
def test_what_is_too_large_or_of_no_wanted_type_is_refused_by_name_of_the_limit(
    settings: Settings, place: Place
) -> None:
    place.put(f"{FOLDER}/巨大.csv", b"x" * 2000)
    place.put(f"{FOLDER}/程序.exe", b"MZ")
    place.put(NAME, b"small")
    result = pull(settings, source=place.entry(place.port), limits={"file_bytes": 1000})
    assert (result.landed, result.refused) == (1, 2)
    assert any("巨大.csv" in said and "file_bytes" in said and "1000" in said for said in result.problems)
    assert any("程序.exe" in said and "types" in said for said in result.problems)
    assert set(inbox(settings)) == {f"990101/{NAME}"}


@every_kind(["folder", "sftp"])
def test_links_are_refused(settings: Settings, place: Place, tmp_path: Path) -> None:
    place.put(NAME, b"good")
    root = Path(place.entry(place.port)["url"].removeprefix(f"sftp://{user()}@{HERE}:{place.port}"))
    (tmp_path / "secret.csv").write_text("not for the inbox")
    (root / FOLDER / "链接.csv").symlink_to(tmp_path / "secret.csv")
    (root / "文件夹").symlink_to(tmp_path)
    result = pull(settings, source=place.entry(place.port))
    assert (result.landed, result.refused) == (1, 2)
    assert set(inbox(settings)) == {f"990101/{NAME}"}


def test_names_that_lead_out_of_their_folder_are_refused(
    settings: Settings, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    place = place_of("s3", request, settings, tmp_path)
    for name in ("../逃.csv", "a/../../逃.csv", "2020\\..\\逃.csv", f"2020/{'长' * 90}.csv"):
        place.put(name, b"evil")  # some servers make another name of the first two
    place.put(NAME, b"good")
    result = pull(settings, source=place.entry(place.port))
    assert result.landed == 1 and result.refused >= 2
    assert list(settings.home.rglob("*逃*")) == []


@pytest.mark.parametrize("name", ["../a", "a/../b", "/a", "a//b", "a\\b", "a\nb", "a\u202eb", "a /b", "长" * 90, "."])
def test_such_a_name_is_not_safe(name: str) -> None:
    assert not is_safe(name) and is_safe("2020年春季学期/资助 发放（终）&表#1.csv")


def test_a_listing_cannot_lead_elsewhere(settings: Settings, web_server: Web, tmp_path: Path) -> None:
    folder = web_server.files / tmp_path.name
    (folder / "2020").mkdir(parents=True)
    (folder / "2020" / "a.csv").write_text("good")
    (web_server.files / "outside.csv").write_text("bad")
    links = ("2020/", "/outside.csv", "../outside.csv", "%2e%2e/outside.csv", f"http://{HERE}:{web_server.port}/x.csv")
    (folder / "index.html").write_text("".join(f'<a href="{link}">x</a>' for link in (*links, "?C=N;O=D")))
    result = pull(settings, source={"url": f"http://{HERE}:{web_server.port}/{tmp_path.name}/"})
    assert set(inbox(settings)) == {"990101/2020/a.csv"} and result.landed == 1


@every_kind(["http", "webdav"])
def test_a_listing_without_end_is_refused(settings: Settings, place: Place) -> None:
    for number in range(40):
        place.put(f"{FOLDER}/{number}.csv", b"x")
    result = pull(settings, source=place.entry(place.port) | {"limits": {"listing_bytes": 1500}})
    assert not result.answered and "listing_bytes" in result.problems[0] and "1500" in result.problems[0]


def test_the_home_itself_is_no_source(settings: Settings) -> None:
    assert not pull(settings, source={"url": str(settings.inbox)}).answered


def test_a_failing_source_stops_no_other(settings: Settings, web_server: Web, tmp_path: Path) -> None:
    folder = tmp_path / "files" / FOLDER
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("good")
    written = {
        "990101": [{"url": f"http://{HERE}:1/", "name": "down"}, {"url": "gopher://x", "name": "odd"}],
        "云岭县": [{"url": str(tmp_path / "files")}],
    }
    settings.sources.write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")
    told: list[SourceResult] = []
    summary = pulling.pull(settings, tell=told.append, wait=lambda seconds: None)
    assert [(one.county_code, one.answered, one.landed) for one in summary.results] == [
        ("990101", False, 0), ("990101", False, 0), ("990102", True, 1),
    ]  # fmt: skip
    assert pulling.pull(settings, counties=["云岭县"]).metadata()["sources"] == 1


def test_nothing_that_came_from_elsewhere_is_written_over(settings: Settings, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / FOLDER).mkdir(parents=True)
        (tmp_path / name / FOLDER / "a.csv").write_text(name)
    by_hand = settings.inbox / "990101" / FOLDER / "a.csv"
    by_hand.parent.mkdir(parents=True)
    by_hand.write_text("by hand")
    pull(settings, one={"url": str(tmp_path / "one")}, two={"url": str(tmp_path / "two")})
    assert {name.rsplit("/", 1)[-1]: data for name, data in inbox(settings).items()} == {
        "a.csv": b"by hand", "a (one).csv": b"one", "a (two).csv": b"two",
    }  # fmt: skip


def test_an_inbox_folder_that_is_a_link_is_not_written_through(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "files" / FOLDER).mkdir(parents=True)
    (tmp_path / "files" / FOLDER / "a.csv").write_text("good")
    (tmp_path / "elsewhere").mkdir()
    (settings.inbox / "990101").symlink_to(tmp_path / "elsewhere")
    result = pull(settings, source={"url": str(tmp_path / "files")})
    assert result.failed == 1 and "链接" in result.problems[0]
    assert not [path for path in (tmp_path / "elsewhere").rglob("*") if path.is_file()]


def test_a_pulled_file_is_taken_in_with_the_day_it_was_put_there(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "files" / "2020春"
    folder.mkdir(parents=True)
    write_csv(folder / "发放.csv", [PAYMENT_HEADER, *payments(1, 3)], day="2020-05-01")
    pull(settings, source={"url": str(tmp_path / "files")})
    intake.take_in(settings)
    found = deliveries(settings)
    assert [(row["county_code"], row["period"], row["rows_loaded"]) for row in found] == [("990101", "2020-spring", 3)]
    assert str(found[0]["received_at"]) == "2020-05-01 10:00:00"


def test_refusals_are_remembered_once_and_failures_each_time(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "files" / FOLDER).mkdir(parents=True)
    (tmp_path / "files" / FOLDER / "a.exe").write_text("MZ")
    for _ in range(2):
        pull(settings, source={"url": str(tmp_path / "files")}, away={"url": str(tmp_path / "nothing")})
    with ledger.reading(settings) as connection:
        rows = connection.execute("select source, status, count(*) from pulls group by all order by all").fetchall()
    assert rows == [("away", "unreachable", 2), ("source", "answered", 2), ("source", "refused", 1)]


def test_without_sources_nothing_happens(settings: Settings) -> None:
    assert pulling.pull(settings).results == () and not pulling.has_sources(settings)
