"""A report's figures beside the county's own rows: which reading gives the printed number."""

from __future__ import annotations

from fractions import Fraction

import duckdb
import pytest

from dagster_project import narrative
from dagster_project.narrative import against_marts, counted_rows
from dagster_project.narrative.contradicted import Read, contradicted

ROWS = """
create table fct_subsidy_payment as select * from (values
    ('990101', '2020-spring', 'a', 'primary', 'dibao', 'living', 500.0),
    ('990101', '2020-spring', 'b', 'junior', 'other', 'living', 625.0),
    ('990101', '2020-autumn', 'a', 'primary', 'dibao', 'living', 500.0),
    ('990101', '2020-autumn', 'c', 'primary', 'other', 'living', 500.0),
    ('990101', '2021-spring', 'c', 'primary', 'other', 'living', 500.0),
    ('990102', '2020-spring', 'z', 'primary', 'dibao', 'living', 9999.0)
) as t (county_code, period, person_token, stage, difficulty_kind, aid_item, amount_yuan);
create table fct_enrolment as select * from (values ('990101', '2020-autumn', 'a', 'primary', 'in_school'))
    as t (county_code, period, person_token, stage, roll_status);
create table fct_loan_contract as select * from (values
    ('990101', '2020', 'x', 8000.0), ('990101', '2020', 'x', 6000.0), ('990101', '2020', 'y', 8000.0))
    as t (county_code, period, person_token, amount_yuan);
create table fct_infrastructure_project as select * from (values ('990101', '2020', 1200000.0, 800.0, 'building'))
    as t (county_code, period, total_investment_yuan, area_m2, project_kind);
create table fct_teacher_allowance as select * from (values ('990101', '2020', 't', 3600.0, 'rural'))
    as t (county_code, period, person_token, amount_yuan, allowance_item);
create table fct_subsidy_entitlement as select * from (values
    ('990101', '2020-spring', 'a', 'primary', 'dibao', 'living', 500.0),
    ('990101', '2020-spring', 'b', 'junior', 'other', 'living', 625.0),
    ('990101', '2020-autumn', 'a', 'primary', 'dibao', 'living', 500.0),
    ('990101', '2020-autumn', 'c', 'primary', 'other', 'living', 500.0),
    ('990101', '2020-autumn', 'd', 'primary', 'orphan', 'living', 500.0)
) as t (county_code, period, person_token, stage, category, aid_item, standard_yuan);
create schema staging; create table staging.stg_remote_letter as select * from (values ('990101', '2020-autumn', 'e', 375.0))
    as t (_county_code, _period, person_token, topup_amount_yuan);
create table dim_person as select * from (values ('a', '990101'), ('b', '990101'), ('c', '990109'))
    as t (person_token, region_code);
"""


@pytest.fixture(scope="module")
def known() -> dict[counted_rows.Key, Fraction]:
    with duckdb.connect() as connection:
        connection.execute(ROWS)
        return counted_rows.counted(connection, "990101", 2020)


@pytest.mark.parametrize(
    ("text", "verdict", "reading"),
    [
        ("2020年共资助学生4人次。", "agrees", "自然年、人次"),
        ("2020年共资助学生3人。", "agrees", "自然年、人"),
        ("2020年共资助学生4人。", "agrees_as", "自然年、人次"),
        ("2020年共资助学生2人。", "agrees_as", "自然年、户籍在本县的人"),
        ("春季学期发放资助金1125元。", "agrees", "春季学期、金额"),
        ("全年发放资助金0.21万元。", "agrees", "自然年、金额"),
        ("2020—2021学年资助学生3人次。", "agrees", "本年秋季起的学年、人次"),
        ("共资助学生4人次。其中，秋季学期2人次。", "agrees", "秋季学期、人次"),
        ("全年资助小学3人次。", "agrees", "自然年、小学、人次"),
        ("办理助学贷款3份、2.2万元。", "agrees", "自然年、笔数"),
        ("共资助学生57人次。", "differs", "自然年、人次"),
        ("秋季学期发放资助金1500元。", "agrees_as", "秋季学期、应发金额"),
        ("秋季学期应发资助金1500元。", "agrees", "秋季学期、应发金额"),
        ("秋季学期发放资助金1375元。", "agrees_as", "秋季学期、含异地就读兜底的金额"),
        ("全年资助低保、其他困难学生3人。", "agrees", "自然年、低保家庭学生、其他家庭经济困难合并不重复的人"),
    ],
)
def test_a_figure_is_what_the_rows_give_in_some_reading(
    known: dict[counted_rows.Key, Fraction], text: str, verdict: str, reading: str
) -> None:
    found = against_marts.compare(narrative.audit(text), known)
    last = found[-1] if "其中" in text else found[0]
    assert (last.verdict, last.reading_zh) == (verdict, reading)


def test_what_the_rows_cannot_say_is_left_alone(known: dict[counted_rows.Key, Fraction]) -> None:
    report = narrative.audit("全县总人口32.5万人。现有教师1204人。每人每年资助1000元。")
    assert against_marts.compare(report, known) == []


def test_a_number_that_no_reading_gives_is_told_with_what_was_tried(
    known: dict[counted_rows.Key, Fraction],
) -> None:
    found = against_marts.compare(narrative.audit("共资助学生57人次。"), known)
    ((zh, en),) = against_marts.told(found)
    assert "自然年、人次为4人次" in zh and "calendar year" in en and len(found[0].tried) > 5


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("2020年，全县共发放学生资助57人次、0.2125万元。", ["57人次"]),
        ("2020年，全县共发放学生资助4人次、0.9125万元。其中，春季学期2人次，秋季学期1人次。", ["0.9125万元", "1人次"]),
        ("（一）全年办理生源地信用助学贷款合同5份，合同金额2.2万元。", ["5份"]),
        ("2019年，全县共发放学生资助57人次。", []),
        ("共资助石桥镇学生57人次。", []),
        ("共资助学生57人。", []),
        ("2020年共资助学生57人次（含校内资助）。", []),
        ("全年下达资助资金5万元。", []),
        ("全年发放学生资助5人次。", []),
    ],
)
def test_only_figures_whose_every_word_is_understood_are_contradicted(
    known: dict[counted_rows.Key, Fraction], text: str, wrong: list[str]
) -> None:
    read = {("subsidy_payment", f"2020-{season}"): Read(0, 0) for season in ("spring", "autumn")}
    read["subsidy_payment", "2020-spring"] = Read(1 if text.endswith("5人次。") else 0, 0)
    read["loan_contract", "2020"] = Read(0, 0)
    found, _ = contradicted(narrative.audit(text), known, 2020, read)
    assert [one.figure.quote for one in found] == wrong


def test_what_was_not_delivered_or_not_read_contradicts_nothing(known: dict[counted_rows.Key, Fraction]) -> None:
    report = narrative.audit("2020年，全县共发放学生资助57人次、0.9125万元。")
    spring, autumn = ("subsidy_payment", "2020-spring"), ("subsidy_payment", "2020-autumn")
    assert contradicted(report, known, 2020, {spring: Read(0, 0)}) == ([], 0)
    found, judged = contradicted(report, known, 2020, {spring: Read(0, 2), autumn: Read(0, 0)})
    assert ([one.figure.quote for one in found], judged) == (["57人次"], 1)


def test_rows_and_amounts_at_a_glance_are_those_counted_in_full(known: dict[counted_rows.Key, Fraction]) -> None:
    with duckdb.connect() as connection:
        connection.execute(ROWS)
        glance = counted_rows.counted_at_a_glance(connection, [("990101", 2020), ("990102", 2020)])
    of_rows = {"aid", "loan", "works", "allowance"}, {"records", "person_times", "yuan", "m2"}
    wanted = {key: value for key, value in known.items() if key[0] in of_rows[0] and key[4] in of_rows[1]}
    assert glance["990101", 2020] == wanted
    assert glance["990102", 2020]["aid", "spring", "", "", "yuan"] == 9999
