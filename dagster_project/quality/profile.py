"""The profile of a dataset's deliveries: one row per delivery, with what can be said of it as a whole.

Belongs here: the names and the SQL of its measures.
Does not belong here: what is expected of them (the contracts).
"""

from __future__ import annotations

from dagster_project.contracts import Contract, Field
from dagster_project.contracts.dbt_files import staging_columns
from dagster_project.warehouse import quoted_name

NULL_SHARE = "_null_share"
ENOUGH_ROWS = 10
"""A share says something only from this many rows on; below, it is null and passes."""
LINEAGE = ("_county_code", "_period", "_delivery_id", "_file_name", "_file_sha256", "_sheet")


def typed_column(field: Field) -> str:
    """The column of the staging table that holds the field's value."""
    return staging_columns(field)[0][0]


def profile_sql(contract: Contract, source: str) -> str:
    """One row per delivery: lineage, ``row_count`` and ``<field>_null_share`` for every field.

    An identity number that was set aside is not a blank: something stood there.
    """
    shares = ",\n    ".join(
        f"{_null_share(field)} as {quoted_name(field.name + NULL_SHARE)}" for field in contract.fields
    )
    lineage = ", ".join(LINEAGE)
    return f"select {lineage}, count(*) as row_count,\n    {shares}\nfrom {source} group by {lineage}"


def _null_share(field: Field) -> str:
    blank = f"avg(case when {_is_blank(field)} then 1.0 else 0.0 end)"
    return f"case when count(*) >= {ENOUGH_ROWS} then round({blank}, 4) end"


def _is_blank(field: Field) -> str:
    if field.kind in ("person", "cert", "phone", "card"):
        return f"{quoted_name(field.name + '_status')} = 'missing'"
    return f"{quoted_name(typed_column(field))} is null"
