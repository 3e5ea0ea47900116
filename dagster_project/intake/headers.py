"""Header texts: their normal form, the unit in their bracket, and which field of which dataset they name.

What belongs here: one header text at a time. What does not: which table a sheet holds (``recognition``).
All knowledge of headers comes from the contracts.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from dagster_project.contracts import Contract, code_tables
from dagster_project.intake.months import begins_with_month
from dagster_project.intake.unit_prices import without_price

LONGEST_HEADER = 80
ACCEPTED_RANK = 1000  # a header the contract knows names the field before one that somebody accepted
FACTORS = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}
_UNIT = "|".join(sorted(FACTORS, key=len, reverse=True))
# What lists of people, schools or money of any kind have; it says nothing about which dataset a table is.
GENERIC_FIELDS = frozenset(
    {"id_number", "name", "gender", "phone", "township", "school_code", "school_name", "stage", "amount"}
)
WHO_AND_WHERE = frozenset({"id_number", "name", "school_code", "school_name"})
FEW_DATASETS = 4  # what no more than so many datasets have tells one of them

_REQUIRED_MARK = re.compile(r"[*★※]|[(\[【](?:必填|选填|必填项|选填项|\*)+[)\]】]")
_FOOTNOTE = re.compile("[①-⓿❶-➓]")
_BLANK = re.compile(r"[\s\u200b\u200c\u200d\ufeff\u00ad]+")
_BRACKET = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_MONEY = re.compile(_UNIT)
_SHORT_MONEY = re.compile(r"(?:单位:?)?([万亿])")  # 资金(万)
_TRAILING_MONEY = re.compile(r"[,，/、:]?(?:单位:?|人民币)?(" + _UNIT + r")$")
_GROUP_FILLER = re.compile(r"(?:基本)?(?:信息|情况|资料|明细)$")
_NAME_WORDS = frozenset({"名称", "全称", "姓名"})
_WHOLE_WORDS = frozenset({"合计", "小计", "总计", "总额", "总数"})
_SOMEBODY_ELSE = re.compile(
    r"监护人|家长|父亲|母亲|父母|户主|配偶|共同借款人|联系人|经办人|开户人|持卡人|领款人|收款人|班主任|负责人|帮扶|包保|代理人"
)
_OWN_KINDS = frozenset({"name", "person", "cert", "code", "date"})
_OTHER_UNITS = frozenset(
    ("%", "‰", "人", "人次", "户", "所", "个", "台", "套", "台套", "年", "月", "天", "日", "次", "学时", "课时", "m2")
)
# 单位:万元 counts, 填报单位:县教育局 does not: the character before 单位 tells them apart
_NUMBERS = frozenset({"money", "integer", "decimal"})
_YEAR = re.compile(r"(?:19|20)\d\d|[一二][〇零○一二三四五六七八九]{3}年")
_TITLE_UNIT = re.compile(r"(?<![报表制位编送设款责管主开施])单位[:：]?([^:：填制审报]{1,16})")
_TITLE_MONEY = re.compile(r"(千万元|百万元|亿元|万元|千元|(?:^|[、,/人次户])元(?=$|[、,/)\]】\d年时日月]))")
_TITLE_BRACKET_UNIT = re.compile(r"[(\[【](?:金额)?(?:单位:?)?(" + _UNIT + r")[)\]】]")


@lru_cache(maxsize=65_536)
def normal(text: str) -> str:
    """A header's normal form: half-width, no blanks, no marks of requirement, footnote or numbering, lower case."""
    plain = _BLANK.sub("", unicodedata.normalize("NFKC", _FOOTNOTE.sub("", text))).lower()
    return _REQUIRED_MARK.sub("", plain).rstrip(":;,。")


@lru_cache(maxsize=65_536)
def lookup_keys(text: str) -> tuple[str, ...]:
    """What to look a header up by, the most exact first: as it is, without its brackets, without its unit or price."""
    plain = normal(text)
    if not plain or len(plain) > LONGEST_HEADER:
        return ()
    without_brackets = _BRACKET.sub("", plain)
    without_unit = _TRAILING_MONEY.sub("", without_brackets)
    unpriced = _BRACKET.sub("", without_price(plain))
    return tuple(dict.fromkeys(key for key in (plain, without_brackets, without_unit, unpriced) if key))


def header_unit(text: str) -> str | None:
    """The unit a header states: 金额(万元) → 万元, 面积(㎡) → m2; None where it states none."""
    plain = without_price(normal(text))
    for content in _BRACKET.findall(plain):
        money = _MONEY.search(content)
        if money:
            return money[0]
        short = _SHORT_MONEY.fullmatch(content)
        if short:
            return f"{short[1]}元"
        if content in _OTHER_UNITS:
            return str(content)
    trailing = _TRAILING_MONEY.search(_BRACKET.sub("", plain))
    return trailing[1] if trailing else None


def title_unit(lines: Iterable[str]) -> str | None:
    """The unit of money the lines above a header state, such as 单位：万元; None where they state none."""
    for line in lines:
        plain = _BLANK.sub(" ", unicodedata.normalize("NFKC", line))
        for content in _TITLE_UNIT.findall(plain.replace(" ", "")):
            money = _TITLE_MONEY.search(content)
            if money:
                return money[1].strip("、,/人次户")
        bracket = _TITLE_BRACKET_UNIT.search(plain.replace(" ", ""))
        if bracket:
            return bracket[1]
    return None


def joined_labels(group: str, label: str) -> list[str]:
    """What a column under a group header may be called: the two joined, else its own label."""
    if not group:
        return [label]
    if not label:
        return [group]
    core = _GROUP_FILLER.sub("", normal(group))
    candidates = [f"{group}{label}", f"{core}{label}" if core else label, label]
    candidates.append(f"{label}{_BRACKET.sub('', core)}")  # 中央 under 资金(万元) is 中央资金
    if normal(label) in _NAME_WORDS or normal(label) in _WHOLE_WORDS:  # 合计 under 总投资 is 总投资
        candidates.append(group)
    return list(dict.fromkeys(candidates))


class HeaderIndex:
    """Which fields a header can name, over all contracts; ``as_decided`` adds what people have decided."""

    accepted: Mapping[str, Mapping[str, tuple[str, int]]] = MappingProxyType({})
    rejected: frozenset[tuple[str, str]] = frozenset()

    def __init__(self, contracts: dict[str, Contract]) -> None:
        self.contracts = contracts
        self._fields: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
        self._says: dict[tuple[str, ...], bool] = {}
        self.tabular = [name for name, contract in contracts.items() if contract.natural_key]
        for name in self.tabular:
            for field in contracts[name].fields:
                for rank, header in enumerate((*field.headers, field.name_zh, field.name)):
                    self._fields[normal(header)].setdefault(name, (field.name, rank))
        self.written = {header for name in self.tabular for field in contracts[name].fields for header in field.headers}
        self.counting = [name for name in self.tabular if any(f.kind in _NUMBERS for f in contracts[name].fields)]
        counts = Counter(field.name for name in self.tabular for field in contracts[name].fields)
        self.telling = {
            name: {
                field.name
                for field in contracts[name].fields
                if counts[field.name] <= FEW_DATASETS or (field.required and field.name not in WHO_AND_WHERE)
            }
            for name in self.tabular
        }
        self._categories = {
            normal(word)
            for table, words in code_tables().items()
            for word in words
            if table in self._tables_beside_numbers() and len(word) > 1 and not word.isascii()
        }

    def _tables_beside_numbers(self) -> set[str | None]:
        return {item.code_table for name in self.counting for item in self.contracts[name].fields}

    def may_be_wide(self, paths: Iterable[tuple[str, ...]]) -> bool:
        """Whether at least two columns have a category's word, a month or a year somewhere above them."""
        return sum(1 for path in paths if self._says_category(path)) > 1

    def _says_category(self, path: tuple[str, ...]) -> bool:
        known = self._says.get(path)
        if known is None:
            plain = [normal(text) for text in path if len(text) <= LONGEST_HEADER]
            pieces = {text[at:end] for text in plain for at in range(len(text)) for end in range(at + 2, len(text) + 1)}
            known = self._says[path] = not pieces.isdisjoint(self._categories) or any(
                _YEAR.search(text) or begins_with_month(text) for text in plain
            )
        return known

    def knows(self, text: str) -> bool:
        """Whether any contract knows this header, or somebody has accepted it."""
        return any(key in self._fields or key in self.accepted for key in lookup_keys(text))

    def known_to(self, header: str) -> list[str]:
        """The datasets that know a column's header, given as group/label or as it stands."""
        found = set(self.fields_named([header]))
        if "/" in header:
            found |= self.fields_under(*header.rsplit("/", 1)).keys()
        return sorted(found)

    def fields_under(self, group: str, label: str) -> dict[str, tuple[str, int]]:
        """The field a column names in each dataset, its group considered: 姓名 under 监护人情况 is not the pupil's."""
        found = self.fields_named(joined_labels(group, label))
        exact: dict[str, tuple[str, int]] = {}
        if self.accepted and group and label:
            for key in lookup_keys(f"{group}/{label}"):
                exact = {**self.accepted.get(key, {}), **exact}
        if not group or not label or not _SOMEBODY_ELSE.search(normal(group)):
            return {**exact, **found}
        qualified = self.fields_named([text for text in joined_labels(group, label) if text != label])
        return exact | {
            dataset: hit
            for dataset, hit in found.items()
            if dataset in qualified or not self._is_of_the_person(dataset, hit[0])
        }

    def _is_of_the_person(self, dataset: str, name: str) -> bool:
        """Whether a field is about whom the row is about: 户名 is the holder's of the card, in whatever group."""
        field = self.contracts[dataset].field(name)
        return field.kind in _OWN_KINDS and not _SOMEBODY_ELSE.search(field.name_zh)

    def fields_named(self, labels: Sequence[str]) -> dict[str, tuple[str, int]]:
        """For each dataset, the field these candidate labels name and how usual the label is (0 first)."""
        found: dict[str, tuple[str, int]] = {}
        for label in labels:
            for key in lookup_keys(label):
                for dataset, hit in self._fields.get(key, {}).items():
                    found.setdefault(dataset, hit)
        for label in labels if self.accepted else ():
            for key in lookup_keys(label):
                for dataset, hit in self.accepted.get(key, {}).items():
                    found.setdefault(dataset, hit)
        return found

    def only(self, dataset: str) -> HeaderIndex:
        """The same for one dataset alone."""
        other = HeaderIndex({dataset: self.contracts[dataset]})
        own = {key: {name: hit for name, hit in hits.items() if name == dataset} for key, hits in self.accepted.items()}
        other.accepted = {key: hits for key, hits in own.items() if hits}
        return other

    def as_decided(
        self, accepted: Iterable[tuple[str, str, str]], rejected: Iterable[tuple[str, str]] = ()
    ) -> HeaderIndex:
        """The same with a county's decisions: (dataset, header, field) accepted, (dataset, header) rejected.

        What a contract knows stays as it is.
        """
        accepted, rejected = list(accepted), list(rejected)
        if not accepted and not rejected:
            return self  # what was read with it stays known from file to file
        other = copy.copy(self)
        fields: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
        for dataset, header, field in accepted:
            if dataset in self.contracts:
                fields[normal(header)][dataset] = (field, ACCEPTED_RANK)
        other.accepted = dict(fields)
        other.rejected = frozenset((dataset, normal(header)) for dataset, header in rejected)
        other.written = self.written | {header for _, header, _ in accepted}
        return other
