"""The returned workbook in the office program a county clerk opens it with."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl

from dagster_project.settings import Settings


def test_returned_workbook_opens_in_libreoffice(
    rehearsal: Settings, program: Callable[[str], str], tmp_path: Path
) -> None:
    book = sorted(rehearsal.current.resolve().glob("returned/*/990101.xlsx"))[-1]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = [program("soffice"), profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76"]
    subprocess.run([*convert, "--outdir", str(tmp_path), str(book)], check=True, capture_output=True, timeout=120)
    seen = list(csv.reader((tmp_path / "990101.csv").read_text(encoding="utf-8").splitlines()))
    sheet = openpyxl.load_workbook(book).worksheets[0]
    written = [str(cell.value) for row in sheet.iter_rows(max_row=12) for cell in row if cell.value]
    shown = {cell for row in seen for cell in row}
    assert len(seen) >= sheet.max_row - 1
    assert sum(value in shown for value in written) > len(written) * 0.8
