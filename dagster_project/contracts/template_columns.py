"""One column of a blank template: its header, its format, what may be typed into it, and its example.

What belongs here: what follows from one field of a contract. What does not: the sheets (``template``), the words of the
guide (``template_guide``).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from dagster_project.contracts.codes import code_labels
from dagster_project.contracts.model import Contract, Field
from dagster_project.contracts.stamps import EXAMPLE

NUMBER_COLUMN = "序号"
REQUIRED_MARK = "*"
UNITS_ZH = {
    "CNY": "元", "m2": "㎡", "percent": "%", "hours": "学时", "months": "月", "years": "年", "days": "天",
    "persons": "人", "person-times": "人次", "units": "台套", "times": "次", "households": "户",
}  # fmt: skip
TEXT, WHOLE, DECIMAL, MONEY, DAY = "@", "0", "0.00", "#,##0.00", "yyyy-mm-dd"
FORMATS = {"integer": WHOLE, "decimal": DECIMAL, "money": MONEY, "date": DAY}
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2099, 12, 31)
LARGEST = 10**12
LONGEST_INLINE_LIST = 60
LENGTHS = {
    "person": (15, 22, "身份证号应为 18 位。如果是残疾证号或其他证件，请选“是”继续。"),
    "cert": (9, 22, "证件号的位数不对，请核对。"),
    "phone": (7, 25, "手机号应为 11 位，座机请带区号。"),
    "card": (9, 25, "银行卡号的位数不对，请核对。"),
}
EXAMPLES: dict[str, str | int | float | dt.date] = {
    "person": "990000201209010015", "cert": "99000020120901001511", "phone": "13000000000", "card": "9900000000000000001",
    "date": dt.date(2020, 9, 15), "month": "2020-09", "term": "2020年秋季学期", "school_year": "2020-2021学年",
    "boolean": "是", "money": 1234.56, "integer": 7, "decimal": 12.5,
}  # fmt: skip
SCHOOL_EXAMPLES = {"school_code": "9900000001", "school_name": f"{EXAMPLE}小学"}
_BRACKET = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")


def header_of(contract: Contract, field: Field) -> str:
    """The Chinese header of a field, * if required, its unit in a bracket: *发放金额（元）."""
    taken = {
        _plain(text)
        for other in contract.fields
        if other.name != field.name
        for text in (*other.headers, other.name_zh, other.name)
    }
    names = [name for name in (field.name_zh, *field.headers) if _plain(name) not in taken]
    chosen = names[0] if names else field.name
    unit = UNITS_ZH.get(field.unit or "", "元" if field.kind == "money" else "")
    says_it = chosen.endswith(unit) or _BRACKET.search(chosen)
    stated = f"（{unit}）" if unit and not says_it else ""
    return f"{REQUIRED_MARK if field.required else ''}{chosen}{stated}"


def _plain(text: str) -> str:
    return _BRACKET.sub("", unicodedata.normalize("NFKC", text)).replace(" ", "").lower()


def number_format(field: Field) -> str:
    """The format of the column's cells: text for numbers that name something, so that no digit is lost."""
    return FORMATS.get(field.kind, TEXT)


def options(field: Field) -> list[str]:
    """The words to choose from; none where anything may be written."""
    if field.kind == "boolean":
        return ["是", "否"]
    return list(code_labels().get(field.code_table, {}).values()) if field.code_table else []


def fits_in_the_cell(words: list[str]) -> bool:
    """Whether a list is short enough to stand in the validation itself; longer ones go on a hidden sheet."""
    return sum(len(word) + 1 for word in words) <= LONGEST_INLINE_LIST and not any("," in word for word in words)


def example(field: Field) -> str | int | float | dt.date:
    """A value of the right shape that is nobody's: the identity number fails its check digit."""
    words = options(field)
    if words:
        return words[0]
    if field.kind in EXAMPLES:
        return EXAMPLES[field.kind]
    return SCHOOL_EXAMPLES.get(field.name, f"{EXAMPLE}{field.name_zh}")


def example_text(field: Field) -> str:
    """The example as a reader sees it."""
    value = example(field)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def validation(field: Field, choices: str | list[str] | None) -> dict[str, Any] | None:
    """What may be typed, with a Chinese sentence for what may not; ``choices`` is the list or where it stands."""
    title = field.name_zh[:30]
    if choices:
        said = f"请从下拉框选择“{field.name_zh}”。列表里没有合适的，请与县资助中心或市里联系。"
        return _rule(title, "请从下拉框选择。", said, validate="list", source=choices)
    if field.kind == "date":
        said = "请填写日期，例如 2020-09-15。不要写成 2020.9.15 或 9月15日。"
        return _rule(title, said, said, validate="date", criteria="between", minimum=FIRST_DAY, maximum=LAST_DAY)
    if field.kind == "integer":
        said = f"请填写整数，不要带单位{_unit_said(field)}。"
        return _rule(title, said, said, validate="integer", criteria="between", minimum=0, maximum=LARGEST)
    if field.kind in ("money", "decimal"):
        said = f"请只填写数字，不要带单位和文字{_unit_said(field)}。"
        return _rule(title, said, said, validate="decimal", criteria="between", minimum=-LARGEST, maximum=LARGEST)
    if field.kind in LENGTHS:
        least, most, said = LENGTHS[field.kind]
        rule = _rule(
            title, said.split("。")[0] + "。", said, validate="length", criteria="between", minimum=least, maximum=most
        )
        return {**rule, "error_type": "warning"}
    return None


def _unit_said(field: Field) -> str:
    unit = UNITS_ZH.get(field.unit or "", "元" if field.kind == "money" else "")
    return f"；单位是{unit}" if unit else ""


def _rule(title: str, hint: str, said: str, **rule: Any) -> dict[str, Any]:
    return {
        **rule, "ignore_blank": True, "input_title": title, "input_message": hint, "error_title": title,
        "error_message": said,
    }  # fmt: skip
