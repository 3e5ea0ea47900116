"""The ``deliveries`` command: what each county sent, what was understood, what was set aside and why.

What does not belong here: the facts and the page (``delivery``), other commands (``cli``).
"""

from __future__ import annotations

from pathlib import Path

import click

from dagster_project.contracts import load_all
from dagster_project.delivery import Arrived, arrived_now, words
from dagster_project.settings import Settings
from dagster_project.terminal import say, settings_options, show


@click.command(short_help="各县报送情况。/ What arrived, and what was set aside.")
@settings_options
@click.option("--county", help="县代码或县名。/ County, code or name.")
@click.option("--period", help="时期，如 2020-autumn。/ Period, such as 2020-autumn.")
@click.option("--page", type=click.Path(path_type=Path, dir_okay=False), help="写出网页。/ Write a page to this file.")
def deliveries(home: Path | None, as_json: bool, county: str | None, period: str | None, page: Path | None) -> None:
    """各县报送情况：收到什么、认出什么、搁置了什么。/ What arrived, what was understood, what was set aside, and why."""
    reports = arrived_now(Settings.load(home), load_all(), county, period)
    if not reports:
        raise click.UsageError("没有这样的报送记录。/ The ledger knows no such delivery.")
    if page is not None:
        from dagster_project.delivery.pages.arrivals import render_arrivals

        page.write_text(render_arrivals(reports), encoding="utf-8")
    if as_json:
        show([report.to_json() for report in reports], as_json)
        return
    for report in reports:
        _tell(report)


def _tell(report: Arrived) -> None:
    say(f"{report.name_zh} {report.county_code}：{report.summary_zh} / {report.summary_en}")
    for told in report.to_json()["deliveries"]:
        status = f"{words.STATUS_ZH.get(told['status'], told['status'])} {words.STATUS_EN.get(told['status'], '')}"
        place = " · ".join(filter(None, (told["file_name"], told["sheet"])))
        counts = f"{told['rows_seen']} = {told['rows_loaded']} + {told['rows_quarantined']} + {told['rows_not_data']}"
        say(f"  [{status.strip()}] {told['dataset'] or '?'} {told['period'] or '?'}  {place}  {counts}")
        if told["status"] != "accepted":
            say(f"    {told['message_zh']} / {told['message_en']}")
        if told["unknown_headers"]:
            say(f"    未识别的表头 / headers nobody knows: {'、'.join(told['unknown_headers'])}")
    for lost in report.set_aside:
        reason = words.REASON_ZH.get(lost["reason"], lost["reason"])
        what = ("格", "cells") if lost["kind"] == "cell" else ("行", "rows")
        say(
            f"  搁置 / set aside: {lost['dataset_zh']} {lost['field_zh']} {lost['number']} {what[0]} {what[1]}:"
            f" {reason} / {lost['reason'].replace('_', ' ')}"
        )
    say("  读到 = 入库 + 搁置 + 非数据 / rows seen = loaded + set aside + no data\n")
