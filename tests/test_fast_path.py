"""Delimited files read by column: the same rows, verdicts and raw tables as read line by line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project import intake, readers
from dagster_project.contracts import load_all
from dagster_project.intake.headers import HeaderIndex
from dagster_project.intake.recognition import Unrecognised, find_tables
from dagster_project.intake.rows import sort_rows
from dagster_project.readers import Question, ReadError, delimited, even_lines
from dagster_project.readers.by_column import RowsByColumn
from dagster_project.readers.grid import FileContent, Limits
from dagster_project.settings import Settings, memory_in_bytes
from inbox_files import PAYMENT_HEADER, deliveries, payments, place, raw, settings_at, write_csv

FILES = Path(__file__).parent / "files"
INDEX = HeaderIndex(load_all())
ODD_CELLS = [
    *(
        "合计",
        "小计:3人",
        "其中",
        "制表人：李四",
        "姓名",
        "一、校舍",
        "1.5E+17",
        "9.9e17",
        "5102E3",
        "\ufffd乱",
        "",
        " ",
        "\u3000",
    ),
    *('"加引号"', '"两\n行"', '="0012"', '"没关上', '5" 屏', '"a""b"', "多,一格", "\xa0", "\x1c", "\x85", "\u2028"),
]
cells = st.sampled_from([*ODD_CELLS, "张三", "625", "2020-05-01"])


def both(data: bytes) -> tuple[FileContent, FileContent]:
    return even_lines.read_delimited(data), delimited.read_delimited(data)


def sorted_both(data: bytes) -> list[list[Any]]:
    """What is made of the first table, read by column and line by line."""
    made = []
    for content in both(data):
        (sheet,) = content.sheets
        tables = find_tables(sheet, INDEX, "发放花名册")
        if isinstance(tables, Unrecognised):
            made.append([tables])
            continue
        made.append([])
        for table in tables:
            found = sort_rows(sheet, table, True)
            columns = {name: column.to_pylist() for name, column in found.columns.items()}
            rest = (found.types.to_pylist(), found.set_aside_fields.to_pylist(), found.row_numbers.tolist())
            made[-1].append((table, columns, rest, found.set_aside_rows, found.set_aside_cells, found.rows_seen))
    return made


@given(
    st.lists(st.lists(st.text('ab合 \t\u3000,;"\r\n=\x00\x85', max_size=3), max_size=4), max_size=20),
    st.sampled_from([",", "\t", ";"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
@settings(max_examples=200)
def test_rows_read_by_column_are_the_rows_read_line_by_line(rows: Any, cut: str, end: str, encoding: str) -> None:
    fast, slow = both(end.join(cut.join(row) for row in rows).encode(encoding))
    assert (fast.format, fast.encoding) == (slow.format, slow.encoding)
    assert list(fast.sheets[0].rows) == slow.sheets[0].rows


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9), cells), max_size=12),
    st.lists(st.integers(0, 30), max_size=3),
    st.lists(st.lists(cells, max_size=9), max_size=3),
)
@settings(max_examples=80)
def test_verdicts_and_columns_do_not_depend_on_how_lines_were_read(changed: Any, blank: Any, footers: Any) -> None:
    rows = [[str(cell) for cell in row] for row in payments(1, 30)]
    for at, position, text in changed:
        rows[at % 30][position : position + 1] = [text]
    for at in blank:
        rows[at % 30] = []
    lines = [",".join(row) for row in [["青禾县发放花名册"], PAYMENT_HEADER, *rows, *footers]]
    fast, slow = sorted_both("\r\n".join(lines).encode())
    assert fast == slow


@pytest.mark.parametrize("path", sorted(FILES.glob("*.*")), ids=lambda path: path.name)
def test_real_files_read_alike(path: Path) -> None:
    data = path.read_bytes()
    fast, slow = both(data)
    assert list(fast.sheets[0].rows) == list(slow.sheets[0].rows)


def test_even_lines_are_held_by_column_and_odd_ones_kept_as_they_were() -> None:
    lines = [
        ",".join(map(str, row)) for row in [["标题"], PAYMENT_HEADER, *payments(1, 40), ["合计", "", "", "", 20000]]
    ]
    rows = even_lines.read_delimited("\n".join(lines).encode()).sheets[0].rows
    assert isinstance(rows, RowsByColumn) and sorted(rows.odd) == [0, 42]
    assert rows[-1].cells == ["合计", None, None, None, "20000"] and rows[42].number == 43


def test_an_engine_that_loses_a_line_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pyarrow.csv.read_csv
    monkeypatch.setattr(pyarrow.csv, "read_csv", lambda *args, **options: whole(*args, **options).slice(1))
    fast, slow = both(b"a,b\n1,2\n3,4\n")
    assert fast.sheets[0].rows == slow.sheets[0].rows and isinstance(fast.sheets[0].rows, list)


def test_a_large_share_of_quoted_lines_goes_to_the_tokenizer() -> None:
    lines = ['"a",b'] * 5000
    assert isinstance(even_lines.read_delimited("\n".join(lines).encode()).sheets[0].rows, list)


def test_what_an_interrupted_intake_left_is_never_believed(tmp_path: Path) -> None:
    home = settings_at(tmp_path)
    stray = home.raw / ".unfinished" / "0" / "half.parquet"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"PAR1")
    write_csv(place(home, "发放花名册.csv"), [PAYMENT_HEADER, *payments(1, 3)])
    intake.take_in(home)
    assert not stray.parent.parent.exists() and len(raw(home, "subsidy_payment")) == 3


def test_a_refused_file_leaves_no_raw_file(tmp_path: Path) -> None:
    home = settings_at(tmp_path)
    place(home, "发放花名册.xlsx").write_bytes((FILES / "far_corner_hidden_from_the_scan.xlsx").read_bytes())
    intake.take_in(home)
    assert [row["status"] for row in deliveries(home)] == ["rejected"]
    assert list(home.raw.rglob("*.parquet")) == list(home.raw.glob("*/county=none/*/empty.parquet"))


def test_a_raw_file_holds_plain_texts_whoever_reads_it(tmp_path: Path) -> None:
    home = settings_at(tmp_path)
    write_csv(place(home, "发放花名册.csv"), [PAYMENT_HEADER, *payments(1, 300)])
    intake.take_in(home)
    (path,) = home.raw.glob("subsidy_payment/county=990101/*/*.parquet")
    types = {field.type for field in pa.parquet.read_schema(path) if field.name != "_row"}
    assert types == {pa.string()}


def test_a_file_that_needs_more_memory_is_read_again_alone(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_text("a,b\n" * 250_000, encoding="utf-8")
    question = Question(path, readers.GRID)
    small = Limits(memory_bytes=8 << 20)
    (refused,) = readers.ask_many([question], small, 1)
    assert isinstance(refused, ReadError) and refused.code == "out_of_memory"
    (form, _, sheets), *others = readers.ask_many([question, question], small, 2, whole_memory=1 << 30)
    assert form == "csv" and len(sheets[0][2]) == 250_000 and not isinstance(others[0], ReadError)


@pytest.mark.parametrize(("text", "amount"), [("8GiB", 8 << 30), ("2 gb", 2 << 30), ("1536M", 1536 << 20)])
def test_memory_is_written_as_people_write_it(text: str, amount: int) -> None:
    assert memory_in_bytes(text) == amount


@pytest.mark.parametrize("text", ["viel", "8", "-1GiB", "100MiB", "8 GB 8"])
def test_memory_that_makes_no_sense_is_refused_in_both_languages(text: str) -> None:
    with pytest.raises(ValueError, match=r"内存上限.*/ .*memory"):
        memory_in_bytes(text)


def test_the_memory_limit_reaches_duckdb_and_dbt(tmp_path: Path) -> None:
    chosen = Settings.load(tmp_path, "3GiB")
    assert memory_in_bytes(chosen.environment()["COUNTY_WAREHOUSE_MEMORY"]) == chosen.memory_bytes == 3 << 30
    assert chosen.environment()["COUNTY_WAREHOUSE_ENGINE_MEMORY"] == chosen.memory_limit == "1536MiB"
