"""The rehearsal at scale: every copy of the template is a county of its own, and its key leads to its own cells."""

from __future__ import annotations

import csv
import hashlib
import shutil
import zipfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from dagster_project import intake, readers
from dagster_project.cli import main
from dagster_project.demo import InboxInUse
from dagster_project.demo.people import is_valid_id
from dagster_project.demo.scale import DiskFull, ScaleSummary, Size, simulate
from dagster_project.demo.scale.names import exchange
from dagster_project.demo.scale.places import TEMPLATE_CODES, blocks, residue
from dagster_project.settings import Settings

LATEST = """
select distinct on (county_code, period, dataset) dataset, status, rows_loaded
from deliveries
where status <> 'duplicate'
order by county_code, period, dataset, received_at desc
"""


class World(NamedTuple):
    settings: Settings
    summary: ScaleSummary


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two blocks of small counties, taken in."""
    settings = Settings.load(tmp_path_factory.mktemp("scale"))
    summary = simulate(settings, Size(8, 300), seed=5, faults=3)
    intake.take_in(settings)
    return World(settings, summary)


def rows_of(path: Path) -> list[list[object]]:
    if path.suffix == ".xlsx":
        return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [list(row) for row in csv.reader(text_of(path.read_bytes()).splitlines())]


def paid(world: World) -> list[dict[str, str]]:
    with duckdb.connect() as connection:
        files = str(world.settings.raw / "subsidy_payment" / "**" / "*.parquet")
        return (
            connection.execute("from read_parquet($files, union_by_name = true)", {"files": files})
            .to_arrow_table()
            .to_pylist()
        )


def text_of(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def key(settings: Settings) -> list[dict[str, str]]:
    with settings.answer_key.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def prints(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def deliveries(settings: Settings) -> list[tuple[str, str, int]]:
    with duckdb.connect(str(settings.ledger), read_only=True) as connection:
        return connection.execute(LATEST).fetchall()


def test_codes_of_a_block_keep_the_check_digits_of_the_template() -> None:
    nation = blocks(2844)
    assert len({seat.code for places in nation for seat in places}) == 2844
    assert len({seat.name for places in nation for seat in places}) == 2844
    for places in nation:
        assert [residue(seat.code) for seat in places] == [residue(code) for code in TEMPLATE_CODES]


def test_no_county_has_a_code_of_the_small_rehearsal_or_the_placeholder() -> None:
    codes = {seat.code for places in blocks(2844) for seat in places}
    assert not any(code.startswith("9901") or code == "999999" for code in codes)
    assert all(code.startswith("99") for code in codes)


def test_names_are_exchanged_one_for_one() -> None:
    for block in range(3):
        for letters, others in zip(exchange(1, 0), exchange(1, block), strict=True):
            assert sorted(letters) == sorted(others)
    assert exchange(1, 0) != exchange(1, 1)


def test_every_row_is_read_and_counted_as_it_was_written(world: World) -> None:
    loaded: Counter[str] = Counter()
    for dataset, status, rows in deliveries(world.settings):
        assert status in ("accepted", "partial", "missing")
        if dataset != "work_report":
            loaded[dataset] += rows
    assert sum(loaded.values()) == world.summary.rows
    assert loaded["subsidy_payment"] == world.summary.payments


def test_every_dataset_comes_from_every_county(world: World) -> None:
    found = Counter(dataset for dataset, status, _ in deliveries(world.settings) if status != "missing")
    assert len(found) >= 28
    del found["yulu_list"]  # a county this small may have nobody in a vocational school
    assert {name: count for name, count in found.items() if count < world.summary.counties - 2} == {}


def test_ids_are_valid_and_are_shared_by_counties_only_where_it_is_planted(world: World) -> None:
    counties = defaultdict(set)
    for row in paid(world):
        if row["xueji_no"]:
            assert is_valid_id(row["xueji_no"][1:])
            counties[row["xueji_no"][1:]].add(row["_county_code"])
    crossing = [row for row in key(world.settings) if "of-subsidy_cross_stage" in row["fault_id"]]
    assert len({county for own in counties.values() for county in own}) == world.summary.counties
    assert sum(len(own) > 1 for own in counties.values()) == len(crossing) > 0


def test_cards_are_valid_and_telephones_are_the_countys_own(world: World) -> None:
    region_of_phone = defaultdict(set)
    for row in paid(world):
        digits = [int(digit) for digit in reversed(row["card_no"])]
        assert sum(d if i % 2 == 0 else d * 2 // 10 + d * 2 % 10 for i, d in enumerate(digits)) % 10 == 0
        region_of_phone[row["phone"][:6]].add(row["card_no"][6:12])
    assert len(region_of_phone) == world.summary.counties
    assert all(regions == {f"99{start[2:]}"} for start, regions in region_of_phone.items())


def test_people_have_other_names_in_every_block(world: World) -> None:
    names = defaultdict(set)
    for row in paid(world):
        names[row["_county_code"]].add(row["name"])
    assert all(len(a & b) < len(a) / 2 for a in names.values() for b in names.values() if a is not b)


def test_an_entry_of_the_key_leads_to_its_cell_in_every_block(world: World) -> None:
    entries = [row for row in key(world.settings) if row["rule_id"] in ("id_length_invalid", "name_illegal_chars")]
    assert len({row["county_code"] for row in entries}) == 8
    for entry in entries:
        grid = rows_of(world.settings.inbox / entry["file_name"])
        assert entry["observed"] in grid[int(entry["row"]) - 1]


def test_ids_damaged_by_excel_are_numbers_of_their_county(world: World) -> None:
    entries = [row for row in key(world.settings) if row["kind"] == "manners" and row["dataset"] == "teacher"]
    assert len({row["county_code"] for row in entries}) == 2
    for entry in entries[::20]:
        cells = rows_of(world.settings.inbox / entry["file_name"])[int(entry["row"]) - 1]
        assert [f"{cell:.0f}"[:6] for cell in cells if isinstance(cell, float) and cell > 1e17] == [
            entry["county_code"]
        ]


def test_no_mark_is_left_in_any_file(world: World) -> None:
    left = []
    for path in world.settings.inbox.rglob("*.*"):
        members = [path.read_bytes()]
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                members = [archive.read(name) for name in archive.namelist()]
        left += [path for member in members if any("\ue000" <= letter <= "\ue14f" for letter in text_of(member))]
    assert left == []
    assert not any(code in world.settings.answer_key.read_text(encoding="utf-8-sig") for code in TEMPLATE_CODES)


def test_the_same_seed_makes_the_same_bytes(tmp_path: Path) -> None:
    homes = [Settings.load(tmp_path / name) for name in ("one", "two")]
    for settings in homes:
        simulate(settings, Size(4, 40), seed=3, faults=1)
    assert prints(homes[0].inbox) == prints(homes[1].inbox)
    assert key(homes[0]) == key(homes[1])


def test_a_workbook_of_the_scale_is_one_that_the_reader_takes(world: World) -> None:
    books = sorted(world.settings.inbox.rglob("*.xlsx"))
    assert len(books) > 80
    for _, content in readers.read_many(books[:20], workers=2):
        assert not isinstance(content, readers.ReadError)


def test_a_size_is_as_many_counties_of_the_nations_density_as_it_needs() -> None:
    assert (Size.of("province").counties, Size.of("nation").counties) == (100, 2844)
    assert (Size.of("nation", 1_000_000).counties, Size.of("nation", 20_000_000).counties) == (20, 388)
    assert Size.of("province", 60_000).counties == 4


def test_too_small_a_disk_is_said_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.load(tmp_path).prepare()
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage._replace(free=3 << 30))
    with pytest.raises(DiskFull, match=r"3\.0 GiB.*--payments \d+00000 is the most"):
        simulate(settings, Size.of("nation"))
    assert list(settings.inbox.iterdir()) == []


def test_files_of_somebody_else_are_not_touched(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path).prepare()
    (settings.inbox / "花名册.xlsx").write_bytes(b"theirs")
    with pytest.raises(InboxInUse, match="花名册"):
        simulate(settings, Size(4, 40))
    assert [path.name for path in settings.inbox.rglob("*.*")] == ["花名册.xlsx"]


def test_options_of_one_scale_are_refused_at_another(tmp_path: Path) -> None:
    for options in (["--scale", "province", "--counties", "3"], ["--payments", "5"]):
        result = CliRunner().invoke(main, ["simulate", "--home", str(tmp_path), *options])
        assert result.exit_code == 2 and "--scale" in result.output
