"""Names by which a row's person is found again are whole or nothing; other names, such as two teachers', stay as written."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from dagster_project import carry_over, dbt_runs, identity, intake, maps, rescue, warehouse
from dagster_project.contracts import load_all
from dagster_project.intake.not_understood import ABOUT_WHOM
from dagster_project.settings import DBT
from inbox_files import PAYMENT_HEADER, deliveries, payments, person, place, settings_at, table, write_xlsx

VISIT = ["姓名", "身份证号", "学校名称", "家访教师", "家访日期", "家访内容", "监护人姓名"]


def test_intake_and_staging_mean_the_same_names() -> None:
    sql = (DBT / "macros" / "staged.sql").read_text(encoding="utf-8")
    (listed,) = re.findall(r"if name in \(([^)]*)\)", sql)
    assert set(re.findall(r"'(\w+)'", listed)) == ABOUT_WHOM
    names = {field.name for contract in load_all().values() for field in contract.fields if field.kind == "name"}
    assert names > ABOUT_WHOM


def test_two_teachers_who_visit_together_and_two_parents_stay_in_staging(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    name, id_number = person(1)
    visit = [
        name,
        id_number,
        "青禾县第一小学",
        "演练甲、演练乙",
        "2020-05-01",
        "了解家庭情况",
        "演练丙（父）演练丁（母）",
    ]
    write_xlsx(place(settings, "家访记录.xlsx"), [VISIT, visit])
    rows = payments(1, 2)
    rows[0][2] = "演练甲、演练乙"
    write_xlsx(place(settings, "资助发放花名册.xlsx"), [PAYMENT_HEADER, *rows])
    intake.take_in(settings)
    said = {row["dataset"]: row["status"] for row in deliveries(settings)}
    assert said == {"home_visit": "accepted", "subsidy_payment": "partial"}
    assert [cell["field"] for cell in table(settings, "set_aside_cells")] == ["name"]

    dbt_runs.manifest(settings)
    inputs = warehouse.start_release(settings) / "inputs"
    intake.export_inputs(settings, inputs)
    carry_over.write_basis(inputs, identity.key_name(identity.load_key(settings)))
    rescue.offer_candidates(settings, inputs)
    maps.write_maps(settings, inputs, None)
    dbt_runs.build(settings, {"stg_home_visit", "stg_subsidy_payment"})
    with duckdb.connect(str(warehouse.building(settings) / warehouse.DATABASE), read_only=True) as connection:
        visits = connection.execute(
            "select name, visitor_name, visitor_name_status, guardian_name from staging.stg_home_visit"
        ).fetchall()
        paid = connection.execute("select name, name_status from staging.stg_subsidy_payment order by _row").fetchall()
    assert visits == [(name, "演练甲、演练乙", "several", "演练丙（父）演练丁（母）")]
    assert paid == [(None, "several"), (person(2)[0], "ok")]
