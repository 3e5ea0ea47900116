"""What the values of a column look like, in counts: how many pass as an identity number, a phone, a date …

What belongs here: counting. No value ever stands in a profile. What does not: which field it may be (``suggestions``).
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cache

from dagster_project.contracts import code_tables
from dagster_project.readers.values import parse
from dagster_project.readers.values.shape import compact, is_placeholder

SAMPLE = 300
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
LONGEST_NAME = 4
_EIGHTEEN = re.compile(r"\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")
_FIFTEEN = re.compile(r"\d{8}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}")
_CARD = re.compile(r"\d{16,19}")
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{1,8}(?:[·•][\u3400-\u9fff]{1,8})*")
_CODE = re.compile(r"(?=.*\d)[A-Za-z\d\-—/()〔〕\[\]第号\u4e00-\u9fff]{3,40}")
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁"
    "岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛翁冉骆蓝路游靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾"
    "尤时阳穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾丘商刁沙荣巫寇桑郎甄"
)
_DOUBLE = ("欧阳", "司马", "上官", "诸葛", "皇甫", "夏侯", "慕容", "令狐", "尉迟", "司徒", "端木", "东方")


@dataclass
class Profile:
    """Counts over ``filled`` cells of a sample; ``codes`` counts words of each code table."""

    filled: int = 0
    distinct: int = 0
    id_number: int = 0
    old_id_number: int = 0
    certificate: int = 0
    phone: int = 0
    card: int = 0
    card_by_luhn: int = 0
    date: int = 0
    month: int = 0
    term: int = 0
    school_year: int = 0
    number: int = 0
    whole: int = 0
    boolean: int = 0
    name: int = 0
    reference: int = 0
    codes: dict[str, int] = field(default_factory=dict)

    def share(self, count: int) -> float:
        """A count as a share of the filled cells."""
        return count / self.filled if self.filled else 0.0

    def as_text(self) -> str:
        """As the ledger keeps it."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, sort_keys=True)

    @classmethod
    def of_text(cls, text: str | None) -> Profile:
        """From the ledger; an empty one where nothing was kept."""
        return cls(**json.loads(text)) if text else cls()

    def plus(self, other: Profile) -> Profile:
        """Two columns' profiles together; ``distinct`` is then at most so many."""
        both = {name: getattr(self, name) + getattr(other, name) for name in asdict(self) if name != "codes"}
        return Profile(**both, codes=dict(Counter(self.codes) + Counter(other.codes)))


def profile(texts: Iterable[str | None]) -> Profile:
    """The profile of a column's first cells."""
    counted = Counter(tidy for text in texts if text and not is_placeholder(tidy := compact(text)))
    found: Counter[str] = Counter()
    codes: dict[str, int] = defaultdict(int)
    for text, count in counted.items():
        for what in _what(text):
            found[what] += count
        for table in _tables_of_words().get(text.lower(), ()):
            codes[table] += count
    return Profile(filled=counted.total(), distinct=len(counted), codes=dict(sorted(codes.items())), **found)


def _what(text: str) -> Iterable[str]:
    """Everything a text may pass as."""
    upper = text.upper()
    if is_id_number(upper):
        yield "id_number"
    elif len(upper) in (20, 22) and is_id_number(upper[:18]):
        yield "certificate"
    elif _FIFTEEN.fullmatch(upper):
        yield "old_id_number"
    elif _CARD.fullmatch(text):
        yield "card_by_luhn" if _passes_luhn(text) else "card"
    elif parse("phone", text)[0]:
        yield "phone"
    else:
        yield from _short(text)


def _short(text: str) -> Iterable[str]:
    for kind in ("date", "month", "term", "school_year", "boolean"):
        if parse(kind, text)[0] is not None:
            yield kind
    number = parse("number", text)[0]
    if number is not None:
        yield "number"
        if "." not in number:
            yield "whole"
    elif is_name(text):
        yield "name"
    elif _CODE.fullmatch(text):
        yield "reference"


def is_id_number(text: str) -> bool:
    """18 characters with a possible birth date and the right check digit."""
    if not _EIGHTEEN.fullmatch(text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], WEIGHTS, strict=True))
    return CHECKS[total % 11] == text[17]


def _passes_luhn(digits: str) -> bool:
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + at % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_name(text: str) -> bool:
    """Two to four characters that begin with a common surname, or a name with a middle dot."""
    if not _NAME.fullmatch(text):
        return False
    if "·" in text or "•" in text:
        return True
    return 2 <= len(text) <= LONGEST_NAME and (text[0] in SURNAMES or text.startswith(_DOUBLE))


@cache
def _tables_of_words() -> dict[str, tuple[str, ...]]:
    """For each word of any code table, the tables it is in; single digits and letters say nothing."""
    found: dict[str, list[str]] = defaultdict(list)
    for table, words in code_tables().items():
        for word in {compact(word).lower() for word in words}:
            if not (word.isascii() and len(word) < 3):
                found[word].append(table)
    return {word: tuple(tables) for word, tables in found.items()}
