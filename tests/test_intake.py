"""From files in the inbox to raw rows and deliveries."""

from __future__ import annotations

import stat
from pathlib import Path

import duckdb
import pytest

from dagster_project import intake
from dagster_project.intake import ledger
from dagster_project.settings import Settings
from inbox_files import (
    COUNTY,
    PAYMENT_HEADER,
    arrive,
    deliveries,
    payments,
    person,
    place,
    raw,
    settings_at,
    table,
    write_calendar,
    write_csv,
    write_xlsx,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_at(tmp_path / "home")


def statuses(settings: Settings) -> dict[str, str]:
    return {row["file_name"].rsplit("/", 1)[-1]: row["status"] for row in deliveries(settings) if row["file_name"]}


def test_titles_totals_and_footers_are_accounted_for(settings: Settings) -> None:
    rows = [
        ["青禾县2020年春季学期学生资助发放花名册"],
        ["填报单位：青禾县教育体育局（盖章）", None, None, None, None, None, "单位：万元"],
        [],
        [*PAYMENT_HEADER[:-1], "金额"],
        *payments(1, 3, amount=0.05),
        [None, "青禾县第二小学", *person(9), "小学", "低保", "寄宿生生活补助", 0.05],
        ["小计", None, None, None, None, None, None, 0.2],
        [None, "合  计", None, None, None, None, None, 0.2],
        [],
        ["制表人：张三", None, "审核人：李四", None, "填报日期：2020-06-30"],
        ["说明：以上金额已打卡发放。"],
    ]
    write_xlsx(place(settings, "资助.xlsx"), rows, merged=["A1:H1"])
    summary = intake.take_in(settings)
    assert (summary.files_new, summary.tables, summary.rows) == (1, 1, 4)
    (row,) = deliveries(settings)
    assert row["dataset"] == "subsidy_payment" and row["status"] == "accepted"
    assert row["period"] == "2020-spring" and row["county_code"] == "990101" and row["reporting_unit"] == "bureau"
    assert (row["rows_seen"], row["rows_loaded"], row["rows_not_data"]) == (13, 4, 9)
    reasons = [item["reason"] for item in table(settings, "set_aside_rows")]
    assert reasons == ["title", "title", "blank", "header", "total", "total", "blank", "footer", "footer"]
    amount = next(item for item in table(settings, "column_map") if item["field"] == "amount")
    assert (amount["unit"], amount["unit_factor"], amount["column_letter"]) == ("万元", 10_000, "H")
    assert [item["_row"] for item in raw(settings, "subsidy_payment")] == [5, 6, 7, 8]


def test_merged_two_row_header(settings: Settings) -> None:
    rows = [
        ["姓名", "身份证号", "异动类型", "异动日期", "转出学校", None, "转入学校", None],
        [None, None, None, None, "标识码", "名称", "标识码", "名称"],
        [*person(1), "转出", "2020-04-01", "2199010001", "第一小学", "2199010002", "第二小学"],
    ]
    merged = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "G1:H1"]
    write_xlsx(place(settings, "异动.xlsx"), rows, merged)
    intake.take_in(settings)
    (row,) = raw(settings, "roll_change")
    assert row["from_school_code"] == "2199010001" and row["to_school_code"] == "2199010002"
    assert row["name"] == person(1)[0] and row["_row"] == 3


def test_gb18030_csv(settings: Settings) -> None:
    write_csv(place(settings, "资助.csv"), [PAYMENT_HEADER, *payments(1, 4)], encoding="gb18030")
    intake.take_in(settings)
    rows = raw(settings, "subsidy_payment")
    assert len(rows) == 4 and rows[0]["school_name"] == "青禾县第一小学" and rows[0]["id_number"] == person(1)[1]


def test_numeric_ids_cost_the_cell_not_the_row(settings: Settings) -> None:
    rows = payments(1, 3)
    rows[1][3] = int(rows[1][3].replace("X", "0"))
    rows[2][3] = "9.90101E+17"
    write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *rows])
    intake.take_in(settings)
    (row,) = deliveries(settings)
    assert (row["status"], row["rows_loaded"], row["cells_set_aside"]) == ("partial", 3, 2)
    loaded = raw(settings, "subsidy_payment")
    assert [item["id_number"] is None for item in loaded] == [False, True, True]
    assert loaded[1]["_set_aside"] == ",id_number," and loaded[1]["amount"] == "500"
    cells = table(settings, "set_aside_cells")
    assert [(cell["row_no"], cell["reason"], cell["column_letter"], cell["cell_type"]) for cell in cells] == [
        (3, "numeric_id", "D", "n"),
        (4, "numeric_id", "D", "t"),
    ]


def test_files_of_different_schools_add_up(settings: Settings) -> None:
    for school in ("青禾县第一小学", "青禾县第二小学", "青禾县第三小学"):
        rows = payments(1 if "一" in school else 50 if "二" in school else 90, 5, school)
        write_xlsx(place(settings, f"{school}.xlsx"), [PAYMENT_HEADER, *rows])
    intake.take_in(settings)
    assert set(statuses(settings).values()) == {"accepted"}
    assert len({row["reporting_unit"] for row in deliveries(settings)}) == 3


def test_same_bytes_again_are_a_duplicate_and_a_second_run_changes_nothing(settings: Settings) -> None:
    first = write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *payments(1, 5)])
    copy = place(settings, "资助（再报）.xlsx")
    copy.write_bytes(first.read_bytes())
    arrive(copy, "2020-05-20")
    summary = intake.take_in(settings)
    assert summary.duplicates == 1
    assert statuses(settings) == {"资助.xlsx": "accepted", "资助（再报）.xlsx": "duplicate"}
    again = intake.take_in(settings)
    assert (again.files_seen, again.files_new, again.tables) == (2, 0, 0)
    assert len(deliveries(settings)) == 2


def test_corrected_file_supersedes(settings: Settings) -> None:
    write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *payments(1, 5)], day="2020-05-01")
    intake.take_in(settings)
    write_xlsx(place(settings, "资助（更正）.xlsx"), [PAYMENT_HEADER, *payments(1, 6)], day="2020-05-10")
    intake.take_in(settings)
    assert statuses(settings) == {"资助.xlsx": "superseded", "资助（更正）.xlsx": "accepted"}
    assert [row["is_active"] for row in deliveries(settings) if "更正" in row["file_name"]] == [True]


def test_overwritten_file_supersedes_itself(settings: Settings) -> None:
    write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *payments(1, 5)], day="2020-05-01")
    intake.take_in(settings)
    write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *payments(60, 5)], day="2020-05-10")
    intake.take_in(settings)
    assert sorted(row["status"] for row in deliveries(settings)) == ["accepted", "superseded"]


def test_file_that_may_replace_or_add_waits_for_a_decision(settings: Settings) -> None:
    write_xlsx(place(settings, "资助甲.xlsx"), [PAYMENT_HEADER, *payments(1, 5)], day="2020-05-01")
    write_xlsx(place(settings, "资助乙.xlsx"), [PAYMENT_HEADER, *payments(4, 9)], day="2020-05-10")
    intake.take_in(settings)
    assert statuses(settings) == {"资助甲.xlsx": "accepted", "资助乙.xlsx": "waiting"}
    (waiting,) = intake.waiting(settings)
    assert "资助甲.xlsx" in waiting.message_zh
    intake.decide(settings, waiting.delivery_id, "adds", "王五")
    assert statuses(settings) == {"资助甲.xlsx": "accepted", "资助乙.xlsx": "accepted"}


def test_one_schools_rows_inside_the_bureaus_file_wait(settings: Settings) -> None:
    whole = payments(1, 5) + payments(50, 5, "青禾县第二小学")
    write_xlsx(place(settings, "全县资助.xlsx"), [PAYMENT_HEADER, *whole], day="2020-05-01")
    write_xlsx(place(settings, "第一小学.xlsx"), [PAYMENT_HEADER, *payments(1, 5)], day="2020-05-10")
    intake.take_in(settings)
    assert statuses(settings) == {"全县资助.xlsx": "accepted", "第一小学.xlsx": "waiting"}


def test_missing_and_late(settings: Settings) -> None:
    write_calendar(
        settings,
        [
            "990101,subsidy_payment,2020-spring,2020-06-30",
            "990101,school_roll,2020-spring,2020-04-30",
            "990102,subsidy_payment,2020春,2020-06-30",
        ],
    )
    write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *payments(1, 5)], day="2020-07-01")
    intake.take_in(settings)
    rows = {(row["county_code"], row["dataset"]): row for row in deliveries(settings)}
    assert (
        rows["990101", "subsidy_payment"]["is_late"]
        and str(rows["990101", "subsidy_payment"]["due_on"]) == "2020-06-30"
    )
    assert rows["990101", "school_roll"]["status"] == "missing" == rows["990102", "subsidy_payment"]["status"]
    assert rows["990102", "subsidy_payment"]["file_name"] is None and not rows["990102", "subsidy_payment"]["is_active"]


def test_unknown_folders_and_unreadable_files_say_so(settings: Settings) -> None:
    write_xlsx(place(settings, "某某县/2020/资助.xlsx"), [PAYMENT_HEADER])
    write_xlsx(place(settings, f"{COUNTY}/随便/资助.xlsx"), [PAYMENT_HEADER])
    place(settings, "坏.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    place(settings, "~$资助.xlsx").write_bytes(b"lock")
    place(settings, ".DS_Store").write_bytes(b"x")
    write_xlsx(place(settings, "通讯录.xlsx"), [["部门", "职务", "办公室"], ["办公室", "主任", "301"]])
    summary = intake.take_in(settings)
    assert summary.files_seen == 4 and len(summary.problems) == 4
    by_name = {row["file_name"]: row for row in deliveries(settings)}
    assert by_name["某某县/2020/资助.xlsx"]["status"] == "unrecognised"
    assert by_name["某某县/2020/资助.xlsx"]["county_code"] is None
    assert by_name["青禾县/2020年春季学期/坏.xlsx"]["status"] == "rejected"
    assert by_name["青禾县/2020年春季学期/通讯录.xlsx"]["rows_quarantined"] == 2


def test_unopened_file_says_so_and_is_tried_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *payments(1, 3)])

    def refuse(*_: object) -> str:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr("dagster_project.intake.landing.archive", refuse)
        assert [intake.take_in(settings).files_new for _ in range(2)] == [1, 0]
    assert [row["status"] for row in deliveries(settings)] == ["rejected"]
    assert intake.take_in(settings).rows == 3
    assert sorted(row["status"] for row in deliveries(settings)) == ["accepted", "superseded"]


def test_interrupted_intake_is_made_good_by_the_next(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *payments(1, 3)])
    (settings.archive / ".unfinished-1-2").write_bytes(b"half")
    with monkeypatch.context() as patched:
        patched.setattr("dagster_project.intake.ledger.append_outcomes", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            intake.take_in(settings)
    assert deliveries(settings) == []
    assert intake.take_in(settings).rows == 3 and len(raw(settings, "subsidy_payment")) == 3
    assert not list(settings.archive.glob(".unfinished*"))


def test_second_correction_and_going_back_to_the_first(settings: Settings) -> None:
    first = write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *payments(1, 5)], day="2020-05-01")
    original = first.read_bytes()
    for day, count in (("2020-05-02", 6), ("2020-05-03", 7)):
        intake.take_in(settings)
        write_xlsx(first, [PAYMENT_HEADER, *payments(1, count)], day=day)
    intake.take_in(settings)
    first.write_bytes(original)
    arrive(first, "2020-05-04")
    intake.take_in(settings)
    found = [(row["rows_loaded"], row["status"]) for row in deliveries(settings)]
    assert sorted(found) == [(0, "duplicate"), (5, "superseded"), (6, "superseded"), (7, "accepted")]


def test_renamed_county_folder_is_taken_in(settings: Settings) -> None:
    path = write_xlsx(place(settings, "某某县/2020春/资助.xlsx"), [PAYMENT_HEADER, *payments(1, 3)])
    intake.take_in(settings)
    with (settings.config / "counties.csv").open("a", encoding="utf-8") as file:
        file.write("990103,某某县,,演练省,演练市,990000,990100,true\n")
    intake.take_in(settings)
    assert path.exists()
    assert sorted(row["status"] for row in deliveries(settings)) == ["accepted", "superseded"]


def test_header_that_is_sql_is_only_text(settings: Settings) -> None:
    evil = '姓名"); drop table deliveries; --'
    header = [*PAYMENT_HEADER, evil, "'; attach 'x' as y; --"]
    rows = [[*row, "甲", "乙"] for row in payments(1, 3)]
    write_xlsx(place(settings, "a'; drop table x; --.xlsx"), [header, *rows], sheet="x'; select 1; --")
    intake.take_in(settings)
    (row,) = deliveries(settings)
    assert row["status"] == "accepted" and row["sheet"] == "x'; select 1; --"
    unknown = [item["header"] for item in table(settings, "column_map") if item["field"] is None]
    assert evil in unknown and "序号" in unknown


def test_report_is_registered_not_loaded_as_a_table(settings: Settings) -> None:
    path = place(settings, "2020年教育扶贫工作总结.txt")
    path.write_text("青禾县2020年教育扶贫工作总结\n\n全县资助学生 120 人次，共 6 万元。\n", encoding="utf-8")
    place(settings, "汇报材料.docx").write_bytes(b"PK\x03\x04docx")
    intake.take_in(settings)
    rows = {row["file_name"].rsplit("/", 1)[-1]: row for row in deliveries(settings)}
    text = rows["2020年教育扶贫工作总结.txt"]
    assert (text["dataset"], text["status"], text["rows_loaded"], text["period"]) == (
        "work_report",
        "accepted",
        2,
        "2020",
    )
    assert rows["汇报材料.docx"]["dataset"] == "work_report" and rows["汇报材料.docx"]["rows_seen"] == 0


def test_archive_keeps_every_byte_for_the_owner_only(settings: Settings) -> None:
    path = write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *payments(1, 2)])
    intake.take_in(settings)
    (row,) = deliveries(settings)
    kept = settings.archive / row["file_sha256"]
    assert kept.read_bytes() == path.read_bytes() and stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_exports_are_the_same_bytes_every_time(settings: Settings, tmp_path: Path) -> None:
    write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *payments(1, 5)])
    intake.take_in(settings)
    intake.export_inputs(settings, tmp_path / "a")
    intake.export_inputs(settings, tmp_path / "b")
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert {"deliveries.parquet", "column_map.parquet", "period_terms.parquet", "datasets.parquet"} <= set(files)
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in files)


def test_every_dataset_has_an_empty_typed_file(settings: Settings) -> None:
    intake.take_in(settings)
    assert raw(settings, "teacher_training") == []
    assert (settings.raw / "school" / "county=none" / "period=none" / "empty.parquet").exists()


def test_rows_are_accounted_for(settings: Settings) -> None:
    write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *payments(1, 3)])
    intake.take_in(settings)
    assert intake.row_accounting(settings) == (1, [])


def test_only_the_chosen_county_is_taken_in(settings: Settings) -> None:
    write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *payments(1, 3)])
    write_xlsx(place(settings, "云岭县/2020春/资助.xlsx"), [PAYMENT_HEADER, *payments(30, 3)])
    assert [where[:2] for where in intake.unread(settings)] == [("990101", "2020-spring"), ("990102", "2020-spring")]
    assert intake.take_in(settings, counties={"990102"}, periods={"2020-spring"}).files_new == 1
    assert [where[:2] for where in intake.unread(settings)] == [("990101", "2020-spring")]


def test_yearly_table_in_a_term_folder_gets_its_year_and_the_reverse_waits(settings: Settings) -> None:
    header = ["学校标识码", "学校名称", "学段", "城乡类型"]
    write_xlsx(place(settings, "学校名录.xlsx"), [header, ["2199010001", "第一小学", "小学", "乡村"]])
    write_xlsx(place(settings, f"{COUNTY}/2020/资助.xlsx"), [PAYMENT_HEADER, *payments(1, 3)])
    write_xlsx(
        place(settings, f"{COUNTY}/2020/资助2.xlsx"), [["2020年秋季学期资助花名册"], PAYMENT_HEADER, *payments(1, 3)]
    )
    intake.take_in(settings)
    rows = {row["file_name"].rsplit("/", 1)[-1]: (row["period"], row["status"]) for row in deliveries(settings)}
    assert rows["学校名录.xlsx"] == ("2020", "accepted")
    assert rows["资助.xlsx"] == ("2020", "waiting")
    assert rows["资助2.xlsx"] == ("2020-autumn", "accepted")


def test_rows_that_do_not_add_up_are_refused_by_the_ledger(settings: Settings) -> None:
    one = ledger.Delivery("x", None, None, None, None, "f", "s", "", 1, ledger.now(), "accepted", rows_seen=3)
    with pytest.raises(duckdb.ConstraintException), ledger.writing(settings) as connection:
        ledger.append_deliveries(connection, [one], ledger.now())
