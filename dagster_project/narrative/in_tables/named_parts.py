"""Columns that by their names are all of another: 春季人数 and 秋季人数 of 全年人次, 春季1类金额 and 春季2类金额 of 春季资助金额.

Belongs here: families of words that leave nothing between them, and the column that is left once such a word is taken out
of a header. Does not belong here: columns under 合计 (``table_sums``), rows with such names (``rows_within``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from dagster_project.narrative.in_tables.rows_agree import agreed, is_slipped
from dagster_project.narrative.in_tables.table_sums import RATES_ROW, TERM, adds_up, summed
from dagster_project.narrative.model import FAILS, Relation
from dagster_project.narrative.text.tables import NO_SUM, Table

FAMILIES = (
    re.compile(r"春季?(?:学期)?|秋季?(?:学期)?"),
    re.compile("[上下]半年(?:度)?"),
    re.compile("[上下]学期"),
    re.compile(r"第?[1-4一二三四]季度"),
    re.compile("第?[1-4一二三四][类档等](?:学生|助学金|生)?"),
    re.compile("[男女][性生]?"),
    re.compile("公办|民办"),
    re.compile("小学|初中"),
    re.compile("城镇|城市|农村|乡村"),
    re.compile("中央|省级|[市州]级|县级"),
)
WHOLE = re.compile(r"全年|年度|本年|合计|总计|共计|小计|总|全部|义务教育(?:阶段)?|各级|计$")
IDLE = re.compile(r"(?:19|20)\d\d年?|[（(].*?[)）]|其中[:：]?|资助|受助|补助|享受|发放|[/\s:：]")
ALIKE = ((re.compile("人次数?|人数|学生数|生数"), "人"), (re.compile("金额|资金|经费|额$"), "元"))
MOST_COLUMNS, MOST_ROWS = 24, 80


def find_named_parts(table: Table) -> Iterator[Relation]:
    """The sums across each row of one table that the names of its columns tell."""
    columns = [j for j in range(min(len(table.header), MOST_COLUMNS)) if not NO_SUM.search(table.header[j])]
    heads = {j: table.header[j] for j in columns}
    for family in FAMILIES:
        members = {j: match[0] for j, head in heads.items() if (match := family.search(head))}
        if len(set(members.values())) < len(("one", "other")):
            continue
        parts: dict[str, list[int]] = defaultdict(list)
        for j in members:
            parts[_core(family.sub("", heads[j], count=1))].append(j)
        for whole, head in heads.items():
            some = [] if whole in members else parts.get(_core(WHOLE.sub("", head)), [])
            if len({members[j] for j in some}) == len(some) > 1 and adds_up(table, whole):
                yield from agreed([_across(table, some, whole)], alone=True)


def _core(head: str) -> str:
    """What a column counts, once neither the part nor the whole is named: 人, 元, 1类人."""
    core = IDLE.sub("", head)
    for words, short in ALIKE:
        core = words.sub(short, core)
    return core


def _across(table: Table, parts: Sequence[int], whole: int) -> list[Relation]:
    """The row's sums; a part may be blank."""
    told = []
    for row in range(min(len(table.rows), MOST_ROWS)):
        cell = table.figure(row, whole)
        figures = [figure for j in parts if (figure := table.figure(row, j)) is not None]
        if cell is None or not figures or RATES_ROW.search(table.labels[row]):
            continue
        relation = summed(figures, cell)
        over = relation.verdict == FAILS and sum(f.amount for f in figures) > cell.amount
        if over and _may_count_once(table, parts, whole) and not is_slipped(relation):
            continue
        told.append(relation)
    return told


def _may_count_once(table: Table, parts: Sequence[int], whole: int) -> bool:
    """A person helped in both terms is one of the year."""
    terms = any(TERM.search(table.header[j]) or "春" in table.header[j] for j in parts)
    return terms and "人" in table.header[whole] and "次" not in table.header[whole]
