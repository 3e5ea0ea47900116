"""Blank templates filled in as a clerk would, and the texts that should come out of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from dagster_project.contracts import Contract, Field, load
from dagster_project.contracts.stamps import DATA_SHEET
from dagster_project.contracts.template import EXAMPLE_ROW, Addressed, template
from dagster_project.contracts.template_columns import options
from inbox_files import arrive, person

FIRST_ROW = EXAMPLE_ROW + 2  # as a person counts
PERIODS = {"term": "2020-spring", "year": "2020", "school_year": "2020-2021", "snapshot": "2020-09-30"}
VALUES: dict[str, Sequence[Any]] = {
    "money": (500, 1250.5, 0), "integer": (1, 2, 30), "decimal": (1.5, 2, 99.25),
    "date": (dt.date(2020, 3, 1), dt.date(2020, 4, 2), dt.date(2020, 5, 3)),
    "month": ("2020-03", "2020-04", "2020-05"), "term": ("2020年春季学期",) * 3, "school_year": ("2020-2021学年",) * 3,
    "phone": ("13100000001", "13100000002", "13100000003"), "card": ("9911111111111111111", "9911111111111111129", "0099"),
}  # fmt: skip


def value(field: Field, number: int) -> Any:
    """What row ``number`` (from 0) says in a field."""
    name, id_number = person(number + 1)
    words = options(field)
    if words:
        return words[number % len(words)]
    special = {"person": id_number, "name": name, "cert": f"{id_number}1{number}"}
    return special.get(field.kind) or VALUES.get(field.kind, [f"00{number}号{field.name_zh}"] * 3)[number]


def as_read(written: Any) -> str:
    """The text a reader gives for it."""
    return (
        written.isoformat()
        if isinstance(written, dt.date)
        else f"{written:g}"
        if isinstance(written, float)
        else str(written)
    )


def rows_of(contract: Contract, count: int = 3) -> list[dict[str, Any]]:
    """Rows of a dataset by field."""
    return [{field.name: value(field, number) for field in contract.fields} for number in range(count)]


@cache
def made(dataset: str) -> bytes:
    """The template of a dataset, for everybody."""
    return template(load(dataset))


def blank(contract: Contract, addressed: Addressed | None = None) -> openpyxl.Workbook:
    """The template as openpyxl opens it."""
    return openpyxl.load_workbook(BytesIO(template(contract, addressed) if addressed else made(contract.name)))


def fill(book: openpyxl.Workbook, contract: Contract, first: int = FIRST_ROW) -> None:
    """Three rows under the example."""
    sheet = book[DATA_SHEET]
    for number, row in enumerate(rows_of(contract)):
        sheet.cell(first + number, 1, number + 1)
        for at, field in enumerate(contract.fields, start=2):
            sheet.cell(first + number, at, row[field.name])


def save(book: openpyxl.Workbook, path: Path) -> Path:
    """The workbook in the inbox."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return arrive(path, "2020-05-01")
