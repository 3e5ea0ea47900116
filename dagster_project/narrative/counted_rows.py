"""How many persons, rows and yuan a county's marts hold for a year, in every way a report may have counted them.

Belongs here: one query over a county's rows, its answer by subject, time, category and measure; a quick one over many.
Does not belong here: which of the counts a figure means (``against_marts``), how the marts were made (``dbt/models``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction

import duckdb

from dagster_project.settings import Settings
from dagster_project.warehouse import connect, current_database

Key = tuple[str, str, str, str, str]
"""Subject, time, code table of the category, its code, measure; no category: two empty texts.

Code table ``difficulties`` has one entry for each set of difficulties that the same person was paid under
(``dibao+disabled``), so that categories can be united and told apart.
"""
SETS = "difficulties"
TOGETHER = "+"
QUANTITIES = """
with windows as (
    select * from (values
        ('spring', $year || '-spring'), ('autumn', $year || '-autumn'),
        ('year', $year || '-spring'), ('year', $year || '-autumn'),
        ('school_year', $year || '-autumn'), ('school_year', $next || '-spring'),
        ('school_year_before', $before || '-autumn'), ('school_year_before', $year || '-spring')
    ) as w (time, term)
),

paid as (
    select w.time, f.*
    from fct_subsidy_payment as f inner join windows as w on f.period = w.term
    where f.county_code = $county
),

due as (
    select w.time, f.person_token, f.stage, f.category, f.aid_item, f.standard_yuan
    from fct_subsidy_entitlement as f inner join windows as w on f.period = w.term
    where f.county_code = $county
),

letters as (
    select w.time, f.person_token, f.topup_amount_yuan
    from staging.stg_remote_letter as f inner join windows as w on f._period = w.term
    where f._county_code = $county and f.topup_amount_yuan > 0
),

rows_here as (
    select 'aid' as subject, time, person_token, amount_yuan, null as area_m2, stage,
        difficulty_kind as difficulty, aid_item, null as allowance_item, null as project_kind
    from paid
    union all
    select 'roll', w.time, person_token, null, null, stage, null, null, null, null
    from fct_enrolment as f inner join windows as w on f.period = w.term
    where f.county_code = $county and w.time in ('spring', 'autumn') and f.roll_status = 'in_school'
    union all
    select 'loan', 'year', person_token, amount_yuan, null, null, null, null, null, null
    from fct_loan_contract where county_code = $county and period = $year
    union all
    select 'works', 'year', null, total_investment_yuan, area_m2, null, null, null, null, project_kind
    from fct_infrastructure_project where county_code = $county and period = $year
    union all
    select 'allowance', 'year', person_token, amount_yuan, null, null, null, null, allowance_item, null
    from fct_teacher_allowance where county_code = $county and period like $year || '%'
    union all
    select 'due', time, person_token, standard_yuan, null, stage, category, aid_item, null, null from due
    union all
    select 'topped_up', time, person_token, amount_yuan, null, null, null, null, null, null from paid
    where exists (from letters)
    union all
    select 'topped_up', time, person_token, topup_amount_yuan, null, null, null, null, null, null from letters
),

counted as (
    select
        r.subject, r.time,
        case when grouping(stage) = 0 then 'stage' when grouping(difficulty) = 0 then 'difficulty'
            when grouping(aid_item) = 0 then 'aid_item' when grouping(allowance_item) = 0 then 'allowance_item'
            when grouping(project_kind) = 0 then 'project_kind' else '' end as kind,
        coalesce(r.stage, r.difficulty, r.aid_item, r.allowance_item, r.project_kind, '') as code,
        count(*) as records,
        count(*) as person_times,
        count(distinct r.person_token) as persons,
        count(distinct r.person_token) filter (where p.region_code = $county) as registered_persons,
        sum(r.amount_yuan) as yuan,
        sum(r.amount_yuan) filter (where p.region_code = $county) as registered_yuan,
        sum(r.area_m2) as m2
    from rows_here as r
    left join (select person_token, region_code from dim_person) as p on r.person_token = p.person_token
    group by grouping sets (
        (r.subject, r.time), (r.subject, r.time, stage), (r.subject, r.time, difficulty), (r.subject, r.time, aid_item),
        (r.subject, r.time, allowance_item), (r.subject, r.time, project_kind)
    )
),

person_sets as (
    select time, string_agg(distinct difficulty_kind, '+' order by difficulty_kind) as code
    from paid
    where difficulty_kind is not null
    group by time, person_token
)

select subject, time, kind, code, measure, value
from (unpivot (
    select subject, time, kind, code,
        columns(* exclude (subject, time, kind, code))::decimal(18, 4)
    from counted where kind = '' or code <> ''
) on columns(* exclude (subject, time, kind, code)) into name measure value value)
union all
select 'aid', time, 'difficulties', code, 'persons', count(*) from person_sets group by time, code
"""


AT_A_GLANCE = """
with windows as (
    select unnest($counties) as county_code, unnest($years) as year, unnest($times) as time, unnest($periods) as period
),

years as (
    select county_code, year from windows group by all
),

paid as (
    select county_code, period, stage, difficulty_kind, aid_item, count(*) as records, sum(amount_yuan) as yuan
    from fct_subsidy_payment where county_code in (select county_code from years)
    group by all
),

counted_once as (
    select 'aid' as subject, w.county_code, w.year, w.time, p.stage, p.difficulty_kind as difficulty, p.aid_item,
        null as allowance_item, null as project_kind, p.records, p.yuan, null as m2
    from paid as p inner join windows as w on p.county_code = w.county_code and p.period = w.period
    union all
    select 'loan', county_code, year, 'year', null, null, null, null, null, count(*), sum(amount_yuan), null
    from fct_loan_contract inner join years using (county_code) where period = year group by county_code, year
    union all
    select 'works', county_code, year, 'year', null, null, null, null, project_kind, count(*),
        sum(total_investment_yuan), sum(area_m2)
    from fct_infrastructure_project inner join years using (county_code)
    where period = year group by county_code, year, project_kind
    union all
    select 'allowance', county_code, year, 'year', null, null, null, allowance_item, null, count(*), sum(amount_yuan), null
    from fct_teacher_allowance inner join years using (county_code)
    where starts_with(period, year) group by county_code, year, allowance_item
),

counted as (
    select
        county_code, year, subject, time,
        case when grouping(stage) = 0 then 'stage' when grouping(difficulty) = 0 then 'difficulty'
            when grouping(aid_item) = 0 then 'aid_item' when grouping(allowance_item) = 0 then 'allowance_item'
            when grouping(project_kind) = 0 then 'project_kind' else '' end as kind,
        coalesce(stage, difficulty, aid_item, allowance_item, project_kind, '') as code,
        sum(records) as records,
        sum(records) as person_times,
        sum(yuan) as yuan,
        sum(m2) as m2
    from counted_once
    group by grouping sets (
        (county_code, year, subject, time), (county_code, year, subject, time, stage),
        (county_code, year, subject, time, difficulty), (county_code, year, subject, time, aid_item),
        (county_code, year, subject, time, allowance_item), (county_code, year, subject, time, project_kind)
    )
)

unpivot (
    select county_code, year, subject, time, kind, code,
        columns(* exclude (county_code, year, subject, time, kind, code))::decimal(18, 4)
    from counted where kind = '' or code <> ''
) on columns(* exclude (county_code, year, subject, time, kind, code)) into name measure value value
"""
"""Rows and amounts alone, of many counties at once: telling persons apart is what takes time."""
MARTS = (
    "dim_person", "fct_enrolment", "fct_infrastructure_project", "fct_loan_contract", "fct_subsidy_entitlement",
    "fct_subsidy_payment", "fct_teacher_allowance",
)  # fmt: skip
"""What is counted; letters of pupils elsewhere are read from staging."""


def periods_of(subject: str, time: str, year: int) -> tuple[str, ...]:
    """The periods of deliveries that a time covers: terms for aid, the year for all that is delivered by year."""
    if subject != "aid":
        return (str(year),)
    spring, autumn = f"{year}-spring", f"{year}-autumn"
    return {
        "spring": (spring,),
        "autumn": (autumn,),
        "school_year": (autumn, f"{year + 1}-spring"),
        "school_year_before": (f"{year - 1}-autumn", spring),
    }.get(time, (spring, autumn))


def quantities(settings: Settings, county_code: str, year: int) -> dict[Key, Fraction]:
    """What a county's rows of the current release give for a calendar year and the school years that touch it."""
    with connect(settings, current_database(settings), read_only=True) as connection:
        return counted(connection, county_code, year)


def counted(connection: duckdb.DuckDBPyConnection, county_code: str, year: int) -> dict[Key, Fraction]:
    """The same from any database with these tables."""
    values = {"county": county_code, "year": str(year), "next": str(year + 1), "before": str(year - 1)}
    rows = connection.execute(QUANTITIES, values).fetchall()
    return {(subject, time, kind, code, measure): Fraction(value) for subject, time, kind, code, measure, value in rows}


def counted_at_a_glance(
    connection: duckdb.DuckDBPyConnection, wanted: Collection[tuple[str, int]]
) -> dict[tuple[str, int], dict[Key, Fraction]]:
    """For each county and year, of what ``counted`` gives, the rows and amounts."""
    found: dict[tuple[str, int], dict[Key, Fraction]] = {one: {} for one in wanted}
    windows = [(county, str(year), time, period) for county, year in found for time, period in _windows(year)]
    if windows:
        names = ("counties", "years", "times", "periods")
        values = dict(zip(names, map(list, zip(*windows, strict=True)), strict=True))
        for county, year, *key, value in connection.execute(AT_A_GLANCE, values).fetchall():
            found[county, int(year)][tuple(key)] = Fraction(value)
    return found


def _windows(year: int) -> Iterator[tuple[str, str]]:
    times = ("spring", "autumn", "year", "school_year", "school_year_before")
    return ((time, period) for time in times for period in periods_of("aid", time, year))
