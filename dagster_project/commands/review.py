"""The ``review`` command: numbers that lost their last digits, what they may have been, and what a person decides.

Numbers are never typed and hardly shown: a candidate is chosen by its rank, and told by the digits that were lost.
What does not belong here: making candidates (``rescue``), recording decisions (``intake``), other commands (``cli``).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

import click

from dagster_project.contracts import load_all
from dagster_project.settings import Settings
from dagster_project.terminal import BilingualGroup, Command, home_option, say, settings_options, show

NEXT_RUN = "下次运行（run 或 build）起生效 / takes effect with the next run or build"
DECISIONS = {None: "", "none": "均不是 / none", "candidate": "已确认 / decided"}
FEWEST_SHOWN = 4


def deciding(command: Command) -> Command:
    """Who decides, and why."""
    command = click.option("--note", default="", help="依据，如“见户口簿”。/ On what grounds.")(command)
    return home_option(click.option("--who", required=True, help="谁决定的。/ Who decides.")(command))


@click.group(
    "review",
    cls=BilingualGroup,
    invoke_without_command=True,
    short_help="末位丢失的号码，待人确认。/ Damaged numbers to decide on.",
)
@settings_options
@click.option("--county", help="只看一个县：代码或县名。/ One county, code or name.")
@click.pass_context
def review(context: click.Context, home: Path | None, as_json: bool, county: str | None) -> None:
    """列出末位丢失的号码；show 看候选，accept、reject 记录决定。/ Damaged numbers; look at candidates, decide on them."""
    from dagster_project import intake

    settings = Settings.load(home)
    context.obj = (settings, as_json)
    if context.invoked_subcommand is not None:
        return
    rows = intake.cells_to_review(settings, intake.county_named(settings, county)[0] if county else None)
    if as_json:
        show(rows, as_json)
        return
    for row in rows:
        name = load_all()[row["dataset"]].field(row["field"]).name_zh
        decided = DECISIONS[row["decision"]]
        say(f"{row['cell']}  {decided}".rstrip())
        say(f"    {row['county_code']} {row['file_name']} {row['sheet']} {row['place']} {name}")
        say(
            f"    {row['candidates']} 个候选 / candidates  {row['evidence_zh']} / {row['evidence_en']}"
            if row["candidates"]
            else f"    {row['evidence_zh']} / {row['evidence_en']}"
        )
    waiting = sum(1 for row in rows if row["decision"] is None)
    say(f"{waiting} 个待确认 / to decide on" if rows else "没有末位丢失的号码。/ No number has lost its digits.")


@review.command("show", short_help="看一个单元格的候选。/ A cell's candidates.")
@click.argument("cell")
@home_option
@click.pass_context
def candidates(context: click.Context, cell: str, home: Path | None) -> None:
    """列出候选：序号、丢失的末几位、依据；全号在退回各县的工作簿里。/ Rank, lost digits and evidence of each candidate."""
    from dagster_project import intake

    settings = Settings.load(home) if home else context.obj[0]
    offered = intake.candidates_of(settings, cell)
    lost = _lost_digits([row["candidate"] for row in offered if row["candidate"]])
    for row in offered:
        rank = f"{row['rank']:>3}  …{row['candidate'][-lost:]}" if row["candidate"] else "  —"
        say(f"{rank}  {row['evidence_zh']} / {row['evidence_en']}")


@review.command("accept", short_help="确认是第几个候选。/ It was this candidate.")
@click.argument("cell")
@click.argument("rank", type=click.IntRange(1))
@deciding
@click.pass_context
def accept(context: click.Context, cell: str, rank: int, who: str, note: str, home: Path | None) -> None:
    """记录：该号码是第 RANK 个候选。/ Record that the number was candidate RANK."""
    _decide(context, home, cell, rank, who, note)


@review.command("reject", short_help="都不是，或撤回确认。/ None of them.")
@click.argument("cell")
@deciding
@click.pass_context
def reject(context: click.Context, cell: str, who: str, note: str, home: Path | None) -> None:
    """记录：候选都不是；也用来撤回先前的确认。/ Record that it was none of them; takes an earlier choice back."""
    _decide(context, home, cell, None, who, note)


def _decide(context: click.Context, home: Path | None, cell: str, rank: int | None, who: str, note: str) -> None:
    from dagster_project import intake

    row = intake.decide_by_rank(Settings.load(home) if home else context.obj[0], cell, rank, who, note)
    told = f"…{row['candidate'][-FEWEST_SHOWN:]}"  # the list may have been made anew since somebody looked at it
    said = f"第 {rank} 个候选 / candidate {rank}  {told}  {row['evidence_zh']}" if rank else DECISIONS["none"]
    say(f"已记录 / recorded: {cell} {said}")
    say(NEXT_RUN)


def _lost_digits(numbers: Sequence[str]) -> int:
    """How many last digits tell the candidates apart, at least four."""
    shared = sum(1 for _ in takewhile(lambda digits: len(set(digits)) == 1, zip(*numbers, strict=False)))
    return max([FEWEST_SHOWN, *(len(number) - shared for number in numbers if len(numbers) > 1)])
