"""One county's facts for a report: what is wrong, what was checked, beside what arrived.

What belongs here: rows of one county, already masked. What does not: what it sent (``arrived``), the first page's
figures (``figures``), the county's own people in clear (``returned``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dagster_project.contracts import Contract
from dagster_project.delivery import arrived, bilingual, facts, masking
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


def finding_rows(
    source: Source,
    report: ReportPeriod,
    county: str | None,
    limit: int | None,
    rule: str | None = None,
    counties: Collection[str] | None = None,
) -> list[Row]:
    """Findings in a fixed order, with whom they are about in clear; at most ``limit`` per rule and county.

    ``county`` and ``rule`` choose one, ``counties`` several; None is all.
    """
    parameters: list[object] = [value for value in (county, rule) if value is not None]
    kept = "" if limit is None else f"qualify place <= {limit}"
    order = "case f.severity " + " ".join(f"when '{name}' then {rank}" for rank, name in enumerate(SEVERITIES)) + " end"
    return source.rows(
        f"""
        select f.*, s.subject_name, s.subject_number, s.school_name,
               row_number() over (partition by f.county_code, f.rule_id
                                  order by f.file_name, f.sheet, f."row", f.field, f.finding_id) as place,
               count(*) over (partition by f.county_code, f.rule_id) as in_rule,
               sum(f.amount_yuan) over (partition by f.county_code, f.rule_id) as rule_yuan
        from {source.ref("findings")} as f left join {SUBJECT} as s
          on f.finding_id = s.finding_id and f.county_code = s.county_code
        where f.period in {in_list(report.finding_periods)} {"" if county is None else "and f.county_code = ?"}
          {"" if rule is None else "and f.rule_id = ?"}
          {"" if counties is None else f"and f.county_code in {in_list(counties or [''])}"}
        {kept}
        order by {order}, f.rule_id, f.county_code, place
        """,
        parameters,
    )


def masked(row: Row, contracts: Mapping[str, Contract], catalogue: Mapping[str, Row]) -> Row:
    """A finding as a report may show it."""
    known = masking.field_of(contracts, row["dataset"], row["field"])
    rule = facts.rule_texts(catalogue, row["rule_id"])
    observed = masking.mask_cell(row["observed"], known, is_of_a_field=row["field"] is not None)
    expected = masking.mask_expected(row["expected"], known)
    subject = masked_subject(row, contracts)
    hidden = {row["observed"] or "": observed, row.get("subject_name") or "": subject}
    zh, en = (
        masking.mask_said(row[f"message_{language}"] or rule[f"title_{language}"], known, hidden)
        for language in ("zh", "en")
    )
    return {
        **row,
        "observed": observed if row["field"] else bilingual.in_chinese(observed),
        "observed_en": observed if row["field"] else bilingual.in_english(observed),
        "expected": bilingual.in_chinese(expected),
        "expected_en": bilingual.in_english(expected),
        "subject": subject,
        "entity_key": masking.short_key(row["entity_key"], row["entity_kind"] or ""),
        "file_name": masking.sweep(row["file_name"]),
        "sheet": masking.sweep(row["sheet"]),
        "quote": masking.sweep(row.get("quote")),
        "school_name": masking.sweep(row.get("school_name")),
        "field_zh": known.name_zh if known else row["field"] or "",
        "message_zh": bilingual.sentence_in_chinese(zh),
        "message_en": bilingual.sentence_in_english(en),
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
    return masking.mask_cell(row["subject_name"], known)


def evidence(source: Source, report: ReportPeriod, county: str) -> dict[str, list[str]]:
    """For each finding the other cells that show the trouble, within the county's own files."""
    if not source.has("finding_evidence"):
        return {}
    rows = source.rows(
        f"""
        select distinct e.finding_id, e.file_name, e.sheet, e."row", e.cell from {source.ref("finding_evidence")} as e
        inner join {source.ref("findings")} as f on e.finding_id = f.finding_id
        where f.county_code = ? and f.period in {in_list(report.finding_periods)}
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
            "at_stake_yuan": row["rule_yuan"],
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
    return sorted(groups.values(), key=lambda each: (SEVERITIES.index(each["severity"]), -each["findings"]))


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
        deliveries=arrived.deliveries(source, code, contracts, report.periods),
        understood=arrived.understood(source, code, contracts, report.periods),
        set_aside=arrived.set_aside(source, code, contracts, report.periods),
        groups=finding_groups(source, report, code, contracts, catalogue),
        results=sorted(
            results, key=lambda row: (facts.RESULT_ORDER.index(row["status"]), row["domain"], row["rule_id"])
        ),
    )


LISTED = (
    "finding_id",
    "rule_id",
    "title_zh",
    "title_en",
    "severity",
    "state",
    "county_code",
    "county_zh",
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
    """Findings of all periods for a terminal or a program, masked, gravest first.

    A county or rule nobody knows is a ValueError: an empty answer would look like good news.
    """
    catalogue = facts.rules(source)
    names = {row["county_code"]: row["name_zh"] for row in facts.counties(source)}
    codes = {name: code for code, name in names.items()}
    if county is not None and county not in codes | names:
        raise ValueError(f"没有名为“{county}”的县 / no county is called {county!r}")
    if rule is not None and rule not in catalogue:
        raise ValueError(f"没有名为“{rule}”的规则，见 county-warehouse rules / no rule is called {rule!r}")
    make_subjects(source, contracts)
    everything = sorted({row["period"] for row in source.rows(f"select distinct period from {source.ref('findings')}")})
    periods = tuple(everything or [""])
    report = ReportPeriod({"period": "all"}, periods, (), periods)
    rows = finding_rows(source, report, codes.get(county, county) if county else None, None, rule)
    listed = []
    for row in rows[:limit]:
        texts = facts.rule_texts(catalogue, row["rule_id"])
        shown = {**masked(row, contracts, catalogue), "county_zh": names.get(row["county_code"], row["county_code"])}
        listed.append({name: shown[name] if name in shown else texts[name] for name in LISTED})
    return listed
