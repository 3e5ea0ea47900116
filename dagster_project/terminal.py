"""What a person types and sees at the terminal, whatever the command: common options, tables, lines, progress.

What does not belong here: any command (``cli``).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from dagster_project.readers.seen import REPAIRS

Command = TypeVar("Command", bound=Callable[..., Any])
console = Console(stderr=True, highlight=False)


def settings_options(command: Command) -> Command:
    """``--home`` and ``--json``, the same for every command."""
    command = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。/ Print JSON.")(command)
    return click.option(
        "--home",
        type=click.Path(path_type=Path),
        help="数据目录，默认 $COUNTY_WAREHOUSE_HOME。/ Where everything lies; default $COUNTY_WAREHOUSE_HOME.",
    )(command)


def home_option(command: Command) -> Command:
    """``--home`` again, for the commands of a group: people write it last."""
    return click.option("--home", type=click.Path(path_type=Path), help="数据目录。/ Where everything lies.")(command)


def full_option(command: Command) -> Command:
    """``--full``, for the commands that build."""
    text = "全部重算，不沿用上一版本。/ Compute everything; carry nothing over from the release before."
    return click.option("--full", is_flag=True, help=text)(command)


def memory_option(command: Command) -> Command:
    """``--memory``, for the commands that do the work."""
    return click.option(
        "--memory",
        help="内存上限，如 8GiB；默认约为可用内存的一半。/ Memory limit, such as 8GiB; default about half of what is free.",
    )(command)


def show(rows: Sequence[dict[str, Any]], as_json: bool, columns: Mapping[str, str] | None = None) -> None:
    """Print rows as a table for people or as JSON for programs; ``columns`` gives each shown column its heading."""
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, default=str))
        return
    headings = columns or {name: name for name in (rows[0] if rows else ())}
    table = Table(box=None, pad_edge=False)
    for name, heading in headings.items():
        is_number = all(isinstance(row.get(name), int | float) for row in rows)
        table.add_column(heading, overflow="fold", justify="right" if is_number else "left")
    for row in rows:
        table.add_row(*("" if row.get(name) is None else str(row[name]) for name in headings))
    Console(highlight=False, markup=False).print(table)


def say(text: str) -> None:
    """A line on standard output; the terminal folds it, nothing cuts it."""
    Console(highlight=False, markup=False).print(text, soft_wrap=True)


def show_tables(seen: Mapping[str, Any]) -> None:
    """What the reader sees in one file: each table's place, titles, first rows, footers and repairs."""
    say(f"{seen['file']}  {seen['error'] or ''}" if seen.get("error") else f"{seen['file']}  [{seen['format']}]")
    for table in seen["tables"]:
        hidden = "（隐藏 / hidden）" if table["hidden"] else ""
        say(
            f"  表 / table {table['table_no']}  {table['sheet']}{hidden}  第 {table['first_row']} 行起 / from row"
            f" {table['first_row']}，表头 {table['header_rows']} 行 / header rows，数据 {table['row_count']} 行 / data rows"
        )
        for title in table["titles"]:
            say(f"    标题 / title: {title}")
        for row in (table["header"], *table["rows"]):
            say("    " + " | ".join(row))
        for footer in table["footers"]:
            say(f"    表尾 / footer: {footer}")
        for repair, count in Counter(item["repair"] for item in table["repairs"]).items():
            zh, en = REPAIRS[repair]
            say(f"    {count} 行 / rows: {zh} / {en}")
    if seen.get("paragraphs"):
        say(f"  文字 {len(seen['paragraphs'])} 段 / paragraphs")


def report_progress(step: str) -> None:
    """Say which step has begun; Dagster ends the name of a freshness check in a number of its own."""
    console.print(f"[dim]·[/dim] {STEPS.get(step) or STEPS.get(step.rpartition('_')[0], step)}")


STEPS = {
    "pulled_files": "从各县服务器拉取 / fetching from counties' servers",
    "county_files": "读取报送文件 / reading what counties delivered",
    "county_files_rows_are_accounted_for": "逐行清点 / every row accounted for",
    "release_inputs": "整理台账与取值 / the build's view of the ledger",
    "staging": "标准化各表 / staging",
    "expectation_findings": "整批合理性检查 / Great Expectations",
    "marts": "汇总 / marts",
    "narrative_findings": "工作报告里的数字 / figures in work reports",
    "rules": "规则 / rules",
    "reports": "通报 / reports",
    "returned_workbooks": "各县问题清单 / county workbooks",
    "analysis": "分析库 / analysts' database",
    "published": "可公布的汇总 / published aggregates",
    "release": "封存并切换版本 / release",
    "freshness_check": "成果是否过期 / whether the release is fresh",
}


class Bilingual(click.Command):
    """A command whose own help line speaks both languages."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Click's help option in our words."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示帮助。/ Show this help."
        return option


class BilingualGroup(Bilingual, click.Group):
    """A group of such commands."""

    command_class = Bilingual
