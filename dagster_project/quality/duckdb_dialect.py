"""DuckDB behind SQLAlchemy, just far enough for Great Expectations. The one file to delete when GX speaks DuckDB.

Belongs here: a dialect that says it is PostgreSQL, whose SQL GX already writes, on a given DuckDB connection.
Does not belong here: expectations (``suites``).

Every result is fetched as soon as it is there: GX closes its connection before it reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import duckdb
import sqlalchemy as sa
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGDialect, PGExecutionContext
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

NAME = "countywarehouse"
TYPES: dict[str, type[sa.types.TypeEngine[Any]]] = {
    "VARCHAR": sa.String,
    "BIGINT": sa.BigInteger,
    "INTEGER": sa.Integer,
    "DATE": sa.Date,
    "BOOLEAN": sa.Boolean,
    "DOUBLE": sa.Double,
    "TIMESTAMP": sa.DateTime,
}
_open: dict[str, duckdb.DuckDBPyConnection] = {}


class _Context(PGExecutionContext):
    def post_exec(self) -> None:
        if self.cursor is not None and self.cursor.description is not None:
            rows = self.cursor.fetchall()
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(self.cursor, initial_buffer=rows)


class _Connection:
    """The DBAPI face of a DuckDB connection that somebody else owns and closes."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def cursor(self) -> Any:
        return self._connection.cursor()

    def commit(self) -> None:
        """Nothing is written."""

    def rollback(self) -> None:
        """Nothing is written."""

    def close(self) -> None:
        """The owner closes."""


class DuckDBDialect(PGDialect):
    """PostgreSQL in name and SQL; what it would ask PostgreSQL's catalogue for is answered from DuckDB's."""

    # ruff: noqa: D102 — the methods are SQLAlchemy's, described there
    name = "postgresql"
    driver = NAME
    supports_statement_cache = False
    default_paramstyle = "qmark"
    execution_ctx_cls = _Context

    @classmethod
    def import_dbapi(cls) -> ModuleType:
        return duckdb

    def create_connect_args(self, url: sa.URL) -> tuple[list[Any], dict[str, Any]]:
        return [url.database], {}

    def connect(self, *cargs: Any, **cparams: Any) -> Any:
        return _Connection(_open[cargs[0]])

    def initialize(self, connection: Any) -> None:
        self.default_schema_name = "main"

    def get_default_isolation_level(self, dbapi_conn: Any) -> Any:
        return "SERIALIZABLE"

    def on_connect(self) -> None:
        return None

    def do_ping(self, dbapi_connection: Any) -> bool:
        return True

    def has_table(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> bool:
        return table_name in self.get_table_names(connection, schema) + self.get_view_names(connection, schema)

    def get_schema_names(self, connection: Any, **kw: Any) -> list[str]:
        return ["main"]

    def get_table_names(self, connection: Any, schema: str | None = None, **kw: Any) -> list[str]:
        query = (
            "select table_name from duckdb_tables() where schema_name = 'main' and database_name = current_database()"
        )
        return [row[0] for row in connection.execute(sa.text(query))]

    def get_view_names(self, connection: Any, schema: str | None = None, **kw: Any) -> list[str]:
        query = "select view_name from duckdb_views() where not internal and database_name = current_database()"
        return [row[0] for row in connection.execute(sa.text(query))]

    def get_columns(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> list[Any]:
        query = sa.text(
            "select column_name, data_type from duckdb_columns() where table_name = :t "
            "and database_name = current_database() order by column_index"
        )
        return [
            {"name": name, "type": _type(form), "nullable": True, "default": None, "autoincrement": False}
            for name, form in connection.execute(query, {"t": table_name})
        ]

    def get_pk_constraint(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> Any:
        return {"constrained_columns": [], "name": None}


def _type(form: str) -> sa.types.TypeEngine[Any]:
    return sa.Numeric() if form.startswith("DECIMAL") else TYPES.get(form, sa.String)()


@contextmanager
def served(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """A connection string under which SQLAlchemy, in this process only, reaches ``connection``."""
    registry.register(NAME, __name__, "DuckDBDialect")
    key = f"d{id(connection)}"
    _open[key] = connection
    try:
        yield f"{NAME}:///{key}"
    finally:
        del _open[key]
