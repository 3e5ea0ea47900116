"""The rehearsal: a repeatable world of synthetic people whose answer key is complete and whose files say it."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from dagster_project import demo
from dagster_project.demo.faults import planted_rules
from dagster_project.demo.people import is_valid_id
from dagster_project.demo.simulation import make_world
from dagster_project.demo.standards import in_force, usual_amount
from dagster_project.settings import Settings

TERMS = ("2020-spring", "2020-autumn")
QUALITY = Path(__file__).parent.parent / "dbt" / "models" / "quality"
# Manners of a county. What is seen while reading is planted by hand, in tests/files/layouts.
NOT_PLANTED = {"delivery_missing", "delivery_late"} | {
    path.stem for path in QUALITY.glob("*/*.sql") if "observed_while_reading(" in path.read_text(encoding="utf-8")
}

OF_WHOLE_LISTS = "schools_of_another_county"  # three lists of each fictitious county; there must be another county


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings.load(tmp_path_factory.mktemp("world"))
    demo.simulate(settings, students=150, counties=12)
    return settings


def key(settings: Settings) -> list[dict[str, str]]:
    with settings.answer_key.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sql_rules() -> set[str]:
    return {path.stem for path in QUALITY.glob("*/*.sql")}


def prints(settings: Settings) -> dict[str, str]:
    files = [path for path in settings.inbox.rglob("*") if path.is_file()]
    return {str(p.relative_to(settings.inbox)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_the_same_seed_makes_the_same_bytes(tmp_path: Path) -> None:
    homes = [Settings.load(tmp_path / name) for name in ("one", "two", "other")]
    for settings, seed in zip(homes, (3, 3, 4), strict=True):
        demo.simulate(settings, seed=seed, counties=2, students=60, faults=1)
    assert prints(homes[0]) == prints(homes[1]) != prints(homes[2])
    assert key(homes[0]) == key(homes[1])


def test_every_rule_is_planted_two_dozen_times(world: Settings) -> None:
    planted = {(row["rule_id"], row["fault_id"]) for row in key(world) if row["kind"] == "planted"}
    counts = Counter(rule for rule, _ in planted)
    assert {rule: counts[rule] for rule in planted_rules() if counts[rule] < 24} == {OF_WHOLE_LISTS: 18}
    assert sql_rules() - set(counts) <= NOT_PLANTED


def test_a_clean_truth_has_only_good_numbers_of_region_99() -> None:
    clean, _, _ = make_world(1, 6, 200, TERMS, 0)
    rows = [row for county in clean.counties for rows in county.tables.values() for row in rows]
    ids = [str(row["id_number"]).replace(" ", "") for row in rows if "id_number" in row]
    assert len(ids) > 5000 and all(is_valid_id(text) for text in ids)
    assert {text[:2] for text in ids} == {"99"} and not any(text.startswith("999999") for text in ids)


def test_faults_bring_no_number_of_another_region(world: Settings) -> None:
    bent, _, _ = make_world(1, 6, 150, TERMS, 6)
    rows = [row for county in bent.counties for rows in county.tables.values() for row in rows]
    ids = {str(row["id_number"]) for row in rows if row.get("id_number")}
    strange = {text for text in ids if text[0] in "12345678" and len(text) > 4}
    assert strange == set()


def test_look_alikes_are_there_without_any_fault() -> None:
    _, key_without_faults, look_alikes = make_world(1, 6, 100, TERMS, 0)
    by_county = defaultdict(set)
    for item in look_alikes:
        by_county[item.county_code].add(item.what)
    assert key_without_faults.entries == []
    assert all(len(kinds) >= 28 for kinds in by_county.values()) and len(by_county) == 6


def test_without_faults_only_manners_remain(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path)
    demo.simulate(settings, students=80, faults=0)
    rows = key(settings)
    assert {row["kind"] for row in rows} == {"manners"}
    of_manners = {"id_truncated_by_excel", "delivery_missing", "delivery_late", "work_report_vs_ledger"}
    assert {row["rule_id"] for row in rows} == of_manners


def test_an_entry_of_the_key_leads_to_its_cell(world: Settings) -> None:
    rows = [row for row in key(world) if row["rule_id"] == "id_length_invalid"]
    assert len(rows) == 36
    missed = [row["fault_id"] for row in rows if row["observed"] not in line(world.inbox, row)]
    assert missed == []


def line(inbox: Path, entry: dict[str, str]) -> list[object]:
    path, number = inbox / entry["file_name"], int(entry["row"])
    if path.suffix == ".csv":
        text = path.read_bytes()
        encoding = "utf-8-sig" if text.startswith(b"\xef\xbb\xbf") else "gb18030"
        return next(csv.reader([text.decode(encoding).splitlines()[number - 1]]))
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(entry["sheet"])
    return sheet.to_python(skip_empty_area=False)[number - 1]


def test_a_list_of_the_neighbours_schools_names_no_county_and_keeps_its_rows(world: Settings) -> None:
    told = {row["fault_id"]: row for row in key(world) if row["rule_id"] == OF_WHOLE_LISTS}
    assert {(row["file_name"], row["row"], row["kind"]) for row in told.values()} == {("", "", "planted")}
    bent, _, _ = make_world(1, 6, 150, TERMS, 6)
    clean, _, _ = make_world(1, 6, 150, TERMS, 0)
    for county, was in zip(bent.counties, clean.counties, strict=True):
        own = {school.code for school in county.schools}
        for entry in (row for row in told.values() if row["county_code"] == county.code):
            rows = county.tables[entry["dataset"], entry["period"]]
            foreign = [row for row in rows if row["school_code"] not in own]
            assert len(rows) > 5 and len(foreign) >= 0.6 * len(rows)
            assert not any("县" in row["school_name"] for row in foreign)
            if entry["dataset"] != "public_notice":
                assert len(rows) == len(was.tables[entry["dataset"], entry["period"]])


def test_payments_and_summaries_agree_unless_planted() -> None:
    bent, answer, _ = make_world(1, 2, 150, TERMS, 2)
    planted = [entry for entry in answer.entries if entry.rule_id == "report_vs_ledger" and entry.row]
    wrong = {(entry.county_code, entry.period, entry.row["difficulty_kind"]) for entry in planted}
    for county in bent.counties:
        for term in county.calendar.terms:
            paid, told = Counter(), Counter()
            for row in county.tables["subsidy_payment", term.period]:
                paid[row["difficulty_kind"]] += row["amount"]
            for row in county.tables["subsidy_summary", term.period]:
                told[row["difficulty_kind"]] += row["amount"]
            for kind in set(paid) | set(told):
                if (county.code, term.period, kind) not in wrong:
                    assert paid[kind] == told[kind]


@pytest.mark.parametrize(
    "periods",
    [
        ("2011-autumn", "2012-spring"),
        ("2015-autumn", "2021-autumn"),
        ("2019-autumn", "2020-spring", "2020-autumn"),
        ("2024-spring", "2024-autumn"),
        ("2011-autumn", "2030-autumn"),
    ],
)
def test_a_world_of_any_period_pays_by_standards_in_force(periods: tuple[str, ...]) -> None:
    bent, answer, _ = make_world(5, 2, 40, periods, 2)
    wrong = {id(entry.row) for entry in answer.entries}
    for county in bent.counties:
        for term in county.calendar.terms:
            for row in county.tables["subsidy_payment", term.period]:
                if id(row) not in wrong:
                    assert in_force(row["aid_item"], row["stage"], term)
                    assert row["amount"] == usual_amount(row["aid_item"], row["stage"], term)
            lists = county.tables["special_group", term.snapshot]
            assert lists and all(row["valid_from"] < term.starts_on for row in lists)


def test_a_world_of_one_pupil_still_shows_every_fault() -> None:
    _, answer, _ = make_world(6, 1, 1, TERMS, 2)
    planted = {entry.rule_id for entry in answer.entries}
    assert set(planted_rules()) - planted == {OF_WHOLE_LISTS}


def test_a_rehearsal_before_the_first_known_amounts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2011-autumn"):
        demo.simulate(Settings.load(tmp_path), students=40, counties=1, periods=("2010-autumn",))


def test_a_second_simulation_replaces_the_first(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path)
    for counties in (4, 2):
        demo.simulate(settings, students=40, counties=counties, faults=0)
    assert {path.name for path in settings.inbox.iterdir()} == {"万载县", "青禾县"}


def test_files_of_somebody_else_are_not_touched(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path).prepare()
    (settings.inbox / "某县").mkdir()
    (settings.inbox / "某县" / "花名册.xlsx").write_bytes(b"theirs")
    with pytest.raises(demo.InboxInUse, match="花名册"):
        demo.simulate(settings, students=40, counties=1)
    assert [path.name for path in settings.inbox.rglob("*.xlsx")] == ["花名册.xlsx"]


def test_files_arrive_before_they_are_due_except_the_late_one(world: Settings) -> None:
    with (world.config / "delivery_calendar.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["period"] == "2020"]
    due = {(row["county_code"], row["dataset"]): row["due_on"] for row in rows}
    late = [row for row in key(world) if row["rule_id"] == "delivery_late"]
    assert [(row["county_code"], row["dataset"]) for row in late] == [("990106", "project_payment")]
    path = world.inbox / "990106" / "2020" / "项目资金拨付台账.xlsx"
    due_day = dt.datetime.fromisoformat(due["990106", "project_payment"])
    assert path.stat().st_mtime > due_day.timestamp()


def test_ids_stored_as_numbers_are_all_in_the_key(world: Settings) -> None:
    rows = [row for row in key(world) if row["rule_id"] == "id_truncated_by_excel" and row["kind"] == "manners"]
    assert {row["county_code"] for row in rows} == {"990104"}
    assert {row["dataset"] for row in rows} == {"teacher", "loan_contract"}
    texts = [cell for row in rows[:20] for cell in line(world.inbox, row) if isinstance(cell, float) and cell > 1e17]
    assert len(texts) >= 20 and all(float(f"{number:.15g}") == number for number in texts)


def test_every_county_tells_its_year_in_words(world: Settings) -> None:
    reports = list(world.inbox.rglob("*工作总结.txt"))
    assert len(reports) == 6 and all("人次" in read(path) for path in reports)


def read(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030")
