"""A small finished release made by hand, for the tests of what leaves the warehouse; no pipeline runs."""

from __future__ import annotations

import random
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dagster_project.settings import Settings

# Canaries: none of these may leave by any other way than the county's own workbook.
ID, OTHER_ID = "990102201005123457", "990103200911020028"
NAME, OTHER_NAME = "钱小兰", "孙丽萍"
PHONE, CARD, XUEJI_NO = "13900001234", "6222020200112233445", "L99010220100512777"
CANARIES = (ID, OTHER_ID, NAME, OTHER_NAME, PHONE, CARD, XUEJI_NO, "201005123457")
HOSTILE = "<script>alert(1)</script>"
COUNTIES = (
    ("990101", "青禾县", "Qinghe"), ("990102", "云岭县", "Yunling"), ("990103", "白石县", "Baishi " + HOSTILE),
    ("990104", "柳川县", "Liuchuan"), ("990105", "枫桥县", "Fengqiao"), ("990106", "河湾县", "Hewan"),
    ("360922", "万载县", "Wanzai"), ("321302", "宿城区", "Sucheng"), ("610727", "略阳县", "Lueyang"),
    ("150924", "兴和县", "Xinghe"), ("321084", "高邮市", "Gaoyou"), ("370830", "汶上县", "Wenshang"),
)  # fmt: skip
PERIODS = (
    ("2019-autumn", "term", "2019年秋季学期", "Autumn term 2019", date(2019, 9, 1), date(2020, 2, 29)),
    ("2020-spring", "term", "2020年春季学期", "Spring term 2020", date(2020, 3, 1), date(2020, 8, 31)),
    ("2020-autumn", "term", "2020年秋季学期", "Autumn term 2020", date(2020, 9, 1), date(2021, 2, 28)),
    ("2020", "year", "2020年", "Year 2020", date(2020, 1, 1), date(2020, 12, 31)),
)
PERIOD_TERMS = [
    ("2019-autumn", "2019-autumn"), ("2020-spring", "2020-spring"), ("2020-autumn", "2020-autumn"),
    ("2020", "2020-spring"), ("2020", "2020-autumn"),
]  # fmt: skip
TERMS = ("2019-autumn", "2020-spring", "2020-autumn")
RULES = (
    ("subsidy_without_enrolment", "subsidy_payment", "subsidy", "high", "发放对象不在学籍", "Paid without being on the roll", "id_number", 500),
    ("subsidy_duplicate_same_term", "subsidy_payment", "subsidy", "high", "同一学期重复发放", "Paid twice in one term", "id_number", 625),
    ("loan_over_ceiling", "loan_contract", "loan", "high", "贷款超过上限", "Loan above the ceiling", "amount", 2000),
    ("registered_poor_not_aided", "school_roll", "subsidy", "medium", "脱贫家庭学生未获资助", "Poor pupil without aid", "id_number", None),
    ("id_checksum_fail", "school_roll", "identity", "medium", "证件号校验码不符", "Identity number fails its check digit", "id_number", None),
    ("same_id_different_name", "subsidy_payment", "identity", "medium", "同一证件号姓名不同", "One id, two names", "name", None),
    ("phone_invalid", "school_roll", "identity", "low", "联系电话无效", "Telephone number is invalid", "phone", None),
    ("shared_or_wrong_bank_card", "subsidy_payment", "subsidy", "high", "多人共用银行卡", "Several pupils, one bank card", "card_no", 300),
    ("unit_cost_outlier", "infrastructure_project", "infrastructure", "advisory", "单位造价异常", "Unusual cost per square metre", "total_investment", None),
    ("delivery_missing", "any", "delivery", "medium", "应报未报", "Owed and not delivered", None, None),
    ("teacher_subsidy_product", "teacher_allowance", "teacher", "medium", "月标准乘月数不等于金额", "Months times standard is not the amount", "amount", 120),
    ("training_hours_impossible", "teacher_training", "teacher", "low", "培训学时不可能", "Impossible hours of training", "hours", None),
)  # fmt: skip
DATASETS = ("school_roll", "subsidy_payment", "subsidy_summary", "poverty_household", "poverty_member", "special_group",
            "loan_contract", "teacher", "teacher_allowance", "teacher_training", "infrastructure_project", "school")  # fmt: skip


def make_release(settings: Settings, name: str = "r1") -> Path:
    """releases/<name>/ with warehouse.duckdb and inputs/, complete enough for every view."""
    settings.prepare()
    folder = settings.releases / name
    (folder / "inputs").mkdir(parents=True)
    dice = random.Random(7)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        for schema in ("seeds", "staging"):
            connection.execute(f"create schema {schema}")
        for table, rows in _tables(dice).items():
            frame = pd.DataFrame(rows)
            connection.register("frame", frame)
            connection.execute(f"create table {table} as select * from frame")
            connection.unregister("frame")
        for table, column in (("findings", "amount_yuan"), ("fct_subsidy_payment", "amount_yuan")):
            connection.execute(f"alter table {table} alter {column} type decimal(18, 4)")
        connection.execute("alter table findings alter row type integer")
        connection.execute("alter table finding_evidence alter row type integer")
        for column in ("rows_seen", "rows_loaded", "rows_quarantined", "rows_not_data", "cells_set_aside", "table_no"):
            connection.execute(f"alter table deliveries alter {column} type bigint")
    _write_inputs(folder / "inputs")
    return folder


def _write_inputs(folder: Path) -> None:
    with duckdb.connect() as connection:
        for name, rows in {
            "period_terms": [{"period": period, "term": term} for period, term in PERIOD_TERMS],
            "column_map": [
                {"delivery_id": "d990102-school_roll-2020-autumn", "dataset": "school_roll", "field": field, "header": header,
                 "column_letter": letter, "unit": None}
                for letter, field, header in (("A", "name", "学生姓名" + HOSTILE), ("B", "id_number", "身份证号"), ("C", None, "备注"))
            ],
            "set_aside_cells": [
                {"delivery_id": "d", "dataset": "school_roll", "county_code": "990102", "period": "2020-autumn", "field": "id_number",
                 "reason": "numeric_id", "shown": ID, "row_no": 5}
            ] * 3,
            "set_aside_rows": [
                {"delivery_id": "d", "dataset": "subsidy_payment", "county_code": "990102", "period": "2020-autumn",
                 "reason": "required_empty", "shown": NAME, "row_no": 9}
            ],
            "expectation_results": [
                {"dataset": "school_roll", "expectation": "expect_column_values_to_not_be_null", "column_name": "id_number",
                 "title_zh": "证件号空白不超过一成", "title_en": "At most a tenth of ids blank", "success": True,
                 "element_count": 9000, "unexpected_count": 12},
                {"dataset": "subsidy_payment", "expectation": "expect_column_values_to_be_between", "column_name": "amount_yuan",
                 "title_zh": None, "title_en": None, "success": False, "element_count": 7000, "unexpected_count": 31},
            ],
        }.items():  # fmt: skip
            connection.register("frame", pd.DataFrame(rows))
            connection.execute(f"copy (select * from frame) to '{folder / name}.parquet' (format parquet)")
            connection.unregister("frame")


def _tables(dice: random.Random) -> dict[str, list[dict[str, Any]]]:
    findings, evidence = _findings(dice)
    return {
        "dim_county": [
            {"county_code": code, "name_zh": zh, "name_en": en, "province_zh": "演练省", "prefecture_zh": "演练市",
             "is_demo": code.startswith("99")}
            for code, zh, en in COUNTIES
        ],
        "dim_period": [
            dict(zip(("period", "kind", "name_zh", "name_en", "starts_on", "ends_on"), row, strict=True)) for row in PERIODS
        ],
        "dim_person": [{"person_token": "a" * 32, "county_code": "990102", "birth_year": 2010, "id_number": ID, "name": NAME}],
        "seeds.rules": _rules(),
        "findings": findings,
        "finding_evidence": evidence,
        "rule_results": _rule_results(findings),
        "deliveries": _deliveries(dice),
        "county_subsidy": [_subsidy(code, term, dice) for code, _, _ in COUNTIES for term in TERMS],
        "county_loan": [
            {"county_code": code, "period": "2020", "loan_students": 40 + 7 * at, "loan_yuan": Decimal(8000 * (40 + 7 * at))}
            for at, (code, _, _) in enumerate(COUNTIES)
        ],
        "county_teacher_support": [
            {"county_code": code, "period": "2020", "allowance_teachers": 90 + at, "allowance_yuan": Decimal(3600 * (90 + at))}
            for at, (code, _, _) in enumerate(COUNTIES)
        ],
        "county_infrastructure": [
            {"county_code": code, "period": "2020", "school_projects": 3 + at, "investment_yuan": Decimal(1_250_000 * (3 + at)),
             "paid_yuan": Decimal(900_000 * (3 + at))}
            for at, (code, _, _) in enumerate(COUNTIES)
        ],
        "fct_subsidy_payment": _payments(),
        "fct_reported_figure": _reported(),
        "staging.stg_school_roll": _staged("school_roll", "f-roll.xlsx"),
        "staging.stg_subsidy_payment": _staged("subsidy_payment", "f-pay.xlsx"),
    }  # fmt: skip


def _rules() -> list[dict[str, Any]]:
    return [
        {"rule_id": rule, "dataset": dataset, "domain": domain, "severity": severity, "title_zh": zh, "title_en": en,
         "message_zh": zh + "：原值 {observed}，应为 {expected}", "message_en": en + ": {observed}, expected {expected}",
         "why_zh": "资金须发给符合条件且在籍的学生，否则检查时要追回。", "why_en": "Aid is for eligible pupils on the roll.",
         "fix_zh": "核对原始名册和学籍系统，改正后重新报送整个文件。", "fix_en": "Check roster and roll, correct, deliver again.",
         "source": "财教〔2016〕8号", "effective_from": None, "effective_to": None}
        for rule, dataset, domain, severity, zh, en, _, _ in RULES
    ]  # fmt: skip


def _observed(field: str | None, at: int) -> tuple[str | None, str | None]:
    first = {
        "id_number": (ID, OTHER_ID),
        "name": (NAME, "应只填汉字 / Han characters only"),
        "phone": (PHONE, "11位手机号"),
        "card_no": (CARD, None),
    }
    if field in first:
        return first[str(field)]
    return (None, "按期报送") if field is None else (f"{1000 + at}", f"{900 + at}")


def _findings(dice: random.Random) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    findings: list[dict[str, Any]] = []
    evidence: list[dict[str, Any]] = []
    for code, zh, _ in COUNTIES[:6]:
        for term in TERMS:
            for rule, dataset, _, severity, title, title_en, field, stake in RULES:
                size = 70 if (rule, code) == ("id_checksum_fail", "990102") else dice.choice((0, 0, 1, 2, 5, 11))
                for at in range(size):
                    observed, expected = _observed(field, at)
                    file = "f-roll.xlsx" if dataset == "school_roll" else "f-pay.xlsx"
                    findings.append({
                        "finding_id": f"{rule[:9]}{code}{term[:6]}{at:03d}",
                        "group_id": "g", "rule_id": rule, "severity": severity, "state": "exempted" if at == 9 else "open",
                        "county_code": code, "period": "2020" if dataset == "loan_contract" else term, "dataset": dataset,
                        "entity_kind": "person", "entity_key": f"{at:032x}".replace("0", "a"), "field": field, "observed": observed,
                        "expected": expected, "amount_yuan": Decimal(stake * (at + 1)) if stake else None, "standard_id": None,
                        "cause_id": None, "quote": f"联系人{PHONE}" if rule == "phone_invalid" else None,
                        "message_zh": f"{title}：原值 {observed}", "message_en": f"{title_en}: {observed}",
                        "file_name": f"{zh}/{term}/=cmd|{HOSTILE}{ID}.xlsx" if at == 0 else f"{zh}/{term}/{file}",
                        "file_sha256": file + code, "sheet": "学生", "row": at + 3, "cell": f"C{at + 3}",
                    })  # fmt: skip
                    evidence.append({
                        "finding_id": findings[-1]["finding_id"], "role": "observed", "file_name": f"{zh}/{term}/{file}",
                        "file_sha256": file + code, "sheet": "学生", "row": at + 4, "cell": f"C{at + 4}", "value": observed,
                        "county_code": code,
                    })  # fmt: skip
    unique = {row["finding_id"]: row for row in findings}
    return list(unique.values()), evidence


def _rule_results(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    failed = {(row["rule_id"], row["county_code"], row["period"]) for row in findings}
    rows = []
    for at, (rule, dataset, *_) in enumerate(RULES):
        for code, _, _ in COUNTIES:
            for period in ("2020",) if dataset == "loan_contract" else TERMS:
                bad = sum((rule, code, period) == (f["rule_id"], f["county_code"], f["period"]) for f in findings)
                status = (
                    "fail"
                    if (rule, code, period) in failed
                    else ("pass", "pass", "no_data", "not_run")[(at + int(code)) % 4]
                )
                rows.append({"rule_id": rule, "county_code": code, "period": period, "status": status,
                             "rows_checked": 800, "rows_failed": bad, "rows_without_standard": 0})  # fmt: skip
    return rows


def _deliveries(dice: random.Random) -> list[dict[str, Any]]:
    rows = []
    for code, zh, _ in COUNTIES:
        for term in TERMS:
            for dataset in DATASETS if code.startswith("99") else DATASETS[:3]:
                status = dice.choices(("accepted", "partial", "missing", "unrecognised"), (12, 2, 1, 1))[0]
                arrived, size = status in ("accepted", "partial"), dice.randrange(60, 4000)
                messages = {"missing": "到期未报送。", "unrecognised": f"认不出表头，联系人 {PHONE}。"}
                rows.append({
                    "delivery_id": f"d{code}-{dataset}-{term}", "county_code": code, "period": term, "dataset": dataset,
                    "reporting_unit": "县资助中心", "file_name": None if status == "missing" else f"{zh}/{term}/{dataset}{HOSTILE}.xlsx",
                    "file_sha256": ("f-roll.xlsx" if dataset == "school_roll" else "f-pay.xlsx") + code, "sheet": "学生", "table_no": 1,
                    "received_at": None if status == "missing" else datetime(2020, 12, 1), "due_on": date(2020, 12, 10),
                    "is_late": arrived and dice.random() < 0.1, "status": status,
                    "rows_seen": size + 6 if arrived else None, "rows_loaded": size if arrived else None,
                    "rows_quarantined": 2 if arrived else None, "rows_not_data": 4 if arrived else None,
                    "cells_set_aside": 3 if arrived else None, "message": messages.get(status, "全部入库。"),
                })  # fmt: skip
    return [*rows, _unplaced(rows[0], "x1", None, "2020-autumn"), _unplaced(rows[0], "x2", "990101", None)]


def _unplaced(like: dict[str, Any], delivery: str, county: str | None, period: str | None) -> dict[str, Any]:
    """A file whose county or period cannot be told."""
    nothing = {**like, "delivery_id": delivery, "county_code": county, "period": period, "dataset": None}
    named = {"file_name": f"汇总{HOSTILE}{ID}.xlsx", "status": "unrecognised", "is_late": False}
    return {**nothing, **named, "message": f"看不出是谁的，联系人 {PHONE}。 / Whose it is cannot be told."}


def _subsidy(code: str, term: str, dice: random.Random) -> dict[str, Any]:
    poor = dice.randrange(200, 900)
    aided = poor * 2
    return {
        "county_code": code, "period": term, "aided_students": aided, "aid_person_times": aided + 40, "poor_students": poor,
        "poor_aided_students": int(poor * dice.uniform(0.78, 1)), "paid_yuan": Decimal(aided) * Decimal("512.5"),
    }  # fmt: skip


def _payments() -> list[dict[str, Any]]:
    sizes = {"boarding_living": 120, "nonboarding_living": 40, "senior_grant": 4}
    return [
        {"county_code": "990102", "period": "2020-autumn", "person_token": f"{item}{at}", "person_link": None, "aid_item": item,
         "stage": "primary", "difficulty_kind": "registered_poor", "amount_yuan": Decimal(500), "card_no": CARD,
         "_file_name": f"云岭县/{ID}.xlsx"}
        for item, size in sizes.items()
        for at in range(size)
    ]  # fmt: skip


def _reported() -> list[dict[str, Any]]:
    rows = (
        ("万载县2020年学生资助总结", "360922", "aid_person_times", "", "2020", "2020", "person_times", 0, 29294, 29294, 29294, "agrees", "consistent"),
        ("万载县2020年学生资助总结", "360922", "aid_amount", "hardship_other", "2020-spring", "2020-spring", "wan_yuan", 5, 757.74025, 757.74025, None, "agrees", None),
        ("宿城区2020年上半年脱贫攻坚小结", "321302", "relief_beneficiaries", "", "2020", "2020", "person_times", 0, 3886, None, 3388, "not_computable", "inconsistent"),
        ("宿城区2020年上半年脱贫攻坚小结", "321302", "project_investment", "kind_industry", "2020", "2020", "wan_yuan", 2, 1535, 1530, 1535, "differs", "consistent"),
        ("略阳县2017年教育脱贫报道", "610727", "training_poor_village_share", "", "2017", "2017", "percent", 0, 95, 90.4936, 90.4936, "differs", "inconsistent"),
    )  # fmt: skip
    return [
        {"figure_id": f"f{at}", "document": document, "county_code": code, "place_zh": "", "indicator": indicator, "category": category,
         "period_from": first, "period_to": last, "unit": unit, "qualifier": "exact", "verdict": verdict, "document_verdict": own,
         "note_zh": "分项之和为3388，疑数字错位" if own == "inconsistent" else None, "note_en": None, "printed_decimals": places,
         "reported_value": Decimal(str(value)), "recomputed_value": None if ours is None else Decimal(str(ours)),
         "difference_value": None if ours is None else Decimal(str(ours)) - Decimal(str(value)),
         "document_implied_value": None if implied is None else Decimal(str(implied))}
        for at, (document, code, indicator, category, first, last, unit, places, value, ours, implied, verdict, own) in enumerate(rows)
    ]  # fmt: skip


def _staged(dataset: str, file: str) -> list[dict[str, Any]]:
    return [
        {"name": NAME if at % 2 else OTHER_NAME, "id_number": ID if at % 2 else OTHER_ID, "school_name": "云岭县第一小学",
         "xueji_no": XUEJI_NO, "_county_code": code, "_period": "2020-autumn", "_delivery_id": f"d{code}-{dataset}-2020-autumn",
         "_file_name": f"{zh}/2020-autumn/{file}", "_file_sha256": file + code, "_sheet": "学生", "_row": at + 3}
        for code, zh, _ in COUNTIES[:3]
        for at in range(20)
    ]  # fmt: skip
