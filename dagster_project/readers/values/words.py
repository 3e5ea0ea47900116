"""Words that stand for a yes, a no or a code.

Belongs here: √ × 是 否, and the words of a code table.
Does not belong here: the code tables themselves (``contracts.code_tables``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dagster_project.readers.values.shape import PLACEHOLDER, UNKNOWN, Reading, compact, is_placeholder, label

YES = frozenset(
    {
        "是",
        "有",
        "√",
        "✓",
        "✔",
        "☑",
        "对",
        "1",
        "y",
        "yes",
        "true",
        "t",
        "已",
        "是的",
        "已资助",
        "已享受",
        "已发放",
        "已落实",
        "享受",
        "已盖章",
        "盖章",
        "已认定",
        "已签收",
        "已签字",
        "已签",
        "✅",
        "已销号",
    }
)
NO = frozenset(
    {
        "否",
        "无",
        "没有",
        "×",
        "✗",
        "✕",
        "✘",
        "x",
        "0",
        "n",
        "no",
        "false",
        "f",
        "未",
        "不是",
        "非",
        "暂无",
        "未资助",
        "未享受",
        "未发放",
        "未落实",
        "未盖章",
        "未认定",
        "未签收",
        "未签字",
        "未签",
        "❌",
        "错",
        "未销号",
        "╳",
        "不享受",
    }
)
BRACKETS = re.compile(r"[(\[【〔<《][^)\]】〕>》]*[)\]】〕>》]")
LIST_MARK = re.compile(
    r"^(?:其中:?)?(?:(?:[A-Za-z]|\d{1,2}|\d{1,2}\)|[一二三四五六七八九十]{1,3})[.、,:)\-_](?=[^\d])|[①-⑳])?(?:其中:?)?"
)
NUMBERING = re.compile(r"^\([一二三四五六七八九十\d]{1,3}\)")
BOXES = re.compile(r"(?:[☑☒■√✓✔□☐][是否有无]){2}")
TICKED = frozenset("☑☒■√✓✔")
TICKS = {"√": "true", "✓": "true", "✔": "true", "×": "false", "✗": "false", "✘": "false", "╳": "false"}
FROM_A_NUMBER = {"1.0": "true", "0.0": "false"}
SEVERAL = re.compile(r"[、,;/|+\n和及]")


def parse_boolean(text: str) -> Reading:
    """``true`` or ``false``. A blank or a dash is neither: it was not answered."""
    tidy = compact(text).lower()
    if tidy in YES:
        return "true", "as_is" if text == "true" else "synonym"
    if tidy in NO:
        return "false", "as_is" if text == "false" else "synonym"
    if tidy in FROM_A_NUMBER:
        return FROM_A_NUMBER[tidy], "synonym"
    if is_placeholder(tidy):
        return PLACEHOLDER
    bare = BRACKETS.sub("", LIST_MARK.sub("", tidy)).rstrip("。,.;")
    box = BOXES.fullmatch(bare)
    if box:
        chosen = [word for is_ticked, word in _boxes(bare) if is_ticked]
        said = {"true" if word in YES else "false" if word in NO else "" for word in chosen}
        return (said.pop(), "ticked_box") if len(said) == 1 and "" not in said else UNKNOWN
    ticked = {TICKS[char] for char in bare if char in TICKS}
    word = "".join(char for char in bare if char not in TICKS)
    said = ticked | ({"true"} if word in YES else {"false"} if word in NO else {""} if word else set())
    return (said.pop(), "without_notes") if len(said) == 1 and "" not in said else UNKNOWN


def _boxes(text: str) -> list[tuple[bool, str]]:
    """☑是□否 as what stands behind each box and whether it is ticked."""
    return [(text[at] in TICKED, text[at + 1]) for at in range(0, len(text), 2)]


def parse_code(text: str, table: Mapping[str, str]) -> Reading:
    """The code a word means in ``table`` (word to code). Words of different codes in one cell: ``several``."""
    if text in table:
        return table[text], label(text, table[text], "synonym")
    words = _compacted(table)
    tidy = compact(text).lower()
    if tidy in words:
        return words[tidy], "synonym"
    if is_placeholder(tidy):
        return PLACEHOLDER
    bare = LIST_MARK.sub("", BRACKETS.sub("", NUMBERING.sub("", tidy)))
    if bare in words:
        return words[bare], "without_notes"
    parts = [part for part in SEVERAL.split(bare) if part]
    codes = {words.get(LIST_MARK.sub("", part)) for part in parts}
    if len(parts) > 1 and None not in codes:
        return (codes.pop(), "repeated") if len(codes) == 1 else (None, "several")
    return UNKNOWN


_compacted_tables: dict[int, tuple[Mapping[str, str], dict[str, str]]] = {}


def _compacted(table: Mapping[str, str]) -> dict[str, str]:
    known = _compacted_tables.get(id(table))
    if known is None or known[0] is not table:
        words: dict[str, str] = {}
        for word, code in table.items():
            words.setdefault(compact(word).lower(), code)
        known = _compacted_tables[id(table)] = (table, words)
    return known[1]
