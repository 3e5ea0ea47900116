"""Dagster's event log in SQLite with its files kept open: Dagster's own opens one, and compiles its SQL, for each event.

What does not belong here: what is logged (``assets``), where (``journey`` writes dagster.yaml).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event

BUSY_SECONDS = 20


class OpenEventLog(SqliteEventLogStorage):
    """The same files with the same tables as Dagster's own log.

    A commit waits for the disk only where SQLite's write-ahead log asks for it: after a power cut the last events
    may be missing, never half-written. The ledger, not this log, is what a release rests on.
    """

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> Self:
        """The log of the home of Dagster that is given as base_dir; the files lie where Dagster's own log has them."""
        return cls(base_dir=str(Path(config_value["base_dir"]) / "history" / "runs"), inst_data=inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock, self._engine(shard).connect() as connection, connection.begin():
            yield connection

    def _engine(self, shard: str) -> Engine:
        engines: dict[str, Engine] = self.__dict__.setdefault("_engines", {})
        if shard not in engines:
            engine = create_engine(self.conn_string_for_shard(shard), connect_args={"timeout": BUSY_SECONDS})
            event.listen(engine, "connect", _wait_less)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            engines[shard] = engine
        return engines[shard]

    def delete_events(self, run_id: str) -> None:
        """Forget a run: Dagster's own empties the run's file, which stays as large as it was."""
        engine = self.__dict__.get("_engines", {}).pop(run_id, None)
        if engine is not None:
            engine.dispose()
        with self.index_connection() as connection:
            self.delete_events_for_run(connection, run_id)
        for suffix in ("", "-wal", "-shm"):
            Path(self.path_for_shard(run_id) + suffix).unlink(missing_ok=True)
        self._initialized_dbs.discard(run_id)

    def dispose(self) -> None:
        """Close the files."""
        for engine in self.__dict__.pop("_engines", {}).values():
            engine.dispose()
        super().dispose()


def _wait_less(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = NORMAL")
