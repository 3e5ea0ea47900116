"""The ``audit-text`` command: do the words of a written report add up?

What does not belong here: the audit (``narrative``), its page (``delivery.pages``), other commands (``cli``).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dagster_project import warehouse
from dagster_project.settings import Settings
from dagster_project.terminal import say, settings_options

if TYPE_CHECKING:
    from dagster_project.narrative.counted_rows import Key

VERDICTS = {
    "fails": "不符 fails",
    "ask": "请核实 ask",
    "rounding": "取舍误差内 rounding",
    "holds": "相符 holds",
}


@click.command("audit-text", short_help="核对文字材料里的数字。/ Audit a report's figures.")
@settings_options
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--page", type=click.Path(path_type=Path, dir_okay=False), help="写出网页报告。/ Write a page to this file."
)
@click.option("--county", help="与该县（代码）台账对照，须同时给出 --year。/ Compare with this county's rows (code).")
@click.option("--year", type=int, help="材料所述年份。/ The year the report is about.")
def audit_text(
    home: Path | None,
    as_json: bool,
    files: tuple[Path, ...],
    page: Path | None,
    county: str | None,
    year: int | None,
) -> None:
    """核对文字材料里的数字是否自洽；--json 每个文件一行。/ Do the figures of a report add up? --json: a line per file."""
    from dagster_project.narrative.files import audit_files

    settings, audits = Settings.load(home), []
    for audit in audit_files(files, settings.workers, _known(settings, county, year)):
        lines = audit.pop("told")
        audits.append(audit)
        if as_json:
            click.echo(json.dumps(audit, ensure_ascii=False))
        else:
            _tell(audit, lines)
    if page is not None:
        from dagster_project.delivery.pages.audits import render_audits

        page.write_text(render_audits(audits), encoding="utf-8")
    if any(audit["error"] for audit in audits):
        sys.exit(1)


def _known(settings: Settings, county: str | None, year: int | None) -> Mapping[Key, Fraction] | None:
    """What the county's rows of the current release give, if they are asked for."""
    from dagster_project.narrative.counted_rows import quantities

    if county is None and year is None:
        return None
    if county is None or year is None:
        raise click.UsageError("--county 与 --year 须同时给出。/ Give --county and --year together.")
    if warehouse.current_release(settings) is None:
        raise click.UsageError("还没有成果，请先运行 run。/ There is no release yet; run first.")
    known = quantities(settings, county, year)
    if not known:
        raise click.UsageError(
            f"成果里没有 {county} {year} 年的数据。/ The release has no rows of {county} for {year}."
        )
    return known


def _tell(audit: dict[str, Any], lines: Sequence[Sequence[str]]) -> None:
    """What fails and what is asked, worst first, then the rows' word, then the paragraph for the author."""
    say(f"{audit['document']}")
    order = list(VERDICTS)
    for relation in sorted(audit["relations"], key=lambda r: (order.index(r["verdict"]), r["start"])):
        if relation["verdict"] in ("fails", "ask"):
            say(f"  [{VERDICTS[relation['verdict']]}] {' '.join(relation['quote'].split())}")
            say(f"    {relation['expression']}  →  {relation['computed']}{relation['unit']}")
            say(f"    {relation['message_zh']} / {relation['message_en']}")
    for zh, en in lines:
        say(f"  [台账 rows] {zh} / {en}")
    say(f"  {audit['summary_zh']}")
    say(f"  {audit['summary_en']}\n")
