"""One expectation of a contract: which table it is about, its words, and the rows that break it.

Belongs here: the expectations a contract may name, as sentences in two languages and as SQL conditions.
Does not belong here: running them (``suites``).

A quality entry of a property is about the rows of the dataset; an entry of the whole schema is about its
deliveries, one row each (``profile``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dagster_project.contracts import Contract, Field
from dagster_project.quality.profile import NULL_SHARE, typed_column
from dagster_project.warehouse import quoted, quoted_name

ROWS, DELIVERIES = "rows", "deliveries"
BETWEEN = "expect_column_values_to_be_between"
NOT_NULL = "expect_column_values_to_not_be_null"
IN_SET = "expect_column_values_to_be_in_set"
KNOWN = (BETWEEN, NOT_NULL, IN_SET)


@dataclass(frozen=True)
class Expectation:
    """``column`` is the typed column; ``field`` the contract's field, or a measure of the profile."""

    dataset: str
    level: str
    type: str
    field: str
    column: str
    kwargs: dict[str, Any]
    title_zh: str
    title_en: str

    @property
    def expected(self) -> str:
        """What was expected, in signs both languages share."""
        if self.type == BETWEEN:
            low, high = self.kwargs.get("min_value"), self.kwargs.get("max_value")
            if low is None or high is None:
                return f"≤ {high}" if low is None else f"{'>' if self.kwargs.get('strict_min') else '≥'} {low}"
            return f"{low} – {high}"
        if self.type == IN_SET:
            return " / ".join(map(str, self.kwargs["value_set"]))
        return "≠ ∅"

    @property
    def broken(self) -> str:
        """The SQL condition of a row that breaks it; the same as GX's own, which it does not give for dates."""
        column = quoted_name(self.column)
        if self.type == NOT_NULL:
            return f"{column} is null"
        if self.type == IN_SET:
            values = ", ".join(quoted(str(value)) for value in self.kwargs["value_set"])
            return f"{column} is not null and {column} not in ({values})"
        bounds = [
            f"{column} {sign} {_literal(self.kwargs[bound])}"
            for bound, sign in (
                ("min_value", "<=" if self.kwargs.get("strict_min") else "<"),
                ("max_value", ">=" if self.kwargs.get("strict_max") else ">"),
            )
            if self.kwargs.get(bound) is not None
        ]
        return f"{column} is not null and ({' or '.join(bounds)})"


def expectations_of(contract: Contract) -> list[Expectation]:
    """The contract's suite. Raises ValueError for an expectation this file does not know."""
    return [_expectation(contract, entry) for entry in contract.suite]


def _expectation(contract: Contract, entry: dict[str, Any]) -> Expectation:
    kwargs = dict(entry["kwargs"])
    if entry["type"] not in KNOWN:
        raise ValueError(f"{contract.name}: expectation {entry['type']} is not one of {', '.join(KNOWN)}")
    if entry["column"]:
        field = contract.field(entry["column"])
        level, name, column = ROWS, field.name, typed_column(field)
        subject_zh, subject_en = field.name_zh, _in_words(field)
    else:
        column = name = kwargs.pop("column")
        level = DELIVERIES
        subject_zh, subject_en = _measure_words(contract, column)
        name = name.removesuffix(NULL_SHARE)
    zh, en = _sentence(entry["type"], kwargs)
    title_zh = f"{contract.name_zh}：{subject_zh}{zh}"
    title_en = f"{contract.name_en}: {subject_en} {en}"
    return Expectation(contract.name, level, entry["type"], name, column, kwargs, title_zh, title_en)


def _in_words(field: Field) -> str:
    return field.description_en.rstrip(".") or field.name


def _measure_words(contract: Contract, column: str) -> tuple[str, str]:
    if column == "row_count":
        return "每份报送的行数", "rows in a delivery"
    field = contract.field(column.removesuffix(NULL_SHARE))
    return f"{field.name_zh}空缺比例", f"share of blanks in {_in_words(field)}"


def _sentence(kind: str, kwargs: dict[str, Any]) -> tuple[str, str]:
    if kind == NOT_NULL:
        return "不为空", "is given"
    if kind == IN_SET:
        values = list(map(str, kwargs["value_set"]))
        return f"为{'、'.join(values)}之一", f"is one of {', '.join(values)}"
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    if high is None:
        return (
            (f"大于 {low}", f"is above {low}") if kwargs.get("strict_min") else (f"不小于 {low}", f"is {low} or more")
        )
    if low is None:
        return f"不大于 {high}", f"is {high} or less"
    return f"在 {low} 至 {high} 之间", f"is between {low} and {high}"


def _literal(value: Any) -> str:
    return f"cast({quoted(value)} as date)" if isinstance(value, str) else str(value)
