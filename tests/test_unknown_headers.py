"""Headers no contract knows: told, listed with suggestions, decided about, and mapped anew without a new delivery."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from dagster_project import intake
from dagster_project.cli import main
from dagster_project.contracts import load
from dagster_project.intake import ledger
from dagster_project.intake.profiles import is_id_number, is_name, profile
from dagster_project.intake.suggestions import suggest
from dagster_project.settings import Settings
from inbox_files import PAYMENT_HEADER, deliveries, payments, person, place, raw, settings_at, table, write_xlsx

PAYMENT = load("subsidy_payment")
ELSEWHERE = "云岭县/2020年春季学期"
CARDS = ("9911111111111111118", "9911111111111111126", "9911111111111111134", "9911111111111111142")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_at(tmp_path / "home")


def with_column(header: str, values: Sequence[Any], name: str = "名册.xlsx") -> list[list[Any]]:
    rows = payments(1, len(values))
    return [[*PAYMENT_HEADER, header], *([*row, value] for row, value in zip(rows, values, strict=True))]


def deliver(settings: Settings, name: str, header: str = "神秘码", values: Sequence[Any] = CARDS) -> None:
    write_xlsx(place(settings, name), with_column(header, values))
    intake.take_in(settings)


def counted(settings: Settings) -> list[dict[str, Any]]:
    return [item for item in deliveries(settings) if item["is_active"]]


def cards(settings: Settings, county: str = "990101") -> set[str | None]:
    active = {item["delivery_id"] for item in counted(settings)}
    found = raw(settings, "subsidy_payment")
    return {row["card_no"] for row in found if row["_delivery_id"] in active and row["_county_code"] == county}


def accept(settings: Settings, county: str | None = "990101", header: str = "神秘码", field: str = "card_no") -> None:
    intake.accept_header(settings, header, "subsidy_payment", field, county, "李审核")


def test_the_message_names_headers_no_contract_knows(settings: Settings) -> None:
    deliver(settings, "名册.xlsx")
    (found,) = deliveries(settings)
    assert found["status"] == "accepted"
    assert "I 列“神秘码”" in found["message_zh"] and "no contract knows" in found["message_en"]
    assert "序号" not in found["message_zh"]


def test_they_are_listed_with_where_they_stand_and_what_they_may_be(settings: Settings) -> None:
    deliver(settings, "名册.xlsx")
    (row,) = intake.unknown_headers(settings)
    told = (row["county_code"], row["dataset"], row["header"], row["files"], row["rows"])
    assert told == ("990101", "subsidy_payment", "神秘码", 1, 4)
    assert (row["where"][0]["sheet"], row["where"][0]["column_letter"]) == ("Sheet1", "I")
    best = row["suggestions"][0]
    assert best["field"] == "card_no" and "Luhn" in best["evidence_en"] and "4 个" in best["evidence_zh"]


def test_what_was_accepted_reaches_files_already_delivered_and_later_ones(settings: Settings) -> None:
    deliver(settings, "名册.xlsx")
    before = counted(settings)
    accept(settings)
    assert intake.take_in(settings).remapped == 1
    (after,) = counted(settings)
    assert cards(settings) == set(CARDS) and after["rows_loaded"] == 4
    assert after["received_at"] == before[0]["received_at"] and "神秘码" not in after["message_zh"]
    assert {item["status"] for item in deliveries(settings)} == {"accepted", "superseded"}
    assert intake.unknown_headers(settings) == []
    write_xlsx(place(settings, "更正.xlsx"), with_column("神秘码", CARDS[:3]), day="2020-06-01")
    intake.take_in(settings)
    assert cards(settings) == set(CARDS[:3])


def test_a_second_run_maps_nothing_anew(settings: Settings) -> None:
    deliver(settings, "名册.xlsx")
    accept(settings)
    assert [intake.take_in(settings).remapped for _ in range(3)] == [1, 0, 0]


def test_another_county_is_not_touched_unless_it_is_for_all(settings: Settings) -> None:
    deliver(settings, "名册.xlsx")
    deliver(settings, f"{ELSEWHERE}/名册.xlsx")
    accept(settings)
    intake.take_in(settings)
    assert cards(settings, "990102") == {None}
    assert [row["county_code"] for row in intake.unknown_headers(settings)] == ["990102"]
    accept(settings, county=None)
    intake.take_in(settings)
    assert cards(settings, "990102") == set(CARDS)


def test_a_countys_own_word_counts_before_the_word_for_all(settings: Settings) -> None:
    deliver(settings, "名册.xlsx")
    accept(settings, county=None)
    intake.reject_header(settings, "神秘码", "subsidy_payment", "990101", "李审核")
    intake.take_in(settings)
    assert cards(settings) == {None} and intake.unknown_headers(settings) == []


def test_undoing_brings_the_old_columns_back_and_all_of_it_stays_on_record(settings: Settings) -> None:
    deliver(settings, "名册.xlsx")
    accept(settings)
    intake.take_in(settings)
    intake.undo_header(settings, "神秘码", "subsidy_payment", "990101", "王主任", "认错了")
    assert intake.take_in(settings).remapped == 1
    assert cards(settings) == {None} and len(intake.unknown_headers(settings)) == 1
    accept(settings)
    intake.take_in(settings)
    assert cards(settings) == set(CARDS)
    made = intake.header_decisions_made(settings)
    assert [(item["verdict"], item["decided_by"], item["in_force"]) for item in made] == [
        ("accepted", "李审核", False), ("undone", "王主任", False), ("accepted", "李审核", True),
    ]  # fmt: skip
    assert all(item["recorded_at"] for item in made)
    with pytest.raises(LookupError):
        intake.undo_header(settings, "没决定过", "subsidy_payment", "990101", "王主任")


def test_a_rejected_header_is_neither_listed_nor_told_again(settings: Settings) -> None:
    deliver(settings, "名册.xlsx")
    intake.reject_header(settings, "神秘码", "subsidy_payment", "990101", "李审核")
    assert intake.unknown_headers(settings) == []
    deliver(settings, "2020秋名册.xlsx", values=CARDS[:2])
    assert "神秘码" not in deliveries(settings)[-1]["message_zh"]


def test_a_table_nobody_recognised_is_recognised_once_its_headers_are_accepted(settings: Settings) -> None:
    header = ["学校名称", "学段", "娃名", "娃号", "补啥", "补多少"]
    rows = [["青禾县第一小学", "小学", *person(at), "寄宿生生活补助", 500] for at in range(1, 6)]
    write_xlsx(place(settings, "表.xlsx"), [header, *rows])
    intake.take_in(settings)
    (found,) = deliveries(settings)
    assert found["status"] == "unrecognised" and "娃号" in found["message_zh"]
    listed = {row["header"]: row for row in intake.unknown_headers(settings)}
    assert {"娃名", "娃号", "补啥", "补多少"} <= listed.keys()
    assert "check digit" in listed["娃号"]["suggestions"][0]["evidence_en"]
    for text, field in (("娃名", "name"), ("娃号", "id_number"), ("补啥", "aid_item"), ("补多少", "amount")):
        accept(settings, header=text, field=field)
    intake.take_in(settings)
    (after,) = counted(settings)
    assert (after["dataset"], after["rows_loaded"], after["rows_seen"]) == ("subsidy_payment", 5, 6)
    assert {row["id_number"] for row in raw(settings, "subsidy_payment")} == {person(at)[1] for at in range(1, 6)}


def test_a_table_without_a_single_known_header_can_be_named_too(settings: Settings) -> None:
    texts = {"甲列": "school_name", "乙列": "name", "丙列": "id_number", "丁列": "aid_item", "戊列": "amount"}
    rows = [["青禾县第一小学", *person(at), "寄宿生生活补助", 500] for at in range(1, 6)]
    write_xlsx(place(settings, "表.xlsx"), [list(texts), *rows])
    intake.take_in(settings)
    assert {row["header"] for row in intake.unknown_headers(settings)} == texts.keys()
    assert "甲列" not in deliveries(settings)[0]["message_zh"]
    for text, field in texts.items():
        accept(settings, header=text, field=field)
    intake.take_in(settings)
    assert [(item["dataset"], item["rows_loaded"]) for item in counted(settings)] == [("subsidy_payment", 5)]


def test_a_file_recognised_late_does_not_replace_a_later_one(settings: Settings) -> None:
    strange = [["学校名称", "学段", "娃名", "娃号", "补啥", "补多少"]]
    strange += [["青禾县第一小学", "小学", *person(at), "寄宿生生活补助", 500] for at in range(1, 5)]
    write_xlsx(place(settings, "旧表.xlsx"), strange)
    write_xlsx(place(settings, "新表.xlsx"), [PAYMENT_HEADER, *payments(1, 4)], day="2020-06-01")
    intake.take_in(settings)
    for text, field in (("娃名", "name"), ("娃号", "id_number"), ("补啥", "aid_item"), ("补多少", "amount")):
        accept(settings, header=text, field=field)
    intake.take_in(settings)
    assert [item["file_name"].rsplit("/", 1)[-1] for item in counted(settings)] == ["新表.xlsx"]
    assert [item["status"] for item in deliveries(settings) if "旧表" in item["file_name"]].count("waiting") == 1


def test_the_same_bytes_again_after_a_new_mapping_are_still_a_duplicate(settings: Settings) -> None:
    deliver(settings, "名册.xlsx")
    accept(settings)
    intake.take_in(settings)
    path = place(settings, "名册.xlsx")
    path.with_name("又一份.xlsx").write_bytes(path.read_bytes())
    intake.take_in(settings)
    assert [item["status"] for item in deliveries(settings)].count("duplicate") == 1 and len(counted(settings)) == 1


def test_as_of_an_earlier_day_the_old_columns_stand(settings: Settings) -> None:
    deliver(settings, "名册.xlsx")
    then = ledger.now()
    accept(settings)
    intake.take_in(settings)
    with ledger.reading(settings) as connection:
        (old,) = ledger.standing_deliveries(connection, then)
    assert old.status == "accepted" and old.delivery_id != counted(settings)[0]["delivery_id"]


def test_every_row_stays_accounted_for(settings: Settings) -> None:
    deliver(settings, "名册.xlsx")
    accept(settings)
    intake.take_in(settings)
    assert intake.row_accounting(settings)[1] == []
    with ledger.reading(settings) as connection:
        (mapped_anew,) = (item for item in ledger.standing_deliveries(connection) if item.status == "accepted")
        query = "select step, status from outcomes where delivery_id = ? order by seq"
        steps = connection.execute(query, [mapped_anew.delivery_id]).fetchall()
    assert steps == [("recognised", "ok"), ("mapped", "ok"), ("loaded", "accepted")]
    mapped = [row for row in table(settings, "column_map") if row["header"] == "神秘码"]
    assert {row["field"] for row in mapped} == {None, "card_no"}


def test_a_header_of_a_group_is_accepted_under_its_group(settings: Settings) -> None:
    top = [*PAYMENT_HEADER, "领款", None]
    second = [*[None] * len(PAYMENT_HEADER), "凭码", "备考"]
    rows = [[*row, card, "x"] for row, card in zip(payments(1, 4), CARDS, strict=True)]
    write_xlsx(place(settings, "两层.xlsx"), [top, second, *rows], merged=["I1:J1"])
    intake.take_in(settings)
    assert "领款/凭码" in {row["header"] for row in intake.unknown_headers(settings)}
    accept(settings, header="领款/凭码")
    intake.take_in(settings)
    assert cards(settings) == set(CARDS)


@pytest.mark.parametrize(
    ("header", "field", "said"),
    [("姓名", "name", "本来就认识"), ("神秘码", "no_such", "没有字段"), (" ", "card_no", "为空")],
)
def test_a_decision_that_makes_no_sense_is_refused(settings: Settings, header: str, field: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        accept(settings, header=header, field=field)
    assert intake.header_decisions_made(settings) == []


@pytest.mark.parametrize(
    "header", ["x'); drop table deliveries; --", "<script>alert(1)</script>", "=cmd|' /C calc'!A1"]
)
def test_a_hostile_header_is_a_header_like_any_other(settings: Settings, header: str) -> None:
    deliver(settings, "名册.xlsx", header=header)
    assert [row["header"] for row in intake.unknown_headers(settings)] == [header]
    accept(settings, header=header)
    intake.take_in(settings)
    assert cards(settings) == set(CARDS)


def test_no_value_reaches_profile_message_or_suggestion(settings: Settings) -> None:
    deliver(settings, "名册.xlsx", header="神秘码", values=[person(at)[1] for at in range(50, 54)])
    said = json.dumps(intake.unknown_headers(settings), ensure_ascii=False, default=str)
    with duckdb.connect(str(settings.ledger), read_only=True) as connection:
        profiles = str(connection.execute("select profile from column_map where profile is not null").fetchall())
    for at in range(50, 54):
        assert person(at)[1] not in said + profiles and person(at)[0] not in said + profiles


def best(header: str, values: Sequence[str]) -> str:
    return suggest(header, profile(values), [PAYMENT])[0].field


@pytest.mark.parametrize(
    ("header", "values", "field"),
    [
        ("随便", [person(at)[1] for at in range(9)], "id_number"),
        ("学生电话", [person(at)[1] for at in range(9)], "id_number"),
        ("甲", ["13100000001", "13100000002"] * 5, "phone"),
        ("乙", [*CARDS], "card_no"),
        ("丙", ["2020-03-01", "2020年4月2日", "20200503"], "paid_on"),
        ("丁", ["小学", "初中", "小学", "小学"], "stage"),
        ("戊", ["寄宿生生活补助", "国家助学金", "寄宿生生活补助"], "aid_item"),
        ("实发补助", ["500", "625", "1,250.00"], "amount"),
        ("收款人名", ["王小明", "李芳", "欧阳修"], "payee_name"),
        ("学生名", ["王小明", "李芳", "张三丰"], "name"),
    ],
)
def test_suggestions_follow_content_before_name(header: str, values: Sequence[str], field: str) -> None:
    assert best(header, values) == field


def test_a_check_digit_makes_the_difference() -> None:
    right = person(7)[1]
    wrong = right[:17] + ("0" if right[17] != "0" else "1")
    assert is_id_number(right) and not is_id_number(wrong) and not is_id_number("990101209913010018")


def test_names_begin_with_a_surname() -> None:
    assert is_name("王小明") and is_name("古丽·买买提") and not is_name("小学") and not is_name("寄宿生生活补助")


def test_the_command_lists_decides_and_undoes(settings: Settings) -> None:
    deliver(settings, "名册.xlsx")
    home, who = ["--home", str(settings.home)], ["--county", "青禾县", "--who", "李审核"]

    def run(*words: str) -> str:
        result = CliRunner().invoke(main, ["headers", *home, *words])
        assert result.exit_code == 0, result.output
        return result.output

    assert "神秘码" in run("--county", "青禾县") and json.loads(run("--json"))[0]["header"] == "神秘码"
    assert "1 份" in run("accept", "神秘码", "subsidy_payment.card_no", *who)
    assert "Every header is known" in run()
    assert "taken back" in run("undo", "神秘码", *who)
    assert "recorded" in run("reject", "神秘码", "--all", "--who", "李审核")
    assert [row["verdict"] for row in json.loads(run("decisions", "--json"))] == ["accepted", "undone", "rejected"]
    refused = CliRunner().invoke(main, ["headers", *home, "accept", "神秘码", "subsidy_payment.card_no", "--who", "x"])
    assert refused.exit_code != 0 and "--all" in refused.output


def test_a_ledger_of_an_earlier_version_is_brought_up_to_date(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(ledger, "MIGRATIONS", ledger.MIGRATIONS[:1])
        with ledger.writing(settings):
            pass
    assert intake.unknown_headers(settings) == []


def test_people_under_an_unknown_header_are_no_summary(tmp_path: Path) -> None:
    """学段, 困难类型, 资助项目 and 金额 alone would be a summary, whose suggestions know no identity number."""
    settings = settings_at(tmp_path / "home")
    head = ["序号", "就学之所", "娃儿名", "号码", "学段", "困难类型", "资助项目", "金额（元）", "班主任意见"]
    write_xlsx(place(settings, "表.xlsx"), [head, *([*row, "同意"] for row in payments(1, 12))])
    intake.take_in(settings)
    (delivery,) = deliveries(settings)
    assert (delivery["status"], delivery["rows_loaded"]) == ("unrecognised", 0)
    (row,) = [row for row in intake.unknown_headers(settings) if row["header"] == "号码"]
    assert "id_number" in {suggestion["field"] for suggestion in row["suggestions"]}
