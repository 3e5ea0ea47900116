"""Backup and restore: whatever cannot be rebuilt, byte for byte, or nothing at all and a sentence that says why."""

from __future__ import annotations

import fcntl
import io
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from dagster_project import backup, identity, intake, warehouse
from dagster_project.cli import main
from dagster_project.settings import Settings
from inbox_files import PAYMENT_HEADER, payments, person, place, settings_at, write_xlsx


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Three deliveries, two of which were taken in; a damaged number somebody decided about; secrets in config."""
    settings = settings_at(tmp_path_factory.mktemp("backup") / "home")
    rows = payments(1, 3)
    rows[0][3] = int(rows[0][3][:15] + "000")
    write_xlsx(place(settings, "资助.xlsx"), [PAYMENT_HEADER, *rows])
    write_xlsx(place(settings, "云岭县/2020-autumn/资助.xlsx"), [PAYMENT_HEADER, *payments(20, 3)])
    intake.take_in(settings)
    identity.load_key(settings)
    inputs_of(settings)
    write_xlsx(place(settings, "青禾县/2020-autumn/补报.xlsx"), [PAYMENT_HEADER, *payments(40, 2)], day="2020-11-01")
    (settings.config / "passwords").write_text("1\n")
    (settings.config / "passwords").chmod(0o600)
    (settings.archive / ".unfinished-1-1").write_bytes(b"half a file")
    (settings.releases / "0123456789abcdef").mkdir()
    (settings.home / "notes.txt").write_text("somebody's own")
    return settings


@pytest.fixture(scope="module")
def packed(home: Settings) -> Path:
    path = home.home.parent / "aid.tar"
    assert backup.write(home, path).left_out == ("notes.txt",)
    return path


def inputs_of(settings: Settings) -> Path:
    """The build's view of a home: a release's name follows from it."""
    folder = settings.temp / "inputs"
    shutil.rmtree(folder, ignore_errors=True)
    intake.export_inputs(settings, folder)
    return folder


def kept(home: Path) -> dict[str, tuple[bytes, int, int]]:
    """Bytes, mode and time of every file that a backup holds."""
    found = {}
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home).as_posix()
        if path.is_file() and name.split("/")[0] in backup.KEPT and ".unfinished" not in name:
            found[name] = (path.read_bytes(), stat.S_IMODE(path.stat().st_mode), path.stat().st_mtime_ns)
    return found


def test_a_restored_home_is_the_same_and_gives_the_same_release(home: Settings, packed: Path, tmp_path: Path) -> None:
    restored = Settings(home=tmp_path / "new" / "home")
    said = backup.restore(restored, packed)
    assert kept(restored.home) == kept(home.home) and said.files == len(kept(home.home)) + 1
    assert stat.S_IMODE(restored.home.stat().st_mode) == 0o700
    assert warehouse.release_id(inputs_of(restored)) == warehouse.release_id(inputs_of(home))
    assert not list(restored.releases.iterdir()) and not (restored.home / "notes.txt").exists()


def test_what_was_not_taken_in_yet_comes_along_and_the_rest_is_known(packed: Path, tmp_path: Path) -> None:
    restored = Settings(home=tmp_path / "home")
    backup.restore(restored, packed)
    assert [path.name for path in restored.inbox.rglob("*") if path.is_file()] == ["补报.xlsx"]
    assert intake.periods_seen(restored) == ["2020-autumn", "2020-spring"]  # so that a build has something to build
    assert intake.take_in(restored).files_seen == 1
    shutil.rmtree(restored.inbox)
    assert intake.take_in(restored).files_seen == 0 and intake.periods_seen(restored) == ["2020-autumn", "2020-spring"]


def test_the_backup_is_its_owners_alone_whatever_the_umask(home: Settings, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        backup.write(home, tmp_path / "aid.tar")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "aid.tar").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["aid.tar"]


def test_nothing_is_written_over_and_nothing_into_the_home(home: Settings, packed: Path, tmp_path: Path) -> None:
    before = packed.read_bytes()
    with pytest.raises(backup.BackupError, match="已存在"):
        backup.write(home, packed)
    assert packed.read_bytes() == before
    with pytest.raises(backup.BackupError, match="不要放在数据目录"):
        backup.write(home, home.config / "aid.tar")
    with pytest.raises(backup.BackupError, match="没有目录"):
        backup.write(home, tmp_path / "nowhere" / "aid.tar")
    with pytest.raises(backup.BackupError, match="没有台账"):
        backup.write(Settings(home=tmp_path / "nobody"), tmp_path / "aid.tar")


@pytest.mark.parametrize("lock", backup.LOCKS)
def test_while_something_is_at_work_there_is_no_backup(home: Settings, tmp_path: Path, lock: str) -> None:
    with (home.home / lock).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(warehouse.ReleaseError, match="正有另一次运行"):
            backup.write(home, tmp_path / "aid.tar")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_writer_had_committed_is_in_the_ledger(home: Settings, tmp_path: Path) -> None:
    own = Settings(home=shutil.copytree(home.home, tmp_path / "home", symlinks=True))
    killed = (
        "import duckdb, os, sys\n"
        "c = duckdb.connect(sys.argv[1])\n"
        "c.execute(\"insert into decisions values (now(), 99, 'cell', 'x', 'none', '王五', '')\")\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", killed, str(own.ledger)], check=False)
    assert own.ledger.with_name("ledger.duckdb.wal").exists()
    backup.write(own, tmp_path / "aid.tar")
    restored = Settings(home=tmp_path / "restored")
    backup.restore(restored, tmp_path / "aid.tar")
    assert not restored.ledger.with_name("ledger.duckdb.wal").exists()
    with duckdb.connect(str(restored.ledger), read_only=True) as connection:
        assert connection.execute("select count(*) from decisions where seq = 99").fetchone() == (1,)


def test_a_file_that_is_no_longer_what_it_was_is_named(home: Settings, tmp_path: Path) -> None:
    own = Settings(home=shutil.copytree(home.home, tmp_path / "home", symlinks=True))
    (damaged, *_) = (path for path in sorted(own.archive.iterdir()) if len(path.name) == 64)
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    assert backup.write(own, tmp_path / "aid.tar").damaged == (f"archive/{damaged.name}",)


def refused(source: Path, tmp_path: Path) -> str:
    """The sentence of a restore that must leave nothing behind."""
    folder = tmp_path / "around"
    folder.mkdir()
    with pytest.raises(backup.BackupError) as error:
        backup.restore(Settings(home=folder / "home"), source)
    assert list(folder.iterdir()) == [] and not (tmp_path / "escaped").exists()
    return str(error.value)


@pytest.mark.parametrize("start", ["ledger.duckdb", "key", "raw/", "archive/", "config/", "inbox/", "manifest.json"])
def test_one_changed_byte_is_found_and_its_file_named(packed: Path, tmp_path: Path, start: str) -> None:
    with tarfile.open(packed) as tar:
        member = next(item for item in tar if item.name.startswith(start))
    data = bytearray(packed.read_bytes())
    data[member.offset_data + member.size // 2] ^= 1
    (tmp_path / "aid.tar").write_bytes(data)
    assert f"已损坏，未恢复。损坏或缺失的文件：{member.name}" in refused(tmp_path / "aid.tar", tmp_path)


def test_a_backup_that_breaks_off_says_behind_which_file(packed: Path, tmp_path: Path) -> None:
    with tarfile.open(packed) as tar:
        key = tar.getmember("key")
    whole = packed.read_bytes()
    for at, data in enumerate(
        (
            whole[: key.offset_data + 10],  # within a file
            whole[: key.offset_data + 512],  # between two
            whole[: key.offset_data + 512] + b"\1" * 512 + whole[key.offset_data + 1024 :],  # a header overwritten
        )
    ):
        (tmp_path / str(at)).mkdir()
        (tmp_path / "aid.tar").write_bytes(data)
        assert "“key”" in refused(tmp_path / "aid.tar", tmp_path / str(at))


@pytest.mark.parametrize("data", [b"", b"PK\3\4 something else", b"\0" * 4096])
def test_what_is_no_backup_is_called_so(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "aid.tar").write_bytes(data)
    assert "不是本程序的备份文件" in refused(tmp_path / "aid.tar", tmp_path)


def link(kind: bytes) -> Callable[[tarfile.TarInfo], None]:
    def change(member: tarfile.TarInfo) -> None:
        member.type, member.linkname = kind, "../../escaped"

    return change


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("../escaped", None), ("config/../../escaped", None), ("/config/escaped", None), ("config//escaped", None),
        ("escaped", None), ("releases/x", None), ("current", None),
        ("config/a", link(tarfile.SYMTYPE)), ("config/a", link(tarfile.LNKTYPE)), ("config/a", link(tarfile.FIFOTYPE)),
        ("config/a", link(tarfile.CHRTYPE)), ("config", link(tarfile.DIRTYPE)),
    ],
)  # fmt: skip
def test_a_member_that_leads_elsewhere_is_refused(
    tmp_path: Path, name: str, change: Callable[[tarfile.TarInfo], None] | None
) -> None:
    with tarfile.open(tmp_path / "aid.tar", "w") as tar:
        member = tarfile.TarInfo(name)
        member.size = 0 if change else 3
        if change:
            change(member)
        tar.addfile(member, io.BytesIO(b"abc"))
    assert "不是本程序备份的内容" in refused(tmp_path / "aid.tar", tmp_path)


def test_an_added_file_or_a_repeated_one_is_refused(packed: Path, tmp_path: Path) -> None:
    for at, name in enumerate(("config/added", "key")):
        copy = Path(shutil.copy(packed, tmp_path / "aid.tar"))
        with tarfile.open(copy, "a") as tar:
            member = tarfile.TarInfo(name)
            member.size = 3
            tar.addfile(member, io.BytesIO(b"abc"))
        (tmp_path / str(at)).mkdir()
        assert name.rpartition("/")[2] in refused(copy, tmp_path / str(at))


def test_a_home_is_restored_into_an_empty_folder_only(packed: Path, tmp_path: Path) -> None:
    (tmp_path / "home" / backup.RESTORING / "half").mkdir(parents=True)  # of a restore that was killed
    restored = Settings(home=tmp_path / "home")
    backup.restore(restored, packed)
    before = kept(restored.home)
    with pytest.raises(backup.BackupError, match="不是空目录"):
        backup.restore(restored, packed)
    assert kept(restored.home) == before


def command(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_both_commands_speak_both_languages_and_json(home: Settings, tmp_path: Path) -> None:
    told = command("backup", "--home", str(home.home), str(tmp_path / "one.tar"))
    assert told.exit_code == 0 and "已备份 / backed up" in told.stdout and "guard it" in told.stdout
    said = json.loads(command("backup", "--json", "--home", str(home.home), str(tmp_path / "two.tar")).stdout)
    assert said["damaged"] == [] and said["files"] == len(kept(home.home)) + 1
    told = command("restore", str(tmp_path / "one.tar"), "--home", str(tmp_path / "new"))
    assert told.exit_code == 0 and "county-warehouse build --home" in told.stdout
    said = json.loads(command("restore", str(tmp_path / "two.tar"), "--json", "--home", str(tmp_path / "two")).stdout)
    assert said["home"] == str(tmp_path / "two") and said["release"] is None
    assert person(1)[1] not in told.stdout


def test_whatever_a_run_leaves_in_a_home_is_kept_or_rebuilt(rehearsal: Settings, tmp_path: Path) -> None:
    """The release of a restored home has the name of the one that was current: the same inputs, byte for byte."""
    said = backup.write(rehearsal, tmp_path / "aid.tar")
    assert said.left_out == () and said.damaged == ()
    restored = Settings(home=tmp_path / "home")
    backup.restore(restored, tmp_path / "aid.tar")
    assert warehouse.release_id(inputs_of(restored)) == warehouse.current_release(rehearsal) == said.release
