"""Run Dagster's definitions in this process, as ``county-warehouse run`` does; the runs show up in ``dagster dev``.

What belongs here: which jobs run, in which order, and telling a person how far they are.
What does not: what the jobs do (``assets``).
"""

from __future__ import annotations

import contextlib
import logging
import time
import uuid
import warnings
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

from dagster_project import intake, warehouse
from dagster_project.definitions import build_definitions
from dagster_project.settings import Settings

Progress = Callable[[str], None]
CONSOLE_LOG = "console.log"
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
DAGSTER_YAML = """\
telemetry:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
event_log_storage:
  module: dagster_project.event_log
  class: OpenEventLog
  config:
    base_dir:
      env: DAGSTER_HOME
"""


class JourneyError(RuntimeError):
    """A step of the pipeline failed; the message names the step and what it said."""


@dataclass(frozen=True)
class Outcome:
    """What a run came to."""

    release: str | None
    is_new: bool
    seconds: float
    problems: tuple[str, ...] = ()  # of sources that could not be pulled from, and files that did not come


def run(
    settings: Settings,
    progress: Progress,
    *,
    take_in: bool = True,
    build: bool = True,
    counties: Collection[str] | None = None,
) -> Outcome:
    """Pull what counties' servers have, take in what lies in the inbox, then build, check, report and release.

    ``counties`` (codes or names) limits pulling and taking in.
    """
    started, before = time.monotonic(), warehouse.current_release(settings)
    settings.prepare()
    instance_file = settings.dagster_home / "dagster.yaml"
    if not instance_file.exists():
        instance_file.write_text(DAGSTER_YAML, encoding="utf-8")
    with warehouse.one_at_a_time(settings), _quietly(settings):
        definitions = build_definitions(settings)
        with dg.DagsterInstance.get() as instance:
            problems: list[str] = []
            if take_in and intake.has_sources(settings):
                problems = _pull(settings, definitions, instance, progress, counties)
            if take_in:
                _take_in(settings, definitions, instance, progress, counties)
            if build and intake.periods_seen(settings):
                _execute(definitions.resolve_job_def("build"), settings, instance, progress)
    after = warehouse.current_release(settings)
    return Outcome(release=after, is_new=after != before, seconds=time.monotonic() - started, problems=tuple(problems))


@contextlib.contextmanager
def _quietly(settings: Settings) -> Iterator[None]:
    """What Dagster and dbt say goes to a file; people get the steps and the errors."""
    with (
        (settings.dagster_home / CONSOLE_LOG).open("w", encoding="utf-8") as log,
        contextlib.redirect_stdout(log),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        logging.getLogger("dagster").setLevel(logging.CRITICAL)
        yield


def _pull(
    settings: Settings,
    definitions: dg.Definitions,
    instance: dg.DagsterInstance,
    progress: Progress,
    counties: Collection[str] | None,
) -> list[str]:
    """Pull; the sentences of what did not come, which stops nothing."""
    chosen = {"ops": {"pulled_files": {"config": {"counties": sorted(counties or ())}}}}
    result = _execute(definitions.resolve_job_def("pull"), settings, instance, progress, run_config=chosen)
    [event] = result.asset_materializations_for_node("pulled_files")
    return list(event.metadata["problems"].value)  # type: ignore[arg-type]


def _take_in(
    settings: Settings,
    definitions: dg.Definitions,
    instance: dg.DagsterInstance,
    progress: Progress,
    chosen: Collection[str] | None,
) -> None:
    counties = [row["county_code"] for row in intake.counties(settings)]
    periods = intake.periods_seen(settings)
    if not counties or not periods:
        return
    instance.add_dynamic_partitions("period", periods)
    known = instance.get_dynamic_partitions("period")
    wanted = None if chosen is None else intake.county_codes(settings, chosen)
    spans = [(counties[0], counties[-1])] if wanted is None else [(code, code) for code in counties if code in wanted]
    for from_county, to_county in spans:
        first = dg.MultiPartitionKey({"county": from_county, "period": known[0]})
        last = dg.MultiPartitionKey({"county": to_county, "period": known[-1]})
        tags = {ASSET_PARTITION_RANGE_START_TAG: str(first), ASSET_PARTITION_RANGE_END_TAG: str(last)}
        _execute(definitions.resolve_job_def("take_in"), settings, instance, progress, tags)


def _execute(
    job: dg.JobDefinition,
    settings: Settings,
    instance: dg.DagsterInstance,
    progress: Progress,
    tags: dict[str, str] | None = None,
    run_config: dict[str, Any] | None = None,
) -> dg.ExecuteInProcessResult:
    """Run a job in this process; JourneyError names the steps that failed and where their log lies."""
    run_id = str(uuid.uuid4())

    def tell(event: dg.EventLogEntry) -> None:
        if event.dagster_event and event.dagster_event.is_step_start:
            progress(str(event.dagster_event.step_key))

    instance.add_event_listener(run_id, tell)
    result = job.execute_in_process(
        instance=instance, tags=tags, run_config={**QUIET, **(run_config or {})}, run_id=run_id, raise_on_error=False
    )
    if not result.success:
        log = settings.dagster_home / CONSOLE_LOG
        raise JourneyError(f"{'；'.join(_failures(result)) or job.name}。详见 / see {log}")
    return result


def _failures(result: dg.ExecuteInProcessResult) -> list[str]:
    """Each failed step with the first line of what went wrong."""
    texts = []
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            while error and error.cause:
                error = error.cause
            lines = error.message.strip().splitlines() if error else ["failed"]
            texts.append(f"{event.step_key}: {lines[0]}")
    return texts
