"""Remove what only earlier runs needed: old releases, and Dagster's records of the runs behind them.

What belongs here: which runs somebody may still ask about. What does not: how a release is made (``warehouse``), what a
run does (``assets``). The ledger keeps every step of every file, whatever is removed here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import dagster as dg

from dagster_project import warehouse
from dagster_project.settings import Settings

FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
RELEASE, FILES = dg.AssetKey("release"), dg.AssetKey("county_files")
AT_ONCE = 500


@dataclass(frozen=True)
class Pruned:
    """What was removed."""

    releases: tuple[str, ...] = ()
    runs: int = 0


def prune(settings: Settings, keep: int) -> Pruned:
    """Keep the ``keep`` newest releases and the current one, the runs that made them, and each job's newest ``keep``.

    Of intakes also those that Dagster shows as a partition's latest: without them the county's files would look as if
    nobody had taken them in. Runs that are not finished stay.
    """
    with warehouse.one_at_a_time(settings):
        releases = warehouse.prune_releases(settings, keep)
        if not (settings.dagster_home / "dagster.yaml").exists():
            return Pruned(tuple(releases))
        settings.apply_environment()
        with dg.DagsterInstance.get() as instance:
            needed = {*_made_releases(settings, instance), *_latest_intakes(instance), *_newest(instance, keep)}
            old = [run for run in instance.get_run_ids(dg.RunsFilter(statuses=FINISHED)) if run not in needed]
            for run in old:
                instance.delete_run(run)
                instance.compute_log_manager.delete_logs(prefix=[run])
    return Pruned(tuple(releases), len(old))


def _made_releases(settings: Settings, instance: dg.DagsterInstance) -> Iterator[str]:
    """The runs that made a release that is still there."""
    for event in _materializations(instance, RELEASE, None):
        name = event.asset_materialization.metadata.get("release") if event.asset_materialization else None
        if name is not None and (settings.releases / str(name.value)).exists():
            yield event.run_id


def _latest_intakes(instance: dg.DagsterInstance) -> Iterator[str]:
    """The runs that took in a county's files of a period last."""
    latest = instance.event_log_storage.get_latest_storage_id_by_partition(
        FILES, dg.DagsterEventType.ASSET_MATERIALIZATION
    )
    wanted = sorted(latest.values())
    for start in range(0, len(wanted), AT_ONCE):
        yield from (event.run_id for event in _materializations(instance, FILES, wanted[start : start + AT_ONCE]))


def _materializations(
    instance: dg.DagsterInstance, asset: dg.AssetKey, ids: list[int] | None
) -> Iterator[dg.EventLogEntry]:
    """An asset's materialisations, or those of these ids, page by page."""
    wanted, cursor = dg.AssetRecordsFilter(asset, storage_ids=ids), None
    while True:
        page = instance.fetch_materializations(wanted, limit=AT_ONCE, cursor=cursor)
        yield from (record.event_log_entry for record in page.records)
        if not page.has_more:
            return
        cursor = page.cursor


def _newest(instance: dg.DagsterInstance, keep: int) -> Iterator[str]:
    """Each job's newest finished runs."""
    of_job: dict[str, list[str]] = defaultdict(list)
    for record in instance.get_run_records(dg.RunsFilter(statuses=FINISHED)):  # the newest first
        of_job[record.dagster_run.job_name].append(record.dagster_run.run_id)
    for runs in of_job.values():
        yield from runs[:keep]
