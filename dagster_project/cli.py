"""The ``county-warehouse`` command: reads what a person typed, calls one function, prints what it said.

What does not belong here: anything that could be called without a terminal.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from dagster_project import __version__, warehouse
from dagster_project.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])
console = Console(stderr=True, highlight=False)
REPORT_CAP = 200


def settings_options(command: Command) -> Command:
    """``--home`` and ``--json``, the same for every command."""
    command = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。/ Print JSON.")(command)
    return click.option(
        "--home",
        type=click.Path(path_type=Path),
        help="数据目录，默认 $COUNTY_WAREHOUSE_HOME。/ Where everything lies; default $COUNTY_WAREHOUSE_HOME.",
    )(command)


def show(rows: Sequence[dict[str, Any]], as_json: bool, columns: Iterable[str] | None = None) -> None:
    """Print rows as a table for people or as JSON for programs."""
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, default=str))
        return
    names = list(columns or (rows[0] if rows else ()))
    table = Table(*names, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*("" if row.get(name) is None else str(row[name]) for name in names))
    Console(highlight=False, markup=False).print(table)


def report_progress(step: str) -> None:
    """Say which step has begun."""
    console.print(f"[dim]·[/dim] {STEPS.get(step, step)}")


STEPS = {
    "county_files": "读取报送文件 / reading what counties delivered",
    "release_inputs": "整理台账与取值 / the build's view of the ledger",
    "staging": "标准化各表 / staging",
    "expectation_findings": "整批可信性检查 / Great Expectations",
    "marts_and_rules": "汇总与规则 / marts and rules",
    "reports": "质量报告 / reports",
    "returned_workbooks": "退回整改工作簿 / returned workbooks",
    "analysis": "分析库 / analysts' database",
    "published": "可公开汇总 / published aggregates",
    "release": "封存并切换版本 / release",
}


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, package_name="county-warehouse")
def main() -> None:
    """县级教育资助数据：收取、标准化、查错、出报告。/ County education-aid files: read, reconcile, check, report."""


@main.command()
@settings_options
@click.option("--seed", default=1, show_default=True, help="随机种子，同种子同数据。/ Same seed, same world.")
@click.option("--counties", default=12, show_default=True, help="县数。/ Number of counties.")
@click.option("--students", default=1200, show_default=True, help="每个虚构县学生数。/ Pupils per fictitious county.")
@click.option("--periods", default="2020-spring,2020-autumn", show_default=True, help="学期，逗号分隔。/ Terms.")
@click.option("--faults", default=6, show_default=True, help="每县每规则埋设的差错数。/ Faults per rule and county.")
def simulate(
    home: Path | None, as_json: bool, seed: int, counties: int, students: int, periods: str, faults: int
) -> None:
    """生成演练数据：各县会报来的文件和答案。/ Write what counties would send, and the answer key."""
    from dagster_project import demo

    summary = demo.simulate(
        Settings.load(home).prepare(),
        seed=seed,
        counties=counties,
        students=students,
        periods=tuple(part.strip() for part in periods.split(",") if part.strip()),
        faults=faults,
    )
    show([asdict(summary)], as_json)


@main.command()
@settings_options
@click.pass_context
def demo(context: click.Context, home: Path | None, as_json: bool) -> None:
    """演练：生成十二县数据、跑完全程、给出报告地址。/ Simulate twelve counties, run everything, show the report."""
    settings = Settings.load(home)
    if not settings.answer_key.exists():
        console.print("[dim]·[/dim] 生成演练数据 / writing the rehearsal's files")
        from dagster_project import demo as rehearsal

        rehearsal.simulate(settings.prepare())
    context.invoke(run, home=home, as_json=as_json)


@main.command()
@settings_options
def run(home: Path | None, as_json: bool) -> None:
    """全程：收取 → 构建 → 报告 → 发布。有疑点也算成功，流程失败才非零退出。/ Everything; findings are no failure."""
    _journey(home, as_json)


@main.command()
@settings_options
def pull(home: Path | None, as_json: bool) -> None:
    """收取收件箱里的文件。/ Take in what lies in the inbox."""
    _journey(home, as_json, build=False)


@main.command()
@settings_options
def build(home: Path | None, as_json: bool) -> None:
    """用已收取的数据构建新版本。/ Build a release from what has been taken in."""
    _journey(home, as_json, take_in=False)


def _journey(home: Path | None, as_json: bool, **parts: bool) -> None:
    from dagster_project import journey

    settings = Settings.load(home)
    outcome = journey.run(settings, report_progress, **parts)
    if as_json:
        click.echo(json.dumps(asdict(outcome)))
        return
    if outcome.release is None:
        console.print("尚无版本。/ No release yet.")
        return
    news = "新版本 / new release" if outcome.is_new else "内容未变 / nothing new"
    console.print(f"[bold]{news}[/bold] {outcome.release}，{outcome.seconds:.0f} s")
    for page in sorted((settings.current / "reports").glob("*/index.html")):
        click.echo(page)


@main.command()
@settings_options
@click.option("--county", help="县代码或县名。/ County, code or name.")
@click.option("--rule", help="规则。/ Rule.")
@click.option("--limit", default=REPORT_CAP, show_default=True, help="最多行数。/ At most so many rows.")
def findings(home: Path | None, as_json: bool, county: str | None, rule: str | None, limit: int) -> None:
    """列出疑点。/ List findings, masked."""
    from dagster_project import delivery

    rows = delivery.list_findings(Settings.load(home), county=county, rule=rule, limit=limit)
    show(rows, as_json)


@main.command()
@settings_options
def score(home: Path | None, as_json: bool) -> None:
    """对照答案：每条规则的查全率与查准率。/ Recall and precision of every rule against the answer key."""
    from dagster_project.demo.score import score as score_rules

    rows = [asdict(row) for row in score_rules(Settings.load(home))]
    show(rows, as_json)


@main.command()
@settings_options
def rules(home: Path | None, as_json: bool) -> None:
    """列出全部规则。/ List the rules."""
    import csv

    from dagster_project.settings import SEEDS

    with (SEEDS / "rules.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    show(rows, as_json, ("rule_id", "severity", "domain", "title_zh", "title_en"))


@main.command()
@settings_options
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def read(home: Path | None, as_json: bool, files: tuple[Path, ...]) -> None:
    """照原样显示文件里的表。/ Show a file's tables as the reader sees them."""
    from dagster_project import readers

    for path, content in readers.read_many(list(files), workers=Settings.load(home).workers):
        sheets = getattr(content, "sheets", ())
        error = None if sheets else str(content)
        tables = [
            {"sheet": sheet.name, "rows": [["" if c is None else c for c in row.cells] for row in sheet.rows]}
            for sheet in sheets
        ]
        if as_json:
            click.echo(json.dumps({"file": str(path), "error": error, "tables": tables}, ensure_ascii=False))
            continue
        click.echo(f"{path}: {error or ''}")
        for table in tables:
            click.echo(f"[{table['sheet']}]")
            for row in table["rows"]:
                click.echo("\t".join(row))


def entry() -> None:
    """Run the command and turn an expected failure into one sentence and exit code 1."""
    try:
        main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except (warehouse.ReleaseError, FileNotFoundError, RuntimeError, ValueError) as error:
        console.print(f"[red]失败 / failed[/red]: {error}", markup=True)
        sys.exit(1)


if __name__ == "__main__":
    entry()
