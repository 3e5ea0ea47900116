"""Which figures of a work report the county's own rows contradict beyond doubt: those a run makes a finding of.

Belongs here: whether every word about a figure is understood, whether all rows it counts were delivered and read.
Does not belong here: the readings and what the rows give in each (``against_marts``), the finding (``findings``).

The command lays every figure that it can beside the rows and leaves the judgement to its reader. A finding goes out to
a county, so it needs more: a number of person-times, papers or works, or an amount (persons are told apart by identity
numbers, which may be mistyped); no word before it that could narrow what it counts (an earlier year, a township, a kind
of aid no code table knows); every period it covers delivered, and no row or amount of it set aside that could make up
the difference.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from dagster_project.narrative.against_marts import (
    DIFFERS,
    Comparison,
    category_words,
    compare,
    start_of_sentence,
    subject_of,
    times_named,
)
from dagster_project.narrative.counted_rows import Key, periods_of
from dagster_project.narrative.model import Figure, Report

DATASETS = {
    "aid": "subsidy_payment", "loan": "loan_contract", "works": "infrastructure_project",
    "allowance": "teacher_allowance",
}  # fmt: skip
"""The rows a subject is counted from; a roll changes from day to day, so no report contradicts it."""
COUNTED = ("人次", "份", "笔", "个", "项")
PLAIN_WORDS = (
    "全县", "全区", "全市", "全旗", "我县", "我区", "我市", "我旗", "全年", "本年", "本年度", "年度", "当年", "今年", "共", "共计", "合计", "总计",
    "累计", "其中", "分别", "为", "是", "向", "给", "的", "了", "计", "达", "达到", "约", "近", "余", "和", "及", "与", "学年", "春季", "秋季", "学期",
    "春季学期", "秋季学期", "各类", "各级各类", "各学段", "学生", "家庭", "经济困难", "家庭经济困难学生", "困难学生", "贫困学生", "学生资助", "资助",
    "助学金", "补助", "补助金", "资助金", "补助资金", "资助资金", "资金", "金额", "发放", "发放了", "落实", "兑付", "兑现", "惠及", "受助", "享受",
    "应", "应发", "应享受", "应发放", "实际", "实际发放", "已", "已发放", "人数", "人次", "办理", "签订", "生源地", "信用", "助学贷款", "生源地信用助学贷款", "国家助学贷款", "贷款",
    "合同", "合同金额", "贷款金额", "贷款合同", "项目库", "现有", "有", "项目", "建设项目", "工程", "总投资", "投资", "概算总投资", "乡村教师", "教师",
    "生活补助", "乡村教师生活补助", "教师补助", "津贴",
)  # fmt: skip
NUMBER = r"\d[\d,]*(?:\.\d+)?[余多]?(?:万|亿|千)?(?:人次|人|名|元|份|笔|个|项|户)"
NUMBERED = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十\d]{1,3}[、.．])\s*")
PUNCTUATION = re.compile(r"[，,、：:\s]")
QUALIFIED = re.compile(r"[（(]")
BEHIND = re.compile(r"[^，,。；;、（(\n]*")


class Read(NamedTuple):
    """How a county's delivery of one dataset for one period was read: rows and amounts that could not be."""

    rows_unread: int
    amounts_unread: int


def contradicted(
    report: Report, known: Mapping[Key, Fraction], year: int, delivered: Mapping[tuple[str, str], Read]
) -> tuple[list[Comparison], int]:
    """The figures that no reading of the rows gives, and how many figures could be judged at all.

    ``known`` is what the rows of the county give for ``year`` (``counted_rows``), ``delivered`` is by dataset and period.
    """
    judged = [one for one in compare(report, known) if _is_beyond_doubt(one, report.text, year, delivered)]
    return [one for one in judged if one.verdict == DIFFERS], len(judged)


def _is_beyond_doubt(one: Comparison, text: str, year: int, delivered: Mapping[tuple[str, str], Read]) -> bool:
    figure, dataset = one.figure, DATASETS.get(one.subject)
    if dataset is None or figure.thing not in (*COUNTED, "元") or not _is_understood(figure, text, year):
        return False
    window = times_named(text[start_of_sentence(text, figure.start) : figure.start])[0]
    parts = [delivered.get((dataset, period)) for period in periods_of(one.subject, window, year)]
    read = [part for part in parts if part is not None]
    if len(read) < len(parts):
        return False
    rows, amounts = (sum(part[at] for part in read) for at in (0, 1))
    if figure.thing == "元":
        return not rows and not amounts
    return one.verdict != DIFFERS or not 0 < figure.amount - Fraction(one.computed) * figure.scale <= rows


def _is_understood(figure: Figure, text: str, year: int) -> bool:
    """Whether nothing around the figure narrows what it counts; its subject may stand in the sentence before."""
    behind = BEHIND.match(text, figure.end)
    end = behind.end() if behind else figure.end
    if QUALIFIED.match(text, end) or not _says_no_more(text[figure.end : end], year):
        return False
    to = figure.start
    while True:
        at = start_of_sentence(text, to)
        words = text[at:to]
        if not _says_no_more(NUMBERED.sub("", words), year):
            return False
        if subject_of(words + figure.after):
            return True
        to = at - 1
        if to <= 0 or text[to] == "\n":
            return False


def _says_no_more(words: str, year: int) -> bool:
    words = re.sub(NUMBER, "", re.sub(rf"{year}(?:年度?|[-—–]{year + 1}学年)", "", words))
    return not PUNCTUATION.sub("", _known_words().sub("", words))


@cache
def _known_words() -> re.Pattern[str]:
    """Every word that leaves the scope of a figure as it is, or that a code table knows; the longest first."""
    known: Sequence[str] = sorted({*PLAIN_WORDS, *(word for word, *_ in category_words())}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, known)))
