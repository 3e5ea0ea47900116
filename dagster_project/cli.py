"""The ``county-warehouse`` command: reads what a person typed, calls one function, prints what it said.

What does not belong here: anything that could be called without a terminal.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
from dataclasses import asdict, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress

from dagster_project import __version__, warehouse
from dagster_project.commands.audit_text import audit_text
from dagster_project.commands.backup import backup, restore
from dagster_project.commands.deliveries import deliveries
from dagster_project.commands.headers import headers
from dagster_project.commands.review import review
from dagster_project.commands.templates import template
from dagster_project.settings import SEEDS, Settings
from dagster_project.terminal import (
    BilingualGroup,
    console,
    full_option,
    memory_option,
    report_progress,
    say,
    settings_options,
    show,
    show_tables,
)

REPORT_CAP = 200
EVERYTHING = 10**9
WANTED = 0.99
SIGNPOSTS = {
    "report": "最新通报 / newest report",
    "returned": "各县问题清单（含个人信息） / county workbooks (personal data)",
    "analysis": "分析库 / analysts' database",
    "published": "可公布的汇总 / what may be published",
}
SCORE_COLUMNS = {
    "rule_id": "规则\nrule",
    "faults": "埋设\nplanted",
    "found": "查出\ncaught",
    "findings": "疑点\nraised",
    "right": "属实\nright",
    "recall": "查全率\nrecall",
    "precision": "查准率\nprecision",
}


@click.group(cls=BilingualGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, package_name="county-warehouse", help="显示版本。/ Show the version.")
def main() -> None:
    """县级教育资助数据：收取、标准化、查错、出报告。/ County education-aid files: read, reconcile, check, report."""


@main.command(short_help="写出演练用的县报文件。/ Write rehearsal files.")
@settings_options
@click.option("--seed", default=1, show_default=True, help="随机种子，同种子同数据。/ Same seed, same world.")
@click.option("--counties", default=12, show_default=True, help="县数。/ Number of counties.")
@click.option("--students", default=400, show_default=True, help="每个虚构县学生数。/ Pupils per fictitious county.")
@click.option("--periods", default="2020-spring,2020-autumn", show_default=True, help="学期，逗号分隔。/ Terms.")
@click.option("--faults", default=6, show_default=True, help="每县每规则埋设的差错数。/ Faults per rule and county.")
@click.option(
    "--scale",
    type=click.Choice(["prefecture", "province", "nation"]),
    default="prefecture",
    show_default=True,
    help="12 县、100 县 500 万人次或 2844 县 1.46 亿人次。/ 12, 100 (5 M payments) or 2,844 counties (146 M).",
)
@click.option(
    "--payments", type=click.IntRange(1), help="另定人次，用于 province、nation。/ Another number of payments."
)
@click.pass_context
def simulate(
    context: click.Context, home: Path | None, as_json: bool, scale: str, payments: int | None, **world: Any
) -> None:
    """生成演练数据：各县会报来的文件和答案。/ Write what counties would send, and the answer key."""
    from dagster_project import demo

    is_small = scale == "prefecture"
    for name in ("payments",) if is_small else ("counties", "students", "periods"):
        if context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT:
            raise click.UsageError(f"--{name} 不用于 --scale {scale}。/ --{name} does not go with --scale {scale}.")
    settings = Settings.load(home).prepare()
    if not is_small:
        _simulate_at_scale(settings, as_json, scale, payments, world["seed"], world["faults"])
        return
    world["periods"] = tuple(part.strip() for part in world["periods"].split(",") if part.strip())
    show([asdict(demo.simulate(settings, **world))], as_json)


def _simulate_at_scale(
    settings: Settings, as_json: bool, scale: str, payments: int | None, seed: int, faults: int
) -> None:
    from dagster_project.demo import scale as rehearsal

    size = rehearsal.Size.of(scale, payments)
    console.print(size.told(), soft_wrap=True)
    with Progress(console=console, disable=as_json or not console.is_terminal, transient=True) as bar:
        task = bar.add_task("建立样板县，写出各县文件 / making the counties, writing their files", total=None)
        said = rehearsal.simulate(settings, size, seed, faults, lambda n, of: bar.update(task, completed=n, total=of))
    show([asdict(said)], as_json)


@main.command(short_help="演练：十二县走完全程。/ Rehearse with twelve counties.")
@settings_options
@memory_option
@click.pass_context
def demo(context: click.Context, home: Path | None, as_json: bool, memory: str | None) -> None:
    """演练：生成十二县数据、跑完全程、给出报告地址。/ Simulate twelve counties, run everything, show the report."""
    settings = Settings.load(home, memory)
    if not settings.answer_key.exists():
        console.print("[dim]·[/dim] 生成演练数据 / writing the rehearsal's files")
        from dagster_project import demo as rehearsal

        rehearsal.simulate(settings.prepare())
    context.invoke(run, home=home, as_json=as_json, memory=memory, full=False)


@main.command(short_help="收取、构建、报告、发布。/ Do everything.")
@settings_options
@memory_option
@full_option
def run(home: Path | None, as_json: bool, memory: str | None, full: bool) -> None:
    """全程：收取 → 构建 → 报告 → 发布。有疑点也算成功，流程失败才非零退出。/ Everything; findings are no failure."""
    _journey(home, as_json, memory, full)


@main.command(short_help="只拉取、收取文件。/ Only fetch files and take them in.")
@settings_options
@memory_option
@click.option("--county", help="只限一个县，代码或县名。/ One county only, code or name.")
def pull(home: Path | None, as_json: bool, memory: str | None, county: str | None) -> None:
    """从各县服务器（config/sources.yaml）拉取，再收取收件箱里的文件。/ Fetch from counties' servers, then the inbox."""
    _known_county(Settings.load(home), county)
    _journey(home, as_json, memory, False, build=False, counties=None if county is None else [county])


@main.command(short_help="只构建新版本。/ Only build a release.")
@settings_options
@memory_option
@full_option
def build(home: Path | None, as_json: bool, memory: str | None, full: bool) -> None:
    """用已收取的数据构建新版本。/ Build a release from what has been taken in."""
    _journey(home, as_json, memory, full, take_in=False)


def _journey(home: Path | None, as_json: bool, memory: str | None, full: bool, **parts: Any) -> None:
    from dagster_project import delivery, intake, journey

    settings = replace(Settings.load(home, memory), full=full)
    outcome = journey.run(settings, report_progress, **parts)
    places = {} if outcome.release is None else delivery.signposts(settings)
    if as_json:
        click.echo(json.dumps({**asdict(outcome), **{name: str(path) for name, path in places.items()}}))
        return
    for problem in outcome.problems:
        console.print(problem, style="yellow", markup=False, soft_wrap=True)
    if outcome.release is None and intake.periods_seen(settings):
        console.print("已收取，尚未构建。/ Taken in; no release has been built yet: county-warehouse build")
        return
    if outcome.release is None:
        console.print(
            f"收件箱 {settings.inbox} 里还没有文件，没有可构建的内容。/ Nothing has been delivered to {settings.inbox} yet."
        )
        return
    news = "新版本 / new release" if outcome.is_new else "内容未变 / nothing new"
    console.print(f"[bold]{news}[/bold] {outcome.release}，{outcome.seconds:.0f} s")
    for name, path in places.items():
        console.print(SIGNPOSTS[name], style="dim")
        click.echo(f"  {path}")


@main.command(short_help="报告在哪里。/ Where the reports lie.")
@settings_options
def report(home: Path | None, as_json: bool) -> None:
    """列出当前版本的报告页。/ List the report pages of the current release, newest period first."""
    database = warehouse.current_database(Settings.load(home))
    pages = sorted((database.parent / "reports").glob("*/index.html"), key=_term_order, reverse=True)
    rows = [{"period": page.parent.name, "page": str(page)} for page in pages]
    click.echo(json.dumps(rows) if as_json else "\n".join(row["page"] for row in rows))


def _term_order(page: Path) -> tuple[str, bool]:
    year, _, season = page.parent.name.partition("-")
    return year, season == "autumn"


@main.command(short_help="导出可公布的汇总。/ Copy out what may be published.")
@settings_options
@click.option("--to", "target", type=click.Path(path_type=Path, file_okay=False), help="目标目录。/ Folder to copy to.")
def publish(home: Path | None, as_json: bool, target: Path | None) -> None:
    """列出可公布的汇总文件，或复制到 --to 目录。/ List the files that may be published, or copy them to --to."""
    folder = warehouse.current_database(Settings.load(home)).parent / "published"
    if target is not None:
        folder = Path(shutil.copytree(folder, target, dirs_exist_ok=True))
    files = [str(path) for path in sorted(folder.rglob("*")) if path.is_file()]
    click.echo(json.dumps(files) if as_json else "\n".join(files))


@main.command(short_help="清理旧版本和旧的运行记录。/ Remove old releases and what runs left.")
@settings_options
@click.option("--keep", default=5, show_default=True, type=click.IntRange(1), help="保留个数。/ How many to keep.")
def prune(home: Path | None, as_json: bool, keep: int) -> None:
    """只保留最近几个版本及其运行记录，当前版本总在其中。/ Keep the newest releases and their runs, always the current one."""
    from dagster_project import pruning

    pruned = pruning.prune(Settings.load(home), keep)
    if as_json:
        click.echo(json.dumps(asdict(pruned)))
        return
    if pruned.releases:
        show([{"removed": name} for name in pruned.releases], as_json)
    say(f"已清理 / removed: {len(pruned.releases)} 个版本 / releases，{pruned.runs} 次运行的记录 / runs' records")


@main.command(short_help="列出疑点（已遮蔽）。/ List findings, masked.")
@settings_options
@click.option("--county", help="县代码或县名。/ County, code or name.")
@click.option("--rule", help="规则。/ Rule.")
@click.option("--limit", default=REPORT_CAP, show_default=True, help="最多行数。/ At most so many rows.")
def findings(home: Path | None, as_json: bool, county: str | None, rule: str | None, limit: int) -> None:
    """列出疑点。/ List findings, masked."""
    from dagster_project import delivery

    settings = Settings.load(home)
    _known_county(settings, county)
    _known(rule, {row["rule_id"] for row in _rules()}, "规则/rule")
    rows = delivery.list_findings(settings, county=county, rule=rule, limit=EVERYTHING if as_json else limit + 1)
    if as_json:
        show(rows, as_json)
        return
    for row in rows[:limit]:
        _say_finding(row)
    if not rows:
        console.print("没有疑点。/ No findings.")
    if len(rows) > limit:
        console.print(f"只列出前 {limit} 条，--limit 可以多列。/ Only the first {limit}; --limit shows more.")


def _known(word: str | None, words: set[str], what: str) -> None:
    if word is not None and word not in words:
        raise click.BadParameter(f"不认识的{what.replace('/', ' / unknown ')}: {word}")


def _known_county(settings: Settings, county: str | None) -> None:
    from dagster_project import intake

    named = {name for row in intake.counties(settings) for name in (row["county_code"], row["name_zh"])}
    _known(county, named, "县/county")


def _say_finding(row: dict[str, Any]) -> None:
    from dagster_project.delivery import words

    place = " · ".join(str(part) for part in (row["file_name"], row["sheet"], row["cell"] or row["row"]) if part)
    stake = "" if row["amount_yuan"] is None else f"  ¥{row['amount_yuan']:,.2f}"
    severity = f"{words.SEVERITY_ZH[row['severity']]} {words.SEVERITY_EN[row['severity']]}"
    say(f"[{severity}] {row['county_zh']} {row['period']} {row['title_zh']} / {row['title_en']} ({row['rule_id']})")
    say(f"  {row['subject']}  {row['message_zh']}" if row["subject"] else f"  {row['message_zh']}")
    say(f"  {row['message_en']}")
    say(f"  → {place or row['dataset']}{stake}\n")


@main.command(short_help="对照答案打分。/ Score the rules.")
@settings_options
def score(home: Path | None, as_json: bool) -> None:
    """对照答案：每条规则的查全率与查准率。/ Recall and precision of every rule against the answer key."""
    from dagster_project.demo.score import score as score_rules

    rows = [asdict(row) for row in score_rules(Settings.load(home))]
    show(rows, as_json, SCORE_COLUMNS)
    if not as_json:
        poor = [row["rule_id"] for row in rows if min(row["recall"] or 0, row["precision"] or 0) < WANTED]
        console.print(
            f"{len(rows)} 条规则，{len(poor)} 条低于 {WANTED} / {len(rows)} rules, {len(poor)} below {WANTED}"
        )
        console.print("\n".join(poor), style="red")


@main.command(short_help="列出全部规则。/ List the rules.")
@settings_options
def rules(home: Path | None, as_json: bool) -> None:
    """列出全部规则。/ List the rules."""
    rows = _rules()
    if as_json:
        show(rows, as_json)
        return
    from dagster_project.delivery import words

    rows.sort(key=lambda row: list(words.DOMAINS).index(row["domain"]) if row["domain"] in words.DOMAINS else 99)
    for domain, own in groupby(rows, key=lambda row: row["domain"]):
        say(" / ".join(words.DOMAINS.get(domain, (domain,))))
        for row in own:
            say(f"  {row['rule_id']}  [{words.SEVERITY_ZH[row['severity']]} {words.SEVERITY_EN[row['severity']]}]")
            say(f"    {row['title_zh']} / {row['title_en']}")


def _rules() -> list[dict[str, str]]:
    with (SEEDS / "rules.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@main.command(short_help="显示文件里的表。/ Show a file's tables.")
@settings_options
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--password-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="密码文件（0600），每行一个。/ File of passwords (0600), one a line.",
)
def read(home: Path | None, as_json: bool, files: tuple[Path, ...], password_file: Path | None) -> None:
    """显示文件里的表；--json 每个文件一行。/ Tables as the reader sees them; --json prints one line per file."""
    from dagster_project import readers

    refused = 0
    settings, passwords = Settings.load(home), readers.passwords_in(password_file)
    limits = readers.limits_in(settings.reading_limits)
    for name, seen in readers.see_many(files, settings.workers, limits, not as_json, passwords):
        if isinstance(seen, readers.ReadError):
            refused += 1
            seen = readers.refusal(name, seen)
        if as_json:
            line = seen.get("line") or json.dumps(seen, ensure_ascii=False)
            click.echo(line.encode("utf-8", "replace"))
        else:
            show_tables(seen)
    if refused:
        sys.exit(1)


main.add_command(audit_text)
main.add_command(template)
main.add_command(headers)
main.add_command(review)
main.add_command(deliveries)
main.add_command(backup)
main.add_command(restore)


def entry() -> None:
    """Run the command and turn an expected failure into one sentence and exit code 1."""
    try:
        main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except (warehouse.ReleaseError, FileNotFoundError, LookupError, RuntimeError, ValueError) as error:
        console.print(f"[red]失败 / failed[/red]: {error}", markup=True)
        sys.exit(1)


if __name__ == "__main__":
    entry()
