"""Numbers that lost their last digits: candidates as evidence, never a repair without a person's decision."""

from __future__ import annotations

import doctest
import json
import shutil
import stat
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from dagster_project import carry_over, intake, rescue
from dagster_project.cli import main
from dagster_project.delivery.candidates_sheet import SHEET, add_sheet
from dagster_project.identity import lost_digits
from dagster_project.identity.lost_digits import may_be, possible_cards, possible_ids
from dagster_project.intake import ledger
from dagster_project.settings import Settings
from inbox_files import PAYMENT_HEADER, deliveries, payments, person, place, settings_at, table, write_xlsx

ROLL = ["姓名", "身份证号", "性别", "出生日期", "学校名称", "学籍号", "学段", "年级"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_at(tmp_path / "home")


def cut(id_number: str) -> int:
    """What Excel makes of an identity number typed into a number cell."""
    return int(id_number[:15] + "000")


def roll(*numbers: int) -> list[list[str]]:
    rows = [ROLL]
    for number in numbers:
        name, id_number = person(number)
        sex = "男" if int(id_number[16]) % 2 else "女"
        rows.append([name, id_number, sex, "2010-01-01", "青禾县第一小学", f"G{id_number}", "小学", "三年级"])
    return rows


def damaged(settings: Settings, *numbers: int) -> Path:
    """A payment list whose numbers lost their digits, beside a roll that still has them; the build's inputs."""
    rows = [row for number in numbers for row in payments(number, 1)]
    for row in rows:
        row[3] = cut(row[3])
    write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *rows])
    write_xlsx(place(settings, "学籍.xlsx"), roll(*range(1, 8)))
    intake.take_in(settings)
    return offered(settings)


def offered(settings: Settings) -> Path:
    inputs = settings.home / "inputs"
    intake.export_inputs(settings, inputs)
    rescue.offer_candidates(settings, inputs)
    return inputs


def candidates(inputs: Path) -> list[dict[str, object]]:
    return pq.read_table(inputs / "rescue_candidates.parquet").to_pylist()


def test_examples_in_the_words_of_the_module() -> None:
    assert doctest.testmod(lost_digits).failed == 0


@pytest.mark.parametrize("number", range(1, 12))
def test_the_lost_number_is_among_at_most_a_hundred_candidates(number: int) -> None:
    id_number = person(number)[1]
    if id_number.endswith("X"):
        return  # such a number is never stored as a number
    for shown in (str(cut(id_number)), f"{cut(id_number):.14E}", str(int(float(id_number)))):
        lost = lost_digits.lost_digits(shown)
        assert lost and id_number in possible_ids(lost) and len(possible_ids(lost)) <= 100


def test_six_digits_left_give_no_candidate_but_know_their_own() -> None:
    lost = lost_digits.lost_digits("9.90101E+17")
    assert lost and possible_ids(lost) == [] and may_be(lost, person(1)[1]) and not may_be(lost, "990201201001010019")


def test_a_card_has_its_own_check_digit() -> None:
    lost = lost_digits.lost_digits("4111111111111110")
    assert lost and possible_cards(lost) == ["4111111111111111"]


def test_a_number_of_fifteen_digits_has_lost_nothing() -> None:
    assert lost_digits.lost_digits("990101100101001") is None


def test_the_same_name_on_the_roll_comes_first_and_others_numbers_are_left_out(settings: Settings) -> None:
    inputs = damaged(settings, 3)
    found = candidates(inputs)
    assert found[0]["candidate"] == person(3)[1] and found[0]["evidence_zh"] == "学籍花名册中有同名的人，且同校"
    assert len(found) <= 100 and not {person(number)[1] for number in (1, 2, 4, 5)} & {
        row["candidate"] for row in found
    }


def test_of_a_whole_damaged_column_only_register_matches_are_offered(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescue, "MOST_GUESSED", 1)
    inputs = damaged(settings, 3, 30)  # the roll knows the first, nobody the other
    found = candidates(inputs)
    assert [row["candidate"] for row in found] == [person(3)[1], ""]
    assert "重新报送" in str(found[1]["evidence_zh"])


def test_candidates_are_kept_once_and_for_the_owner_only(settings: Settings) -> None:
    inputs = damaged(settings, 3)
    again = candidates(offered(settings))
    assert again == candidates(inputs) and len({row["rank"] for row in again}) == len(again)
    for path in (settings.ledger, inputs / "rescue_candidates.parquet"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_register_that_comes_later_gives_new_candidates_and_the_earlier_stay_on_record(settings: Settings) -> None:
    rows = payments(3, 1)
    rows[0][3] = cut(rows[0][3])
    write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *rows])
    intake.take_in(settings)
    before = candidates(offered(settings))
    assert person(3)[1] in [row["candidate"] for row in before] and before[0]["evidence_zh"].startswith("由保留的位数")
    write_xlsx(place(settings, "学籍.xlsx"), roll(*range(1, 8)), day="2020-06-01")
    intake.take_in(settings)
    inputs = offered(settings)
    after = candidates(inputs)
    assert after[0]["candidate"] == person(3)[1] and after[0]["evidence_zh"] == "学籍花名册中有同名的人，且同校"
    assert len({row["rank"] for row in after}) == len(after) < len(before)
    (cell,) = intake.cells_to_review(settings)
    assert cell["candidates"] == len(after) and intake.candidates_of(settings, cell["cell"]) == after
    with ledger.reading(settings) as connection:
        kept = connection.execute("select count(*) from rescue_candidates").fetchone()
        assert kept == (len(before) + len(after),)
        assert connection.execute("select count(*) from decisions").fetchone() == (0,)
    assert rescue.offer_candidates(settings, inputs) == 0


def test_only_counties_whose_files_changed_are_searched_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for county in ("青禾县", "云岭县"):
        rows = payments(3, 1)
        rows[0][3] = cut(rows[0][3])
        write_xlsx(place(settings, f"{county}/2020-spring/资助.xlsx"), [PAYMENT_HEADER, *rows])
    intake.take_in(settings)
    offered(settings)
    searched: list[str] = []
    search = rescue._registers
    monkeypatch.setattr(
        rescue, "_registers", lambda s, f, cells: searched.append(cells[0].county) or search(s, f, cells)
    )
    write_xlsx(place(settings, "云岭县/2020-spring/学籍.xlsx"), roll(*range(1, 8)), day="2020-06-01")
    intake.take_in(settings)
    offered(settings)
    assert searched == ["990102"]


def test_what_was_decided_stands_and_none_of_them_is_asked_again_of_a_new_offer(settings: Settings) -> None:
    rows = [*payments(3, 1), *payments(4, 1)]
    for row in rows:
        row[3] = cut(row[3])
    write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *rows])
    intake.take_in(settings)
    offered(settings)
    chosen, refused = (row["cell"] for row in intake.cells_to_review(settings))
    decided = intake.decide_by_rank(settings, chosen, 1, "王五")
    intake.decide_by_rank(settings, refused, None, "王五")
    assert [row["decision"] for row in intake.cells_to_review(settings)] == ["candidate", "none"]
    write_xlsx(place(settings, "学籍.xlsx"), roll(*range(1, 8)), day="2020-06-01")
    intake.take_in(settings)
    inputs = offered(settings)
    assert [row["decision"] for row in intake.cells_to_review(settings)] == ["candidate", None]
    applied = pq.read_table(inputs / "decided_cells.parquet").to_pylist()
    assert [row["candidate"] for row in applied] == [decided["candidate"]]
    intake.decide_by_rank(settings, chosen, None, "王五")  # taken back: its offer is made anew with the register
    offered(settings)
    assert intake.candidates_of(settings, chosen)[0]["candidate"] == person(3)[1]


def test_nothing_is_applied_until_somebody_decides(settings: Settings) -> None:
    inputs = damaged(settings, 3)
    assert pq.read_table(inputs / "decided_cells.parquet").num_rows == 0
    (cell,) = table(settings, "set_aside_cells")
    intake.decide_cell(settings, cell["delivery_id"], cell["row_no"], cell["field"], person(3)[1], "王五", "见户口簿")
    decided = pq.read_table(offered(settings) / "decided_cells.parquet").to_pylist()
    assert [(row["row_no"], row["field"], row["candidate"]) for row in decided] == [(2, "id_number", person(3)[1])]
    assert table(settings, "set_aside_cells") == [] and deliveries(settings)[0]["cells_set_aside"] in (0, 1)


def test_none_of_them_takes_a_decision_back(settings: Settings) -> None:
    damaged(settings, 3)
    (cell,) = table(settings, "set_aside_cells")
    place_of = (cell["delivery_id"], cell["row_no"], cell["field"])
    for verdict in (person(3)[1], "none"):
        intake.decide_cell(settings, *place_of, verdict, "王五")
    assert len(table(settings, "set_aside_cells")) == 1


def review(settings: Settings, *words: str) -> Result:
    return CliRunner().invoke(main, ["review", *words[:1], "--home", str(settings.home), *words[1:]])


def test_a_person_finds_the_cell_looks_at_the_candidates_and_decides_by_rank(settings: Settings) -> None:
    damaged(settings, 3)
    listed = CliRunner().invoke(main, ["review", "--home", str(settings.home), "--json"])
    (row,) = json.loads(listed.stdout)
    assert (row["county_code"], row["place"], row["decision"]) == ("990101", "D2", None) and row["candidates"] <= 100
    shown = review(settings, "show", row["cell"])
    assert shown.exit_code == 0 and f"  1  …{person(3)[1][-4:]}" in shown.stdout
    for text in (listed.stdout, shown.stdout):
        assert person(3)[1] not in text and person(3)[1][:15] not in text
    accepted = review(settings, "accept", row["cell"], "1", "--who", "王五", "--note", "见户口簿")
    assert accepted.exit_code == 0 and f"…{person(3)[1][-4:]}" in accepted.stdout
    assert person(3)[1][:15] not in accepted.stdout
    decided = pq.read_table(offered(settings) / "decided_cells.parquet").to_pylist()
    assert [(item["candidate"], item["county_code"], item["dataset"]) for item in decided] == [
        (person(3)[1], "990101", "subsidy_payment")
    ]
    (after,) = intake.cells_to_review(settings)
    assert after["decision"] == "candidate"
    assert review(settings, "reject", row["cell"], "--who", "王五").exit_code == 0
    assert pq.read_table(offered(settings) / "decided_cells.parquet").num_rows == 0


def test_a_cell_or_rank_that_is_not_there_is_named(settings: Settings) -> None:
    damaged(settings, 3)
    (row,) = intake.cells_to_review(settings, "990101")
    assert intake.cells_to_review(settings, "990102") == []
    with pytest.raises(LookupError, match="第 999 个候选"):
        intake.decide_by_rank(settings, row["cell"], 999, "王五")
    with pytest.raises(LookupError, match="没有待核的单元格"):
        intake.decide_by_rank(settings, "nothing/1/id_number", 1, "王五")


def test_a_decision_is_a_change_of_its_county(settings: Settings, tmp_path: Path) -> None:
    """A build that carries over computes the county again, though it delivered nothing new."""
    damaged(settings, 3)
    before = shutil.copytree(settings.home / "inputs", tmp_path / "before")
    (row,) = intake.cells_to_review(settings)
    intake.decide_by_rank(settings, row["cell"], 1, "王五")
    changed, _ = carry_over._changes(settings, before, offered(settings))
    assert changed == {("990101", "subsidy_payment")}


def test_a_number_that_was_no_candidate_is_refused(settings: Settings) -> None:
    damaged(settings, 3)
    (cell,) = table(settings, "set_aside_cells")
    with pytest.raises(LookupError):
        intake.decide_cell(settings, cell["delivery_id"], cell["row_no"], "id_number", person(4)[1], "王五")


def test_workbook_lists_the_likeliest_first(tmp_path: Path) -> None:
    row = {"file_name": "资助.xlsx", "sheet": "S", "cell": "D2", "shown": "990101201001010000", "delivery_id": "d",
           "row_no": 2, "field": "id_number", "evidence_zh": "学籍花名册中有同名的人"}  # fmt: skip
    book = xlsxwriter.Workbook(str(tmp_path / "out.xlsx"))
    add_sheet(book, [row | {"rank": at, "candidate": person(at)[1]} for at in range(1, 8)])
    book.close()
    cells = [cell.value for cell in openpyxl.load_workbook(tmp_path / "out.xlsx")[SHEET][3]]
    assert cells[4] == "7" and cells[5].startswith(person(1)[1]) and "另有 2 个" in cells[5]
