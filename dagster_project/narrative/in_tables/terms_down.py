"""A year in the last row below its terms: 春季 | 412人次, 秋季 | 430人次, 全年 | 842人次.

Belongs here: rows that are called by a year and the terms, halves, quarters or months right above them. Does not belong
here: rows that are called a total (``table_sums``), columns of terms (``named_parts``).

Persons of two terms are mostly the same ones, so a number of persons is told only where it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dagster_project.narrative.in_tables.table_sums import added, adds_up, is_good
from dagster_project.narrative.model import ASK, Relation
from dagster_project.narrative.text.tables import Table

YEAR = re.compile(r"(?:全|本)(?:学年|年度?)(?:累计|小计)?$")
TERM = re.compile(
    r"(?:20\d\d年?)?(?:[春秋]季(?:学期)?|[春秋]|[上下]半年|上学期|下学期|第?[一二三四]季度|\d{1,2}月份?)$"
)
PERSONS = re.compile(r"人数|人员|(?<![万元])人[）)]?$|在[校园]")
TIMES = re.compile(r"人次")


def find_terms_down(table: Table) -> Iterator[Relation]:
    """Every column of such a row."""
    labels = [table.label(row, 1) for row in range(len(table.rows))]
    for row, label in enumerate(labels):
        if YEAR.match(label) is None:
            continue
        first = row
        while first and TERM.match(labels[first - 1]):
            first -= 1
        if row - first < 2:
            continue
        for column, head in enumerate(table.header):
            relation = added(table, range(first, row), row, column) if column and adds_up(table, column) else None
            if relation is None or is_good(relation):
                yield from [relation] if relation is not None else []
            elif TIMES.search(head) or not PERSONS.search(head):
                yield replace(relation, verdict=ASK)
