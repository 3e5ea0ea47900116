"""How each county hands in its files: formats, headers, units, folders, and what its habits break.

What belongs here: one county's habits, and what follows from them for the key. What does not: writing a cell
(``layout``), the rows (``world``).
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from dagster_project.contracts import Contract, load_all
from dagster_project.demo.key import MANNERS, AnswerKey
from dagster_project.demo.layout import Style, write_table, write_text
from dagster_project.demo.reports import work_report
from dagster_project.demo.world import Calendar, County, Place, Row

DUE_AFTER, RECEIVED_AFTER, LATE_AFTER = dt.timedelta(days=15), dt.timedelta(days=5), dt.timedelta(days=27)
ID_FIELDS = frozenset({"id_number", "coborrower_id_number"})
BY_SCHOOL = frozenset({"school_roll", "subsidy_payment", "meal_day", "left_behind_child"})
LATE_DATASET, RESENT_DATASET = "project_payment", "teacher_training"
LONGEST_XLS = 60_000


@dataclass(frozen=True)
class Manner:
    """A county's habits.

    ``files`` is how it names files: plain, county or numbered. ``by_school``: rolls and payments come school by
    school. ``is_slow``: one table comes late, one first with a slip. ``as_csv`` are datasets (or dataset/period) that
    come as clean csv files, whatever the style says. ``loans_too_many`` are the contracts its report boasts of that
    stand in no list.
    """

    style: Style
    uses_code: bool = False
    period_words: str = "plain"
    files: str = "plain"
    titled: bool = False
    numeric_ids: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()
    by_school: bool = False
    is_slow: bool = False
    as_csv: frozenset[str] = frozenset()
    loans_too_many: int = 0


MANNERS_BY_INDEX = {
    1: Manner(Style(kind="csv", encoding="gb18030", dates="%Y/%m/%d"), period_words="short", files="county"),
    2: Manner(Style(kind="xls", money_divisor=10_000), uses_code=True, period_words="long", titled=True),
    3: Manner(
        Style(merged_header=True, totals=True, dates=None),
        period_words="long",
        files="county",
        titled=True,
        loans_too_many=3,
    ),
    4: Manner(Style(dates="%Y%m%d"), numeric_ids=frozenset({"teacher", "loan_contract"})),
    5: Manner(Style(header_choice=1, synonyms=True, dates="%Y.%m.%d"), period_words="long", files="numbered"),
    6: Manner(
        Style(dates="%Y年%m月%d日"),
        uses_code=True,
        withheld=frozenset({"teacher_exchange"}),
        by_school=True,
        is_slow=True,
    ),
}
CLEAN = (Manner(Style()), Manner(Style(kind="csv")))


def manner_of(county: County) -> Manner:
    """The county's habits; from the seventh county on, files are clean."""
    return MANNERS_BY_INDEX.get(county.index, CLEAN[county.index % 2])


def apply_habits(county: County, manner: Manner) -> None:
    """Tell the county what its habits destroy or withhold, before faults are planted."""
    county.damaged, county.withheld = manner.numeric_ids, manner.withheld


def periods_of(contract: Contract, calendar: Calendar) -> list[str]:
    """The periods of a rehearsal that a dataset is handed in for."""
    if contract.period_kind == "term":
        return [term.period for term in calendar.terms]
    if contract.period_kind == "snapshot":
        return [term.snapshot for term in calendar.terms]
    if contract.period_kind == "school_year":
        return [f"{year}-{year + 1}" for year in calendar.school_years]
    return [str(year) for year in calendar.years]


def ends_on(period: str, calendar: Calendar) -> dt.date:
    """The last day of a period."""
    for term in calendar.terms:
        if term.period == period:
            return term.ends_on
    if len(period) == 10:
        return dt.date.fromisoformat(period)
    return dt.date(int(period[5:]), 8, 31) if len(period) == 9 else dt.date(int(period), 12, 31)


def owed(county: County) -> Iterator[tuple[str, str, dt.date]]:
    """What the county owes: dataset, period and the day it is due."""
    for name, contract in load_all().items():
        for period in periods_of(contract, county.calendar):
            if name == "work_report" or county.tables.get((name, period)):
                yield name, period, ends_on(period, county.calendar) + DUE_AFTER


def period_folder(period: str, words: str) -> str:
    """The period as this county writes it."""
    if words == "plain":
        return period
    year, _, rest = period.partition("-")
    if rest in ("spring", "autumn"):
        season = "春" if rest == "spring" else "秋"
        return f"{year}{season}" if words == "short" else f"{year}年{season}季学期"
    if len(period) == 10:
        return period if words == "short" else period.replace("-", "")
    if len(period) == 9:
        return f"{period}学年"
    return f"{period}年" if words == "short" else f"{period}年度"


def deliver(inbox: Path, county: County, manner: Manner, key: AnswerKey) -> None:
    """Write everything the county sends, note each row's place, and put its manners into the key."""
    post = _Post(inbox, county, manner, key)
    for name, contract in load_all().items():
        for period in periods_of(contract, county.calendar):
            if name == "work_report":
                post.report(period)
            elif name in manner.withheld:
                key.add("delivery_missing", name, county, period, name, [None], kind=MANNERS)
            elif rows := county.tables.get((name, period)):
                post.table(contract, period, rows)


@dataclass
class _Post:
    inbox: Path
    county: County
    manner: Manner
    key: AnswerKey

    def folder(self, period: str) -> Path:
        county = self.county.code if self.manner.uses_code else self.county.name
        return self.inbox / county / period_folder(period, self.manner.period_words)

    def style(self, contract: Contract, period: str, rows: int) -> Style:
        if self.manner.as_csv & {contract.name, f"{contract.name}/{period}"}:
            return Style(kind="csv", encoding=self.manner.style.encoding)
        style = replace(self.manner.style, sheet=contract.name_zh[:20])
        if contract.name in self.manner.numeric_ids:
            style = replace(style, numeric=ID_FIELDS)
        if style.kind == "xls" and rows > LONGEST_XLS:
            style = replace(style, kind="xlsx")
        if not self.manner.titled:
            return style
        words = period_folder(period, "long")
        unit = ("单位:万元",) if style.money_divisor > 1 and _has_money(contract) else ()
        title, notes = f"{self.county.name}{words}{contract.name_zh}", (f"填报单位：{self.county.name}教育局", *unit)
        return replace(style, title=title, notes=notes, footer="制表人：　　　　审核人：　　　　填报日期：")

    def stem(self, contract: Contract, period: str) -> str:
        if self.manner.files == "county":
            return f"{self.county.name}{contract.name_zh}"
        if self.manner.files == "numbered":
            return f"{list(load_all()).index(contract.name) + 1}-{contract.name_zh}_{period.replace('-', '')}"
        return contract.name_zh

    def table(self, contract: Contract, period: str, rows: list[Row]) -> None:
        if self.manner.by_school and contract.name in BY_SCHOOL:
            self._by_school(contract, period, rows)
            return
        last = str(self.county.calendar.years[-1])
        is_late = self.manner.is_slow and contract.name == LATE_DATASET and period == last
        if self.manner.is_slow and contract.name == RESENT_DATASET and period == last:
            self._resent(contract, period, rows)
            return
        self._write(contract, period, rows, self.stem(contract, period), LATE_AFTER if is_late else RECEIVED_AFTER)
        if is_late:
            self.key.add("delivery_late", contract.name, self.county, period, contract.name, [None], kind=MANNERS)
        if contract.name in self.manner.numeric_ids:
            self._damaged(contract, period, rows)

    def _by_school(self, contract: Contract, period: str, rows: list[Row]) -> None:
        names = {school.code: school.name for school in self.county.schools}
        parts: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            parts[row.unit or row["school_code"]].append(row)
        for code, part in sorted(parts.items()):
            self._write(contract, period, part, f"{contract.name_zh}_{names.get(code, code)}", RECEIVED_AFTER, "csv")

    def _resent(self, contract: Contract, period: str, rows: list[Row]) -> None:
        """A first version with a slip and three rows missing, the same file again, then the right one."""
        first = [Row(row) for row in rows[: max(1, len(rows) - 3)]]
        first[0]["hours"] = Decimal(300)
        stem = self.stem(contract, period)
        path = self._write(contract, period, first, stem, RECEIVED_AFTER)
        again = path.with_stem(f"{stem}（副本）")
        shutil.copyfile(path, again)
        self._sent(again, period, RECEIVED_AFTER + dt.timedelta(days=1))
        self._write(contract, period, rows, f"{stem}（更正）", RECEIVED_AFTER + dt.timedelta(days=3))

    def _write(
        self, contract: Contract, period: str, rows: list[Row], stem: str, after: dt.timedelta, kind: str | None = None
    ) -> Path:
        style = self.style(contract, period, len(rows))
        style = replace(style, kind=kind) if kind else style
        path = self.folder(period) / f"{stem}.{style.kind}"
        written = write_table(path, contract, rows, style=style)
        file_name = path.relative_to(self.inbox).as_posix()
        for row, number in zip(rows, written.rows, strict=True):
            row.place = Place(file_name, written.sheet, number)
        self._sent(path, period, after)
        return path

    def _sent(self, path: Path, period: str, after: dt.timedelta) -> None:
        day = ends_on(period, self.county.calendar) + after
        moment = dt.datetime.combine(day, dt.time(9), tzinfo=dt.timezone(dt.timedelta(hours=8))).timestamp()
        os.utime(path, (moment, moment))

    def _damaged(self, contract: Contract, period: str, rows: list[Row]) -> None:
        for number, row in enumerate(rows):
            for field in sorted(ID_FIELDS & set(row)):
                text = row[field]
                if isinstance(text, str) and text.isdigit() and len(text) > 15:
                    name = f"{contract.name}-{field}-{number}"
                    self.key.add(
                        "id_truncated_by_excel", name, self.county, period, contract.name, [row], field, MANNERS
                    )

    def report(self, period: str) -> None:
        path = self.folder(period) / f"{self.county.name}{period}年教育资助工作总结.txt"
        encoding = "gb18030" if self.manner.style.encoding == "gb18030" else "utf-8"
        write_text(path, work_report(self.county, int(period), self.manner.loans_too_many), encoding)
        if self.manner.loans_too_many:
            self.key.add("work_report_vs_ledger", "loans", self.county, period, "work_report", [None], kind=MANNERS)
        self._sent(path, period, RECEIVED_AFTER)


def _has_money(contract: Contract) -> bool:
    return any(field.kind == "money" for field in contract.fields)
