"""The workbook a county gets back: its own rows, answers to pick from, and nothing a spreadsheet would run."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from dagster_project import delivery
from dagster_project.delivery import bilingual
from dagster_project.delivery.returned import ANSWERS, COLUMNS, HEADER_ROW
from dagster_project.settings import Settings
from synthetic_release import ID, NAME, OTHER_ID, OTHER_NAME, make_release

SUBJECT, SCHOOL = 1, 2
BOOK = Path("returned") / "2020-autumn" / "990102.xlsx"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.load(tmp_path_factory.mktemp("returned"))


@pytest.fixture(scope="module")
def release(settings: Settings) -> Path:
    folder = make_release(settings)
    delivery.write_returned(settings, folder)
    return folder


@pytest.fixture(scope="module")
def book(release: Path) -> Workbook:
    return load_workbook(release / BOOK)


def _rows(book: Workbook) -> list[tuple[object, ...]]:
    return list(book["问题清单"].iter_rows(min_row=HEADER_ROW + 2, values_only=True))


def test_findings_come_first_then_the_guide_then_the_hidden_fingerprint(book: Workbook) -> None:
    assert book.sheetnames == ["问题清单", "说明", "_fingerprint"]
    assert [book[name].sheet_state for name in book.sheetnames] == ["visible", "visible", "veryHidden"]
    assert [cell.value for cell in book["问题清单"][HEADER_ROW + 1]] == [title for title, _, _ in COLUMNS]


def test_answers_are_picked_from_a_list(book: Workbook) -> None:
    lists = [rule for rule in book["问题清单"].data_validations.dataValidation if rule.type == "list"]
    assert [rule.formula1 for rule in lists] == [f'"{",".join(ANSWERS)}"']
    assert str(lists[0].sqref) == f"O{HEADER_ROW + 2}:O{HEADER_ROW + 1 + len(_rows(book))}"


def test_no_cell_is_a_formula_or_a_link(book: Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert any(str(cell.value).startswith("云岭县/2020-autumn/=cmd") for cell in cells)


def test_people_are_named_by_the_countys_own_rows(book: Workbook) -> None:
    subjects = {row[SUBJECT] for row in _rows(book)}
    assert f"{NAME}\n{ID}" in subjects and f"{OTHER_NAME}\n{OTHER_ID}" in subjects
    assert {row[SCHOOL] for row in _rows(book)} == {"云岭县第一小学", None}


def test_people_are_looked_up_in_no_other_county(release: Path) -> None:
    rows = _rows(load_workbook(release / "returned" / "2020-autumn" / "990104.xlsx"))
    assert rows and {row[SUBJECT] for row in rows} <= {None}


def test_settled_findings_are_not_sent_again(book: Workbook) -> None:
    assert not [row for row in _rows(book) if str(row[-1]).endswith("009")]


def test_fingerprint_names_release_county_period_and_findings(book: Workbook) -> None:
    mark = {row[0]: row[1] for row in book["_fingerprint"].iter_rows(values_only=True)}
    ids = sorted(str(row[-1]) for row in _rows(book))
    assert (mark["county_code"], mark["period"]) == ("990102", "2020-autumn")
    assert mark["findings_sha256"] == hashlib.sha256("\n".join(ids).encode()).hexdigest()


def test_findings_say_who_when_what_how_then_where(book: Workbook) -> None:
    titles = [title for title, _, _ in COLUMNS]
    asked = ["对象", "所属期", "问题", "怎么改", "工作表", "行", "单元格", "答复"]
    assert sorted(asked, key=titles.index) == asked
    assert {row[titles.index("所属期")] for row in _rows(book)} == {"2020年秋季学期", "2020年"}


def test_values_of_both_languages_are_left_in_chinese() -> None:
    assert bilingual.in_chinese("走读 (day)") == "走读" and bilingual.in_english("走读 (day)") == "day"
    assert bilingual.in_chinese("文本格式 / text") == "文本格式"
    assert bilingual.in_english("≥ 270 天 (days)") == "≥ 270 days"
    assert bilingual.in_chinese("0 / >= 100") == "0 / >= 100" and bilingual.in_chinese("某路3 / 5号") == "某路3 / 5号"


def test_list_is_frozen_and_prints_across_a3(book: Workbook) -> None:
    sheet = book["问题清单"]
    assert sheet.freeze_panes == f"C{HEADER_ROW + 2}"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (
        8,
        "landscape",
        0,
    )


def test_workbook_is_for_its_owner_only_and_repeats_byte_for_byte(settings: Settings, release: Path) -> None:
    before = (release / BOOK).read_bytes()
    assert stat.S_IMODE((release / BOOK).stat().st_mode) == 0o600
    delivery.write_returned(settings, release)
    assert (release / BOOK).read_bytes() == before
