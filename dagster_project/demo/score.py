"""How well the rules did: the current release's findings against the answer key.

What belongs here: comparing the two. What does not: the key itself (``key``).
A finding is right when its cell's row is in the key for its rule, or, where there is no file, its county, period
and dataset. A fault is found when one of its rows is the row of a finding of its rule, or of its evidence.
Consequences make findings right; they are not counted as faults. Only fictitious counties are scored.
"""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project import warehouse
from dagster_project.settings import Settings


@dataclass(frozen=True)
class RuleScore:
    """One rule's result; recall is 1 without faults, precision 1 without findings."""

    rule_id: str
    faults: int
    found: int
    findings: int
    right: int
    recall: float
    precision: float


SCORE = """
with answer as (
    select
        fault_id, rule_id, county_code, period, dataset, kind,
        coalesce(file_name, '') as file_name, coalesce(sheet, '') as sheet, try_cast("row" as integer) as row_no
    from read_csv($key, header = true, all_varchar = true)
),

finding as (
    select
        finding_id, rule_id, county_code, period, dataset,
        coalesce(file_name, '') as file_name, coalesce(sheet, '') as sheet, "row" as row_no
    from findings
    where county_code like '99%'
),

shown as (
    select rule_id, county_code, period, dataset, file_name, sheet, row_no from finding
    union
    select f.rule_id, f.county_code, f.period, f.dataset, e.file_name, coalesce(e.sheet, ''), e."row"
    from finding_evidence as e
    inner join finding as f on e.finding_id = f.finding_id
),

fault as (
    select
        a.rule_id,
        a.fault_id,
        bool_or(s.rule_id is not null) as is_found
    from answer as a
    left join shown as s
        on a.rule_id = s.rule_id
        and case
            when a.file_name = ''
                then a.county_code = s.county_code and a.period = s.period and a.dataset = s.dataset
            else a.file_name = s.file_name and a.sheet = s.sheet and a.row_no = s.row_no
        end
    where a.kind <> 'consequence'
    group by a.rule_id, a.fault_id
),

judged as (
    select
        f.rule_id,
        exists (
            select 1 from answer as a
            where a.rule_id = f.rule_id and (
                (a.file_name <> '' and a.file_name = f.file_name and a.sheet = f.sheet and a.row_no = f.row_no)
                or (
                    (a.file_name = '' or f.file_name = '')
                    and a.county_code = f.county_code and a.period = f.period and a.dataset = f.dataset
                )
            )
        ) as is_right
    from finding as f
),

faults as (
    select rule_id, count(*) as faults, count(*) filter (is_found) as found from fault group by rule_id
),

verdicts as (
    select rule_id, count(*) as findings, count(*) filter (is_right) as right_findings from judged group by rule_id
)

select
    rule_id,
    coalesce(f.faults, 0),
    coalesce(f.found, 0),
    coalesce(v.findings, 0),
    coalesce(v.right_findings, 0)
from faults as f
full join verdicts as v using (rule_id)
order by rule_id
"""


def score(settings: Settings) -> list[RuleScore]:
    """One row for each rule that was planted or that found something in a fictitious county."""
    if not settings.answer_key.exists():
        raise FileNotFoundError(
            f"没有答案文件 {settings.answer_key}，请先运行 simulate。/ There is no answer key; run simulate first."
        )
    with warehouse.connect(settings, warehouse.current_database(settings), read_only=True) as connection:
        rows = connection.execute(SCORE, {"key": str(settings.answer_key)}).fetchall()
    return [
        RuleScore(rule, faults, found, findings, right, _share(found, faults), _share(right, findings))
        for rule, faults, found, findings, right in rows
    ]


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0
