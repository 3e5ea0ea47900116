"""How a value that points at a person is shown to people who need not know who it is.

Who wrote a text decides: a county's cell is masked by the field it stands in (``mask_cell``), a rule's own words
are only swept of numbers (``mask_said``).

What belongs here: masks by kind and privacy level of a field, and a sweep of free text for anything that looks
like an identity number, a card or a telephone. What does not: deciding which field a value is of (contracts),
leaving values out altogether (``analysis``, ``published``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dagster_project.contracts import Contract, Field

HIDDEN = "***"
OF_PERSONS = ("", "person", "household", "teacher", "student")
PLAIN_WORDS = frozenset({"", "无", "空", "空白", "缺失", "未填", "暂无", "不详"})
_PARTS = re.compile(r"(\s*[、,，;；/|→]\s*)")
_TOKEN = re.compile(r"\b[0-9a-f]{16,64}\b")
_LOOKS_PERSONAL = re.compile(
    r"\d{11,}[XxＸｘ]?"  # ids, cards, mobile numbers, 学籍 numbers
    r"|\d{6}[\s\-]\d{8}[\s\-]\d{3}[\dXxＸｘ]"  # an id in groups
    r"|\d{4}(?:[\s\-]\d{4}){3,4}(?:[\s\-]?\d{1,3})?"  # a card in groups
    r"|1[3-9]\d[\s\-]\d{4}[\s\-]\d{4}"  # a mobile number in groups
    r"|(?<!\d)0\d{2,3}[\-\s]\d{7,8}(?!\d)"  # a landline
    r"|\d\.\d{4,}[Ee]\+?\d+"  # an id that became a float
)
ID_SHAPE = r"[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXxＸｘ]"
_DATE = re.compile(r"\d{4}(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月\d{1,2}日)")
_BARE_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}")
_PLAIN_NUMBER = re.compile(r"^[\d.,:%\-+\s/年月日元次人至到〜~]*$")


def mask_id(value: str) -> str:
    """Region and last two characters of an id: 990102**********1X."""
    text = value.strip()
    size = len(text)
    if size >= 20:
        return text[:6] + "*" * (size - 6)
    if size >= 15:
        return text[:6] + "*" * (size - 8) + text[-2:]
    return text[:1] + "*" * max(size - 1, 2)


def mask_xueji_no(value: str) -> str:
    """Letter, region and last two characters of a school-roll number."""
    text = value.strip()
    return text[:7] + "*" * (len(text) - 9) + text[-2:] if len(text) >= 15 else mask_id(text)


def mask_name(value: str) -> str:
    """The first character: 张**."""
    text = value.strip()
    return text[:1] + "*" * min(max(len(text) - 1, 1), 3) if text else ""


def mask_phone(value: str) -> str:
    """The first three and last two digits of a telephone number."""
    text = value.strip()
    return text[:3] + "*" * (len(text) - 5) + text[-2:] if len(text) >= 11 else HIDDEN


def mask_card(value: str) -> str:
    """The last four digits of a card."""
    text = value.strip()
    return "*" * (len(text) - 4) + text[-4:] if len(text) >= 12 else HIDDEN


def mask_birth_on(value: str) -> str:
    """Year and month of a date of birth."""
    found = re.match(r"^\s*(\d{4})\D?(\d{1,2})?", value)
    return f"{found[1]}-{found[2] or '**'}-**" if found else HIDDEN


def mask_number(value: str) -> str:
    """The last three characters of a register number."""
    text = value.strip()
    return "*" * (len(text) - 3) + text[-3:] if len(text) > 6 else HIDDEN


def sweep(text: object) -> str:
    """Free text without anything that looks like an id, a card or a telephone number."""
    return _LOOKS_PERSONAL.sub(lambda found: mask_id(found[0]), "" if text is None else str(text))


def is_token(key: object) -> bool:
    """Whether a key is made of tokens and school codes only, so that it names nobody."""
    parts = str(key).split(":")
    return all(
        _TOKEN.fullmatch(part) or re.fullmatch(r"[a-z_]{1,40}|[0-9A-Za-z]{1,12}", part) for part in parts
    ) and any(len(part) >= 16 and not part.isdigit() for part in parts)


def short_key(key: object, entity_kind: str = "") -> str:
    """An entity key for people to read: tokens shortened, register numbers masked, the rest swept."""
    text = "" if key is None else str(key)
    if entity_kind == "household" and not _TOKEN.search(text):
        return mask_number(text)
    if entity_kind not in OF_PERSONS:
        return re.sub(ID_SHAPE, HIDDEN, text)
    return sweep(_TOKEN.sub(lambda found: found[0][:8], text))


def _part(text: str, field: Field) -> str:
    if text.strip() in PLAIN_WORDS:
        return text
    if field.kind in ("person", "cert"):
        return mask_id(text)
    if field.kind == "name":
        return mask_name(text)
    if field.kind == "phone":
        return mask_phone(text)
    if field.kind == "card":
        return mask_card(text)
    if field.kind == "date":
        return mask_birth_on(text)
    if field.name.startswith("xueji"):
        return mask_xueji_no(text)
    return mask_number(text) if field.name.endswith("_no") else HIDDEN


def mask_cell(value: object, field: Field | None, *, is_of_a_field: bool = True) -> str:
    """A county's cell as a report may show it, by the field it stands in.

    A cell of a field no contract knows shows only if it is a number; a text that stands in no field is swept.
    """
    if value is None:
        return ""
    text = str(value)
    if field is None and is_of_a_field:
        return sweep(text) if _PLAIN_NUMBER.match(text) or text.isascii() else mask_name(text)
    if field is None or field.code_table is not None or field.classification != "personal":
        return sweep(text)
    return "".join(part if _PARTS.fullmatch(part) else _part(part, field) for part in _PARTS.split(text))


def mask_said(text: object, field: Field | None, hidden: Mapping[str, str] | None = None) -> str:
    """A rule's own words about ``field``: sentences stay whole, numbers and dates of birth are masked.

    ``hidden`` are texts of personal cells with their masks, in case the words quote one.
    """
    said = "" if text is None else str(text)
    for clear, masked in (hidden or {}).items():
        if clear != masked and (len(clear) > 5 or (len(clear) > 1 and not clear.isascii())):
            edge = "(?<![0-9A-Za-z]){}(?![0-9A-Za-z])" if clear.isascii() else "{}"
            said = re.sub(edge.format(re.escape(clear)), masked.replace("\\", r"\\"), said)
    said = sweep(said)
    if field is not None and field.classification == "personal" and field.kind == "date":
        return _DATE.sub(lambda found: mask_birth_on(found[0]), said)
    return said


def mask_expected(text: object, field: Field | None) -> str:
    """What a rule expected; its words come in two languages, so a bare short word beside a name could be a name."""
    if field is not None and field.kind == "name" and _BARE_NAME.fullmatch(str(text)):
        return mask_cell(text, field)
    return mask_said(text, field)


def field_of(contracts: Mapping[str, Contract], dataset: object, name: object) -> Field | None:
    """The contract's field behind a finding; staged names with a unit (``amount_yuan``) are understood."""
    contract = contracts.get(str(dataset))
    if contract is None or name is None:
        return None
    wanted = {str(name), re.sub(r"_(yuan|m2|pct)$", "", str(name))}
    return next((field for field in contract.fields if field.name in wanted), None)
