"""One county again: what it changes is computed, the rest is carried over, and the result is that of a full build."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dagster_project import carry_over, journey, warehouse
from dagster_project.settings import Settings
from releases import differences

JUDGING = "category_not_in_source_list"


def as_run(settings: Settings, model: str) -> str:
    """A model's SQL as the last build ran it."""
    return next((settings.dbt_target / "compiled").rglob(f"{model}.sql")).read_text(encoding="utf-8")


def run(settings: Settings) -> Path:
    """Take in and build; the release."""
    journey.run(settings, progress=lambda step: None)
    return settings.current.resolve()


def built_anew(settings: Settings, home: Path) -> Path:
    """The release of a home with the same deliveries and no earlier release."""
    shutil.copytree(settings.home, home, ignore=shutil.ignore_patterns("releases", "current"), symlinks=True)
    return run(Settings.load(home).prepare())


@pytest.fixture
def before(copied_counties: Settings, tmp_path: Path) -> Settings:
    """Eight small counties, built once; a home of their own to change."""
    shutil.copytree(copied_counties.home, tmp_path / "before", symlinks=True)
    return Settings.load(tmp_path / "before").prepare()


def drop_a_paid_row(settings: Settings) -> str:
    """Deliver one county's payments again without one of their rows; the county's code."""
    path = sorted(settings.inbox.glob("*/2020-autumn/*资助发放*.csv"))[0]
    lines = path.read_bytes().splitlines(keepends=True)
    del lines[len(lines) // 2]
    path.write_bytes(b"".join(lines))
    return county_of(settings, path)


def drop_listed_pupils(settings: Settings) -> str:
    """Deliver another county's pupils and poor families again without the first third of each; the county's code.

    Persons disappear from it, and what rules across counties look up in its lists changes.
    """
    county = sorted(settings.inbox.glob("*/2020-autumn/*资助发放*.csv"))[-1].relative_to(settings.inbox).parts[0]
    paths = [next((settings.inbox / county).glob(f"*/*{name}*.csv")) for name in ("学籍花名册", "家庭成员")]
    for path in paths:
        lines = path.read_bytes().splitlines(keepends=True)
        del lines[len(lines) // 3 : 2 * len(lines) // 3]
        path.write_bytes(b"".join(lines))
    return county_of(settings, paths[0])


def county_of(settings: Settings, path: Path) -> str:
    """The county of a file of the inbox."""
    folder = path.relative_to(settings.inbox).parts[0]
    with duckdb.connect(str(settings.current / warehouse.DATABASE), read_only=True) as connection:
        query = "select county_code from dim_county where ? in (county_code, name_zh)"
        return str(connection.execute(query, [folder]).fetchone()[0])


def test_a_county_delivered_again_gives_the_same_release_as_a_full_build(before: Settings, tmp_path: Path) -> None:
    old = before.current.resolve()
    county = drop_a_paid_row(before)
    seen: list[frozenset[str]] = []
    new = run_and_watch(before, seen)
    assert new != old and seen and county in seen[0] and len(seen[0]) == 1
    assert f"'{county}'" in as_run(before, JUDGING)  # only its payments are judged: no list has changed
    other = drop_listed_pupils(before)
    last = run_and_watch(before, seen)
    assert last != new and seen[1] == {other} and other != county
    assert f"'{other}'" not in as_run(before, JUDGING)  # everybody's are: what they are laid beside has changed
    assert differences(last, built_anew(before, tmp_path / "home")) == []


def run_and_watch(settings: Settings, seen: list[frozenset[str]]) -> Path:
    """Run, and note which counties the build set out to compute."""
    begin: Callable[[Path, carry_over.CarryOver | None], None] = carry_over.begin

    def watched(building: Path, carried: carry_over.CarryOver | None) -> None:
        seen.append(carried.counties if carried else frozenset())
        begin(building, carried)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carry_over, "begin", watched)
        return run(settings)
