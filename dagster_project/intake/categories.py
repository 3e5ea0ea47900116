"""Header paths that say a category: 小学 above 人数, 建档立卡学生资助金额, 2020年春 above 小学 above 金额.

What belongs here: what one header path says by the code tables of a contract, and what number stands below it.
What does not: which of a table's columns are taken apart (``wide_tables``), rows that say a category (``outline``).

There is no list of headers: a category is any word of a code table that one of the contract's fields uses, a term is
any text that names one, a number is any header of one of the contract's numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from dagster_project.contracts import Contract, code_tables
from dagster_project.intake.headers import HeaderIndex, normal
from dagster_project.intake.months import MONTH, begins_with_month, month_fields, month_named
from dagster_project.intake.periods import parse_period, period_kind
from dagster_project.intake.unit_prices import without_price
from dagster_project.readers.grid import Row

NUMBER_KINDS = frozenset({"money", "integer", "decimal"})
PERIOD = "_period"
SPRING, AUTUMN = "spring", "autumn"
"""Terms whose year the header does not say: the folder's period tells it."""
LONGEST_LABEL = 40
LEAST_KNOWN = 2
MOST_DIGITS = 9  # of a header's text: 2020-2021学年
TOTALS = frozenset({"合计", "总计", "小计", "共计", "总数", "合计数", "总合计"})
PAID = frozenset({"补助", "补贴", "津贴", "发放", "实发", "应发", "补助费"})
"""What stands behind a month and says no more than that it is paid."""
_MONEY_BRACKET = re.compile(r"[(\[【](?:单位:?)?(?:[千百]?[万亿]?元|[人户所个次]+|人次)?[)\]】]")
_BRACKET = re.compile(r"^(.*?)[(\[【]([^()\[\]【】]+)[)\]】](.*)$")
_SUBSET = re.compile(r"^其中[:,]?")
_MARK = re.compile(r"^(?:[(]?[一二三四五六七八九十]{1,3}[)、.,:]+|[(]?\d{1,2}[)、.:]+(?=\D)|[①-⑳])")
_FILLER = re.compile(r"^(?:家庭|困难|贫困)?(?:学生|儿童|幼儿|阶段|教育|在校生|生|类|的|段|部)*[-_/·—:、]*")
_SEASON = re.compile(r"(春|秋)季?(?:学期)?|(上|下)半年")
_JOINTS = "-_/·—:、 "


class Said(NamedTuple):
    """What a header path says: (field or ``_period``, text) pairs, and the number field it heads, if it names one."""

    categories: tuple[tuple[str, str], ...]
    measure: str | None
    is_total: bool
    is_subset: bool


@cache
def _words(table: str) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for word, code in code_tables().get(table, {}).items():
        if not word.isascii() and len(word) >= 2:
            found.setdefault(normal(word), (code, word))
    return found


def code_fields(contract: Contract) -> tuple[tuple[str, str], ...]:
    """The contract's code fields with their tables, those of its key first."""
    fields = [(item.name, item.code_table) for item in contract.fields if item.kind == "code" and item.code_table]
    return tuple(sorted(fields, key=lambda field: field[0] not in contract.natural_key))


def category(text: str, contract: Contract, taken: Iterable[str] = ()) -> tuple[str, str] | None:
    """The code field and the word a whole text says, or the month or period it names; None where it says neither."""
    plain = _MARK.sub("", text)
    for name, table in code_fields(contract):
        if name not in taken and plain in _words(table):
            return name, _words(table)[plain][1]
    month = month_named(plain) if plain[-1:] in ("月", "份") and MONTH not in taken else None
    if month and month_fields(contract):
        return MONTH, month
    season = _SEASON.fullmatch(plain) if PERIOD not in taken else None
    if season:
        return PERIOD, SPRING if season[1] == "春" or season[2] == "上" else AUTUMN
    may_be_period = PERIOD not in taken and any(char.isdigit() or char in "〇零" for char in plain)
    period = parse_period(plain) if may_be_period else None
    return (PERIOD, period) if period and period_kind(period) != "snapshot" else None


def words_of_one_table(texts: Sequence[str]) -> bool:
    """Whether several of these texts are different codes of one code table."""
    return any(len({words[text][0] for text in texts if text in words}) > 1 for words in map(_words, code_tables()))


@lru_cache(maxsize=65_536)
def _read(levels: tuple[str, ...], dataset: str, index: HeaderIndex) -> Said | None:
    contract = index.contracts[dataset]
    said: dict[str, str] = {}
    rest: list[str] = []
    is_total = is_subset = False
    for level in levels:
        text = bare(level)
        if _SUBSET.match(text):
            is_subset, text = True, _SUBSET.sub("", text)
        if text in TOTALS:
            is_total = True
            continue
        hit = category(text, contract, said)
        if hit:
            said[hit[0]] = hit[1]
        elif text:
            rest.append(text)
    if not rest:
        return Said(tuple(said.items()), None, is_total, is_subset) if said or is_total else None
    in_bracket = _BRACKET.match(rest[-1])
    says_more = in_bracket and category(in_bracket[2], contract, said)  # 人数(小学) is not all of 人数
    measure = None if says_more else number_named(rest, contract, index)
    if measure is None and len(rest[-1]) <= LONGEST_LABEL:
        for more, total, tail in _taken_apart(rest[-1], contract, said):
            named = number_named([*rest[:-1], tail], contract, index) if tail else None
            if named:
                said, is_total, measure = said | more, is_total or total, named
                break
            if MONTH in more and tail in PAID:
                return Said(tuple((said | more).items()), None, is_total, is_subset)
    return Said(tuple(said.items()), measure, is_total, is_subset) if measure else None


def read_path(levels: Sequence[str], contract: Contract, index: HeaderIndex) -> Said | None:
    """What the texts above a column say, top to bottom; None where no category, total or number is among them."""
    return _read(tuple(levels), contract.name, index)


def bare(text: str) -> str:
    """A header's normal form without its unit and its price: what may be a word of a code table."""
    return _MONEY_BRACKET.sub("", without_price(normal(text)))


def number_named(texts: Sequence[str], contract: Contract, index: HeaderIndex) -> str | None:
    """The number field of the contract these texts name."""
    hit = index.fields_under("".join(texts[:-1]), texts[-1]).get(contract.name)
    return hit[0] if hit and contract.field(hit[0]).kind in NUMBER_KINDS else None


def _taken_apart(text: str, contract: Contract, taken: dict[str, str]) -> Iterator[tuple[dict[str, str], bool, str]]:
    """Ways to see a label as categories and a rest: 小学人数, 人数(小学), 2020年春小学金额, 合计人数."""
    bracket = _BRACKET.match(text)
    if bracket:
        hit = category(bracket[2], contract, taken)
        outside = (bracket[1] + bracket[3]).strip(_JOINTS)
        if hit:
            yield {hit[0]: hit[1]}, False, outside
            for more, total, tail in _taken_apart(outside, contract, taken | {hit[0]: hit[1]}):
                yield {hit[0]: hit[1], **more}, total, tail
    for end in range(len(text) - 1, 1, -1):
        head, tail = text[:end].rstrip(_JOINTS), _FILLER.sub("", text[end:])
        if head in TOTALS:
            yield {}, True, tail
            continue
        hit = category(head, contract, taken)
        if hit and tail:
            said = {hit[0]: hit[1]}
            yield said, False, tail
            for more, total, last in _taken_apart(tail, contract, taken | said):
                yield said | more, total, last


def categories_in(text: str, contract: Contract) -> dict[str, str]:
    """What a row's label says: 脱贫户, 小学脱贫户; nothing where part of it is no category."""
    if len(text) > LONGEST_LABEL:
        return {}
    hit = category(text, contract)
    if hit:
        return {hit[0]: hit[1]}
    for said, _, tail in _taken_apart(text, contract, {}):
        last = category(tail, contract, said)
        if last:
            return said | {last[0]: last[1]}
    return {}


def known_cells(row: Row, index: HeaderIndex) -> int:
    """How many cells of a row are headers; a row of one code table's words, or of months, alone counts as two."""
    texts = [cell for cell in row.cells if cell and len(cell) < 40]
    known = sum(1 for text in texts if index.knows(text))
    if known < LEAST_KNOWN and len(texts) > LEAST_KNOWN and not any(_holds_a_number(text) for text in texts):
        plain = [bare(text) for text in texts]
        is_of_months = sum(map(begins_with_month, plain)) >= LEAST_KNOWN
        known += LEAST_KNOWN * (
            is_of_months or words_of_one_table([piece for text in plain for piece in _pieces(text)])
        )
    return known


def _holds_a_number(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= MOST_DIGITS


def _pieces(text: str) -> list[str]:
    """A label and its beginnings, one of which may be a category's word."""
    return [text[:end] for end in range(2, len(text) + 1)]
