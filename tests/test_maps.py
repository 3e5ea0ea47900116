"""What counties' texts mean is read once for each county, and carried over for those that have not changed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dagster_project import intake, maps
from dagster_project.intake.texts import READ_AS_WRITTEN
from dagster_project.readers.values import parse
from dagster_project.settings import Settings
from inbox_files import PAYMENT_HEADER, payments, person, place, settings_at, write_xlsx


def _texts(inputs: Path, name: str, county: str, column: str) -> set[str]:
    return set(pq.read_table(maps.county_file(inputs, name, county)).column(column).to_pylist())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_at(tmp_path / "home")


@pytest.fixture
def inputs(settings: Settings, tmp_path: Path) -> Path:
    write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *payments(1, 3)])
    write_xlsx(place(settings, "云岭县/2020春/资助.xlsx"), [PAYMENT_HEADER, *payments(30, 2, amount=625)])
    intake.take_in(settings)
    intake.export_inputs(settings, tmp_path / "inputs")
    return tmp_path / "inputs"


def test_each_county_has_its_own_ids_and_names(settings: Settings, inputs: Path) -> None:
    maps.write_maps(settings, inputs)
    assert _texts(inputs, "id_map", "990101", "id_text") == {person(at)[1] for at in (1, 2, 3)}
    assert _texts(inputs, "name_map", "990102", "name_text") == {person(at)[0] for at in (30, 31)}


def test_values_are_read_once_for_all_counties(settings: Settings, inputs: Path) -> None:
    maps.write_maps(settings, inputs)
    rows = pq.read_table(inputs / "value_map.parquet").to_pylist()
    assert {row["value"] for row in rows if row["kind"] == "number"} >= {"500", "625"}
    assert len({(row["kind"], row["text"]) for row in rows}) == len(rows)


def test_several_processes_write_what_one_writes(
    settings: Settings, inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maps.write_maps(settings, inputs)
    alone = {path.relative_to(inputs): path.read_bytes() for path in inputs.rglob("*.parquet")}
    monkeypatch.setattr(maps, "WORTH_A_POOL", 0)
    maps.write_maps(settings, inputs)
    assert {path.relative_to(inputs): path.read_bytes() for path in inputs.rglob("*.parquet")} == alone


@hypothesis_settings(deadline=None)
@given(
    st.sampled_from(["phone", "card"]),
    st.text("0123456789-/ 一１'", max_size=22) | st.from_regex(r"1[3-9]\d{9}|\d{9,25}"),
)
def test_texts_left_out_of_the_map_are_read_as_they_are(kind: str, text: str) -> None:
    left_out = duckdb.execute(f"select {READ_AS_WRITTEN[kind].format('t')} from (select ? as t)", [text]).fetchone()
    if left_out and left_out[0]:
        assert parse(kind, text) == (text, "as_is")
