"""The verdict on each row below a header: data, not data, or data that cannot be trusted.

What belongs here: titles, totals, footers, notes, broken rows, each told by what it looks like.
What does not: what happens to the data rows (``rows``).

Verdicts are found column by column: only rows that look odd in some column are looked at one by one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.contracts import Field, code_tables
from dagster_project.contracts.stamps import EXAMPLE
from dagster_project.intake.body import Body, filled_in
from dagster_project.intake.example_lines import example_line, is_as_made, is_ours
from dagster_project.intake.headers import normal
from dagster_project.intake.months import is_none_in_a_month, none_in
from dagster_project.intake.recognition import Table
from dagster_project.readers.by_column import places
from dagster_project.readers.grid import Row, Sheet
from dagster_project.readers.values.shape import is_placeholder

NOT_DATA = "not_data"
QUARANTINED = "quarantined"
EDGE_ROWS_TOP, EDGE_ROWS_BOTTOM = 3, 12
ROWS_AT_A_TIME = 1000
NUMBERED_HEADERS = frozenset({"序号", "编号", "序", "no", "no."})


def is_row_number(header: str) -> bool:
    """Whether a header says that its column only numbers the rows."""
    return normal(header) in NUMBERED_HEADERS


_UNIT = "[万亿]?元|[%‰]|m2|平方米|平米|亩|米|人次?|名|户|个月?|台|套|件|所|年|月|天|次|学时|课时|学分|本|份|间|层"
_NUMBER = re.compile(rf"[¥]?-?[\d,]{{1,12}}(?:\.\d+)?(?:{_UNIT})?")
SHAPES = {
    "person": re.compile(r"\d{15}|\d{17}[\dXx]"),
    **dict.fromkeys(("money", "decimal", "integer"), _NUMBER),
}
SHIFTS = (1, -1, 2, -2)
LEAST_MISPLACED = 2
WORDS_ONLY = frozenset(
    {"name", "code", "date", "month", "term", "boolean", "phone", "money", "integer", "decimal", "text"}
)
_PERSONAL_NUMBER = re.compile(r"[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")

_TOTAL = re.compile(
    r".{0,24}(?:合计|小计|总计|累计|共计|总合计|本页计)(?:金额|人数|人次|户数|数)?(?:[::].*|[\d.,]+(?:元|万元|人|人次|条)?)?"
)
_TOTAL_LETTER = "计"
_FOOTER = re.compile(
    r"(?:制表|审核|填报|填表|经办|复核|负责|联系|分管|统计|报送|审批|校对|主管|单位负责|校长|财务)(?:人|电话|日期|时间|单位|领导|人员|部门)?"
    r"(?:签字|签名|签章|\(签字\)|\(签章\)|\(盖章\))?(?::.*)?"
    r"|.{0,30}\(?(?:盖章|公章|签章|签字)\)?:?.{0,16}|(?:说明|备注|注|附注|填表说明|填报说明)\d*[:.、].*|第\d+页.*|共\d+页.*"
    r"|(?:[^\d:]{0,6}(?:电话|手机|传真|邮箱|日期|时间|地址|邮编)|QQ):.*"
)
_PART = re.compile(r"其中[:,]?.{0,20}")
_ROLE = re.compile(r"[^\d:]{2,12}:[^\d:]{0,8}")  # 局长:, 分管领导:王五
_COUNT = re.compile(r"(?:共|合计)?:?[\d,.]+(?:人次|人|份|户|个|名|所|笔|条|项|元|万元|台|套|件)")
_SECTION = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)]?[、.,:]?")
_NOTE_HINT = re.compile(r"必填|选填|请填|填写|例如|示例|样例|格式|下拉|不超过|位数字")


def blank(text: str | None) -> bool:
    """Whether a cell holds nothing a person can see."""
    return not text or not text.strip(" \t\r\n\u3000\u00a0\u200b\ufeff")


class Judge:
    """Looks for rows that are not data."""

    def __init__(self, table: Table, sheet: Sheet, body: Body, is_delimited: bool) -> None:
        self.table, self.body, self.is_delimited = table, body, is_delimited
        self.merged_rows = _rows_in_wide_merges(sheet, len(table.columns))
        self.at = table.column_of()
        contract = table.contract
        self.required = [self.at[f.name] for f in contract.fields if f.required and f.name in self.at]
        keys = [name for name in contract.natural_key if name in self.at]
        people = [f.name for f in contract.fields if f.kind == "name" and f.required and f.name in self.at]
        self.people = {self.at[name] for name in people}
        self.identity = [self.at[name] for name in dict.fromkeys([*people, *keys])]
        self.words = [
            column.index for column in table.columns if column.field is None or _is_wordy(contract.field(column.field))
        ]
        self.labels = {normal(part) for column in table.columns for part in (*column.header.split("/"), column.header)}
        heading = sheet.rows[table.header : table.body]
        self.headers: set[str | None] = {cell for row in heading for cell in row.cells if cell}
        self.titles = {normal(title) for title in table.titles}
        self.numbered = {column.index for column in table.columns if is_row_number(column.header)}
        self.width = width_of(table)
        self.group = table.group_columns
        self.shaped = {
            self.at[f.name]: SHAPES[f.kind] for f in contract.fields if f.kind in SHAPES and f.name in self.at
        }
        self.example = example_line(table)
        self.is_ours = bool(self.example) and is_ours(table)
        self.persons = [self.at[f.name] for f in contract.fields if f.kind == "person" and f.name in self.at]
        self.words_only = [
            self.at[f.name] for f in contract.fields if _is_no_number_of_a_person(f) and f.name in self.at
        ]
        self.codes = {
            self.at[f.name]: _code_words(f.code_table) for f in contract.fields if f.code_table and f.name in self.at
        }
        self.counted = {at for at in self.numbered if _holds_digits(body.columns[at])}

    def odd_rows(self) -> list[int]:
        """Positions of the rows that need a look."""
        count = len(self.body)
        edges = np.array([*range(min(EDGE_ROWS_TOP, count)), *range(max(0, count - EDGE_ROWS_BOTTOM), count)], np.int64)
        odd = [edges, self._hardly_filled(), self.body.troubled, *self._rows_with_words()]
        odd += [places(self.body.columns[at], _holds_words) for at in self.shaped]
        odd += [places(self.body.columns[at], partial(_is_a_strange_number, words)) for at, words in self.codes.items()]
        odd += self._rows_like_the_example()
        odd += [np.flatnonzero(~filled_in(self.body.columns[at])) for at in self.persons if at in self.required]
        if self.group:
            odd.append(np.flatnonzero(~np.any([filled_in(self.body.columns[at]) for at in self.group], axis=0)))
        if self.table.by_month:
            odd += [places(self.body.columns[at], none_in) for at in self.group]
        if self.is_delimited:
            odd.append(self.body.another_width)
        found: list[int] = np.unique(np.concatenate(odd)).tolist()
        return found

    def _rows_like_the_example(self) -> list[np.ndarray]:
        """Rows with the example's number, which is one that hardly anybody writes."""
        told = next(((at, text) for at, text in self.example.items() if at in self.shaped and "." in text), None)
        if not self.is_ours or told is None:
            return []
        return [places(self.body.columns[told[0]], lambda texts: pc.equal(texts, told[1]))]

    def _hardly_filled(self) -> np.ndarray:
        """Rows with less than half of the required cells."""
        least = (len(self.required) + 1) // 2
        filled = np.zeros(len(self.body), np.int16)
        for at in self.required:
            filled += filled_in(self.body.columns[at])
        return np.flatnonzero(filled <= least)

    def _rows_with_words(self) -> Iterator[np.ndarray]:
        """Rows where some column holds a total's word or a header."""
        headers = pa.array(sorted(text for text in self.headers if text), pa.string())
        for position in self.words:
            column = self.body.columns[position]
            if column.null_count == len(column):
                continue
            yield places(column, lambda texts: pc.is_in(texts, value_set=headers))
            yield _where(column, lambda texts: pc.match_substring(texts, _TOTAL_LETTER), _is_total)
            yield places(column, lambda texts: pc.starts_with(texts, "其中"))
            if self.example:
                yield places(column, lambda texts: pc.starts_with(texts, EXAMPLE))
            if position in self.counted:
                yield _where(column, lambda texts: pc.invert(pc.string_is_ascii(texts)), _is_section_number)

    def verdict(self, at: int) -> tuple[str, str] | None:
        """(kind, reason) of a row that is not loaded; None for data."""
        row = self.body.row_at(at)
        filled = [(position, text) for position, text in enumerate(row.cells) if text and not blank(text)]
        if row.problem:
            return QUARANTINED, row.problem
        if self.example and (verdict := self._about_the_example(at, row, filled)):
            return verdict
        reason = self._not_data(at, row, filled)
        if reason:
            return NOT_DATA, reason
        return self._untrusted(row)

    def _about_the_example(self, at: int, row: Row, filled: list[tuple[int, str]]) -> tuple[str, str] | None:
        """Our template's example line is no data, marked or not; real data written over it cannot be told from it."""
        marked = {position for position, text in filled if text.strip().startswith(EXAMPLE)}
        is_labelled = bool(marked & self.numbered)
        may_be_as_made = self.is_ours or is_labelled or at < EDGE_ROWS_TOP
        if len(marked) > 1 or (may_be_as_made and is_as_made(self.example, lambda position: _cell(row, position))):
            return NOT_DATA, "example"
        if self.is_ours and is_labelled and any(not blank(_cell(row, position)) for position in self.required):
            return QUARANTINED, "example_overwritten"
        return None

    def _not_data(self, at: int, row: Row, filled: list[tuple[int, str]]) -> str | None:
        if all(position in self.numbered and text.strip().isdigit() for position, text in filled):
            return "blank"
        texts = [text for _, text in filled]
        if sum(1 for text in texts if normal(text[:60]) in self.labels) >= max(2, 0.6 * len(texts)):
            return "header_repeated"
        if all(normal(text) in self.titles for text in texts):
            return "title"
        if any(self._fits(row, position, _PERSONAL_NUMBER) for position in self.persons):
            is_note = at < EDGE_ROWS_TOP and self._explains_columns(texts)
            return "note" if is_note else self._empty_of_the_group(row)  # whatever the name or a remark says
        if self._is_total_row(row, filled) or self._is_section(row):
            return "total"
        has_identity = any(not blank(_cell(row, position)) for position in self.identity)
        if self._is_footer(texts, has_identity):
            return "footer"
        if at < EDGE_ROWS_TOP and self._explains_columns(texts):
            return "note"
        if self._empty_of_the_group(row):
            return "no_entry"
        required = sum(1 for position in self.required if not blank(_cell(row, position)))
        is_lonely = len(filled) == 1 and (row.number in self.merged_rows or required <= 1)
        return "note" if is_lonely and row.types[filled[0][0]] == "t" and len(self.required) > 1 else None

    def _empty_of_the_group(self, row: Row) -> str | None:
        is_none = is_none_in_a_month if self.table.by_month else blank
        is_empty = bool(self.group) and all(is_none(_cell(row, position)) for position in self.group)
        return "no_entry" if is_empty else None

    def _is_total_row(self, row: Row, filled: list[tuple[int, str]]) -> bool:
        words = {position for position, text in filled if _is_total(text)}
        named = set(self.identity) - self.people  # 其中：建档立卡 may be the kind of a summary's row
        words |= {at for at, text in filled if at not in named and _PART.fullmatch(_plain(text))}
        if not words:
            return False
        if words & (set(self.identity) | self.numbered):
            return True
        return all(_counts_or_blank(_cell(row, position), position in self.people) for position in self.identity)

    def _is_section(self, row: Row) -> bool:
        """A row such as 一、校舍类, numbered in words among rows numbered in digits: a heading with a subtotal."""
        texts = [_cell(row, position) for position in self.counted]
        if not any(text and _SECTION.fullmatch(_plain(text)) for text in texts):
            return False
        return all(blank(_cell(row, position)) for position in self.identity)

    def _is_footer(self, texts: list[str], has_identity: bool) -> bool:
        plain = [_plain(text) for text in texts]
        if len(plain) > 1 and all(_ROLE.fullmatch(text) or _FOOTER.fullmatch(text) for text in plain):
            return True
        if not _FOOTER.fullmatch(plain[0]):
            return False
        return not has_identity or ":" in plain[0] or 2 * sum(map(bool, map(_FOOTER.fullmatch, plain))) >= len(plain)

    def _explains_columns(self, texts: list[str]) -> bool:
        plain = [_plain(text) for text in texts]
        if plain[0] in ("示例", "样例", "例", "栏次", "填写说明", "甲"):
            return True
        if len(plain) >= 3 and plain == [str(number) for number in range(1, len(plain) + 1)]:
            return True
        return sum(1 for text in plain if _NOTE_HINT.search(text)) >= 2

    def _untrusted(self, row: Row) -> tuple[str, str] | None:
        if any("\ufffd" in text for text in row.cells if text):
            return QUARANTINED, "undecodable"
        if self.is_delimited:
            if any(not blank(text) for text in row.cells[self.width :]):
                return QUARANTINED, "too_many_cells"
            if self.required and len(row.cells) <= max(self.required) and len(row.cells) < self.width:
                return QUARANTINED, "too_few_cells"
        if all(blank(_cell(row, position)) for position in self.required):
            return QUARANTINED, "required_empty"
        is_shifted = self._is_shifted(row) or self._has_id_elsewhere(row) or self._is_partly_shifted(row)
        return (QUARANTINED, "shifted") if is_shifted else None

    def _has_id_elsewhere(self, row: Row) -> bool:
        """Whether somebody's number stands where a word belongs, and none where the number belongs."""
        if not self.persons or any(self._fits(row, at, _PERSONAL_NUMBER) for at in self.persons):
            return False
        return any(self._fits(row, at, _PERSONAL_NUMBER) for at in self.words_only)

    def _is_partly_shifted(self, row: Row) -> bool:
        """Whether several cells are of another kind than their columns, and of the right one a few columns further."""
        misplaced = [at for at in (*self.shaped, *self.codes) if self._is_of_another_kind(row, at)]
        if len(misplaced) < LEAST_MISPLACED:
            return False
        for step in SHIFTS:
            moved = [at for at in (*self.shaped, *self.codes) if self._is_own_kind(row, at, at + step)]
            strange = [
                at
                for at in misplaced
                if at not in moved
                and at + step >= 0
                and not blank(_cell(row, at + step))
                and not self._is_at_home(row, at + step)
            ]
            if len(moved) >= LEAST_MISPLACED and not strange and set(moved) & set(misplaced):
                return True
        return False

    def _is_at_home(self, row: Row, at: int) -> bool:
        """Whether a cell is what its own column asks for, so that it has not been moved."""
        return (at in self.shaped or at in self.codes) and self._is_own_kind(row, at, at)

    def _is_of_another_kind(self, row: Row, at: int) -> bool:
        """A word where a number belongs, a number or another code's word for a code; blanks and failed cells have none."""
        text = _cell(row, at)
        if text is None or blank(text) or row.types[at : at + 1] == "x" or self._is_own_kind(row, at, at):
            return False
        plain = _plain(text)
        is_measured = _NUMBER.fullmatch(plain) is not None
        if at in self.codes:
            return is_measured or any(plain.lower() in words for words in self.codes.values())
        return not is_measured and not is_placeholder(plain)

    def _is_own_kind(self, row: Row, at: int, where: int) -> bool:
        """Whether the cell at ``where`` is what the column ``at`` asks for."""
        if at in self.shaped:
            return self._fits(row, where, self.shaped[at])
        text = _cell(row, where) if where >= 0 else None
        return text is not None and _plain(text).lower() in self.codes[at]

    def _is_shifted(self, row: Row) -> bool:
        """Whether ids and numbers all stand the same few columns away from their headers, and none below its own."""
        if any(row.types[at : at + 1] == "x" or self._fits(row, at, shape) for at, shape in self.shaped.items()):
            return False
        for step in SHIFTS:
            fitting = {shape for at, shape in self.shaped.items() if self._fits(row, at + step, shape)}
            if len(fitting) > 1 and all(
                self._fits(row, at + step, shape) or blank(_cell(row, at + step)) for at, shape in self.shaped.items()
            ):
                return True
        return False

    def _fits(self, row: Row, position: int, shape: re.Pattern[str]) -> bool:
        text = _cell(row, position) if position >= 0 else None
        return text is not None and shape.fullmatch(_plain(text)) is not None


@cache
def _code_words(table: str) -> frozenset[str]:
    return frozenset(_plain(word).lower() for word in code_tables().get(table, {}))


def _is_a_strange_number(words: frozenset[str], texts: pa.Array) -> pa.Array:
    """A number that is no code of the column's own."""
    is_number = pc.match_substring_regex(texts, r"^-?[\d.,]+$")
    return pc.and_not(is_number, pc.is_in(texts, value_set=pa.array(sorted(words), pa.string())))


def _holds_words(texts: pa.Array) -> pa.Array:
    return pc.invert(pc.string_is_ascii(texts))


def _is_wordy(item: Field) -> bool:
    """Whether people write words such as 合计 into this column."""
    return item.kind in ("text", "code", "name") and not item.name.endswith("_no")


def _is_no_number_of_a_person(item: Field) -> bool:
    return item.kind in WORDS_ONLY and not item.name.endswith(("_no", "_code"))


def _rows_in_wide_merges(sheet: Sheet, columns: int) -> set[int]:
    wide = (area for area in sheet.merged if area[3] - area[1] + 1 >= max(3, columns // 2))
    return {number for top, _, bottom, _ in wide for number in range(top, min(bottom, top + 20) + 1)}


def width_of(table: Table) -> int:
    """The columns of a table, from the sheet's first to the last one with a header."""
    return max(column.index for column in table.columns) + 1


def _holds_digits(column: pa.Array) -> bool:
    starts = range(0, len(column), ROWS_AT_A_TIME)
    texts = (text for start in starts for text in column.slice(start, ROWS_AT_A_TIME).to_pylist())
    return any(text and text.isdigit() for text in texts)


def _where(column: pa.Array, may_tell: Callable[[pa.Array], pa.Array], is_telling: Callable[[str], bool]) -> np.ndarray:
    """The rows whose text is telling; only a text that may tell is asked about, and each distinct one once."""
    candidates = places(column, may_tell)
    if not len(candidates):
        return candidates
    texts = column.take(pa.array(candidates)).to_pylist()
    telling = {text for text in set(texts) if is_telling(text)}
    return candidates[[text in telling for text in texts]]


def _is_section_number(text: str) -> bool:
    return _SECTION.fullmatch(_plain(text)) is not None


def _cell(row: Row, position: int) -> str | None:
    return row.cells[position] if position < len(row.cells) else None


def _counts_or_blank(text: str | None, is_name: bool) -> bool:
    """Whether a cell that should name somebody only counts: 3人 or 3 under 姓名, 2份 under 合同编号."""
    if text is None or blank(text):
        return True
    plain = _plain(text)
    return _COUNT.fullmatch(plain) is not None or (is_name and plain.isdigit())


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _is_total(text: str) -> bool:
    if len(text) > 40 or _TOTAL_LETTER not in text:
        return False
    plain = re.sub(r"\([^)]*\)", "", _plain(text)).rstrip(":")
    return _TOTAL.fullmatch(plain) is not None
