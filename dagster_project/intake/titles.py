"""What a title, a sheet's or a file's name calls a table: a dataset's whole name, or a short one such as 教师花名册, 贷款台账.

What belongs here: which datasets a text may mean. What does not: whether that contradicts the content (``three_ways``).

A short name is a word of whom or what the list is of (``titleWords`` of the contracts) right before the word for a list.
Loosely a word fits many datasets: 学生名册 fits every list of pupils. 教师资助学生花名册 is of pupils: the last word counts;
教师子女花名册 and 学生家长名单 are of others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from dagster_project.contracts import Contract

SHORTEST_NAME, LONGEST_TITLE = 4, 200
_FORM_WORD = re.compile(r"(?:信息|基本|情况|统计|汇总)*(?:表|台账|花名册|名单|名录|明细账?|合同)$")
_FILLER = r"(?:信息|基本|情况|统计|汇总|登记|明细|人员|管理|工作|电子|在[册岗编校职])*"
_FORM = r"(?:花?名册|名[单录]|台[账帐]|[一总]览表|清单|表)"
_END = r"(?![\u4e00-\u9fff])|(?=最[新终后]|[终定新底]稿|[上补]报|报送|修[改订]|更[新正]|版|模板|汇总|第|副本)"
_SHORT_NAME = re.compile(rf"([\u4e00-\u9fff]*?)({_FILLER}{_FORM})(?:$|{_END})")


def plain(text: str) -> str:
    """A text without blanks, in one form of characters."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def is_called(text: str, contract: Contract) -> bool:
    """Whether a text holds a dataset's name."""
    name = _core(contract)
    return len(name) >= SHORTEST_NAME and name in text


def share(text: str, contract: Contract) -> float:
    """How much of a dataset's name a text holds, in pairs of characters."""
    return share_of_name(_core(contract), text)


def share_of_name(name: str, text: str) -> float:
    """How much of a name a text holds, in pairs of characters."""
    pairs = [name[at : at + 2] for at in range(len(name) - 1)]
    return sum(1 for pair in pairs if pair in text) / len(pairs) if pairs else 0.0


def _core(contract: Contract) -> str:
    return _FORM_WORD.sub("", unicodedata.normalize("NFKC", contract.name_zh))


def short_names(text: str, contracts: Iterable[Contract]) -> dict[str, frozenset[str]]:
    """Each short name in a text, as it is written, and the datasets it may mean.

    >>> from dagster_project.contracts import load_all
    >>> found = short_names("青禾县2020年教师信息表", load_all().values())
    >>> list(found), "teacher" in found["教师信息表"], "school_roll" in found["教师信息表"]
    (['教师信息表'], True, False)
    """
    words: dict[str, set[str]] = {}
    for contract in contracts:
        for word in contract.title_words:
            words.setdefault(word, set()).add(contract.name)
    found: dict[str, frozenset[str]] = {}
    for match in _SHORT_NAME.finditer(text[:LONGEST_TITLE]):
        of_whom = max((word for word in words if match[1].endswith(word)), key=len, default="")
        if of_whom:
            found[of_whom + match[2]] = frozenset(words[of_whom])
    return found
