"""The ``backup`` and ``restore`` commands: everything that cannot be rebuilt in one file, and a home from it again.

What does not belong here: what is packed and how it is checked (``dagster_project.backup``), other commands (``cli``).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from dagster_project.settings import Settings
from dagster_project.terminal import console, say, settings_options

CONFIDENTIAL = (
    "文件含密钥和个人信息，未加密，只有属主能读（0600）；请像保管数据目录一样保管。",
    "It holds the key and personal data, not encrypted, readable by its owner only (0600): guard it as you guard the"
    " home.",
)


@click.command(short_help="备份重建不了的内容。/ Pack what cannot be rebuilt.")
@settings_options
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(home: Path | None, as_json: bool, file: Path) -> None:
    """把存档、原始数据、台账、密钥和配置打成一个文件。/ Archive, raw files, ledger, key and config in one file."""
    from dagster_project import backup as packing

    packed = packing.write(Settings.load(home), file)
    if as_json:
        click.echo(json.dumps(asdict(packed), ensure_ascii=False))
        return
    say(f"已备份 / backed up: {packed.file}")
    say(f"  {packed.files} 个文件 / files，{_size(packed.bytes)}")
    say("  {} / {}".format(*CONFIDENTIAL))
    if packed.left_out:
        names = "、".join(packed.left_out)
        console.print(f"未备份（不是本程序的）/ left out, not this program's: {names}", style="yellow", markup=False)
    if packed.damaged:
        names = "、".join(packed.damaged)
        console.print(
            f"存档中有文件已损坏，照原样备份 / damaged in the archive, packed as they are: {names}",
            style="yellow", markup=False, soft_wrap=True,
        )  # fmt: skip


@click.command(short_help="从备份恢复数据目录。/ Make a home from a backup.")
@settings_options
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def restore(home: Path | None, as_json: bool, file: Path) -> None:
    """把备份恢复到空目录或新目录，逐个核对，再 build 重建其余。/ Into an empty or new folder, every file checked."""
    from dagster_project import backup as packing

    settings = Settings.load(home)
    restored = packing.restore(settings, file)
    if as_json:
        click.echo(json.dumps(asdict(restored), ensure_ascii=False))
        return
    say(f"已恢复 / restored: {restored.home}")
    say(f"  {restored.files} 个文件，逐个核对无误 / files, each found unchanged，{_size(restored.bytes)}")
    say(f"  下一步 / next: county-warehouse build --home {restored.home}")
    if restored.release:
        say(f"  备份时的版本 / release at that time: {restored.release}（{restored.made_at}）")


def _size(count: int) -> str:
    return f"{count / (1 << 20):,.1f} MiB"
