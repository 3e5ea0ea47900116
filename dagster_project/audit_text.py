"""The ``audit-text`` command: do the words of a written report add up?

What does not belong here: the audit (``narrative``), its page (``delivery.pages``), other commands (``cli``).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from dagster_project.settings import Settings
from dagster_project.terminal import say, settings_options

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
def audit_text(home: Path | None, as_json: bool, files: tuple[Path, ...], page: Path | None) -> None:
    """核对文字材料里的数字是否自洽；--json 每个文件一行。/ Do the figures of a report add up? --json: a line per file."""
    from dagster_project.narrative.files import audit_files

    audits = []
    for audit in audit_files(files, Settings.load(home).workers):
        audits.append(audit)
        if as_json:
            click.echo(json.dumps(audit, ensure_ascii=False))
        else:
            _tell(audit)
    if page is not None:
        from dagster_project.delivery.pages.audits import render_audits

        page.write_text(render_audits(audits), encoding="utf-8")
    if any(audit["error"] for audit in audits):
        sys.exit(1)


def _tell(audit: dict[str, Any]) -> None:
    """What fails and what is asked, worst first, then the paragraph for the author."""
    say(f"{audit['document']}")
    order = list(VERDICTS)
    for relation in sorted(audit["relations"], key=lambda r: (order.index(r["verdict"]), r["start"])):
        if relation["verdict"] in ("fails", "ask"):
            say(f"  [{VERDICTS[relation['verdict']]}] {' '.join(relation['quote'].split())}")
            say(f"    {relation['expression']}  →  {relation['computed']}{relation['unit']}")
            say(f"    {relation['message_zh']} / {relation['message_en']}")
    say(f"  {audit['summary_zh']}")
    say(f"  {audit['summary_en']}\n")
