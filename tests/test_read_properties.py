"""Any table in any layout, encoding and format comes back as it was; any bytes end in rows or in a refusal."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ugly_files
from dagster_project import readers
from dagster_project.readers import Limits, ReadError
from dagster_project.readers.content import whole_content
from dagster_project.readers.dialect import dialect_of
from dagster_project.readers.encoding import decode_lines
from dagster_project.readers.layout import tables_on, texts_of
from dagster_project.readers.records import read_records, rows_of

Rows = list[list[str]]
HEADERS = ("姓名", "学校名称", "备注", "性别", "班级", "困难类型", "监护人", "开户行", "户籍地址")
WORDS = st.text(alphabet="演练甲乙丙丁青禾一小县中学村组·Aab-", min_size=1, max_size=8)
AMOUNTS = st.decimals(0, 99999, places=2).map(lambda number: f"{number.normalize():f}")
CALM = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def tables(draw: st.DrawFn, words: st.SearchStrategy[str] = WORDS) -> Rows:
    """A header of words, at least one column of amounts, at least three rows."""
    names = draw(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=5, unique=True))
    rows = draw(st.lists(st.tuples(AMOUNTS, *[words] * len(names)), min_size=3, max_size=8))
    return [["金额", *names], *(list(row) for row in rows)]


@st.composite
def layouts(draw: st.DrawFn) -> tuple[Rows, Rows]:
    """Title lines, blank lines among them, above a table; a signature below."""
    titles = draw(st.lists(st.sampled_from([["青禾县2020年花名册"], ["单位：元"], []]), max_size=3))
    below = draw(st.sampled_from([[], [["制表人：演练丁"]], [[], ["注：外县学生另报。"]]]))
    return [list(row) for row in titles], [list(row) for row in below]


def _delimited(delimiter: str, encoding: str, quoting: int = csv.QUOTE_MINIMAL) -> Callable[[Rows], bytes]:
    def made(rows: Rows) -> bytes:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
        return out.getvalue().encode(encoding)

    return made


FORMATS: dict[str, Callable[[Rows], bytes]] = {
    "xlsx": lambda rows: ugly_files.workbook({"表": rows}),
    "xlsx further in": lambda rows: ugly_files.workbook({"表": rows}, start="D7"),
    "xls": ugly_files.old_workbook,
    "ods": ugly_files.open_document,
    "html": lambda rows: ugly_files.page(rows, ""),
    "docx": lambda rows: ugly_files.word([rows]),
    "csv utf-8": _delimited(",", "utf-8-sig"),
    "csv gb18030": _delimited(",", "gb18030"),
    "quoted utf-16": _delimited("\t", "utf-16", csv.QUOTE_ALL),
    "semicolons": _delimited(";", "gb18030", csv.QUOTE_ALL),
    "bars": _delimited("|", "utf-8"),
}


def _read(data: bytes) -> list[tuple[Rows, int]]:
    """Each table's rows and how many of them are its header."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        found = [table for sheet in whole_content(path, Limits()).sheets for table in tables_on(sheet)]
    return [(list(texts_of(table.rows, table.first_column, table.width)), table.header_rows) for table in found]


@pytest.mark.parametrize("form", FORMATS)
@CALM
@given(tables(), layouts())
def test_any_table_comes_back(form: str, table: Rows, layout: tuple[Rows, Rows]) -> None:
    titles, footers = layout
    rows = [*titles, *table, *footers] if form != "docx" else [*(row for row in titles if row), *table]
    assert _read(FORMATS[form](rows)) == [(table, 1)]


@CALM
@given(tables(st.text(alphabet="ab\"';,\t 甲\\", min_size=1, max_size=6).filter(str.strip)))
def test_marks_and_delimiters_inside_cells_come_back(table: Rows) -> None:
    assert _read(_delimited(",", "utf-8", csv.QUOTE_ALL)(table)) == [(table, 1)]


@given(st.text(alphabet="ab,;\"'\\\t\r\n= 甲", max_size=80))
@settings(max_examples=300)
def test_no_text_loses_a_line(text: str) -> None:
    decoded = decode_lines(text.encode())
    dialect = dialect_of(decoded.lines)
    if dialect is None:
        assert len(read_records(text.encode()).sheets[0].rows) == len(decoded.lines)
    else:
        assert sum(row.lines for row in rows_of(decoded, dialect)) == len(decoded.lines)


@given(st.binary(max_size=200))
@settings(max_examples=300)
def test_no_bytes_stop_the_reading_of_lines(data: bytes) -> None:
    for sheet in read_records(data).sheets:
        tables_on(sheet)


MUTATED = [path for path in sorted(ugly_files.FOLDER.iterdir()) if path.suffix != ".json"]


@given(st.randoms(use_true_random=False))
@settings(max_examples=4)
def test_any_mutation_ends_in_rows_or_in_a_sentence(random: object) -> None:
    with TemporaryDirectory() as folder:
        paths = []
        for at, original in enumerate(MUTATED):
            data = bytearray(original.read_bytes())
            for _ in range(random.choice([0, 1, 8, 60]) if data else 0):  # type: ignore[attr-defined]
                data[random.randrange(len(data))] = random.randrange(256)  # type: ignore[attr-defined]
            cut = random.choice([len(data), len(data) // 2, len(data) * 9 // 10])  # type: ignore[attr-defined]
            paths.append(Path(folder) / str(at))
            paths[-1].write_bytes(data[:cut])
        answers = list(readers.see_many(paths, 2, Limits()))
    refusals = [seen for _, seen in answers if isinstance(seen, ReadError)]
    assert len(answers) >= len(paths)
    assert all(error.message_zh and error.message_en for error in refusals)
    assert not {error.code for error in refusals} & {"reader_failed", "reader_crashed", "timeout"}
