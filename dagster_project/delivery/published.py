"""What may leave the bureau: aggregates by county and period, small cells and their complements suppressed.

What belongs here: the list of published tables, and writing them as CSV and Parquet with a data dictionary in both
languages. What does not: row-level data (``analysis``), the arithmetic of suppression (``suppression``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from dagster_project.contracts import Contract, code_labels
from dagster_project.delivery import facts
from dagster_project.delivery.dictionary import Descriptions
from dagster_project.delivery.figures import is_rehearsal
from dagster_project.delivery.pages.findings_csv import harmless
from dagster_project.delivery.pages.rendering import render
from dagster_project.delivery.source import Row, Source, write_text
from dagster_project.delivery.suppression import SMALLEST, suppressed
from dagster_project.warehouse import quoted

ALL, UNKNOWN = "all", "unknown"
PUPIL = "count(distinct coalesce(person_token, {link}))"
Words = tuple[str, str]


@dataclass(frozen=True)
class PublishedTable:
    """One table: counts by county, period and one breakdown. ``counts`` are of persons and are suppressed."""

    name: str
    title: Words
    mart: str
    breakdown: str
    code_table: str | None
    counts: tuple[tuple[str, str, Words], ...]
    amounts: tuple[tuple[str, str, Words], ...] = ()
    where: str = "true"
    of_persons: bool = True


def _students(fallback: str = "null") -> str:
    return PUPIL.format(link=fallback)


STUDENTS: Words = ("学生人数", "pupils (persons)")
PERSON_TIMES: Words = ("发放人次", "payments (person-times)")
PAID: Words = ("发放金额（元）", "amount paid (yuan)")
_AID = (
    ("aided_students", _students("cast(person_link as varchar)"), STUDENTS),
    ("aid_person_times", "count(*)", PERSON_TIMES),
)
_AID_PAID = (("paid_yuan", "sum(amount_yuan)", PAID),)
TABLES = (
    PublishedTable(
        "subsidy_by_item",
        ("资助发放，按项目", "Aid paid by programme"),
        "fct_subsidy_payment",
        "aid_item",
        "aid_item",
        _AID,
        _AID_PAID,
    ),
    PublishedTable(
        "subsidy_by_stage",
        ("资助发放，按学段", "Aid paid by stage"),
        "fct_subsidy_payment",
        "stage",
        "stage",
        _AID,
        _AID_PAID,
    ),
    PublishedTable(
        "subsidy_by_difficulty",
        ("资助发放，按困难类型", "Aid paid by kind of hardship"),
        "fct_subsidy_payment",
        "difficulty_kind",
        "difficulty",
        _AID,
        _AID_PAID,
    ),
    PublishedTable(
        "enrolment_by_stage",
        ("在校学生，按学段", "Pupils on the roll by stage"),
        "fct_enrolment",
        "stage",
        "stage",
        (("roll_students", "count(*)", ("学籍在校人数", "pupils on the roll")),),
        where="roll_status = 'in_school'",
    ),
    PublishedTable(
        "loan_by_degree",
        ("生源地信用助学贷款，按学历层次", "Student loans by degree"),
        "fct_loan_contract",
        "degree",
        "degree",
        (
            ("borrower_students", _students(), ("借款学生人数", "borrowers (persons)")),
            ("loan_contracts", "count(*)", ("合同份数", "contracts")),
        ),
        (("loan_yuan", "sum(amount_yuan)", ("合同金额（元）", "amount lent (yuan)")),),
    ),
    PublishedTable(
        "teacher_allowance_by_item",
        ("教师补助，按项目", "Teacher allowances by kind"),
        "fct_teacher_allowance",
        "allowance_item",
        "allowance_item",
        (
            ("paid_teachers", _students(), ("教师人数", "teachers (persons)")),
            ("allowance_person_times", "count(*)", PERSON_TIMES),
        ),
        _AID_PAID,
    ),
    PublishedTable(
        "teacher_training_by_level",
        ("教师培训，按级别", "Teacher training by level"),
        "fct_teacher_training",
        "training_level",
        "training_level",
        (
            ("trained_teachers", _students(), ("教师人数", "teachers (persons)")),
            ("training_person_times", "count(*)", ("培训人次", "courses attended (person-times)")),
        ),
        (("training_hours", "sum(training_hours)", ("培训学时合计", "hours in all")),),
    ),
    PublishedTable(
        "infrastructure_by_kind",
        ("建设项目，按类型", "Works by kind"),
        "fct_infrastructure_project",
        "project_kind",
        "project_kind",
        (("projects", "count(*)", ("项目数", "projects")),),
        (
            ("total_investment_yuan", "sum(total_investment_yuan)", ("总投资（元）", "investment (yuan)")),
            ("paid_yuan", "sum(coalesce(payments_yuan, paid_yuan))", ("已拨付（元）", "paid (yuan)")),
        ),
        of_persons=False,
    ),
)
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
STATUS: Words = (
    f"published 为公布；suppressed 为不公布：该格或与其相减可得的格不足 {SMALLEST} 人",
    f"published, or suppressed: this cell, or one that follows by subtraction, is of fewer than {SMALLEST} persons",
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
    figures = [(name, words) for name, _, words in (*table.counts, *table.amounts)]
    return [*KEYS, *label, *figures, ("status", STATUS)]


def _aggregate(source: Source, table: PublishedTable) -> list[Row]:
    figures = ", ".join(f"{sql} as {name}" for name, sql, _ in (*table.counts, *table.amounts))
    return source.rows(
        f"""
        select county_code, period,
               case when grouping({table.breakdown}) = 1 then {quoted(ALL)}
                    else coalesce({table.breakdown}, {quoted(UNKNOWN)}) end as grp, {figures}
        from {source.ref(table.mart)} where county_code is not null and period is not null and ({table.where})
        group by grouping sets ((county_code, period, {table.breakdown}), (county_code, period))
        order by county_code, period, grp = {quoted(ALL)}, grp
        """
    )


def safe_rows(rows: Sequence[Row], table: PublishedTable) -> list[Row]:
    """The table's rows with every count and amount of a suppressed cell left out."""
    counted = [name for name, _, _ in table.counts]
    blank = dict.fromkeys((*counted, *(name for name, _, _ in table.amounts)))
    shown: list[Row] = []
    for key in sorted({(row["county_code"], row["period"]) for row in rows}):
        own = [row for row in rows if (row["county_code"], row["period"]) == key]
        hidden: set[str] = set()
        if table.of_persons:
            counts = {row["grp"]: [int(row[name]) for name in counted] for row in own}
            hidden, with_total = suppressed({grp: value for grp, value in counts.items() if grp != ALL}, counts[ALL])
            hidden |= {ALL} if with_total else set()
        shown += [
            {**row, **blank, "status": "suppressed"} if row["grp"] in hidden else {**row, "status": "published"}
            for row in own
        ]
    return shown


def _labelled(rows: Sequence[Row], table: PublishedTable, counties: Mapping[str, Row]) -> list[Row]:
    zh, en = (code_labels(language).get(table.code_table or "", {}) for language in ("zh", "en"))
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
    types: dict[str, Any] = {name: pa.int64() for name, _, _ in table.counts}
    types |= {name: pa.decimal128(38, 4) for name, _, _ in table.amounts}
    return pa.table(
        {name: pa.array([_typed(row[name]) for row in rows], types.get(name, pa.string())) for name in columns}
    )


def _typed(value: Any) -> Any:
    return value.quantize(Decimal("0.0001")) if isinstance(value, Decimal) else value


def write_published(
    source: Source, folder: Path, contracts: Mapping[str, Contract], descriptions: Descriptions | None = None
) -> list[Path]:
    """Write <table>.csv and <table>.parquet for every table whose mart the release has, then the dictionary."""
    folder.mkdir(parents=True, exist_ok=True)
    counties = {row["county_code"]: row for row in facts.counties(source)}
    written: list[Path] = []
    present = [table for table in TABLES if source.has(table.mart)]
    for table in present:
        columns = [name for name, _ in table_columns(table)]
        rows = _labelled(safe_rows(_aggregate(source, table), table), table, counties)
        path = folder / f"{table.name}.csv"
        path.write_bytes(_csv(columns, rows))
        parquet = path.with_suffix(".parquet")
        parquet.unlink(missing_ok=True)
        source.connection.register("published_rows", _arrow(columns, rows, table))
        source.connection.execute(f"copy (select * from published_rows) to {quoted(str(parquet))} (format parquet)")
        source.connection.unregister("published_rows")
        written += [path, parquet]
    return [*written, *_dictionary(folder, present, is_rehearsal(source))]


def _dictionary(folder: Path, tables: Sequence[PublishedTable], is_demo: bool) -> list[Path]:
    entries = [
        {
            "file": table.name,
            "file_zh": table.title[0],
            "file_en": table.title[1],
            "column": name,
            "text_zh": zh,
            "text_en": en,
        }
        for table in tables
        for name, (zh, en) in table_columns(table)
    ]
    path = folder / "data_dictionary.csv"
    path.write_bytes(_csv(["file", "file_zh", "file_en", "column", "text_zh", "text_en"], entries))
    page = render(
        "dictionary.html", title_zh="公布数据说明", title_en="Published data", is_demo=is_demo, tables=tables,
        smallest=SMALLEST, common=[*KEYS, ("status", STATUS)], release_id="",
        columns={table.name: [each for each in table_columns(table) if each[0] not in COMMON] for table in tables},
    )  # fmt: skip
    return [path, write_text(folder / "data_dictionary.html", page)]
