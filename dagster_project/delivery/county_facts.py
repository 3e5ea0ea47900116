"""One county's facts for a report: what it delivered, what was understood, what is wrong, what was checked.

What belongs here: rows of one county, already masked. What does not: the first page's figures (``figures``), the
county's own people in clear (``returned``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dagster_project.contracts import Contract
from dagster_project.delivery import facts, masking
from dagster_project.delivery.facts import SEVERITIES, ReportPeriod, in_list
from dagster_project.delivery.people import NAME_FIELDS, SUBJECT, make_subjects, subject_fields
from dagster_project.delivery.source import Row, Source

ROWS_SHOWN = 50
EVIDENCE_SHOWN = 4


@dataclass(frozen=True)
class CountyFacts:
    """Everything a county's page says."""

    county: Row
    deliveries: list[Row]
    understood: dict[str, list[Row]]
    set_aside: list[Row]
    groups: list[Row]
    results: list[Row]


def deliveries(source: Source, report: ReportPeriod, county: str, contracts: Mapping[str, Contract]) -> list[Row]:
    """Every table that arrived or is owed, with file names and messages swept of personal numbers."""
    rows = source.rows(
        f"select * from {source.ref('deliveries')} where county_code = ? and period in {in_list(report.periods)}"
        " order by status = 'missing', dataset nulls last, file_name, sheet, table_no, delivery_id",
        [county],
    )
    for row in rows:
        contract = contracts.get(row["dataset"] or "")
        row["name_zh"] = contract.name_zh if contract else row["dataset"] or "未识别"
        row["name_en"] = contract.name_en if contract else row["dataset"] or "not recognised"
        for name in ("file_name", "sheet", "message"):
            row[name] = masking.sweep(row[name])
        zh, _, en = row["message"].partition(" / ")
        row["message_zh"], row["message_en"] = zh, en or zh
    return rows


def understood(
    source: Source, report: ReportPeriod, county: str, contracts: Mapping[str, Contract]
) -> dict[str, list[Row]]:
    """For each delivery the columns that were recognised: header as written, field, letter."""
    if not source.has("column_map"):
        return {}
    rows = source.rows(
        f"""
        select m.delivery_id, m.dataset, m.field, m.header, m.column_letter, m.unit from {source.ref("column_map")} as m
        where m.delivery_id in (select delivery_id from {source.ref("deliveries")}
                                where county_code = ? and period in {in_list(report.periods)})
        order by m.delivery_id, length(m.column_letter), m.column_letter
        """,
        [county],
    )
    columns: dict[str, list[Row]] = {}
    for row in rows:
        known = masking.field_of(contracts, row["dataset"], row["field"])
        row["name_zh"] = known.name_zh if known else row["field"]
        row["header"] = masking.sweep(row["header"])
        columns.setdefault(row["delivery_id"], []).append(row)
    return columns


def set_aside(source: Source, report: ReportPeriod, county: str, contracts: Mapping[str, Contract]) -> list[Row]:
    """Cells and rows that were set aside, counted by dataset, field and reason; never their content."""
    parts = []
    for table, field, kind in (
        ("set_aside_cells", "field", "cell"),
        ("set_aside_rows", "cast(null as varchar)", "row"),
    ):
        if source.has(table):
            lost = "and kind = 'quarantined'" if "kind" in source.columns(table) else ""
            parts.append(
                f"select '{kind}' as kind, dataset, {field} as field, reason, count(*) as number"
                f" from {source.ref(table)}"
                f" where county_code = $county and period in {in_list(report.periods)} {lost} group by all"
            )
    if not parts:
        return []
    rows = source.connection.execute(" union all ".join(parts) + " order by all", {"county": county})
    names = [column[0] for column in rows.description or []]
    counted = [dict(zip(names, values, strict=True)) for values in rows.fetchall()]
    for row in counted:
        contract, known = contracts.get(row["dataset"] or ""), masking.field_of(contracts, row["dataset"], row["field"])
        row["dataset_zh"] = contract.name_zh if contract else row["dataset"] or "未识别"
        row["dataset_en"] = contract.name_en if contract else row["dataset"] or "not recognised"
        row["field_zh"] = known.name_zh if known else row["field"] or "整行"
        row["reason"] = masking.sweep(row["reason"])
    return counted


def finding_rows(
    source: Source, report: ReportPeriod, county: str | None, limit: int | None, rule: str | None = None
) -> list[Row]:
    """Findings in a fixed order, with whom they are about in clear; at most ``limit`` per rule and county."""
    parameters: list[object] = [value for value in (county, rule) if value is not None]
    kept = "" if limit is None else f"qualify place <= {limit}"
    order = "case f.severity " + " ".join(f"when '{name}' then {rank}" for rank, name in enumerate(SEVERITIES)) + " end"
    return source.rows(
        f"""
        select f.*, s.subject_name, s.subject_number, s.school_name,
               row_number() over (partition by f.county_code, f.rule_id
                                  order by f.file_name, f.sheet, f."row", f.field, f.finding_id) as place,
               count(*) over (partition by f.county_code, f.rule_id) as in_rule
        from {source.ref("findings")} as f left join {SUBJECT} as s
          on f.finding_id = s.finding_id and f.county_code = s.county_code
        where f.period in {in_list(report.periods)} {"" if county is None else "and f.county_code = ?"}
          {"" if rule is None else "and f.rule_id = ?"}
        {kept}
        order by {order}, f.rule_id, f.county_code, place
        """,
        parameters,
    )


def masked(row: Row, contracts: Mapping[str, Contract], catalogue: Mapping[str, Row]) -> Row:
    """A finding as a report may show it."""
    known = masking.field_of(contracts, row["dataset"], row["field"])
    observed, expected = masking.mask_value(row["observed"], known), masking.mask_expected(row["expected"], known)
    rule = facts.rule_texts(catalogue, row["rule_id"])
    return {
        **row,
        "observed": observed,
        "expected": expected,
        "subject": masked_subject(row, contracts),
        "entity_key": masking.short_key(row["entity_key"], row["entity_kind"] or ""),
        "file_name": masking.sweep(row["file_name"]),
        "sheet": masking.sweep(row["sheet"]),
        "quote": masking.sweep(row.get("quote")),
        "school_name": masking.sweep(row.get("school_name")),
        "field_zh": known.name_zh if known else row["field"] or "",
        "message_zh": filled(rule["message_zh"] or rule["title_zh"], observed or "空白", expected),
        "message_en": filled(rule["message_en"] or rule["title_en"], observed or "blank", expected),
        "subject_name": None,
        "subject_number": None,
    }


def masked_subject(row: Row, contracts: Mapping[str, Contract]) -> str:
    """The name of the person, school or project a finding is about, as a report may show it."""
    contract = contracts.get(row["dataset"] or "")
    if contract is None or not row.get("subject_name"):
        return ""
    name = subject_fields(contract).name
    known = masking.field_of(contracts, row["dataset"], name if name in NAME_FIELDS else None)
    return masking.mask_value(row["subject_name"], known)


def filled(template: str, observed: str, expected: str) -> str:
    """A rule's message with its placeholders filled."""
    return template.replace("{observed}", observed).replace("{expected}", expected)


def evidence(source: Source, report: ReportPeriod, county: str) -> dict[str, list[str]]:
    """For each finding the other cells that show the trouble, within the county's own files."""
    if not source.has("finding_evidence"):
        return {}
    rows = source.rows(
        f"""
        select distinct e.finding_id, e.file_name, e.sheet, e."row", e.cell from {source.ref("finding_evidence")} as e
        inner join {source.ref("findings")} as f on e.finding_id = f.finding_id
        where f.county_code = ? and f.period in {in_list(report.periods)}
          and e.file_sha256 in (select file_sha256 from {source.ref("deliveries")} where county_code = ?)
          and not (e.file_sha256 = f.file_sha256 and coalesce(e.sheet, '') = coalesce(f.sheet, '')
                   and e."row" = f."row")
        order by all
        """,
        [county, county],
    )
    cells: dict[str, list[str]] = {}
    for row in rows:
        file = masking.sweep(row["file_name"]).rsplit("/", 1)[-1]
        place = row["cell"] or (str(row["row"]) if row["row"] is not None else "")
        cells.setdefault(row["finding_id"], []).append(
            " · ".join(filter(None, (file, masking.sweep(row["sheet"]), place)))
        )
    return cells


def finding_groups(
    source: Source, report: ReportPeriod, county: str, contracts: Mapping[str, Contract], catalogue: Mapping[str, Row]
) -> list[Row]:
    """The county's findings by rule: texts once, then at most ``ROWS_SHOWN`` masked rows, and how many more."""
    groups: dict[str, Row] = {}
    beside = evidence(source, report, county)
    for row in finding_rows(source, report, county, ROWS_SHOWN):
        texts = facts.rule_texts(catalogue, row["rule_id"])
        fresh = {
            **texts,
            "rule_id": row["rule_id"],
            "severity": row["severity"],
            "findings": row["in_rule"],
            "rows": [],
        }
        group = groups.setdefault(row["rule_id"], fresh)
        cells = beside.get(row["finding_id"], [])
        shown = {
            **masked(row, contracts, catalogue),
            "evidence": cells[:EVIDENCE_SHOWN],
            "more_evidence": max(0, len(cells) - EVIDENCE_SHOWN),
        }
        group["rows"].append(shown)
    for group in groups.values():
        group["more"] = group["findings"] - len(group["rows"])
    return list(groups.values())


def county_facts(
    source: Source,
    report: ReportPeriod,
    county: Row,
    contracts: Mapping[str, Contract],
    catalogue: Mapping[str, Row],
    matrix: Mapping[tuple[str, str], Row],
) -> CountyFacts:
    """Everything one county's page says."""
    code = county["county_code"]
    results = [{**facts.rule_texts(catalogue, rule), **row} for (rule, owner), row in matrix.items() if owner == code]
    return CountyFacts(
        county=county,
        deliveries=deliveries(source, report, code, contracts),
        understood=understood(source, report, code, contracts),
        set_aside=set_aside(source, report, code, contracts),
        groups=finding_groups(source, report, code, contracts, catalogue),
        results=sorted(
            results, key=lambda row: (facts.RESULT_ORDER.index(row["status"]), row["domain"], row["rule_id"])
        ),
    )


LISTED = (
    "finding_id",
    "rule_id",
    "severity",
    "state",
    "county_code",
    "period",
    "dataset",
    "subject",
    "field",
    "observed",
    "expected",
    "amount_yuan",
    "message_zh",
    "message_en",
    "file_name",
    "sheet",
    "row",
    "cell",
)


def listed_findings(
    source: Source, contracts: Mapping[str, Contract], county: str | None, rule: str | None, limit: int
) -> list[Row]:
    """Findings of all periods for a terminal or a program, masked, gravest first."""
    make_subjects(source, contracts)
    catalogue = facts.rules(source)
    codes = {row["name_zh"]: row["county_code"] for row in facts.counties(source)}
    everything = sorted({row["period"] for row in source.rows(f"select distinct period from {source.ref('findings')}")})
    report = ReportPeriod({"period": "all"}, tuple(everything or [""]), ())
    rows = finding_rows(source, report, codes.get(county, county) if county else None, None, rule)
    return [
        {name: shown[name] for name in LISTED} for shown in (masked(row, contracts, catalogue) for row in rows[:limit])
    ]
