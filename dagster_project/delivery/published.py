"""What may leave the bureau: aggregates by county and period, small cells and all they follow from suppressed.

What belongs here: the list of published tables, and writing them as CSV and Parquet with a data dictionary in both
languages. What does not: row-level data (``analysis``), the arithmetic of suppression (``suppression``), how it is
explained (``dictionary``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, groupby
from pathlib import Path
from typing import Any

import pyarrow as pa

from dagster_project.carry_over import CarryOver
from dagster_project.contracts import Contract, code_labels
from dagster_project.delivery import facts
from dagster_project.delivery.dictionary import RULES, STATUS, Descriptions, Words
from dagster_project.delivery.figures import is_rehearsal
from dagster_project.delivery.pages.findings_csv import harmless
from dagster_project.delivery.pages.rendering import render
from dagster_project.delivery.source import Row, Source, write_text
from dagster_project.delivery.suppression import SMALLEST, any_small, protected
from dagster_project.warehouse import quoted

ALL, UNKNOWN = "all", "unknown"
PUPIL = "count(distinct coalesce(person_token, {link}))"
Figure = tuple[str, str, Words]
Place = tuple[str, str]


@dataclass(frozen=True)
class Subject:
    """What is counted, by county and period. ``counts`` of persons are suppressed, ``amounts`` go with them.

    Every table of one subject breaks down the same totals, so they are protected together.
    """

    mart: str
    counts: tuple[Figure, ...]
    amounts: tuple[Figure, ...] = ()
    where: str = "true"
    of_persons: bool = True

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its counts, then its amounts."""
        return (*self.counts, *self.amounts)


@dataclass(frozen=True)
class PublishedTable:
    """One table: one breakdown of one subject."""

    name: str
    title: Words
    subject: Subject
    breakdown: str
    code_table: str


def _students(fallback: str = "null") -> str:
    return PUPIL.format(link=fallback)


PERSON_TIMES: Words = ("发放人次", "payments (person-times)")
PAID = ("paid_yuan", "sum(amount_yuan)", ("发放金额（元）", "amount paid (yuan)"))
AID = Subject(
    "fct_subsidy_payment",
    (
        ("aided_students", _students("cast(person_link as varchar)"), ("学生人数", "pupils (persons)")),
        ("aid_person_times", "count(*)", PERSON_TIMES),
    ),
    (PAID,),
)
ROLL = Subject(
    "fct_enrolment",
    (("roll_students", "count(*)", ("学籍在校人数", "pupils on the roll")),),
    where="roll_status = 'in_school'",
)
LOANS = Subject(
    "fct_loan_contract",
    (
        ("borrower_students", _students(), ("借款学生人数", "borrowers (persons)")),
        ("loan_contracts", "count(*)", ("合同份数", "contracts")),
    ),
    (("loan_yuan", "sum(amount_yuan)", ("合同金额（元）", "amount lent (yuan)")),),
)
ALLOWANCES = Subject(
    "fct_teacher_allowance",
    (
        ("paid_teachers", _students(), ("教师人数", "teachers (persons)")),
        ("allowance_person_times", "count(*)", PERSON_TIMES),
    ),
    (PAID,),
)
TRAINING = Subject(
    "fct_teacher_training",
    (
        ("trained_teachers", _students(), ("教师人数", "teachers (persons)")),
        ("training_person_times", "count(*)", ("培训人次", "courses attended (person-times)")),
    ),
    (("training_hours", "sum(training_hours)", ("培训学时合计", "hours in all")),),
)
WORKS = Subject(
    "fct_infrastructure_project",
    (("projects", "count(*)", ("项目数", "projects")),),
    (
        ("total_investment_yuan", "sum(total_investment_yuan)", ("总投资（元）", "investment (yuan)")),
        ("paid_yuan", "sum(coalesce(payments_yuan, paid_yuan))", ("已拨付（元）", "paid (yuan)")),
    ),
    of_persons=False,
)
# Of one subject the most useful first: it alone lists its parts where something has to be left out.
TABLES = tuple(
    PublishedTable(name, title, subject, breakdown, code_table)
    for name, title, subject, breakdown, code_table in (
        ("subsidy_by_item", ("资助发放，按项目", "Aid paid by programme"), AID, "aid_item", "aid_item"),
        ("subsidy_by_stage", ("资助发放，按学段", "Aid paid by stage"), AID, "stage", "stage"),
        ("subsidy_by_difficulty", ("资助发放，按困难类型", "Aid paid by kind of hardship"), AID, "difficulty_kind", "difficulty"),
        ("enrolment_by_stage", ("在校学生，按学段", "Pupils on the roll by stage"), ROLL, "stage", "stage"),
        ("loan_by_degree", ("生源地信用助学贷款，按学历层次", "Student loans by degree"), LOANS, "degree", "degree"),
        ("teacher_allowance_by_item", ("教师补助，按项目", "Teacher allowances by kind"), ALLOWANCES, "allowance_item", "allowance_item"),
        ("teacher_training_by_level", ("教师培训，按级别", "Teacher training by level"), TRAINING, "training_level", "training_level"),
        ("infrastructure_by_kind", ("建设项目，按类型", "Works by kind"), WORKS, "project_kind", "project_kind"),
    )
)  # fmt: skip
KEYS: tuple[tuple[str, Words], ...] = (
    ("county_code", ("县代码", "county code")),
    ("county_zh", ("县名", "county, in Chinese")),
    ("county_en", ("县名（英文）", "county, in English")),
    (
        "period",
        (
            "所属期：2020-autumn 为秋季学期，2020-spring 为春季学期，2020 为自然年，2020-2021 为学年",
            "period: 2020-autumn and 2020-spring are terms, 2020 a calendar year, 2020-2021 a school year",
        ),
    ),
)


COMMON = frozenset((*(name for name, _ in KEYS), "status"))


def table_columns(table: PublishedTable) -> list[tuple[str, Words]]:
    """The columns of a published table with their texts."""
    label: list[tuple[str, Words]] = [
        (
            table.breakdown,
            ("分组代码；all 为合计，unknown 为未填", "code of the group; all is the total, unknown is blank"),
        ),
        (f"{table.breakdown}_zh", ("分组名称", "name of the group, in Chinese")),
        (f"{table.breakdown}_en", ("分组名称（英文）", "name of the group, in English")),
    ]
    figures = [(name, words) for name, _, words in table.subject.figures]
    return [*KEYS, *label, *figures, ("status", STATUS)]


def _aggregate(source: Source, subject: Subject, *columns: str, of: str) -> dict[Place, list[Row]]:
    """For each county and period its rows: one for each group (``grp``) of the columns, by default one for all.

    ``of`` is a condition on counties.
    """
    figures = ", ".join(f"{sql} as {name}" for name, sql, _ in subject.figures)
    names = ", ".join(f"coalesce({column}, {quoted(UNKNOWN)})" for column in columns)
    rows = source.rows(
        f"""
        select county_code, period, {f"concat_ws(' ', {names})" if names else quoted(ALL)} as grp, {figures}
        from {source.ref(subject.mart)}
        where county_code is not null and period is not null and ({subject.where}) and ({of})
        group by county_code, period, grp order by county_code, period, grp
        """
    )
    return {place: list(own) for place, own in groupby(rows, lambda row: (row["county_code"], row["period"]))}


def published_rows(source: Source, subject: Subject, breakdowns: Sequence[str], of: str = "true") -> list[list[Row]]:
    """For each breakdown its rows as they may be published, the total last in each county and period."""
    by_breakdown = [_aggregate(source, subject, column, of=of) for column in breakdowns]
    crossed = [_aggregate(source, subject, *pair, of=of) for pair in combinations(breakdowns, 2)]
    published: list[list[Row]] = [[] for _ in breakdowns]
    for place, (total,) in _aggregate(source, subject, of=of).items():
        parts = [groups[place] for groups in by_breakdown]
        outcome: list[set[str] | None] = [set() for _ in breakdowns]
        if subject.of_persons:
            outcome = protected(
                [{row["grp"]: _counts(row, subject) for row in rows} for rows in parts],
                _counts(total, subject),
                [_counts(row, subject) for groups in crossed for row in groups[place]],
            )
        for rows, own, hidden in zip(published, parts, outcome, strict=True):
            rows += _shown(own, total, hidden, subject)
    return published


def _counts(row: Row, subject: Subject) -> list[int]:
    return [int(row[name]) for name, _, _ in subject.counts]


def _shown(parts: Sequence[Row], total: Row, hidden: set[str] | None, subject: Subject) -> list[Row]:
    """One breakdown of one total, without what must be left out."""
    amounts = dict.fromkeys(name for name, _, _ in subject.amounts)
    nothing = dict.fromkeys(name for name, _, _ in subject.figures)
    if hidden is None:
        is_left_out = any_small([_counts(total, subject)])
        return [{**total, **nothing, "status": "suppressed"} if is_left_out else {**total, "status": "total_only"}]
    others: Row = {**amounts, "status": "counts_only"} if hidden and amounts else {"status": "published"}
    listed = [{**row, **({**nothing, "status": "suppressed"} if row["grp"] in hidden else others)} for row in parts]
    return [*listed, {**total, "status": "published"}]


def _labelled(rows: Sequence[Row], table: PublishedTable, counties: Mapping[str, Row]) -> list[Row]:
    zh, en = (code_labels(language).get(table.code_table, {}) for language in ("zh", "en"))
    extra = {ALL: ("合计", "all"), UNKNOWN: ("未填", "not given")}
    labelled = []
    for row in rows:
        county, grp = counties.get(row["county_code"], {}), row["grp"]
        names = extra.get(grp, (zh.get(grp, grp), en.get(grp, grp)))
        texts = {table.breakdown: grp, f"{table.breakdown}_zh": names[0], f"{table.breakdown}_en": names[1]}
        labelled.append({**row, **texts, "county_zh": county.get("name_zh"), "county_en": county.get("name_en")})
    return labelled


def _csv(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    """A sum with fen, and with more decimals only where there are any; other values as a spreadsheet may hold them."""
    if not isinstance(value, Decimal):
        return harmless(value)
    return f"{value:.2f}" if value == round(value, 2) else f"{value.normalize():f}"


def _arrow(columns: Sequence[str], rows: Sequence[Row], table: PublishedTable) -> pa.Table:
    types: dict[str, Any] = {name: pa.int64() for name, _, _ in table.subject.counts}
    types |= {name: pa.decimal128(38, 4) for name, _, _ in table.subject.amounts}
    return pa.table(
        {name: pa.array([_typed(row[name]) for row in rows], types.get(name, pa.string())) for name in columns}
    )


def _typed(value: Any) -> Any:
    return value.quantize(Decimal("0.0001")) if isinstance(value, Decimal) else value


def write_published(
    source: Source,
    folder: Path,
    contracts: Mapping[str, Contract],
    descriptions: Descriptions | None = None,
    carried: CarryOver | None = None,
) -> list[Path]:
    """Write <table>.csv and <table>.parquet for every table whose mart the release has, then the dictionary.

    What is published of a county follows from its own rows: of all but the ``carried`` counties it stays as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counties = {row["county_code"]: row for row in facts.counties(source)}
    written: list[Path] = []
    present = [table for table in TABLES if source.has(table.subject.mart)]
    of = "true" if carried is None else f"county_code in {carried.listed}"
    safe: dict[str, list[Row]] = {}
    for subject in dict.fromkeys(table.subject for table in present):
        tables = [table for table in present if table.subject == subject]
        by_table = published_rows(source, subject, [table.breakdown for table in tables], of)
        safe |= {table.name: rows for table, rows in zip(tables, by_table, strict=True)}
    for table in present:
        columns = [name for name, _ in table_columns(table)]
        rows = _labelled(safe[table.name], table, counties)
        if carried is not None:
            rows = sorted([*_kept(source, table, carried), *rows], key=lambda row: (row["county_code"], row["period"]))
        path = folder / f"{table.name}.csv"
        path.write_bytes(_csv(columns, rows))
        parquet = path.with_suffix(".parquet")
        parquet.unlink(missing_ok=True)
        source.connection.register("published_rows", _arrow(columns, rows, table))
        source.connection.execute(f"copy (select * from published_rows) to {quoted(str(parquet))} (format parquet)")
        source.connection.unregister("published_rows")
        written += [path, parquet]
    return [*written, *_dictionary(folder, present, is_rehearsal(source))]


def _kept(source: Source, table: PublishedTable, carried: CarryOver) -> list[Row]:
    """What the base release published of the counties whose rows are the same."""
    before = quoted(str(carried.base / "published" / f"{table.name}.parquet"))
    return source.rows(f"select * from read_parquet({before}) where county_code not in {carried.listed}")


def _dictionary(folder: Path, tables: Sequence[PublishedTable], is_demo: bool) -> list[Path]:
    rules = [(f"status: {name}", words) for name, words in RULES]
    explained = [(table.name, table.title, table_columns(table)) for table in tables]
    explained.append(("every_table", ("各表", "Every table"), rules))
    entries = [
        {"file": name, "file_zh": title[0], "file_en": title[1], "column": column, "text_zh": zh, "text_en": en}
        for name, title, columns in explained
        for column, (zh, en) in columns
    ]
    path = folder / "data_dictionary.csv"
    path.write_bytes(_csv(["file", "file_zh", "file_en", "column", "text_zh", "text_en"], entries))
    page = render(
        "dictionary.html", title_zh="公布数据说明", title_en="Published data", is_demo=is_demo, tables=tables,
        smallest=SMALLEST, common=[*KEYS, ("status", STATUS), *rules], release_id="",
        columns={table.name: [each for each in table_columns(table) if each[0] not in COMMON] for table in tables},
    )  # fmt: skip
    return [path, write_text(folder / "data_dictionary.html", page)]
