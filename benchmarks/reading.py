"""``python -m benchmarks.reading``: what reading one large file costs beside the bare engines.

What belongs here: 200,000 rows × 20 columns as .xlsx against calamine alone, and as clean CSV against DuckDB's reader.
What does not: the whole journey (``__main__``).

Every measurement is a process of its own that reads a small file first, as a reading worker has done before it forks;
CPU seconds, because two of these engines use threads and one does not. Ours gives types, places and the remarks calamine
does not give; DuckDB fills a table of texts.
"""

from __future__ import annotations

import argparse
import csv
import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import python_calamine
import xlsxwriter

from dagster_project.readers.content import read_here
from dagster_project.readers.grid import Limits

HEADER = (
    *("序号", "学校名称", "姓名", "身份证号", "学段", "困难类型", "资助项目", "金额", "日期", "备注"),
    *("年级", "班级", "监护人", "电话", "开户行", "卡号", "乡镇", "村", "是否寄宿", "学期"),
)
MOST = {"xlsx": 1.5, "csv": 1.3}


def rows(count: int) -> Iterator[list[str | int | float]]:
    """A header and so many payments to people who do not exist."""
    yield list(HEADER)
    for at in range(1, count + 1):
        yield [
            *(at, f"演练小学{at % 97}", f"演练{at}", f"9901012010{at % 12 + 1:02d}{at % 28 + 1:02d}{at % 10000:04d}"),
            *("小学", "建档立卡", "生活补助", 625 + at % 7 * 0.5, f"2020-0{at % 9 + 1}-1{at % 9}", ""),
            *(at % 6 + 1, f"{at % 9 + 1}班", f"监护{at % 5000}", f"1{at:010d}", "演练银行", f"62{at:017d}"),
            *("演练乡", "演练村", "是", "2020年春季学期"),
        ]


def write(folder: Path, name: str, count: int) -> None:
    """``name``.xlsx and ``name``.csv with the same cells."""
    folder.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(folder / f"{name}.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet("发放表")
        for at, row in enumerate(rows(count)):
            sheet.write_row(at, 0, row)
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows(count))


def _ours(path: Path) -> None:
    read_here(path, Limits())


def _calamine(path: Path) -> None:
    book = python_calamine.CalamineWorkbook.from_path(path)
    book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def _duckdb(path: Path) -> None:
    duckdb.connect().execute("create table cells as select * from read_csv(?, all_varchar = true)", [str(path)])


READERS: dict[str, tuple[Callable[[Path], None], str]] = {
    "calamine": (_calamine, "xlsx"),
    "ours xlsx": (_ours, "xlsx"),
    "duckdb": (_duckdb, "csv"),
    "ours csv": (_ours, "csv"),
}


def measure(folder: Path, reader: str) -> float:
    """CPU seconds of one reading, in this process."""
    read, ending = READERS[reader]
    read(folder / f"small.{ending}")
    gc.disable()  # as a reading worker does
    started = time.process_time()
    read(folder / f"large.{ending}")
    return time.process_time() - started


def _medians(folder: Path, runs: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in READERS}
    for _ in range(runs):
        for name in READERS:
            command = [sys.executable, "-m", "benchmarks.reading", "--home", str(folder), "--measure", name]
            taken[name].append(float(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def main() -> int:
    """Print the table; 1 if a ratio is above what is asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path("county-warehouse-benchmarks") / "reading")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--measure", choices=sorted(READERS), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        print(measure(chosen.home, chosen.measure))
        return 0
    write(chosen.home, "large", chosen.rows)
    write(chosen.home, "small", 100)
    medians = _medians(chosen.home, chosen.runs)
    print(f"{chosen.rows:,} rows x {len(HEADER)} columns, CPU seconds, median of {chosen.runs}\n")
    print("| file | engine alone | ours | ratio | asked |\n|---|---:|---:|---:|---:|")
    is_right = True
    for ending, alone in (("xlsx", "calamine"), ("csv", "duckdb")):
        ratio = medians[f"ours {ending}"] / medians[alone]
        is_right = is_right and ratio <= MOST[ending]
        print(
            f"| {ending} | {alone} {medians[alone]:.2f} | {medians[f'ours {ending}']:.2f} | {ratio:.2f} | {MOST[ending]} |"
        )
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
