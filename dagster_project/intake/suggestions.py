"""Which field an unknown header may name: ranked by its name and by what its values look like, with the evidence.

What belongs here: ranking and saying why. What does not: counting values (``profiles``), deciding (``header_decisions``).

Content weighs more than the name: a column whose values pass the check digit holds identity numbers whatever it is
called. A suggestion never holds a value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from dagster_project.contracts import Contract, Field
from dagster_project.intake.headers import lookup_keys, normal
from dagster_project.intake.profiles import Profile

BY_NAME, BY_CONTENT = 0.4, 0.6
LEAST_SCORE, LEAST_NAME = 0.3, 0.45
CLEAR, CLEAR_SCORE = 0.85, 0.75
TAKEN = 0.5  # a field that the table has already
AT_MOST = 3
TELLING_KINDS = frozenset({"person", "cert", "phone", "card", "date", "code", "term", "school_year", "month"})


@dataclass(frozen=True)
class Suggestion:
    """A field, how well it fits from 0 to 1, and why."""

    dataset: str
    field: str
    score: float
    name_score: float
    content_score: float
    evidence_zh: str
    evidence_en: str


def suggest(
    header: str, profile: Profile, contracts: Iterable[Contract], taken: Collection[str] = ()
) -> list[Suggestion]:
    """The likeliest fields for a header, the best first; ``taken`` are fields the same tables have already."""
    found = [
        _suggestion(header, profile, contract, field, field.name in taken)
        for contract in contracts
        for field in contract.fields
    ]
    likely = [item for item in found if item.score >= LEAST_SCORE]
    return sorted(likely, key=lambda item: (-item.score, -item.name_score, item.dataset, item.field))[:AT_MOST]


def likely_contracts(columns: Mapping[str, Profile], contracts: Iterable[Contract]) -> list[Contract]:
    """The contracts that may explain a whole table's headers best, the best first."""

    def explained(contract: Contract) -> float:
        best: dict[str, float] = {}
        for header, profile in columns.items():
            for item in suggest(header, profile, [contract])[:1]:
                best[item.field] = max(best.get(item.field, 0.0), item.score)
        required = {field.name for field in contract.fields if field.required}
        return sum(best.values()) * (1 + len(required & best.keys()) / max(1, len(required)))

    return sorted(contracts, key=lambda contract: (-explained(contract), contract.name))[:AT_MOST]


def _suggestion(header: str, profile: Profile, contract: Contract, field: Field, is_taken: bool) -> Suggestion:
    name, alike = _by_name(header, field)
    content, zh, en = _by_content(profile, field)
    if not profile.filled:
        score = name if name >= LEAST_NAME else 0.0
    else:
        score = BY_NAME * (name if name >= LEAST_NAME else 0.0) + BY_CONTENT * content
        if content >= CLEAR and field.kind in TELLING_KINDS:
            score = max(score, CLEAR_SCORE * content + 0.2 * name)
    reasons = [(f"表头与“{alike}”相近（{name:.0%}）", f"the header is like “{alike}” ({name:.0%})")] * (
        name >= LEAST_NAME
    )
    reasons += [(zh, en)] * bool(zh)
    if is_taken:
        score *= TAKEN
        reasons.append((f"但表里已有“{field.name_zh}”列", f"but the table has a column for {field.name} already"))
    return Suggestion(
        contract.name,
        field.name,
        round(min(score, 1.0), 2),
        round(name, 2),
        round(content, 2),
        "；".join(zh for zh, _ in reasons),
        "; ".join(en for _, en in reasons),
    )


def _by_name(header: str, field: Field) -> tuple[float, str]:
    """How alike the header and the field's nearest name are, and that name."""
    own = {key for part in (header, header.rsplit("/", 1)[-1]) for key in lookup_keys(part)}
    names = dict.fromkeys((field.name_zh, *field.headers, field.name))
    scored = ((max((_alike(key, normal(name)) for key in own), default=0.0), name) for name in names)
    return max(scored, key=lambda item: item[0], default=(0.0, ""))


def _alike(one: str, other: str) -> float:
    if set(one).isdisjoint(other):
        return 0.0
    short, long = sorted((one, other), key=len)
    contained = 0.55 + 0.4 * len(short) / len(long) if len(short) > 1 and short in long else 0.0
    return max(SequenceMatcher(None, one, other).ratio(), contained)


# kind → share of the filled cells that fit, at most this much, and what to call them
_Shares = Callable[[Profile], int]
_CONTENT: dict[str, tuple[_Shares, float, str, str]] = {
    "person": (lambda p: p.id_number, 1.0, "是 18 位且校验码正确的证件号", "are 18 characters with a right check digit"),
    "cert": (lambda p: p.certificate, 1.0, "是 20 或 22 位、以身份证号开头的证件号", "are certificates built on an identity number"),
    "phone": (lambda p: p.phone, 1.0, "是手机号或带区号的座机号", "are mobile or landline numbers"),
    "card": (lambda p: p.card_by_luhn, 1.0, "是通过校验的银行卡号", "are bank cards that pass Luhn's check"),
    "date": (lambda p: p.date, 0.95, "是日期", "are dates"),
    "month": (lambda p: p.month, 0.95, "是年月", "are months"),
    "term": (lambda p: p.term, 0.95, "是学期", "are terms"),
    "school_year": (lambda p: p.school_year, 0.95, "是学年", "are school years"),
    "boolean": (lambda p: p.boolean, 0.8, "是“是/否”一类的词", "are words for yes or no"),
    "name": (lambda p: p.name, 0.85, "像姓名", "look like names of people"),
    "money": (lambda p: p.number, 0.6, "是数", "are numbers"),
    "decimal": (lambda p: p.number, 0.5, "是数", "are numbers"),
    "integer": (lambda p: p.whole, 0.55, "是整数", "are whole numbers"),
}  # fmt: skip
_SECOND: dict[str, tuple[_Shares, float, str, str]] = {
    "person": (lambda p: p.old_id_number, 0.85, "是 15 位旧证件号", "are old identity numbers of 15 digits"),
    "card": (lambda p: p.card + p.card_by_luhn, 0.7, "是 16 至 19 位数字", "are 16 to 19 digits"),
    "cert": (lambda p: p.id_number, 0.5, "是 18 位且校验码正确的证件号", "are 18 characters with a right check digit"),
}


def _by_content(profile: Profile, field: Field) -> tuple[float, str, str]:
    """How well the values fit the field from 0 to 1, and the sentence for it; empty where they say nothing."""
    if not profile.filled:
        return 0.0, "", ""
    if field.kind == "code":
        count = profile.codes.get(field.code_table or "", 0)
        zh, en = f"是“{field.name_zh}”可用的词", f"are words of the code table {field.code_table}"
        return _said(profile, count, 0.95 if profile.distinct < profile.filled or profile.filled < 3 else 0.7, zh, en)
    if field.kind == "text" and field.name.endswith(("_no", "_code")):
        return _said(
            profile, profile.reference, 0.4, "是字母数字编号", "are letters and digits like a reference number"
        )
    choices = [entry for table in (_CONTENT, _SECOND) if (entry := table.get(field.kind))]
    said = [_said(profile, count(profile), most, zh, en) for count, most, zh, en in choices]
    return max(said, key=lambda item: item[0], default=(0.0, "", ""))


def _said(profile: Profile, count: int, most: float, zh: str, en: str) -> tuple[float, str, str]:
    if not count:
        return 0.0, "", ""
    return (
        profile.share(count) * most,
        f"抽查 {profile.filled} 个有值单元格，{count} 个{zh}",
        f"{count} of {profile.filled} filled cells looked at {en}",
    )
