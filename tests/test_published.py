"""What analysts and the public get: tokens without persons, aggregates without small cells."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project import delivery
from dagster_project.delivery.suppression import SMALLEST, protected, suppressed
from dagster_project.settings import Settings
from synthetic_release import CANARIES, make_release


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.load(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def release(settings: Settings) -> Path:
    folder = make_release(settings)
    delivery.write_analysis(settings, folder)
    delivery.publish(settings, folder)
    return folder


def _all_text(release: Path) -> str:
    """Every value of every table, because Parquet and DuckDB compress what they hold."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{release}/analysis/marts.duckdb' as marts (read_only)")
        names = [
            row[0]
            for row in connection.execute(
                "select table_name from duckdb_tables() where database_name = 'marts'"
            ).fetchall()
        ]
        paths = [path for path in release.rglob("*/*.parquet") if "inputs" not in path.parts]
        rows = [connection.table(f'marts."{name}"').fetchall() for name in names]
        rows += [connection.read_parquet(str(path)).fetchall() for path in paths]
    return str(rows)


def test_no_canary_reaches_analysts_or_the_public(release: Path) -> None:
    text = _all_text(release) + "".join(path.read_text("utf-8-sig") for path in (release / "published").glob("*.[ch]*"))
    assert len(text) > 10_000
    assert [canary for canary in CANARIES if canary in text] == []


def test_every_column_of_the_marts_is_commented(release: Path) -> None:
    with duckdb.connect(str(release / "analysis" / "marts.duckdb"), read_only=True) as connection:
        bare = connection.execute(
            "select table_name, column_name from duckdb_columns() where not internal and coalesce(comment, '') = ''"
        ).fetchall()
        columns = {
            row[0]
            for row in connection.execute("select column_name from duckdb_columns() where not internal").fetchall()
        }
    assert bare == []
    assert "person_token" in columns and not columns & {"id_number", "name", "card_no", "phone"}


def test_descriptions_given_become_comments(settings: Settings, tmp_path: Path) -> None:
    folder = make_release(settings, "described")
    delivery.write_analysis(settings, folder, {"dim_county": {"": "一行一县。", "county_code": "县代码。/ Code."}})
    with duckdb.connect(str(folder / "analysis" / "marts.duckdb"), read_only=True) as connection:
        text = connection.execute(
            "select comment from duckdb_columns() where table_name = 'dim_county' and column_name = 'county_code'"
        ).fetchone()
    assert text == ("县代码。/ Code.",)


def test_parquet_and_csv_repeat_byte_for_byte(settings: Settings, release: Path) -> None:
    files = [
        path
        for part in ("analysis", "published")
        for path in (release / part).rglob("*")
        if path.suffix in (".parquet", ".csv", ".html")
    ]
    before = {path: path.read_bytes() for path in files}
    delivery.write_analysis(settings, release)
    delivery.publish(settings, release)
    assert len(before) > 15 and {path: path.read_bytes() for path in files} == before


def test_small_cell_and_its_complement_are_left_out_everywhere(release: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((release / "published" / "subsidy_by_item.csv").read_text("utf-8-sig"))))
    shown = {row["aid_item"]: (row["aided_students"], row["paid_yuan"], row["status"]) for row in rows}
    assert shown["senior_grant"] == shown["nonboarding_living"] == ("", "", "suppressed")
    assert shown["boarding_living"] == ("120", "", "counts_only")
    assert shown["all"] == ("164", "82000.00", "published")


def test_dictionary_explains_every_published_column(release: Path) -> None:
    explained = list(
        csv.DictReader(io.StringIO((release / "published" / "data_dictionary.csv").read_text("utf-8-sig")))
    )
    for path in (release / "published").glob("*_by_*.csv"):
        header = next(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
        assert header == [row["column"] for row in explained if row["file"] == path.stem]
    assert all(row["text_zh"] and row["text_en"] for row in explained)


@pytest.mark.parametrize(
    ("parts", "hidden"),
    [
        ({"a": 120, "b": 40, "c": 4}, {"b", "c"}),
        ({"a": 120, "b": 4, "c": 3}, {"a", "b", "c"}),
        ({"a": 100, "b": 60, "c": 5, "d": 6}, {"c", "d"}),
        ({"a": 5, "b": 0}, None),
        ({"a": 50, "b": 0}, set()),
        ({"a": 3, "b": 4}, None),
    ],
)
def test_suppression_of_one_total(parts: dict[str, int], hidden: set[str] | None) -> None:
    assert suppressed({name: [size] for name, size in parts.items()}) == hidden


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_nothing_small_follows_by_subtraction(sizes: list[int]) -> None:
    hidden = suppressed({str(at): [size] for at, size in enumerate(sizes)})
    if hidden is None:
        return
    left_out = sum(sizes[int(name)] for name in hidden)
    assert all(not 0 < size < SMALLEST or str(at) in hidden for at, size in enumerate(sizes))
    assert not hidden or left_out - (len(hidden) - 1) >= SMALLEST


def test_two_breakdowns_of_one_total_cannot_be_subtracted_from_each_other() -> None:
    items = {"boarding": [200], "nutrition": [1], "vocational_grant": [8], "vocational_tuition": [7]}
    stages = {"primary": [201], "vocational": [15]}
    by_item, by_stage = protected([items, stages], [216])
    assert by_item is not None and "nutrition" in by_item and by_stage is None


def test_published_breakdowns_of_one_county_and_term_are_protected_together(release: Path) -> None:
    listed: dict[tuple[str, str], set[str]] = {}
    left_out: set[tuple[str, str]] = set()
    for path in sorted((release / "published").glob("subsidy_by_*.csv")):
        for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))):
            place = row["county_code"], row["period"]
            if (
                row[
                    path.stem.removeprefix("subsidy_by_")
                    .replace("item", "aid_item")
                    .replace("difficulty", "difficulty_kind")
                ]
                != "all"
            ):
                listed.setdefault(place, set()).add(path.stem)
            if row["status"] == "suppressed":
                left_out.add(place)
    assert left_out
    assert [place for place in left_out if len(listed.get(place, ())) > 1] == []
