"""The shape a text is brought into before anything is read out of it, and the words for "nothing".

Belongs here: full-width forms, blanks, marks that stand for an empty cell.
Does not belong here: what any kind of value looks like (the modules beside this one).
"""

from __future__ import annotations

import re
import unicodedata

Reading = tuple[str | None, str]
"""A value in its canonical text, or None, and how it was read."""

UNKNOWN: Reading = (None, "unknown")
PLACEHOLDER: Reading = (None, "placeholder")
SEVERAL: Reading = (None, "several")
PLACEHOLDERS = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "/",
        "\\",
        "\\n",  # \\N, Hive's and MySQL's word for it
        "无",
        "暂无",
        "没有",
        "不详",
        "未知",
        "待定",
        "空",
        "null",
        "none",
        "nan",
        "n/a",
        "#n/a",
        "无数据",
        "未填",
        "*",
        ".",
    }
)
BLANKS = re.compile(r"\s+")
DASHES = str.maketrans("‐‑‒–—―−﹣", "--------")
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\ufe00-\ufe0f\U000e0100-\U000e01ef]")


MARKS = re.compile("([①-⓿❶-➓²³¹⁰-₟¼-¾⅐-↋]+)")
"""Digits that are marks: 500① is an amount with a footnote and not 5001, m² is no 2."""


def plain(text: str) -> str:
    """Half-width, one kind of dash, no invisible characters, no blanks at the ends, no protecting apostrophe."""
    if text.isascii():
        return text.strip().lstrip("'`")
    return folded(INVISIBLE.sub("", text)).translate(DASHES).strip().lstrip("'`’‘").strip()


def folded(text: str) -> str:
    """Half-width; circled, raised and lowered digits and fractions stay as they are.

    >>> folded("５００①"), folded("１０ｍ²")
    ('500①', '10m²')
    """
    if MARKS.search(text) is None:
        return unicodedata.normalize("NFKC", text)
    pieces = MARKS.split(text)
    return "".join(piece if at % 2 else unicodedata.normalize("NFKC", piece) for at, piece in enumerate(pieces))


def compact(text: str) -> str:
    """``plain`` without any blanks inside."""
    return BLANKS.sub("", plain(text))


def is_placeholder(text: str) -> bool:
    """Whether the text only says that there is nothing."""
    return text.lower() in PLACEHOLDERS


def label(text: str, value: str, otherwise: str) -> str:
    """``as_is``, ``trimmed`` or ``fullwidth`` where that alone explains the value; else ``otherwise``."""
    if text == value:
        return "as_is"
    if text.strip() == value:
        return "trimmed"
    return "fullwidth" if not text.isascii() and plain(text) == value else otherwise
