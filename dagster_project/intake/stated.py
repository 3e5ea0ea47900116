"""What a title, a header, a sheet's name or a file's name says once for every row: the school, the kind of a list.

What belongs here: filling a required column that a table does not have.
What does not: who reports (``reporting_units``).

Only what tells one list from another is filled (a code in the natural key, the name of the own school), and only
where exactly one code is named: 寄宿生生活补助发放花名册 says which aid, 孤儿及事实无人抚养儿童名单 says two kinds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from dagster_project.contracts import Field, code_tables
from dagster_project.intake.recognition import Table
from dagster_project.intake.reporting_units import is_school
from dagster_project.intake.rows import Sorted, repeated

SHORTEST_WORD = 2
CATCH_ALL = "other"
_AND_MORE = re.compile(
    r"\n(?:边缘|[及和与、等])|[及和与、]\n|城乡"
)  # 低保边缘, 城乡低保, 助学金及免学费: not just the word


def fill_said(rows: Sorted, said: Mapping[str, str]) -> None:
    """Fill what the header above a part's numbers says for all its rows."""
    for name, text in said.items():
        rows.columns[name] = repeated(text, rows.rows_loaded)


def fill_stated(table: Table, rows: Sorted, unit: str, sheet_name: str, file_name: str) -> dict[str, str]:
    """Fill what is said once for all rows; the fields filled, with the text each row now has."""
    present = table.column_of()
    filled: dict[str, str] = {}
    for item in table.contract.fields:
        if not item.required or item.name in present or item.name in rows.columns:
            continue
        text = None
        if item.kind == "code" and item.name in table.contract.natural_key:
            text = _kind_stated(item, table.titles, sheet_name, file_name)
        elif item.name == "school_name" and is_school(unit):
            text = unit
        if text:
            filled[item.name] = text
            rows.columns[item.name] = repeated(text, rows.rows_loaded)
    return filled


def _kind_stated(item: Field, titles: Iterable[str], sheet_name: str, file_name: str) -> str | None:
    words = _telling_words(item.code_table or "")
    stem = file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    for source in ("\n".join(titles), sheet_name, stem):
        found = _words_in(unicodedata.normalize("NFKC", source).replace(" ", ""), words)
        if found:
            return next(iter(found.values())) if len(found) == 1 else None
    return None


@cache
def _telling_words(table: str) -> dict[str, str]:
    """The words of a code table that say something when they stand in a title, the longest first."""
    words = code_tables().get(table, {})
    telling = {
        word: code
        for word, code in words.items()
        if code != CATCH_ALL and len(word) >= SHORTEST_WORD and not word.isascii()
    }
    return dict(sorted(telling.items(), key=lambda item: -len(item[0])))


def _words_in(text: str, words: Mapping[str, str]) -> dict[str, str]:
    """Each code named in ``text`` and the word that names it; a word inside a longer one does not count."""
    found: dict[str, str] = {}
    for word, code in words.items():
        if word in text:
            found.setdefault(code, word)
            text = text.replace(word, "\n")
    return {} if _AND_MORE.search(text) else found
