"""Names of persons: brought into one form and judged.

Belongs here: blanks, kinds of middle dot, bracketed notes, rare surnames in the private use area.
Does not belong here: whether two names are one person's (the rules, in SQL).

Statuses: ok, digits, letters, brackets (a note in brackets, dropped), missing, and two that give no name: masked
(characters covered up) and several (more than one person's).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from dagster_project.readers.encoding import STANDARD_OF_PRIVATE_USE
from dagster_project.readers.values.shape import INVISIBLE, is_placeholder
from dagster_project.readers.values.whose_names import BETWEEN, NOTE, why_not_one_name

MIDDLE_DOT = "·"
DOTS = re.compile(r"[·•‧∙⋅・･᛫.。˙∘]+")
DIGIT = re.compile(r"[0-9]")
LETTER = re.compile(r"[A-Za-z]")
RADICALS = dict(
    zip(
        map(ord, "⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⺠⺩⺒"),
        map(ord, "虎西见角贝车長长门青页风飞食马骨鬼鱼鸟卤麦黄齐齿龙民王巳"),
        strict=True,
    )
)
"""Parts of characters that PDF files give in place of the characters; Unicode's own folding leaves them."""
ONE_FORM = STANDARD_OF_PRIVATE_USE | RADICALS
HANZI_ONLY = re.compile(r"[\u4e00-\u9fa5]{2,4}")


class NameReading(NamedTuple):
    """``name`` is the name without blanks and notes, None where the text holds none."""

    name_text: str
    name: str | None
    status: str


def read_name(text: str) -> NameReading:
    """One name, judged. Dropping blanks and notes never joins two people's names."""
    why_not = why_not_one_name(text)
    if why_not is None and HANZI_ONLY.fullmatch(text) and not is_placeholder(text):
        return NameReading(text, text, "ok")
    tidy = unicodedata.normalize("NFKC", INVISIBLE.sub("", text.translate(ONE_FORM)))
    tidy = "".join(tidy.split()).strip("'`’‘*")
    if is_placeholder(tidy):
        return NameReading(text, None, "missing")
    if why_not:
        return NameReading(text, None, why_not)
    bare = NOTE.sub("", tidy)
    if BETWEEN.search(bare) and LETTER.search(bare) is None:  # one name, told twice
        tidy = bare = next(filter(None, BETWEEN.split(bare)), bare)
    name = DOTS.sub(MIDDLE_DOT, bare).strip(MIDDLE_DOT) or tidy
    if DIGIT.search(bare):
        return NameReading(text, name, "digits")
    if LETTER.search(bare):
        return NameReading(text, name, "letters")
    return NameReading(text, name, "brackets" if bare != tidy else "ok")


def read_names(texts: Iterable[str]) -> list[NameReading]:
    """One reading for each text, in order."""
    return [read_name(text) for text in texts]
