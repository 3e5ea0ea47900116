"""Delimited files of any origin: one table, written in every way a csv goes wrong, is still read as it was."""

from __future__ import annotations

import pytest

import polluting
from dagster_project.readers.layout import header_texts, tables_on, texts_of
from dagster_project.readers.records import read_records
from polluting import Rows


def _loaded(data: bytes) -> Rows:
    """The first table, its header joined to one row."""
    tables = tables_on(read_records(data).sheets[0])
    if not tables:
        return []
    rows = list(texts_of(tables[0].rows, tables[0].first_column, tables[0].width))
    count = tables[0].header_rows
    return [header_texts(tables[0]), *rows[count:]] if count else rows


@pytest.mark.parametrize("kind", ["of whole files", "of single rows"])
def test_pollution_costs_next_to_nothing(kind: str) -> None:
    cases = polluting.polluted(polluting.source(83), every=21)
    chosen = [case for case in cases if (" in row " in case.name) == (kind == "of single rows")]
    scores = {case.name: polluting.score(case.clean, _loaded(case.data)) for case in chosen}
    assert {name: score for name, score in scores.items() if score < 9.9} == {}
    assert sum(scores.values()) / len(scores) >= 9.99


@pytest.mark.parametrize(
    ("text", "cells", "how"),
    [
        ('"a""b","c"', ["a", "b", "c"], "missing_delimiter"),
        ('"a",,"b","c"', ["a", "b", "c"], "extra_delimiter"),
        ('""a","b","c"', ['"a', "b", "c"], "stray_quote"),
        ('"a" "b" "c"', ["a", "b", "c"], "another_delimiter"),
        ('"a\\"x","b","c"', ['a"x', "b", "c"], "backslash_quote"),
    ],
)
def test_a_mended_row_says_how(text: str, cells: list[str], how: str) -> None:
    lines = ['"x","y","z"', *['"1","2","3"'] * 5, text, '"4","5","6"']
    row = read_records("\n".join(lines).encode()).sheets[0].rows[6]
    assert (row.cells, row.mended) == (cells, how)


def test_a_row_that_no_mend_fits_is_shown_as_it_is() -> None:
    lines = ["x,y,z", *["1,2,3"] * 5, "a,b", "a,b,c,d"]
    rows = read_records("\n".join(lines).encode()).sheets[0].rows
    assert [row.cells for row in rows[6:]] == [["a", "b"], ["a", "b", "c", "d"]]
    assert [row.mended for row in rows[6:]] == [None, None]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " ", "||", "::", "^", "~", "\x01", "，"])
def test_any_delimiter_is_recognised(delimiter: str) -> None:
    rows = [["姓名", "金额", "日期"], *[[f"演练{at}", str(625 + at), f"2020-03-0{at}"] for at in range(1, 6)]]
    text = "\n".join(delimiter.join(row) for row in rows)
    assert _loaded(text.encode("gb18030")) == rows


def test_sentences_are_no_table() -> None:
    text = "今年以来，我县资助学生100人次，发放资金6.25万元。\n下一步，将继续做好工作，确保应助尽助。\n完。\n"
    rows = read_records(text.encode()).sheets[0].rows
    assert [len(row.cells) for row in rows] == [1, 1, 1]


def test_columns_of_fixed_width_count_a_chinese_character_twice() -> None:
    lines = ["姓名      金额  学校", "演练甲     625  青禾一小", "演练乙丙   500  青禾二小", "丁         750  一中"]
    assert _loaded("\n".join(lines).encode("gb18030")) == [line.split() for line in lines]
