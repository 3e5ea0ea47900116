"""Rows that only name whose the rows below them are: a school, a township, a grade or a class above its pupils.

What belongs here: finding these rows among those that are no data, filling the field no column gives, the sentence for
the clerk. What does not: what a title says once for the whole table (``stated``), summaries in levels (``outline``).

A heading counts only where it is plain: every loaded row stands below one of its kind, every heading has rows, and a
school's heading ends the class before it. Otherwise nothing is filled, and that is said. A township above pupils may be
the school's or the family's: it is filled in lists of households only.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import pyarrow as pa

from dagster_project.contracts import Contract
from dagster_project.intake.ledger import Delivery
from dagster_project.intake.recognition import Table
from dagster_project.intake.reporting_units import is_school
from dagster_project.intake.rows import SetAsideRow, Sorted
from dagster_project.intake.verdicts import NOT_DATA

HEADING = "heading"
MAY_BE_HEADINGS = frozenset({"note", "total", "title", "blank", "footer", "required_empty", "too_few_cells"})
SHOWN = 3
_MARK = re.compile(r"^(?:[(]?[一二三四五六七八九十]{1,3}[)、.,:]+|[(]?\d{1,2}[)、.:]+(?=\D)|[①-⑳])")
_ROLE = re.compile(r"^(?:就读)?(?:学校(?:名称)?|乡镇(?:名称)?|村名?|年级|班级|单位(?:名称)?)[::]")
_COUNT = re.compile(r"(?:[(]?(?:共|合计|计)?\d+(?:人|名|户|人次)[)]?)?[::]?$")
_NUMBER = "(?:[一二三四五六七八九十]{1,3}|[1-9]\\d?)"
_GRADE = re.compile(rf"(?:小学|初中|高中|[初高]?)?{_NUMBER}年级|[初高][一二三]|(?:学前|[大中小])班")
_CLASS = re.compile(
    rf"(?:(?:小学|初中|高中|[初高]?)?{_NUMBER}年级|[初高]?[一二三四五六七八九])?(?:[(]{_NUMBER}[)]|{_NUMBER})班|[大中小]{_NUMBER}班"
)
_TOWNSHIP = re.compile(r"[\u4e00-\u9fff]{1,6}(?:镇|乡|街道|苏木)")
_VILLAGE = re.compile(r"[\u4e00-\u9fff]{1,8}(?:村|社区|居委会|村委会)")
LEVELS = ("township", "village", "school_name", "grade", "class_name")


class _Group(NamedTuple):
    row_no: int
    level: int
    text: str


def fill_from_headings(table: Table, rows: Sorted, delivery: Delivery) -> frozenset[str]:
    """Fill what rows above groups of rows say, and tell the clerk; the fields filled."""
    groups = [group for row in rows.set_aside_rows if (group := _group(row)) is not None]
    missing = {group.level for group in groups if _is_missing(LEVELS[group.level], table.contract, rows)}
    groups = [group for group in groups if group.level in missing and rows.rows_loaded]
    filled = set()
    for level in sorted({group.level for group in groups}):
        name, own = LEVELS[level], [group for group in groups if group.level == level]
        texts = _texts_below(level, groups, rows) if _may_be_filled(name, table.contract) else None
        field = table.contract.field(name)
        shown = "、".join(f"“{group.text}”" for group in own[:SHOWN])
        more = "等" if len(own) > SHOWN else ""
        rows_zh = f"第 {own[0].row_no} 行" + (f"等 {len(own)} 行" if len(own) > 1 else "")
        if texts is None:
            delivery.message_zh += (
                f"；{rows_zh}只写着{shown}，看不准是哪些行的{field.name_zh}，没有据此填写，"
                f"请加一列“{field.name_zh}”，逐行填好后再报"
            )
            delivery.message_en += (
                f"; from row {own[0].row_no} on, {len(own)} say {shown} and nothing else; which rows' {name} that is, is not plain: "
                "nothing was filled, please give it in a column of its own"
            )
            continue
        rows.columns[name] = pa.array(texts, pa.string())
        filled.add(name)
        _mark(rows, {group.row_no for group in own})
        delivery.message_zh += f"；{field.name_zh}取自各组上方的标题行（{rows_zh}：{shown}{more}），已逐行补上"
        delivery.message_en += (
            f"; {name} taken from the rows above each group ({len(own)}, from row {own[0].row_no}: {shown})"
        )
    return frozenset(filled)


def _group(row: SetAsideRow) -> _Group | None:
    """What a row without data heads, if it only names a school, a place, a grade or a class."""
    if row.reason not in MAY_BE_HEADINGS or not row.shown or " | " in row.shown:
        return None
    text = "".join(unicodedata.normalize("NFKC", row.shown).split())
    text = _COUNT.sub("", _ROLE.sub("", _MARK.sub("", text)), count=1).rstrip(":")
    level = _level(text)
    if level is None:
        return None
    return _Group(row.row_no, level, text.replace("(", "（").replace(")", "）"))


def _level(text: str) -> int | None:
    told = (_TOWNSHIP, _VILLAGE, None, _GRADE, _CLASS)
    for level, pattern in enumerate(told):
        if pattern.fullmatch(text) if pattern else is_school(text):
            return level
    return None


def _is_missing(name: str, contract: Contract, rows: Sorted) -> bool:
    """Whether the contract has the field and no cell of any row gives it."""
    if all(item.name != name for item in contract.fields):
        return False
    return name not in rows.columns or rows.columns[name].null_count == rows.rows_loaded


def _may_be_filled(name: str, contract: Contract) -> bool:
    return name not in ("township", "village") or all(item.name != "school_name" for item in contract.fields)


def _texts_below(level: int, groups: list[_Group], rows: Sorted) -> list[str] | None:
    """For each loaded row the text of the heading above it; None where some row or some heading has none."""
    texts: list[str] = []
    current: _Group | None = None
    waiting = iter(groups)
    following = next(waiting, None)
    used: set[int] = set()
    for number in rows.row_numbers.tolist():
        while following is not None and following.row_no < number:
            if following.level <= level:
                current = following if following.level == level else None
            following = next(waiting, None)
        if current is None:
            return None
        used.add(current.row_no)
        texts.append(current.text)
    return texts if used == {group.row_no for group in groups if group.level == level} else None


def _mark(rows: Sorted, numbers: set[int]) -> None:
    rows.set_aside_rows[:] = [
        row._replace(kind=NOT_DATA, reason=HEADING) if row.row_no in numbers else row for row in rows.set_aside_rows
    ]
