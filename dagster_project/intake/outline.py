"""Summary tables whose totals and parts stand in one column: 一、学前教育 / 其中：脱贫户 / （二）小学 / 小计 / 合计.

What belongs here: which row is a part of which, which rows are loaded, what the rows above say of a row.
What does not: lists of persons, whose totals ``verdicts`` tells; whether the totals are right (``own_figures``).

A row is loaded once: where the parts of a total are all there, the parts; where 其中 names only some, the total.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dagster_project.contracts import Contract
from dagster_project.intake.body import Body
from dagster_project.intake.categories import NUMBER_KINDS, PERIOD, bare, categories_in, code_fields
from dagster_project.intake.recognition import Table
from dagster_project.readers.values import parse

MOST_ROWS = 3_000
LEAST_SHARE = 0.5
UNMARKED = 50.0
HEADING, TOTAL, PART, AGAIN = "heading", "total", "part", "another_breakdown"

_MARKS = (
    (1.0, re.compile(r"(?:第[一二三四五六七八九十]{1,3}部分|[一二三四五六七八九十]{1,3}[、.,:])")),
    (2.0, re.compile(r"\([一二三四五六七八九十]{1,3}\)[、.]?")),
    (3.0, re.compile(r"\d{1,2}(?:[、:]|\.(?!\d))")),
    (4.0, re.compile(r"(?:\(\d{1,2}\)[、.]?|[①-⑳])")),
)
_CIRCLED, _CIRCLED_RANK = re.compile("[①-⓿❶-➓]"), 4.0
_SUBSET = re.compile(r"(?:其\s*中|内含|含)[:,、]?")
_TOTAL = re.compile(r"(.{0,12}?)(小计|合计|总计|共计|累计|总合计)")


@dataclass
class Node:
    """One row of the outline; ``at`` is its position below the header."""

    at: int
    row_no: int
    label: str
    cell: str
    rank: float
    values: dict[str, Decimal]
    said: dict[str, str]
    is_subset: bool = False
    total: str | None = None
    children: list[Node] = field(default_factory=list)


@dataclass
class Outline:
    """``said`` are the fields of each loaded row by position, ``aside`` why the other rows are not loaded.

    ``sums`` are (total row, the rows it should be the sum of, whether these are only some of it); ``totals`` are rows
    such as 小计 with the groups of rows each may be the sum of; ``label_at`` is the labels' column, ``label_field``
    what it is called.
    """

    said: dict[int, dict[str, str]] = field(default_factory=dict)
    aside: dict[int, str] = field(default_factory=dict)
    sums: list[tuple[Node, list[Node], bool]] = field(default_factory=list)
    roots: list[Node] = field(default_factory=list)
    totals: list[tuple[Node, list[list[Node]]]] = field(default_factory=list)
    label_field: str | None = None
    label_at: int = 0


def outline_of(table: Table, body: Body, distrusted: Collection[int] = ()) -> Outline | None:
    """The outline of a summary; None where a table is a list, or no row of it is a part of another.

    Rows at the positions ``distrusted`` take no part.
    """
    contract = table.contract
    if any(item.kind in ("person", "name") for item in contract.fields) or not 2 <= len(body) <= MOST_ROWS:
        return None
    numbers = {
        item.name: at for item in contract.fields if item.kind in NUMBER_KINDS for at in _column(table, item.name)
    }
    label = _label_column(table, body) if numbers else None
    if label is None:
        return None
    nodes = [node for node in _nodes(contract, body, label, numbers) if node.at not in distrusted]
    if not _is_outline(nodes, table, label):
        return None
    outline = _resolved(nodes)
    outline.label_at = label
    outline.label_field = next(column.field for column in table.columns if column.index == label)
    return outline


def _column(table: Table, name: str) -> Iterator[int]:
    at = table.column_of().get(name)
    if at is not None:
        yield at


def _label_column(table: Table, body: Body) -> int | None:
    """The column of labels: the first one whose words are categories, totals or numbered headings."""
    codes = {name for name, _ in code_fields(table.contract)}
    for column in table.columns:
        if column.field is not None and column.field not in codes:
            continue
        texts = [text for text in body.columns[column.index].to_pylist() if text and text.strip()]
        telling = [text for text in texts if _tells(text, table.contract)]
        if len(texts) >= 2 and len(telling) >= LEAST_SHARE * len(texts):
            return column.index
    return None


def _tells(text: str, contract: Contract) -> bool:
    rank, plain, is_subset = _marked(text)
    if len(plain) > 40 or plain.isdigit():
        return False
    return rank < UNMARKED or is_subset or _TOTAL.fullmatch(plain) is not None or bool(categories_in(plain, contract))


def _marked(text: str) -> tuple[float, str, bool]:
    """The level a row's numbering or indentation gives it, its words, and whether it is 其中."""
    folded = unicodedata.normalize("NFKC", text)
    indent = len(folded) - len(folded.lstrip())
    plain = bare(text)
    subset = _SUBSET.match(plain)
    if subset:
        plain = plain[subset.end() :]
    for rank, mark in _MARKS:
        found = mark.match(plain)
        if found and found.end() < len(plain):
            plain = plain[found.end() :]
            after = _SUBSET.match(plain)
            return rank, plain[after.end() :] if after else plain, bool(subset or after)
    circled = _CIRCLED.match(text.strip()) is not None  # the normal form has no such mark
    return (_CIRCLED_RANK if circled else UNMARKED + indent / 100), plain, bool(subset)


def _nodes(contract: Contract, body: Body, label: int, numbers: dict[str, int]) -> Iterator[Node]:
    labels = body.columns[label].to_pylist()
    columns = {name: body.columns[at].to_pylist() for name, at in numbers.items()}
    for at, text in enumerate(labels):
        if not text or not text.strip():
            continue
        rank, plain, is_subset = _marked(text)
        read = {name: parse("number", column[at])[0] for name, column in columns.items() if column[at]}
        values = {name: Decimal(value) for name, value in read.items() if value is not None}
        total = _TOTAL.fullmatch(plain)
        said = {} if total and not total[1] else categories_in(plain, contract)
        said.pop(PERIOD, None)
        if not values and rank >= UNMARKED and not said and not total:
            continue  # a title, a note, a signature
        node = Node(at, int(body.numbers[at]), plain, text.strip(), rank, values, said, is_subset)
        node.total = total[2] if total else None
        yield node


def _is_outline(nodes: Sequence[Node], table: Table, label: int) -> bool:
    """Whether some row is a part of another, or the labels are of no single field."""
    if any(node.rank < UNMARKED or node.is_subset for node in nodes):
        return True
    indents = {node.rank for node in nodes if node.total is None}
    fields = {name for node in nodes for name in node.said}
    return len(indents) > 1 or bool(fields - table.column_of().keys()) or _is_nobodys(table, label)


def _is_nobodys(table: Table, label: int) -> bool:
    """Whether the labels' column is no field of its own."""
    return next(column.field for column in table.columns if column.index == label) is None


def _resolved(nodes: list[Node]) -> Outline:
    outline = Outline()
    plain = [node for node in nodes if node.total is None]
    _rank_by_kind(plain)
    _join_subsets(plain)
    outline.roots = _tree(plain)
    second = _second_breakdown(outline)
    for root in outline.roots:
        _load(root, {}, outline)
    for node in second:
        outline.aside[node.at] = AGAIN
    outline.totals = list(_totals(nodes, outline))
    for node, _ in outline.totals:
        outline.aside[node.at] = TOTAL
    return outline


def _rank_by_kind(nodes: list[Node]) -> None:
    """Without numbers or indents the first kind of category is the upper level: stages, and hardships below them."""
    if len({node.rank for node in nodes if not node.is_subset}) > 1 or not nodes:
        return
    kinds = list(dict.fromkeys(name for node in nodes for name in node.said))
    for node in nodes:
        if node.said:
            node.rank += max(kinds.index(name) for name in node.said) / 10


def _join_subsets(nodes: list[Node]) -> None:
    """其中 stands below the row before it, and so do the rows after it that go on in its kind."""
    above: Node | None = None
    first: Node | None = None
    for node in nodes:
        goes_on = (
            first is not None
            and node.rank >= UNMARKED
            and bool(first.said)
            and node.said.keys() == first.said.keys()
            and above is not None
            and node.said.keys() != above.said.keys()
        )
        if above is not None and (node.is_subset or goes_on):
            node.rank, node.is_subset = above.rank + 0.001, True
            first = node
        else:
            above, first = node, None


def _tree(nodes: list[Node]) -> list[Node]:
    roots: list[Node] = []
    stack: list[Node] = []
    for node in nodes:
        while stack and stack[-1].rank >= node.rank:
            stack.pop()
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)
    return roots


def _second_breakdown(outline: Outline) -> list[Node]:
    """The same whole broken down once more at the end of the table: 按学段分 … 按类别分 …; its rows are not added."""
    roots = outline.roots
    last = roots[-1] if len(roots) > 1 else None
    if last is None or not last.children or any(root.children for root in roots[:-1]):
        return []
    if any(child.is_subset or child.rank < UNMARKED or child.children for child in last.children):
        return []
    if agree([last], last.children) or last.said.keys() & last.children[0].said.keys():
        return []
    if not agree(roots, last.children):
        return []
    second, last.children = last.children, []
    return second


def _load(node: Node, above: dict[str, str], outline: Outline) -> None:
    said = above | {name: _written(node, name) for name in node.said}
    subsets = [child for child in node.children if child.is_subset]
    if not node.children:
        outline.said[node.at] = said
        return
    if node.values and subsets and len(subsets) == len(node.children) and not agree([node], subsets):
        outline.said[node.at] = said
        outline.sums.append((node, subsets, True))
        for child in subsets:
            _aside(child, outline)
        return
    outline.aside[node.at] = TOTAL if node.values else HEADING
    if node.values:
        outline.sums.append((node, node.children, False))
    for child in node.children:
        _load(child, said, outline)


def _aside(node: Node, outline: Outline) -> None:
    outline.aside[node.at] = PART
    for child in node.children:
        _aside(child, outline)


def _written(node: Node, name: str) -> str:
    """The cell's own text where it says one thing, the word where it says several."""
    return node.cell if len(node.said) == 1 else node.said[name]


def _totals(nodes: list[Node], outline: Outline) -> Iterator[tuple[Node, list[list[Node]]]]:
    """Each row of a total with the rows it may be the sum of, the likeliest first."""
    loaded = [node for node in nodes if node.at in outline.said]
    since = -1
    for node in nodes:
        if node.total is None:
            continue
        before = [item for item in loaded if item.at < node.at]
        readings = [[item for item in before if item.at > since], before, loaded]
        if node.said:
            readings.insert(0, [item for item in loaded if _shares(item, node, outline)])
        if node.total != "小计":
            readings = [*readings[1:], readings[0]] if len(readings) == 3 else readings
        since = node.at
        yield node, [reading for reading in readings if reading] or [[]]


def _shares(item: Node, total: Node, outline: Outline) -> bool:
    told = outline.said[item.at]
    return all(name in told and bare(told[name]).endswith(bare(word)) for name, word in total.said.items())


def summed(nodes: Sequence[Node], name: str) -> Decimal | None:
    """The sum of a number over rows; a heading without a number of its own counts as its parts do."""
    found: list[Decimal] = []
    for node in nodes:
        if name in node.values:
            found.append(node.values[name])
        elif not node.values and node.children:
            below = summed(node.children, name)
            found += [] if below is None else [below]
    return sum(found, Decimal(0)) if found else None


def agree(wholes: Sequence[Node], parts: Sequence[Node]) -> bool:
    """Whether the parts add up to the wholes in every number both have."""
    names = {name for node in wholes for name in node.values}
    pairs = [(summed(wholes, name), summed(parts, name)) for name in names]
    both = [(whole, part) for whole, part in pairs if whole is not None and part is not None]
    return bool(both) and all(is_close(whole, part, len(parts)) for whole, part in both)


def is_close(stated: Decimal, computed: Decimal, parts: int) -> bool:
    """Whether two figures agree within the rounding of their last places."""
    exponents = [int(value.as_tuple().exponent) for value in (stated, computed)]
    places = max(0, -min(exponents)) if any(exponent < 0 for exponent in exponents) else 0
    slack = Decimal(1).scaleb(-places) * (parts + 1) / 2 if places else Decimal(0)
    return abs(stated - computed) <= slack
