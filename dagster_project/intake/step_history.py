"""Every step of every file, also of those that never came, as one table of a release.

What belongs here: outcomes, pulls and what is owed, brought to one shape; which dataset a file was meant to be where
its content does not say. What does not: since when something fails (``dbt/models/findings/step_outcomes.sql``).

``happened_at`` is when the file came: the same files give the same table whenever they are taken in. Failures to pull,
which happen to no file, and decisions have their own time; repeated failures are one row, so that a server that stays
down makes no new release every hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import duckdb
import pyarrow as pa

from dagster_project.contracts import Contract, load_all
from dagster_project.intake.headers import normal
from dagster_project.intake.ledger import END_OF_TIME
from dagster_project.intake.periods import parse_period

LEAST_PAIRS = 2  # of characters that a file's name shares with a dataset's

HISTORY = """
with landed as (
    select file_name, file_sha256, min(recorded_at) as landed_at
    from pulls where status = 'landed' and recorded_at <= $as_of
    group by all
),

came as (
    select file_name, file_sha256, arg_max(county_code, recorded_at) as county_code,
        arg_max(period, recorded_at) as period, min(received_at) as received_at
    from files where recorded_at <= $as_of
    group by all
),

contents as (
    select file_name, file_sha256, min(dataset) as dataset, min(period) as period
    from deliveries where dataset is not null and recorded_at <= $as_of
    group by all having count(distinct dataset) = 1
),

earlier as (
    select d.file_name, arg_max(d.dataset, (d.received_at, d.delivery_id)) as dataset
    from deliveries as d where d.dataset is not null and d.recorded_at <= $as_of
    group by all
),

of_files as (
    select
        coalesce(d.county_code, c.county_code) as county_code,
        coalesce(d.period, e.period, c.period) as period,
        coalesce(d.dataset, e.dataset) as known_dataset,
        null as stated_dataset,
        null as source,
        o.file_name, o.file_sha256, d.sheet, d.table_no,
        if(o.step = 'decided', 'loaded', o.step) as step,
        o.status,
        case
            when o.step = 'decided' then o.recorded_at
            else greatest(coalesce(l.landed_at, c.received_at), c.received_at)
        end as happened_at,
        o.message_zh, o.message_en
    from outcomes as o
    left join deliveries as d on o.delivery_id = d.delivery_id
    left join came as c on o.file_name = c.file_name and o.file_sha256 = c.file_sha256
    left join contents as e on o.file_name = e.file_name and o.file_sha256 = e.file_sha256
    left join landed as l on o.file_name = l.file_name and o.file_sha256 = l.file_sha256
    where o.recorded_at <= $as_of and o.step <> 'replaced'
),

told as (
    select *, if(status in ('landed', 'answered'), 'ok', 'failed') as result,
        lag(if(status in ('landed', 'answered'), 'ok', 'failed')) over (
            partition by county_code, source, remote_path order by seq
        ) as result_before
    from pulls where recorded_at <= $as_of
),

of_pulls as (
    select county_code, null as period, null as known_dataset, dataset as stated_dataset, source, file_name,
        null as file_sha256, null as sheet, null as table_no, 'pulled' as step, status, recorded_at as happened_at,
        message_zh, message_en
    from told
    where result = 'failed' and result_before is distinct from 'failed' or result = 'ok' and result_before = 'failed'
),

everything as (
    select * from of_files union all by name select * from of_pulls
)

select
    a.county_code,
    coalesce(a.period, p.period) as period,
    coalesce(a.known_dataset, a.stated_dataset, f.dataset, n.dataset) as dataset,
    case
        when a.known_dataset is not null then 'content' when a.stated_dataset is not null then 'source'
        when f.dataset is not null then 'earlier_file' when n.dataset is not null then 'file_name'
    end as dataset_known_by,
    a.source, a.file_name, a.file_sha256, a.sheet, cast(a.table_no as integer) as table_no, a.step, a.status,
    case
        when a.status in ('ok', 'partial', 'accepted', 'superseded', 'landed', 'answered') then 'ok'
        when a.status in ('not_run', 'duplicate') then 'not_run'
        when a.status = 'waiting' then 'waiting'
        else 'failed'
    end as result,
    cast(a.happened_at as timestamp) as happened_at,
    concat_ws(' / ', nullif(a.message_zh, ''), nullif(a.message_en, '')) as message
from everything as a
left join earlier as f on a.file_name = f.file_name
left join named as n on a.file_name = n.file_name
left join folder_periods as p on a.file_name = p.file_name
"""
OWED = """
select county_code, period, dataset, 'calendar' as dataset_known_by, null as source, null as file_name,
    null as file_sha256, null as sheet, cast(null as integer) as table_no, 'pulled' as step, 'missing' as status,
    'failed' as result, cast(due_on + interval 1 day as timestamp) as happened_at, message
from counted_deliveries where status = 'missing'
"""


def step_history(connection: duckdb.DuckDBPyConnection, deliveries: pa.Table, as_of: datetime | None) -> pa.Table:
    """The table, in order; ``deliveries`` are the release's, what is missing among them."""
    until = as_of or END_OF_TIME
    names = [
        name
        for (name,) in connection.execute(
            "select file_name from outcomes union select file_name from pulls where file_name is not null order by all"
        ).fetchall()
    ]
    contracts = load_all()
    guessed = {name: dataset_named(name, contracts) for name in names}
    connection.register("named", _pairs("dataset", guessed))
    connection.register("folder_periods", _pairs("period", {name: _folder_period(name) for name in names}))
    connection.register("counted_deliveries", deliveries)
    query = f"select * from ({HISTORY}) union all by name {OWED} order by all"
    return connection.execute(query, {"as_of": until}).to_arrow_table()


def _pairs(column: str, found: Mapping[str, str | None]) -> pa.Table:
    kept = {name: value for name, value in found.items() if value}
    return pa.table(
        {"file_name": pa.array(list(kept), pa.string()), column: pa.array(list(kept.values()), pa.string())}
    )


def _folder_period(name: str) -> str | None:
    parts = name.split("/")
    return parse_period(parts[1]) if len(parts) > 2 else None


def dataset_named(file_name: str, contracts: Mapping[str, Contract]) -> str | None:
    """The dataset whose name a file's name resembles most; None where that could be two, or is little."""
    words = normal(file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    named = [name for name in contracts if name in words]
    if named:
        return max(named, key=len)
    shares = sorted(((_shared(contract.name_zh, words), name) for name, contract in contracts.items()), reverse=True)
    best = shares[0][0] if shares else 0
    return shares[0][1] if best >= LEAST_PAIRS and sum(1 for share, _ in shares if share == best) == 1 else None


def _shared(name_zh: str, words: str) -> int:
    pairs: Iterable[str] = {name_zh[at : at + 2] for at in range(len(name_zh) - 1)}
    return sum(1 for pair in pairs if pair in words)
