"""Values that rules write in both languages at once, such as 走读 (day) or 文本格式 / text, taken apart again.

What belongs here: the half of such a value that a reader of one language wants. What does not: a county's own text,
which is shown as it was written; masking (``masking``).
"""

from __future__ import annotations

import re

_BRACKETS = re.compile(r"([\u4e00-\u9fff][\u4e00-\u9fff、，（）]*) ?\(([A-Za-z][ -'*-~]*)\)")
_SLASH = re.compile(r"([^/]*[\u4e00-\u9fff][^/]*?) / ([A-Za-z][^\u4e00-\u9fff]*)")
_SAID_IN_ENGLISH = re.compile(r"(?<=[\u4e00-\u9fff）]) / [A-Za-z][^\u4e00-\u9fff，。；：（）“”]*")
_SAID_IN_CHINESE = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff、，·（）]* / (?=[A-Za-z])")


def in_chinese(text: str) -> str:
    """The Chinese half of a value in both languages; any other text as it is."""
    whole = _SLASH.fullmatch(text)
    return whole[1].strip() if whole else _BRACKETS.sub(r"\1", text)


def in_english(text: str) -> str:
    """The English half of a value in both languages; any other text as it is."""
    whole = _SLASH.fullmatch(text)
    return whole[2].strip() if whole else _BRACKETS.sub(r"\2", text)


def sentence_in_chinese(text: str) -> str:
    """A Chinese sentence that quotes such values, with their Chinese halves only."""
    return _BRACKETS.sub(r"\1", _SAID_IN_ENGLISH.sub("", text))


def sentence_in_english(text: str) -> str:
    """An English sentence that quotes such values, with their English halves only."""
    return _BRACKETS.sub(r"\2", _SAID_IN_CHINESE.sub("", text))
