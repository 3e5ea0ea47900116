"""Prune: old releases go, and with them what Dagster kept of the runs behind them; nothing that is asked for."""

import json
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from click.testing import CliRunner

from dagster_project import pruning, warehouse
from dagster_project.cli import main
from dagster_project.journey import DAGSTER_YAML
from dagster_project.settings import Settings

COUNTIES = dg.StaticPartitionsDefinition(["990101", "990102"])


@dg.asset(partitions_def=COUNTIES)
def county_files() -> None: ...


@dg.asset(config_schema={"name": str})
def release(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    if context.op_execution_context.op_config["name"] == "broken":
        raise ValueError("broken")
    return dg.MaterializeResult(metadata={"release": context.op_execution_context.op_config["name"]})


DEFINITIONS = dg.Definitions(
    [county_files, release],
    jobs=[
        dg.define_asset_job("take_in", [county_files], partitions_def=COUNTIES),
        dg.define_asset_job("build", [release]),
    ],
)


class Home:
    """A home in which runs happened that did nothing but leave their records."""

    def __init__(self, settings: Settings, instance: dg.DagsterInstance) -> None:
        self.settings, self.instance = settings, instance

    def take_in(self, county: str) -> str:
        job = DEFINITIONS.resolve_job_def("take_in")
        return job.execute_in_process(instance=self.instance, partition_key=county).run_id

    def build(self, name: str) -> str:
        config = {"ops": {"release": {"config": {"name": name}}}}
        job = DEFINITIONS.resolve_job_def("build")
        result = job.execute_in_process(instance=self.instance, run_config=config, raise_on_error=False)
        if name != "broken":
            (self.settings.releases / name).mkdir()
            self.settings.current.unlink(missing_ok=True)
            self.settings.current.symlink_to(Path("releases") / name)
        return result.run_id

    def left(self) -> set[str]:
        """The runs that still leave anything: a record, events, a file or output."""
        records = set(self.instance.get_run_ids())
        files = {path.stem for path in (self.settings.dagster_home / "history" / "runs").glob("*-*.db*")}
        output = {path.name for path in (self.settings.dagster_home / "storage").glob("*-*")}
        assert files == records and output <= records
        assert all(self.instance.all_logs(run) for run in records)
        return records


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    settings = Settings(home=tmp_path / "home").prepare()
    (settings.dagster_home / "dagster.yaml").write_text(DAGSTER_YAML, encoding="utf-8")
    settings.apply_environment()
    with dg.DagsterInstance.get() as instance:
        yield Home(settings, instance)


def test_runs_go_with_their_releases(home: Home) -> None:
    runs = [home.build(name) for name in ("aaaa", "bbbb", "cccc")]
    pruned = pruning.prune(home.settings, keep=2)
    assert pruned == pruning.Pruned(("aaaa",), runs=1)
    assert home.left() == set(runs[1:])
    assert pruning.prune(home.settings, keep=2) == pruning.Pruned()


def test_the_current_releases_run_stays_though_newer_ones_made_nothing(home: Home) -> None:
    made = home.build("aaaa")
    broken = [home.build("broken") for _ in range(3)]
    assert pruning.prune(home.settings, keep=1).runs == 2
    assert home.left() == {made, broken[-1]}


def test_a_countys_latest_intake_stays_however_old(home: Home) -> None:
    runs = {county: [home.take_in(county) for _ in range(count)] for county, count in (("990101", 2), ("990102", 3))}
    pruning.prune(home.settings, keep=1)
    assert home.left() == {own[-1] for own in runs.values()}
    seen = home.instance.get_materialized_partitions(dg.AssetKey("county_files"))
    assert seen == {"990101", "990102"}


def test_nothing_is_pruned_under_a_run(home: Home) -> None:
    home.build("aaaa")
    with warehouse.one_at_a_time(home.settings), pytest.raises(warehouse.ReleaseError, match="正有另一次运行"):
        pruning.prune(home.settings, keep=1)


def test_the_command_says_what_went(home: Home) -> None:
    for name in ("aaaa", "bbbb"):
        home.build(name)
    told = CliRunner().invoke(main, ["prune", "--home", str(home.settings.home), "--keep", "1"])
    assert told.exit_code == 0 and "已清理 / removed: 1 个版本 / releases，1 次运行的记录" in told.stdout
    told = CliRunner().invoke(main, ["prune", "--home", str(home.settings.home), "--keep", "1", "--json"])
    assert json.loads(told.stdout) == {"releases": [], "runs": 0}
