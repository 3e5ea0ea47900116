"""A county's table as a file: headers from the contract, words from the code tables, CSV or workbook.

What belongs here: cells to bytes, folders, file times. What does not: which rows there are (the county modules).
"""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import xlsxwriter

from dagster_project.contracts import code_labels, load
from dagster_project.demo.documented.amounts import plain
from dagster_project.demo.documented.people import Texts
from dagster_project.settings import SEEDS

Column = Texts | str
RECEIVED_AFTER = dt.timedelta(days=3, hours=9)
DUE_AFTER = dt.timedelta(days=15)
UNITS = {"万元": 10_000}


@dataclass(frozen=True)
class Delivery:
    """One table that a county hands in for one period; columns by canonical field name."""

    dataset: str
    period: str
    columns: Mapping[str, Column]
    workbook: bool = False
    units: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Rows of the table."""
        return next(len(column) for column in self.columns.values() if not isinstance(column, str))


@cache
def _periods() -> dict[str, dict[str, str]]:
    with (SEEDS / "periods.csv").open(encoding="utf-8", newline="") as file:
        return {row["period"]: row for row in csv.DictReader(file)}


def starts_on(period: str) -> dt.date:
    """First day of a period."""
    return dt.date.fromisoformat(_periods()[period]["starts_on"])


def ends_on(period: str) -> dt.date:
    """Last day of a period."""
    return dt.date.fromisoformat(_periods()[period]["ends_on"])


def due_on(period: str) -> dt.date:
    """The day on which everything of a period is owed."""
    return ends_on(period) + DUE_AFTER


def school_year_start(term: str) -> int:
    """The year in which the school year of a term began."""
    return int(_periods()[term]["school_year"][:4])


def period_name(period: str) -> str:
    """A period as people write it."""
    return _periods()[period]["name_zh"]


def labels(code_table: str, codes: Texts) -> Texts:
    """Codes as the words of their table; blanks stay blank."""
    words = {"": "", **code_labels()[code_table]}
    values, place = np.unique(codes.astype(str), return_inverse=True)
    return np.array([words[value] for value in values.tolist()], dtype=object)[place]


def dates(days: np.ndarray) -> Texts:
    """Days as ISO text."""
    return days.astype("datetime64[D]").astype(str).astype(object)


def texts(values: np.ndarray) -> Texts:
    """Whole numbers as text."""
    return values.astype(str).astype(object)


def write(folder: Path, delivery: Delivery) -> Path:
    """Write the table below a county's folder and date it before its due date."""
    contract = load(delivery.dataset)
    target = folder / delivery.period / f"{contract.name_zh}.{'xlsx' if delivery.workbook else 'csv'}"
    target.parent.mkdir(parents=True, exist_ok=True)
    headers = [_header(delivery, name) for name in delivery.columns]
    columns = [_words(delivery, name) for name in delivery.columns]
    (_write_workbook if delivery.workbook else _write_csv)(target, headers, columns)
    received = dt.datetime.combine(ends_on(delivery.period), dt.time()) + RECEIVED_AFTER
    os.utime(target, (received.timestamp(), received.timestamp()))
    return target


def _header(delivery: Delivery, name: str) -> str:
    header = load(delivery.dataset).field(name).headers[0]
    return f"{header}({delivery.units[name]})" if name in delivery.units else header


def _words(delivery: Delivery, name: str) -> Texts:
    """A column as the county writes it: labels for codes, its unit for money."""
    column = delivery.columns[name]
    if isinstance(column, str):
        column = np.full(delivery.size, column, dtype=object)
    described = load(delivery.dataset).field(name)
    if described.kind == "code" and described.code_table:
        return labels(described.code_table, column)
    if described.kind == "boolean":
        return labels_of_truth(column)
    if name in delivery.units:
        return np.array([_in_unit(text, delivery.units[name]) for text in column], dtype=object)
    return column


def labels_of_truth(column: Texts) -> Texts:
    """true / false / blank as 是 / 否 / blank."""
    return np.where(column == "true", "是", np.where(column == "false", "否", "")).astype(object)


def _in_unit(text: str, unit: str) -> str:
    if not text:
        return ""
    return plain(Decimal(text) / UNITS[unit])


def _write_csv(target: Path, headers: list[str], columns: list[Texts]) -> None:
    table = pa.table([pa.array(column, type=pa.string()) for column in columns], names=headers)
    options = pa_csv.WriteOptions(include_header=False, quoting_style="none")
    with target.open("wb") as file:
        file.write(("\ufeff" + ",".join(headers) + "\n").encode())
        pa_csv.write_csv(table, file, options)


def _write_workbook(target: Path, headers: list[str], columns: list[Texts]) -> None:
    """Numbers of a workbook stay texts or become numbers as in a real one: ids are texts, money is a number."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(target), options)
    book.set_properties({"created": dt.datetime(2020, 1, 1)})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, headers)
    for number, row in enumerate(zip(*columns, strict=True), start=1):
        for place, text in enumerate(row):
            if text and _is_number(text):
                sheet.write_number(number, place, float(text))
            elif text:
                sheet.write_string(number, place, text)
    book.close()


def _is_number(text: str) -> bool:
    return len(text) < 10 and text.replace(".", "", 1).isdigit() and not (text[0] == "0" and text[1:2].isdigit())
