"""Files that want to hurt: each costs itself, and the refusal names the limit."""

from __future__ import annotations

import io
import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import ugly_files
from dagster_project import readers
from dagster_project.readers import Limits, ReadError
from dagster_project.readers.archives import shown_name

SMALL = Limits()


def _refusals(path: Path, limits: Limits = SMALL) -> list[ReadError]:
    return [seen for _, seen in readers.see_many([path], 1, limits) if isinstance(seen, ReadError)]


def _named(path: Path, data: bytes, limits: Limits = SMALL) -> ReadError:
    path.write_bytes(data)
    refusals = _refusals(path, limits)
    assert len(refusals) == 1
    return refusals[0]


def _nested(depth: int) -> bytes:
    data = ugly_files.text(ugly_files.TABLE)
    for at in range(depth):
        data = ugly_files.zipped({f"{at}.zip" if at else "表.csv": data})
    return data


def test_a_bomb_in_an_archive_is_not_unpacked(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("大.csv", bytes(120 << 20))
    refusal = _named(tmp_path / "a.zip", out.getvalue())
    assert refusal.code == "zip_bomb" and "compression_ratio = 150" in refusal.message_zh


def test_archives_in_archives_end_somewhere(tmp_path: Path) -> None:
    refusal = _named(tmp_path / "a.zip", _nested(5))
    assert refusal.code == "archive_too_deep" and "archive_depth = 3" in refusal.message_en
    (tmp_path / "b.zip").write_bytes(_nested(3))
    assert _refusals(tmp_path / "b.zip") == []


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    data = ugly_files.zipped({f"{at}.csv": b"a,b\n1,2\n" for at in range(20)})
    refusal = _named(tmp_path / "a.zip", data, replace(SMALL, archive_members=10))
    assert refusal.code == "too_many_members" and "archive_members = 10" in refusal.message_zh


def test_a_link_in_an_archive_is_not_followed(tmp_path: Path) -> None:
    out, info = io.BytesIO(), zipfile.ZipInfo("名单.csv")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert _named(tmp_path / "a.zip", out.getvalue()).code == "link"


@pytest.mark.parametrize("name", ["../../a.csv", "/etc/a.csv", "C:\\x\\a.csv", "..\\a.csv", "a\x00b\n.csv"])
def test_member_names_never_lead_out(name: str) -> None:
    shown = shown_name(name)
    assert not shown.startswith("/") and ".." not in shown and shown.isprintable()


def test_a_header_of_ten_megabytes_is_refused_by_name(tmp_path: Path) -> None:
    refusal = _named(tmp_path / "a.csv", b"name," + b"x" * (10 << 20) + b"\n1,2\n3,4\n")
    assert refusal.code == "cell_too_long" and "cell_characters" in refusal.message_en


def test_entities_in_spreadsheet_xml_are_refused(tmp_path: Path) -> None:
    data = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
        + ugly_files.spreadsheet_xml([["t"]]).partition(b"?>")[2]
    )
    assert _named(tmp_path / "a.xls", data).code == "xml_entities"


def test_far_cells_in_spreadsheet_xml_are_refused(tmp_path: Path) -> None:
    data = ugly_files.spreadsheet_xml(ugly_files.TABLE).replace(b'ss:Index="4"', b'ss:Index="99999999"')
    refusal = _named(tmp_path / "a.xls", data)
    assert refusal.code == "sheet_too_large" and "cells" in refusal.message_zh


def test_limits_are_settings(tmp_path: Path) -> None:
    path = tmp_path / "reading_limits.yaml"
    path.write_text("cells: 500  # 很小\nwall_seconds: 30\n", encoding="utf-8")
    limits = readers.limits_in(path)
    assert (limits.cells, limits.wall_seconds, limits.file_bytes) == (500, 30.0, SMALL.file_bytes)
    path.write_text("cels: 500\n", encoding="utf-8")
    with pytest.raises(ValueError, match="看不懂"):
        readers.limits_in(path)


def test_one_bad_member_costs_only_itself(tmp_path: Path) -> None:
    data = ugly_files.zipped({"坏.xlsx": b"PK\x03\x04" + bytes(50), "好.csv": ugly_files.text(ugly_files.TABLE)})
    (tmp_path / "a.zip").write_bytes(data)
    answers = dict(readers.see_many([tmp_path / "a.zip"], 2, SMALL))
    assert [type(seen).__name__ for seen in answers.values()] == ["ReadError", "dict"]


def test_nothing_that_was_unpacked_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    list(readers.see_many([ugly_files.FOLDER / "archive_in_an_archive.zip"], 1, SMALL))
    assert list((tmp_path / "temp").iterdir()) == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"II*\x00\x08\x00\x00\x00" + bytes(range(200)), "不要报送扫描件、截图或照片"),
        (b"MM\x00*" + bytes(range(200)), "不要报送扫描件、截图或照片"),
        (b"RIFF\x00\x10\x00\x00WEBPVP8 " + bytes(range(200)), "不要报送扫描件、截图或照片"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00" + bytes(range(200)), "不要报送扫描件、截图或照片"),
        (b"BZh91AY&SY" + bytes(range(200)), "请改用 zip 压缩"),
        (b"\xfd7zXZ\x00\x00" + bytes(range(200)), "请改用 zip 压缩"),
        (b"a.csv" + bytes(252) + b"ustar\x0000" + bytes(248), "请改用 zip 压缩"),
        (ugly_files.zipped({"OFD.xml": b"<x/>", "Doc_0/Document.xml": b"<x/>"}), "OFD 版式文件"),
    ],
)
def test_scans_and_strange_archives_are_told_what_to_send(tmp_path: Path, data: bytes, sentence: str) -> None:
    refusal = _named(tmp_path / "花名册.xlsx", data)
    assert refusal.code == "unsupported_format" and sentence in refusal.message_zh


@pytest.mark.parametrize("names", [["图.csv"], ["图表.csv"], ["名单.csv"]])
def test_names_of_members_that_read_as_greek_in_utf8_are_chinese(tmp_path: Path, names: list[str]) -> None:
    (tmp_path / "a.zip").write_bytes(ugly_files.zipped(dict.fromkeys(names, b"a,b\n1,2\n"), gbk=True))
    assert [name.rsplit("/", 1)[-1] for name, _ in readers.see_many([tmp_path / "a.zip"], 1, SMALL)] == names


def test_what_stands_far_down_is_no_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b" \n" * 200_000 + "姓名,金额\n演练甲,625\n演练乙,500\n".encode())
    assert readers.read_file(path).sheets[0].rows[-1].cells == ["演练乙", "500"]


def test_the_last_row_of_a_page_that_was_cut_off_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "x.xls"
    path.write_text("<table><tr><td>姓名<td>金额<tr><td>演练甲<td>625<tr><td>演练乙<td>5")
    assert list(readers.read_file(path).sheets[0].rows)[-1].cells == ["演练乙", "5"]


def test_a_small_file_that_takes_long_names_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "x.xls"
    path.write_text("<table><tr><td>" + "<" * 3_000_000)
    (refusal,) = _refusals(path, replace(SMALL, small_file_seconds=1.0))
    assert refusal.code == "timeout" and "small_file_seconds" in refusal.message_zh
