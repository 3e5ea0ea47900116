"""Values that rules write in both languages at once, such as 走读 (day) or 文本格式 / text, taken apart again.

What belongs here: the half of such a value that a reader of one language wants. What does not: a county's own text,
which is shown as it was written; masking (``masking``).
"""

from __future__ import annotations

import re

from dagster_project.contracts import Field

_BRACKETS = re.compile(r"([\u4e00-\u9fff][\u4e00-\u9fff、，（）]*) ?\(([A-Za-z][ -'*-~]*)\)")
_SLASH = re.compile(r"([^/]*[\u4e00-\u9fff][^/]*?) / ([A-Za-z][^\u4e00-\u9fff]*)")
OWN_TEXT = ("text", "name", "person", "cert", "phone", "card")


def is_ours(field: Field | None) -> bool:
    """Whether what was observed in a field is worded by a rule, not copied from a county's cell."""
    return field is None or field.code_table is not None or field.kind not in OWN_TEXT


def in_chinese(text: str) -> str:
    """The Chinese half of a value in both languages; any other text as it is."""
    whole = _SLASH.fullmatch(text)
    return whole[1].strip() if whole else _BRACKETS.sub(r"\1", text)


def in_english(text: str) -> str:
    """The English half of a value in both languages; any other text as it is."""
    whole = _SLASH.fullmatch(text)
    return whole[2].strip() if whole else _BRACKETS.sub(r"\2", text)
