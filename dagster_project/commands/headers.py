"""The ``headers`` command: which headers nobody knows, and what people decide about them.

What does not belong here: finding, suggesting and deciding (``intake``), other commands (``cli``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from dagster_project.settings import Settings
from dagster_project.terminal import BilingualGroup, Command, home_option, say, settings_options, show

NEXT_RUN = "下次运行（run 或 pull）起生效 / takes effect with the next run or pull"
SHOWN_PLACES = 3


def scope_options(command: Command) -> Command:
    """Who decides, and for whom: one county or all."""
    command = click.option("--note", default="", help="备注。/ A note.")(command)
    command = click.option("--who", required=True, help="谁决定的。/ Who decides.")(command)
    command = click.option("--all", "everywhere", is_flag=True, help="适用于所有县。/ For every county.")(command)
    return click.option("--county", help="只适用于该县：代码或县名。/ For this county only, code or name.")(command)


@click.group(
    "headers", cls=BilingualGroup, invoke_without_command=True, short_help="不认识的表头。/ Headers nobody knows."
)
@settings_options
@click.option("--county", help="只看一个县：代码或县名。/ One county, code or name.")
@click.pass_context
def headers(context: click.Context, home: Path | None, as_json: bool, county: str | None) -> None:
    """列出没有合同认识的表头，并给出建议；accept、reject、undo 记录决定。/ Unknown headers, with suggestions; decide on them."""
    from dagster_project import intake

    settings = Settings.load(home)
    context.obj = (settings, as_json)
    if context.invoked_subcommand is not None:
        return
    code = intake.county_named(settings, county)[0] if county else None
    rows = intake.unknown_headers(settings, code)
    if as_json:
        show(rows, as_json)
        return
    for row in rows:
        _say(row)
    say(f"{len(rows)} 个表头待定 / headers to decide on" if rows else "没有不认识的表头。/ Every header is known.")


def _say(row: dict[str, Any]) -> None:
    dataset = row["dataset"] or "?"
    say(
        f"{row['county_code'] or '?'}  {dataset}  “{row['header']}”  {row['files']} 份文件 / files, {row['rows']} 行 / rows"
    )
    for at in row["where"][:SHOWN_PLACES]:
        say(f"    {at['file_name']} {at['sheet']} {at['column_letter']}")
    if row["known_in"]:
        say(f"    别的表有这一列 / known in: {', '.join(row['known_in'])}")
    for item in row["suggestions"]:
        say(
            f"    → {item['dataset']}.{item['field']}  {item['score']:.2f}  {item['evidence_zh']} / {item['evidence_en']}"
        )
    if not row["suggestions"]:
        say("    没有像的字段 / no field is like it")


@headers.command("accept", short_help="认作某个字段。/ Let it name a field.")
@click.argument("header")
@click.argument("target", metavar="DATASET.FIELD")
@scope_options
@home_option
@click.pass_context
def accept(context: click.Context, header: str, target: str, home: Path | None, **scope: Any) -> None:
    """把表头认作某数据集的某字段，对一个县或所有县。/ Let a header name a field, in one county or in all."""
    from dagster_project import intake

    dataset, _, field = target.partition(".")
    if not field:
        raise click.BadParameter("请写成 数据集.字段。/ Write DATASET.FIELD.")
    settings, code = _scope(context, home, scope)
    intake.accept_header(settings, header, dataset, field, code, scope["who"], scope["note"])
    files = intake.files_with(settings, header, dataset, code)
    say(f"已记录：“{header}” → {target}，已收文件中有 {files} 份。/ Recorded; {files} files delivered so far have it.")
    say(NEXT_RUN)


@headers.command("reject", short_help="不是任何字段。/ It names no field.")
@click.argument("header")
@click.argument("dataset", required=False)
@scope_options
@home_option
@click.pass_context
def reject(context: click.Context, header: str, dataset: str | None, home: Path | None, **scope: Any) -> None:
    """表头不对应任何字段，不再提示；不写数据集则为出现过它的各数据集。/ It names no field; it is not asked about again."""
    from dagster_project import intake

    settings, code = _scope(context, home, scope)
    datasets = [dataset] if dataset else intake.datasets_with(settings, header, code)
    if not datasets:
        raise click.UsageError(f"没有见过表头“{header}”，请写明数据集。/ “{header}” was never seen; name the dataset.")
    _record(intake.reject_header, settings, header, datasets, code, scope, "已记录 / recorded")


@headers.command("undo", short_help="撤销决定。/ Take a decision back.")
@click.argument("header")
@click.argument("dataset", required=False)
@scope_options
@home_option
@click.pass_context
def undo(context: click.Context, header: str, dataset: str | None, home: Path | None, **scope: Any) -> None:
    """撤销对表头的决定，范围（县或所有县）与原决定相同。/ Take back what was decided, in the same scope."""
    from dagster_project import intake

    settings, code = _scope(context, home, scope)
    datasets = [dataset] if dataset else intake.datasets_decided(settings, header, code)
    if not datasets:
        raise click.UsageError(
            f"该范围内没有对“{header}”作过决定。/ Nothing was decided about “{header}” in this scope."
        )
    _record(intake.undo_header, settings, header, datasets, code, scope, "已撤销 / taken back")


@headers.command("decisions", short_help="已作的决定。/ Decisions made.")
@home_option
@click.option("--json", "told_as_json", is_flag=True, help="以 JSON 输出。/ Print JSON.")
@click.pass_context
def decisions(context: click.Context, home: Path | None, told_as_json: bool) -> None:
    """列出对表头作过的全部决定：谁、何时、是否仍有效。/ Every decision about headers: who, when, whether it counts."""
    from dagster_project import intake

    settings, as_json = context.obj
    rows = intake.header_decisions_made(Settings.load(home) if home else settings)
    show(rows, as_json or told_as_json)


def _record(
    deciding: Callable[[Settings, str, str, str | None, str, str], None],
    settings: Settings,
    header: str,
    datasets: Iterable[str],
    code: str | None,
    scope: Mapping[str, Any],
    said: str,
) -> None:
    """The same decision about a header for each dataset, and what was done."""
    for name in datasets:
        deciding(settings, header, name, code, scope["who"], scope["note"])
        say(f"{said}: {name} “{header}”")
    say(NEXT_RUN)


def _scope(context: click.Context, home: Path | None, scope: dict[str, Any]) -> tuple[Settings, str | None]:
    """The settings, and the county's code (None for all)."""
    from dagster_project import intake

    if scope["everywhere"] == bool(scope["county"]):
        raise click.UsageError("请给出 --county 或 --all 之一。/ Give either --county or --all.")
    settings = Settings.load(home) if home else context.obj[0]
    return settings, None if scope["everywhere"] else intake.county_named(settings, scope["county"])[0]
