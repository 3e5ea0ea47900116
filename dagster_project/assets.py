"""The whole journey on one page, in order: files land, cells get names, rows get a meaning, rules look, people read.

A body is a few lines and calls one domain function. What does not belong here: how any of it is done.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets
from pydantic import Field

from dagster_project import (
    carry_over,
    dbt_runs,
    delivery,
    identity,
    intake,
    maps,
    narrative,
    quality,
    rescue,
    warehouse,
)
from dagster_project.contracts import load_all
from dagster_project.contracts.dbt_files import tabular
from dagster_project.dbt_runs import FOUND, unaffected
from dagster_project.narrative import counted_rows
from dagster_project.settings import Settings

OWNERS = ["team:county-warehouse"]
STAGING = "fqn:county_warehouse.staging.*"
RULES = "fqn:county_warehouse.quality.*+"
"""The rules and what is made of their findings."""
CARRIED = {"carried_over": True}
INPUT_ASSETS = {"raw": "county_files", "inputs": "release_inputs"}


class Translator(DagsterDbtTranslator):
    """dbt's models under the names and groups people look for."""

    def __init__(self) -> None:
        super().__init__(settings=DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """A source is the asset that writes it; a model is called what its file is called."""
        if dbt_resource_props["resource_type"] == "source":
            if dbt_resource_props["name"] in FOUND:
                return dg.AssetKey(dbt_resource_props["name"])
            return dg.AssetKey(INPUT_ASSETS[dbt_resource_props["source_name"]])
        return dg.AssetKey(dbt_resource_props["name"])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The folder a model lies in; seeds are reference data."""
        folders = dbt_resource_props["fqn"][1:-1]
        return folders[0] if folders and dbt_resource_props["resource_type"] == "model" else "reference"

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """Everything here has one owner."""
        return OWNERS


class Pull(dg.Config):
    """Which counties to pull from; none named means all."""

    counties: list[str] = Field(default_factory=list)


def partitions(settings: Settings) -> dg.MultiPartitionsDefinition:
    """County × period; counties are the deployment's, periods are added as they are seen."""
    counties = dg.StaticPartitionsDefinition([row["county_code"] for row in intake.counties(settings)])
    return dg.MultiPartitionsDefinition({"county": counties, "period": dg.DynamicPartitionsDefinition(name="period")})


def build_assets(settings: Settings) -> list[dg.AssetsDefinition | dg.AssetChecksDefinition]:
    """Every asset and check, in the order of the journey."""
    dbt_manifest = dbt_runs.manifest(settings)
    everyone = {row["county_code"] for row in intake.counties(settings)}
    building = warehouse.building(settings)

    @dg.asset(group_name="intake", owners=OWNERS, kinds={"file"})
    def pulled_files(config: Pull) -> dg.MaterializeResult:
        """从各县服务器拉取文件到收件箱。/ Files fetched from counties' servers into the inbox; a failing one stops none."""
        summary = intake.pull(settings, counties=config.counties or None)
        return dg.MaterializeResult(metadata={**summary.metadata(), "problems": summary.problems()})

    @dg.asset(
        deps=[pulled_files],
        partitions_def=partitions(settings),
        backfill_policy=dg.BackfillPolicy.single_run(),
        group_name="intake",
        owners=OWNERS,
        kinds={"parquet"},
    )
    def county_files(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        """各县报送文件：存档、识别、入库。/ What counties delivered: archived, recognised, loaded as raw Parquet."""
        keys = [dg.MultiPartitionKey(_dimensions(key)).keys_by_dimension for key in context.partition_keys]
        counties = {key["county"] for key in keys}
        periods = None if counties == everyone else {key["period"] for key in keys}
        summary = intake.take_in(settings, counties=None if counties == everyone else counties, periods=periods)
        return dg.MaterializeResult(metadata={"inbox": dg.MetadataValue.path(settings.inbox), **summary.metadata()})

    @dg.asset_check(asset=county_files, name="rows_are_accounted_for", blocking=True)
    def rows_are_accounted_for() -> dg.AssetCheckResult:
        """每张表：见到的行 = 入库 + 搁置 + 非数据。/ Rows seen = loaded + quarantined + not data, for every table."""
        tables, wrong = intake.row_accounting(settings)
        return dg.AssetCheckResult(passed=not wrong, metadata={"tables": tables, "unbalanced": len(wrong)})

    @dg.asset(deps=[county_files], group_name="intake", owners=OWNERS, kinds={"parquet"}, output_required=False)
    def release_inputs(context: dg.AssetExecutionContext) -> Iterator[dg.Output[None]]:
        """本次构建所见的台账；内容未变则到此为止。/ The build's view of the ledger; ends here if unchanged."""
        inputs = warehouse.start_release(settings) / "inputs"
        intake.export_inputs(settings, inputs)
        name = warehouse.release_id(inputs)
        if name == warehouse.current_release(settings):
            warehouse.discard_release(settings)
            context.log.info(f"release {name} is already current")
            return
        carry_over.write_basis(inputs, identity.key_name(identity.load_key(settings)))
        carried = None if settings.full else carry_over.plan(settings, inputs)
        rescue.offer_candidates(settings, inputs)
        maps.write_maps(settings, inputs, carried)
        quality.write_no_findings(inputs)
        narrative.write_no_findings(inputs)
        carry_over.begin(building, carried)
        yield dg.Output(None, metadata={"release": name, "counties": carry_over.told(carried)})

    def run_dbt(context: dg.AssetExecutionContext) -> Iterator[dg.Output[None] | dg.AssetCheckResult]:
        """The models of one step; in a build that carries over, those that something changed can touch."""
        carried = carry_over.load(building)
        kept = unaffected(dbt_manifest, carried) if carried else []
        own = context.selected_output_names
        checks = {key.name: key for key in context.selected_asset_check_keys}
        checked = {name for name, key in checks.items() if key.asset_key.path[-1] not in kept}
        results = dbt_runs.build(settings, (own - set(kept)) | checked, carried.counties if carried else (), kept)
        yield from (dg.Output(None, output_name=name, metadata=CARRIED) for name in kept if name in own)
        yield from _told(results, own, checks, warehouse.row_counts(settings))
        yield from (
            dg.AssetCheckResult(asset_key=key.asset_key, check_name=name, passed=True, metadata=CARRIED)
            for name, key in sorted(checks.items())
            if name not in checked
        )

    @dbt_assets(manifest=dbt_manifest, select=STAGING, name="staging", dagster_dbt_translator=Translator())
    def staging(context: dg.AssetExecutionContext) -> Iterator[Any]:
        yield from run_dbt(context)

    tables = tabular(load_all())

    @dg.asset(
        deps=[dg.AssetKey(f"stg_{contract.name}") for contract in tables],
        group_name="expectations",
        owners=OWNERS,
        kinds={"greatexpectations"},
        check_specs=[
            dg.AssetCheckSpec(f"{contract.name}_is_plausible", asset="expectation_findings") for contract in tables
        ],
    )
    def expectation_findings() -> dg.MaterializeResult:
        """合同里的期望：整批报送是否可信。/ The contracts' Great Expectations suites, once per dataset."""
        results = quality.run_suites(settings, building, carry_over.load(building))
        checks = [
            dg.AssetCheckResult(
                check_name=f"{contract.name}_is_plausible",
                passed=all(result.success for result in results if result.dataset == contract.name),
                severity=dg.AssetCheckSeverity.WARN,
                metadata={
                    result.label: result.unexpected_count for result in results if result.dataset == contract.name
                },
            )
            for contract in tables
        ]
        failed = sum(1 for result in results if not result.success)
        return dg.MaterializeResult(metadata={"expectations": len(results), "failed": failed}, check_results=checks)

    unjudged = f"{STAGING} {RULES}"

    @dbt_assets(manifest=dbt_manifest, exclude=unjudged, name="marts", dagster_dbt_translator=Translator())
    def marts(context: dg.AssetExecutionContext) -> Iterator[Any]:
        yield from run_dbt(context)

    @dg.asset(
        deps=[dg.AssetKey(name) for name in counted_rows.MARTS],
        group_name="narrative",
        owners=OWNERS,
        kinds={"parquet"},
    )
    def narrative_findings() -> dg.MaterializeResult:
        """工作报告里的数字是否自洽、与台账是否一致。/ Do the figures of work reports add up, and are they what the rows give?"""
        audited = narrative.audit_deliveries(settings, building, carry_over.load(building))
        return dg.MaterializeResult(metadata={"reports_audited": audited})

    @dbt_assets(manifest=dbt_manifest, select=RULES, name="rules", dagster_dbt_translator=Translator())
    def rules(context: dg.AssetExecutionContext) -> Iterator[Any]:
        yield from run_dbt(context)
        carry_over.spread(settings, building)

    finished = [dg.AssetKey(name) for name in _marts(dbt_manifest)]
    descriptions = _descriptions(dbt_manifest)

    @dg.asset(deps=finished, group_name="delivery", owners=OWNERS, kinds={"html"})
    def reports() -> dg.MaterializeResult:
        """质量报告：全市一页、每县一页，已脱敏。/ The quality report: region and counties, masked."""
        pages = delivery.write_reports(settings, building, carried=carry_over.load(building))
        return dg.MaterializeResult(
            metadata={"pages": len(pages), "folder": dg.MetadataValue.path(building / "reports")}
        )

    @dg.asset(deps=finished, group_name="delivery", owners=OWNERS, kinds={"excel"})
    def returned_workbooks() -> dg.MaterializeResult:
        """退回各县的整改工作簿。/ Each county's workbook of rows to put right."""
        workbooks = delivery.write_returned(settings, building, carried=carry_over.load(building))
        return dg.MaterializeResult(metadata={"workbooks": len(workbooks)})

    @dg.asset(deps=finished, group_name="delivery", owners=OWNERS, kinds={"duckdb"})
    def analysis() -> dg.MaterializeResult:
        """给分析人员的数据：无姓名证号，逐列有说明。/ The analysts' marts: tokens only, every column commented."""
        files = delivery.write_analysis(settings, building, descriptions, carried=carry_over.load(building))
        return dg.MaterializeResult(metadata={"files": len(files)})

    @dg.asset(deps=finished, group_name="delivery", owners=OWNERS, kinds={"csv"})
    def published() -> dg.MaterializeResult:
        """可对外的汇总数：小格及其补格均隐去。/ Aggregates that may leave the bureau, small cells suppressed."""
        files = delivery.publish(settings, building, descriptions, carried=carry_over.load(building))
        return dg.MaterializeResult(metadata={"files": len(files)})

    @dg.asset(
        deps=[reports, returned_workbooks, analysis, published], group_name="delivery", owners=OWNERS, kinds={"duckdb"}
    )
    def release() -> dg.MaterializeResult:
        """整套成果封存，current 一步切换。/ The build sealed under its name; ``current`` moves in one step."""
        carry_over.forget(building)
        folder = warehouse.finish_release(settings, warehouse.release_id(building / "inputs"))
        report = dg.MetadataValue.url((folder / "reports").as_uri())
        return dg.MaterializeResult(metadata={"release": folder.name, "report": report})

    freshness = dg.build_last_update_freshness_checks(assets=[release], lower_bound_delta=timedelta(days=31))
    return [
        pulled_files,
        county_files,
        rows_are_accounted_for,
        release_inputs,
        staging,
        expectation_findings,
        marts,
        narrative_findings,
        rules,
        reports,
        returned_workbooks,
        analysis,
        published,
        release,
        *freshness,
    ]


def _dimensions(key: str) -> dict[str, str]:
    county, period = key.split("|")
    return {"county": county, "period": period}


def _told(
    results: list[Any], own: Collection[str], checks: Mapping[str, dg.AssetCheckKey], counts: Mapping[str, int]
) -> Iterator[dg.Output[None] | dg.AssetCheckResult]:
    """dbt's results as Dagster's: a model with its rows and seconds, a test with the rows that failed it."""
    for result in results:
        name, seconds = result.node.name, {"seconds": result.execution_time}
        if name in own:
            rows = {"dagster/row_count": counts[name]} if name in counts else {}
            yield dg.Output(None, output_name=name, metadata={**seconds, **rows})
        elif name in checks:
            warned = result.status == "warn"
            yield dg.AssetCheckResult(
                asset_key=checks[name].asset_key,
                check_name=name,
                passed=result.status == "pass",
                severity=dg.AssetCheckSeverity.WARN if warned else dg.AssetCheckSeverity.ERROR,
                metadata={**seconds, "failures": result.failures or 0},
            )


def _models(dbt_manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for node in dbt_manifest["nodes"].values() if node["resource_type"] == "model"]


def _marts(dbt_manifest: dict[str, Any]) -> list[str]:
    return sorted(node["name"] for node in _models(dbt_manifest) if node["fqn"][1] in ("marts", "findings"))


def _descriptions(dbt_manifest: dict[str, Any]) -> dict[str, dict[str, str]]:
    """For each model: its columns' descriptions, and its own under the empty name."""
    return {
        node["name"]: {"": node["description"], **{c["name"]: c["description"] for c in node["columns"].values()}}
        for node in _models(dbt_manifest)
    }
