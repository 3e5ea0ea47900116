"""Blank templates: what is in them, and that they come back recognised, whoever saved them."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from click.testing import CliRunner

from dagster_project import intake
from dagster_project.cli import main
from dagster_project.contracts import Contract, load, load_all
from dagster_project.contracts.dbt_files import tabular
from dagster_project.contracts.stamps import (
    DATA_SHEET,
    GUIDE_SHEET,
    OPTIONS_SHEET,
    STAMP_SHEET,
    Stamp,
    layout_of,
    stamp_in,
)
from dagster_project.contracts.template import HEADER_ROW, LAST_ROW, Addressed, template
from dagster_project.contracts.template_columns import header_of
from dagster_project.intake.headers import HeaderIndex
from dagster_project.settings import Settings
from filled_templates import FIRST_ROW, PERIODS, as_read, blank, fill, made, rows_of, save
from inbox_files import (
    COUNTY,
    PAYMENT_HEADER,
    deliveries,
    payments,
    person,
    place,
    raw,
    settings_at,
    table,
    write_csv,
)

TABULAR = tabular(load_all())
PAYMENT = load("subsidy_payment")
QINGHE = Addressed("990101", COUNTY, "2020-spring", "2020年春季学期")
every_dataset = pytest.mark.parametrize("contract", TABULAR, ids=lambda c: c.name)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_at(tmp_path / "home")


def in_inbox(settings: Settings, contract: Contract, name: str | None = None) -> Path:
    return place(settings, f"{COUNTY}/{PERIODS[contract.period_kind]}/{name or contract.name}.xlsx")


def only_delivery(settings: Settings) -> dict:
    intake.take_in(settings)
    (found,) = [item for item in deliveries(settings) if item["dataset"]]
    return found


def assert_loaded_as_filled_in(settings: Settings) -> None:
    intake.take_in(settings)
    told = deliveries(settings)
    tables = {item["dataset"]: item for item in told if item["dataset"]}
    assert {item["status"] for item in told if item["sheet"] in (GUIDE_SHEET, OPTIONS_SHEET, STAMP_SHEET)} == {
        "duplicate"
    }
    for contract in TABULAR:
        found = tables[contract.name]
        assert (found["status"], found["rows_loaded"]) == ("accepted", 3), (contract.name, found["message_zh"])
        assert found["reporting_unit"] == "bureau" or "school_name" in {field.name for field in contract.fields}
        loaded = raw(settings, contract.name)
        for row, written in zip(loaded, rows_of(contract), strict=True):
            assert {name: row[name] for name in written} == {name: as_read(v) for name, v in written.items()}, (
                contract.name
            )


def test_every_filled_template_is_loaded_as_it_was_filled_in(settings: Settings) -> None:
    for contract in TABULAR:
        book = blank(contract)
        fill(book, contract)
        save(book, in_inbox(settings, contract))
    assert_loaded_as_filled_in(settings)
    examples = [row for row in table(settings, "set_aside_rows") if row["reason"] == "example"]
    assert len(examples) == len(TABULAR) and {row["kind"] for row in examples} == {"not_data"}


def test_every_filled_template_saved_by_libreoffice_is_loaded_the_same(
    settings: Settings, program: Callable[[str], str], tmp_path: Path
) -> None:
    for contract in TABULAR:
        book = blank(contract)
        fill(book, contract)
        save(book, tmp_path / "filled" / f"{contract.name}.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [program("soffice"), profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    files = sorted((tmp_path / "filled").glob("*.xlsx"))
    subprocess.run([*command, str(tmp_path / "saved"), *files], check=True, capture_output=True, timeout=300)
    for contract in TABULAR:
        target = in_inbox(settings, contract)
        target.parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "saved" / f"{contract.name}.xlsx").rename(target)
    assert_loaded_as_filled_in(settings)


@every_dataset
def test_headers_name_their_fields_and_the_stamp_its_contract(contract: Contract) -> None:
    book, index = blank(contract), HeaderIndex(load_all())
    headers = [cell.value for cell in book[DATA_SHEET][HEADER_ROW + 1]][1:]
    named = [index.fields_named([header])[contract.name][0] for header in headers]
    assert named == [field.name for field in contract.fields]
    assert [header.startswith("*") for header in headers] == [field.required for field in contract.fields]
    stamp = stamp_in([[str(cell) for cell in row] for row in book[STAMP_SHEET].values])
    assert stamp and (stamp.dataset, stamp.version, stamp.layout) == (
        contract.name,
        contract.version,
        layout_of(contract),
    )
    assert book[STAMP_SHEET].sheet_state == "veryHidden"


@every_dataset
def test_the_same_contract_gives_the_same_bytes_and_no_formula(contract: Contract) -> None:
    content = made(contract.name)
    assert content == template(contract)
    with ZipFile(BytesIO(content)) as package:
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/")]
        texts = re.findall(r"<t[^>]*>([^<]*)</t>", package.read("xl/sharedStrings.xml").decode())
    assert not any(b"<f>" in sheet or b"<f " in sheet or b"<hyperlink" in sheet for sheet in sheets)
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"))]


@every_dataset
def test_the_guide_explains_every_field_in_both_languages(contract: Contract) -> None:
    rows = list(blank(contract)[GUIDE_SHEET].values)
    explained = {row[1]: row for row in rows if row[1] and row[7]}
    for field in contract.fields:
        row = explained[header_of(contract, field)]
        assert field.description_en in row[2] and all("\n" in row[at] for at in (3, 6, 7))


def test_columns_take_only_what_they_are_for() -> None:
    book = blank(PAYMENT)
    sheet, fields = book[DATA_SHEET], [field.name for field in PAYMENT.fields]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    column = {name: openpyxl.utils.get_column_letter(at) for at, name in enumerate(fields, start=2)}
    kinds = {name: rules[f"{column[name]}{FIRST_ROW}"].type for name in ("amount", "paid_on", "stage", "id_number")}
    assert kinds == {"amount": "decimal", "paid_on": "date", "stage": "list", "id_number": "textLength"}
    assert all(
        re.search("[一-鿿]", rule.error) and str(rule.sqref).endswith(str(LAST_ROW + 1)) for rule in rules.values()
    )
    formats = {name: sheet.column_dimensions[column[name]].number_format for name in ("id_number", "card_no", "phone")}
    assert set(formats.values()) == {"@"}
    assert sheet.freeze_panes == f"B{HEADER_ROW + 2}"


def test_a_long_list_stands_on_a_hidden_sheet() -> None:
    book = blank(PAYMENT)
    rules = [rule for rule in book[DATA_SHEET].data_validations.dataValidation if OPTIONS_SHEET in str(rule.formula1)]
    assert rules and book[OPTIONS_SHEET].sheet_state == "hidden"
    assert "一年级" in {cell for row in book[OPTIONS_SHEET].values for cell in row}


def test_columns_may_be_in_any_order(settings: Settings) -> None:
    book = blank(PAYMENT)
    fill(book, PAYMENT)
    sheet = book[DATA_SHEET]
    sheet.move_range(f"B{HEADER_ROW + 1}:C{FIRST_ROW + 2}", cols=30)
    save(book, in_inbox(settings, PAYMENT))
    found = only_delivery(settings)
    assert (found["dataset"], found["status"], found["rows_loaded"]) == ("subsidy_payment", "accepted", 3)


def test_the_templates_own_sheets_are_accounted_for_and_are_no_tables(settings: Settings) -> None:
    book = blank(PAYMENT)
    fill(book, PAYMENT)
    save(book, in_inbox(settings, PAYMENT))
    intake.take_in(settings)
    own = [item for item in deliveries(settings) if item["sheet"] != DATA_SHEET]
    assert {(item["sheet"], item["status"]) for item in own} == {
        (name, "duplicate") for name in (GUIDE_SHEET, OPTIONS_SHEET, STAMP_SHEET)
    }
    assert all(item["rows_seen"] == item["rows_not_data"] > 0 for item in own)


def test_rows_typed_into_the_guide_are_not_taken_for_the_guide(settings: Settings) -> None:
    book = blank(PAYMENT)
    fill(book, PAYMENT)
    book[GUIDE_SHEET].cell(60, 1, "另有两名学生未列入")
    save(book, in_inbox(settings, PAYMENT))
    intake.take_in(settings)
    (guide,) = [item for item in deliveries(settings) if item["sheet"] == GUIDE_SHEET]
    assert guide["status"] == "unrecognised" and guide["rows_quarantined"] > 0


def test_an_unfilled_template_loads_nothing(settings: Settings) -> None:
    save(blank(PAYMENT), in_inbox(settings, PAYMENT))
    found = only_delivery(settings)
    assert (found["rows_loaded"], found["rows_quarantined"], found["status"]) == (0, 0, "rejected")


def test_the_example_is_no_data_wherever_it_was_moved_and_whatever_its_number(settings: Settings) -> None:
    book = blank(PAYMENT)
    fill(book, PAYMENT)
    sheet = book[DATA_SHEET]
    for cell in sheet[FIRST_ROW - 1]:
        sheet.cell(FIRST_ROW + 9, cell.column, cell.value)
    sheet.cell(FIRST_ROW - 1, 1, 1)
    save(book, in_inbox(settings, PAYMENT))
    found = only_delivery(settings)
    assert (found["rows_loaded"], found["rows_quarantined"]) == (3, 0)


def test_real_data_over_the_example_is_set_aside_with_advice(settings: Settings) -> None:
    book = blank(PAYMENT)
    fill(book, PAYMENT)
    sheet = book[DATA_SHEET]
    for at in range(2, len(PAYMENT.fields) + 2):
        sheet.cell(FIRST_ROW - 1, at, sheet.cell(FIRST_ROW + 1, at).value)
    save(book, in_inbox(settings, PAYMENT))
    found = only_delivery(settings)
    assert (found["status"], found["rows_loaded"], found["rows_quarantined"]) == ("partial", 3, 1)
    assert "示例行" in found["message_zh"]


def test_the_example_is_no_data_in_a_sheet_saved_as_csv(settings: Settings) -> None:
    for at, name in enumerate(("subsidy_payment", "subsidy_summary")):
        book = blank(load(name))
        fill(book, load(name))
        rows = [["" if cell is None else as_read(cell) for cell in row] for row in book[DATA_SHEET].values]
        write_csv(place(settings, f"{at}.csv"), rows)
    intake.take_in(settings)
    assert [(item["rows_loaded"], item["rows_quarantined"]) for item in deliveries(settings)] == [(3, 0), (3, 0)]


@pytest.mark.parametrize("name", ["subsidy_payment", "subsidy_summary"])
def test_the_example_is_no_data_without_its_number_column_or_with_a_number(settings: Settings, name: str) -> None:
    contract = load(name)
    for at, first in enumerate((FIRST_ROW - 1, FIRST_ROW + 9)):
        book = blank(contract)
        fill(book, contract)
        sheet = book[DATA_SHEET]
        for cell in list(sheet[FIRST_ROW - 1]):
            sheet.cell(first, cell.column, cell.value)
        sheet.cell(first, 1, 4)
        if at == 0:
            sheet.delete_cols(1)
        save(book, place(settings, f"{('青禾县', '云岭县')[at]}/2020-spring/{name}.xlsx"))
    intake.take_in(settings)
    told = [item for item in deliveries(settings) if item["dataset"]]
    assert [(item["rows_loaded"], item["rows_quarantined"]) for item in told] == [(3, 0), (3, 0)]


def test_a_countys_own_example_row_is_no_data_as_before(settings: Settings) -> None:
    rows = [
        PAYMENT_HEADER,
        ["示例", "青禾县第一小学", *person(9), "小学", "建档立卡", "寄宿生生活补助", 500],
        *payments(1, 2),
    ]
    write_csv(place(settings, "a.csv"), rows)
    found = only_delivery(settings)
    assert (found["rows_loaded"], found["rows_quarantined"]) == (2, 0)


def stamped_as(book: openpyxl.Workbook, **said: str) -> openpyxl.Workbook:
    for row in book[STAMP_SHEET].iter_rows():
        if row[0].value in said:
            row[1].value = said[row[0].value]
    return book


@pytest.mark.parametrize("said", [{"version": "0.9.0"}, {"layout": "000000000000"}])
def test_an_outdated_template_is_told_to_the_clerk(settings: Settings, said: dict[str, str]) -> None:
    book = stamped_as(blank(PAYMENT), **said)
    fill(book, PAYMENT)
    save(book, in_inbox(settings, PAYMENT))
    found = only_delivery(settings)
    assert found["status"] == "accepted" and "不是最新" in found["message_zh"] and "out of date" in found["message_en"]


def test_a_stamp_that_contradicts_the_headers_waits_with_the_evidence(settings: Settings) -> None:
    book = stamped_as(blank(PAYMENT), dataset="teacher")
    fill(book, PAYMENT)
    save(book, in_inbox(settings, PAYMENT))
    found = only_delivery(settings)
    assert (found["status"], found["dataset"]) == ("waiting", "subsidy_payment")
    assert "模板标记是“" in found["message_zh"] and "依据" in found["message_zh"]


def test_another_countys_template_waits(settings: Settings) -> None:
    book = blank(PAYMENT, Addressed("990102", "云岭县", "2020-spring", "2020年春季学期"))
    fill(book, PAYMENT)
    save(book, in_inbox(settings, PAYMENT))
    found = only_delivery(settings)
    assert found["status"] == "waiting" and "990102" in found["message_zh"]


@pytest.mark.parametrize(("title", "status"), [(None, "waiting"), ("学生资助发放花名册（2020年秋季学期）", "accepted")])
def test_last_terms_template_counts_only_with_this_terms_title(
    settings: Settings, title: str | None, status: str
) -> None:
    book = blank(PAYMENT, QINGHE)
    fill(book, PAYMENT)
    if title:
        book[DATA_SHEET]["A1"] = title
    save(book, place(settings, f"{COUNTY}/2020-autumn/名册.xlsx"))
    assert only_delivery(settings)["status"] == status


def test_a_stamp_nobody_knows_decides_nothing(settings: Settings) -> None:
    book = stamped_as(blank(PAYMENT), dataset="no_such_dataset")
    fill(book, PAYMENT)
    save(book, in_inbox(settings, PAYMENT))
    found = only_delivery(settings)
    assert (found["status"], found["dataset"]) == ("accepted", "subsidy_payment")


def test_a_sheet_that_only_looks_like_a_stamp_is_none() -> None:
    rows = Stamp("subsidy_payment", "1.0.0", "abc").rows()
    assert stamp_in(rows) is not None
    assert stamp_in([("dataset", "subsidy_payment")]) is None
    assert stamp_in([rows[0], ("dataset", "x'; drop table deliveries; --")]) is None


def test_a_written_report_has_no_template() -> None:
    with pytest.raises(ValueError, match="Word"):
        template(load("work_report"))


def test_the_command_writes_one_template_or_all(settings: Settings, tmp_path: Path) -> None:
    run, home = CliRunner().invoke, ["--home", str(settings.home)]
    one = [
        "template",
        "subsidy_payment",
        "--county",
        COUNTY,
        "--period",
        "2020年春季学期",
        "--output",
        str(tmp_path / "一.xlsx"),
    ]
    assert run(main, [*one, *home]).exit_code == 0
    assert (tmp_path / "一.xlsx").read_bytes() == template(PAYMENT, QINGHE)
    said = run(main, ["template", "--all", "--output", str(tmp_path / "all"), "--json", *home])
    assert {row["dataset"] for row in json.loads(said.output)} == {contract.name for contract in TABULAR}
    assert run(main, ["template", "no_such", *home]).exit_code != 0
