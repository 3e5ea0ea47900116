"""The ``template`` command: blank Excel workbooks for the people who fill them in.

What does not belong here: what a template looks like (``contracts.template``), other commands (``cli``).
"""

from __future__ import annotations

from pathlib import Path

import click

from dagster_project.contracts import Contract, load_all
from dagster_project.settings import Settings
from dagster_project.terminal import settings_options, show


@click.command("template", short_help="生成空白填报模板。/ Write blank Excel templates.")
@settings_options
@click.argument("dataset", required=False)
@click.option("--county", help="写给哪个县：代码或县名。/ County it is for, code or name.")
@click.option("--period", help="哪一期，如 2020-spring、2020年秋季学期。/ Period it is for.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="文件；与 --all 同用时是目录。/ File to write; a folder with --all.",
)
@click.option("--all", "everything", is_flag=True, help="全部数据集。/ Every dataset.")
def template(
    home: Path | None,
    as_json: bool,
    dataset: str | None,
    county: str | None,
    period: str | None,
    output: Path | None,
    everything: bool,
) -> None:
    """按数据合同生成空白 Excel 模板：下拉框、示例行、填写说明。/ A blank Excel workbook made from a dataset's contract."""
    tables = {contract.name: contract for contract in load_all().values() if contract.natural_key}
    if everything == (dataset is not None):
        raise click.UsageError("请给出一个数据集，或用 --all。/ Name one dataset, or give --all.")
    if dataset is not None and dataset not in load_all():
        known = "、".join(tables)
        raise click.BadParameter(
            f"没有数据集 {dataset}，现有：{known} / There is no dataset {dataset}; there are: {known}"
        )
    settings = Settings.load(home)
    chosen = list(tables.values()) if dataset is None else [load_all()[dataset]]
    rows = [
        _write(settings, contract, county, period, _target(contract, output, everything), everything)
        for contract in chosen
    ]
    show(rows, as_json)


def _target(contract: Contract, output: Path | None, everything: bool) -> Path:
    name = f"{contract.name}.xlsx"
    if everything:
        return (output or Path("templates")) / name
    if output is None or output.is_dir():
        return (output or Path()) / name
    return output


def _write(
    settings: Settings, contract: Contract, county: str | None, period: str | None, target: Path, is_one_of_all: bool
) -> dict[str, str]:
    from dagster_project import intake
    from dagster_project.contracts.template import Addressed
    from dagster_project.contracts.template import template as workbook

    code, county_zh = intake.county_named(settings, county) if county else ("", "")
    canonical, period_zh = intake.period_named(period, contract.period_kind) if period else ("", "")
    if period and not canonical and not is_one_of_all:
        raise click.BadParameter(
            f"{contract.name_zh}按另一种时期报送，“{period}”不能确定是哪一期。/ Which period of {contract.name} “{period}” means is open."
        )
    content = workbook(contract, Addressed(code, county_zh, canonical, period_zh))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return {"dataset": contract.name, "name_zh": contract.name_zh, "version": contract.version, "file": str(target)}
