"""What ``read`` sees in any file: one ugly file for each shape, with what should be read beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import ugly_files
from dagster_project import readers
from dagster_project.cli import main
from dagster_project.readers import Limits, ReadError

FILES = ugly_files.FOLDER
SHAPES = sorted(path.name for path in FILES.iterdir() if not path.name.endswith(".expected.json"))
TABLE = ("sheet", "hidden", "table_no", "header_rows", "first_row", "first_column", "titles", "footers", "rows")


def _seen(path: Path, limits: Limits = readers.USUAL, password: str = ugly_files.PASSWORD) -> list[dict[str, Any]]:
    """The lines of one file, or of an archive's members."""
    answers = readers.see_many([path], 1, limits, passwords=[password] if password else [])
    return [
        readers.refusal(name, seen) if isinstance(seen, ReadError) else json.loads(seen["line"])
        for name, seen in answers
    ]


def shortened(line: dict[str, Any], name: str) -> dict[str, Any]:
    """What is compared: no paths, no sentences."""
    tables = [{key: table[key] for key in TABLE if table[key] not in (False, [], "")} for table in line["tables"]]
    more = {"paragraphs": line["paragraphs"]} if line.get("paragraphs") else {}
    return {"file": line["file"][line["file"].index(name) :], "error_kind": line["error_kind"], "tables": tables} | more


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape_is_read_as_it_should_be(name: str) -> None:
    expected = json.loads((FILES / f"{name}.expected.json").read_text(encoding="utf-8"))
    assert [shortened(line, name) for line in _seen(FILES / name)] == expected


LOCKED = ["locked_workbook.xlsx", "locked_old_workbook.xls", "locked_archive.zip", "locked_seven_zip.7z"]


@pytest.mark.parametrize("name", LOCKED)
@pytest.mark.parametrize("password", ["", "错的"])
def test_a_locked_file_says_that_it_needs_a_password(name: str, password: str) -> None:
    line = _seen(FILES / name, password=password)[0]
    assert line["error_kind"] == "encrypted" and "密码" in line["error"] and "password" in line["error"]


def test_the_command_prints_a_line_for_each_file_in_order(tmp_path: Path) -> None:
    names = ["hidden_sheet.xlsx", "nothing.csv", "separator_line.csv"]
    result = CliRunner().invoke(main, ["read", "--home", str(tmp_path), "--json", *(str(FILES / n) for n in names)])
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(line["file"]).name for line in lines] == names
    assert [line["error_kind"] for line in lines] == [None, "empty_file", None]
    assert result.exit_code == 1


def test_a_person_sees_titles_rows_and_footers(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["read", "--home", str(tmp_path), str(FILES / "sums_and_signatures.xlsx")])
    assert "青禾县2020年春季学期资助发放花名册" in result.stdout and "审核人：演练戊" in result.stdout
    assert result.exit_code == 0


def test_a_password_file_others_can_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "passwords"
    path.write_text("演练2020\n", encoding="utf-8")
    path.chmod(0o644)
    with pytest.raises(ValueError, match="0600"):
        readers.passwords_in(path)
    path.chmod(0o600)
    assert readers.passwords_in(path) == ("演练2020",)
