"""Small inboxes for the intake tests: workbooks and csv files as counties write them."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import xlsxwriter

from dagster_project import intake
from dagster_project.intake.sources import CHINA
from dagster_project.settings import Settings

COUNTY, TERM = "青禾县", "2020年春季学期"
PAYMENT_HEADER = ["序号", "学校名称", "姓名", "身份证号", "学段", "困难类型", "资助项目", "金额（元）"]


def settings_at(home: Path, counties: Sequence[str] = ("990101,青禾县", "990102,云岭县")) -> Settings:
    """A home with its own counties and an empty calendar."""
    settings = Settings(home=home).prepare()
    settings.config.mkdir()
    head = "county_code,name_zh,name_en,province_zh,prefecture_zh,province_code,prefecture_code,is_demo\n"
    lines = [f"{county},,演练省,演练市,990000,990100,true" for county in counties]
    (settings.config / "counties.csv").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    write_calendar(settings, [])
    return settings


def write_calendar(settings: Settings, lines: Sequence[str]) -> None:
    """The deployment's delivery calendar: county_code,dataset,period,due_on."""
    text = "\n".join(["county_code,dataset,period,due_on", *lines]) + "\n"
    (settings.config / "delivery_calendar.csv").write_text(text, encoding="utf-8")


def place(settings: Settings, name: str, arrived: str | None = None) -> Path:
    """Where a file of the inbox lies; ``name`` is <county>/<period>/<file>, or a file of the usual folder."""
    path = settings.inbox / (name if name.count("/") >= 2 else f"{COUNTY}/{TERM}/{name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def arrive(path: Path, day: str) -> Path:
    """Give a file the day it arrived."""
    seconds = datetime.fromisoformat(day).replace(hour=10, tzinfo=CHINA).timestamp()
    os.utime(path, (seconds, seconds))
    return path


def write_xlsx(
    path: Path,
    rows: Sequence[Sequence[Any]],
    merged: Sequence[str] = (),
    sheet: str = "Sheet1",
    day: str = "2020-05-01",
) -> Path:
    """A workbook of one sheet; ``merged`` names ranges such as B1:C1 whose first cell is in ``rows``."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(sheet)
    for at, row in enumerate(rows):
        for position, value in enumerate(row):
            if value is not None:
                page.write(at, position, value)
    plain = book.add_format()
    for area in merged:
        first = area.split(":")[0]
        column, line = ord(first[0]) - 65, int(first[1:]) - 1
        page.merge_range(area, rows[line][column], plain)
    book.close()
    return arrive(path, day)


def write_csv(path: Path, rows: Sequence[Sequence[Any]], encoding: str = "utf-8", day: str = "2020-05-01") -> Path:
    """A csv file."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return arrive(path, day)


def person(number: int) -> tuple[str, str]:
    """A name and an identity number of region 990101."""
    digits = f"99010120100101{number:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]
    return f"测试{chr(0x4E00 + number)}", digits + check


def payments(first: int, count: int, school: str = "青禾县第一小学", amount: Any = 500) -> list[list[Any]]:
    """Rows for PAYMENT_HEADER."""
    return [[at + 1, school, *person(first + at), "小学", "建档立卡", "寄宿生生活补助", amount] for at in range(count)]


def deliveries(settings: Settings) -> list[dict[str, Any]]:
    """The deliveries a build would see."""
    return table(settings, "deliveries")


def table(settings: Settings, name: str) -> list[dict[str, Any]]:
    """One exported table."""
    out = settings.home / "exported"
    intake.export_inputs(settings, out)
    return pq.read_table(out / f"{name}.parquet").to_pylist()


def raw(settings: Settings, dataset: str) -> list[dict[str, Any]]:
    """Every raw row of a dataset, in order."""
    with duckdb.connect() as connection:
        path = str(settings.raw / dataset / "*" / "*" / "*.parquet")
        query = "select * from read_parquet($path, hive_partitioning = false) order by _file_name, _row"
        cursor = connection.execute(query, {"path": path})
        names = [item[0] for item in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
