"""A list in the wrong county's folder, whose people have the folder's own ids, is told by the schools it lists."""

from __future__ import annotations

from pathlib import Path

import duckdb

from dagster_project import carry_over, dbt_runs, identity, intake, maps, rescue, warehouse
from inbox_files import PAYMENT_HEADER, payments, place, settings_at, write_xlsx

RULE = "schools_of_another_county"
REGISTER = ["学校标识码", "学校名称", "学段", "城乡类型", "乡镇"]


def test_the_register_of_another_county_knows_the_schools(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    for county, names in (("青禾县", ["中心小学", "青禾一小"]), ("云岭县", ["云岭一小", "云岭二小", "中心小学"])):
        rows = [[None, name, "小学", "乡村", "演练镇"] for name in names]
        write_xlsx(place(settings, f"{county}/2020年/学校名录.xlsx"), [REGISTER, *rows])
    foreign = payments(1, 6, "云岭一小") + payments(7, 4, "云岭 二小")
    write_xlsx(place(settings, "青禾县/2020年春季学期/资助发放花名册.xlsx"), [PAYMENT_HEADER, *foreign])
    own = payments(11, 9, "中心小学") + payments(20, 1, "云岭一小")
    write_xlsx(place(settings, "青禾县/2019年秋季学期/资助发放花名册.xlsx"), [PAYMENT_HEADER, *own])
    intake.take_in(settings)

    parsed = dbt_runs.manifest(settings)
    inputs = warehouse.start_release(settings) / "inputs"
    intake.export_inputs(settings, inputs)
    carry_over.write_basis(inputs, identity.key_name(identity.load_key(settings)))
    rescue.offer_candidates(settings, inputs)
    maps.write_maps(settings, inputs, None)
    dbt_runs.build(settings, _with_parents(parsed["parent_map"], f"model.county_warehouse.{RULE}"))
    with duckdb.connect(str(warehouse.building(settings) / warehouse.DATABASE), read_only=True) as connection:
        said = connection.execute(
            f"select row_kind, period, file_name, observed, expected, rows_checked, rows_failed from quality.{RULE}"
            " where row_kind <> 'evidence' order by all"
        ).fetchall()
    name = "青禾县/2020年春季学期/资助发放花名册.xlsx"
    observed = "云岭县 (学校名录 10∶10) / county 990102 (school register, 10 of 10)"
    assert said == [
        ("count", "2019-autumn", None, None, None, 1, 0),
        ("count", "2020-spring", None, None, None, 1, 1),
        ("finding", "2020-spring", name, observed, "青禾县 / county 990101", None, None),
    ]


def _with_parents(parents: dict[str, list[str]], name: str) -> set[str]:
    found, waiting = set(), [name]
    while waiting:
        one = waiting.pop()
        if one.startswith("model.") and one not in found:
            found.add(one)
            waiting += parents[one]
    return {one.rsplit(".", 1)[-1] for one in found}
