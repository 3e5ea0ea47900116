"""What `sqlfluff lint` needs to render a model without dbt.

sqlfluff's jinja templater reads the project's own macros from dbt/macros and knows `ref`, `source` and `config`;
here is the rest: `adapter`, and short stand-ins for the three long macros, whose text it would parse again in every
model and never judge. All models take about half a minute this way, and minutes through dbt itself.
What a model really compiles to is checked by building it. Only sqlfluff reads this folder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context


class Adapter:
    """dbt's `adapter`, as far as the models use it; the models are linted as DuckDB's SQL."""

    @staticmethod
    @pass_context
    def dispatch(context: Context, macro: str) -> Callable[..., Any]:
        """The macro as it is for every database that has none of its own."""
        chosen: Callable[..., Any] = context[f"default__{macro}"]
        return chosen

    @staticmethod
    def quote(name: str) -> str:
        """A column name that is also a keyword."""
        return f'"{name}"'


adapter = Adapter()


def staged(dataset: str, fields: Sequence[Sequence[str]]) -> str:
    """A query as long as nothing: a staging model holds no SQL of its own."""
    return f"select {len(fields)} as fields_of_{dataset}"


def cell_text_of(dataset: str, fields: Sequence[str]) -> str:
    """A query as long as nothing: what is written from contracts is judged nowhere."""
    return f"select {len(fields)} as fields_of_{dataset}"


def rule_rows(no_standard: str | None = None, evidence: str | None = None) -> str:
    """A query that uses the steps a rule has to name, so that a forgotten one is seen as unused."""
    steps = ["checked", "failed", *([evidence] if evidence else [])]
    return "\nunion all\n".join(f"select count(*) as things\nfrom {step}" for step in steps)
