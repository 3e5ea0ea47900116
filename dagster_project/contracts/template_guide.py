"""The words of a blank template's filling guide, in Chinese and English.

What belongs here: what each kind of column means to the person who fills it in, and the mistakes seen most often.
What does not: the sheets (``template``), formats and validations (``template_columns``).
"""

from __future__ import annotations

from dagster_project.contracts.codes import code_labels
from dagster_project.contracts.model import Contract, Field
from dagster_project.contracts.template_columns import UNITS_ZH, header_of

HEADINGS = (
    "列\nColumn", "表头\nHeader", "含义\nMeaning", "必填\nRequired", "类型\nType", "单位\nUnit",
    "可以填什么\nAllowed values", "常见错误\nCommon mistakes",
)  # fmt: skip
WIDTHS = (7, 20, 27, 9, 15, 9, 38, 46)
UNITS_EN = {
    "CNY": "yuan", "m2": "m²", "percent": "%", "hours": "class hours", "months": "months", "years": "years",
    "days": "days", "persons": "people", "person-times": "person-times", "units": "units", "times": "times",
    "households": "households",
}  # fmt: skip
# type, allowed values, common mistakes
KINDS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "text": (
        ("文字", "Text"),
        ("照证件或文件上的全称填写", "The full name as on the document"),
        ("用简称；同一单位前后写法不一；前后有空格", "Short names; one thing spelt two ways; blanks around it"),
    ),
    "number_text": (
        ("号码（文本）", "Number, as text"),
        ("照原件逐位填写，字母大写", "Digit by digit as in the original"),
        ("被存成数字，末几位变成 0 或开头的 0 丢失", "Stored as a number: last digits become 0, leading zeros vanish"),
    ),
    "name": (
        ("姓名", "Name"),
        ("与身份证一致，姓名中间不加空格", "As on the identity card, no blanks inside"),
        ("同音字；加空格对齐；带“（已转学）”之类的备注", "A character that sounds alike; blanks; remarks in brackets"),
    ),
    "person": (
        ("身份证号（文本）", "Identity number, as text"),
        ("18 位，末位可为大写 X", "18 characters, the last may be X"),
        (
            "存成数字后变成 5.1E+17 或末三位变成 000；填成家长的号码",
            "Stored as a number: 5.1E+17, or 000 at the end; a parent's number instead",
        ),
    ),
    "cert": (
        ("证件号（文本）", "Certificate number, as text"),
        ("照证件逐位填写；残疾证为 20 位", "Digit by digit; a disability certificate has 20"),
        ("存成数字；填成身份证号", "Stored as a number; the identity number instead"),
    ),
    "phone": (
        ("电话（文本）", "Telephone, as text"),
        ("11 位手机号，或带区号的座机，只填一个", "One mobile number, or a landline with its area code"),
        ("一格填两个号码；少一位", "Two numbers in a cell; a digit missing"),
    ),
    "card": (
        ("银行卡号（文本）", "Card number, as text"),
        ("照卡面逐位填写，不加空格", "Digit by digit, without blanks"),
        ("存成数字，末几位变成 0；填成存折账号以外的编号", "Stored as a number, last digits 0; another number"),
    ),
    "code": (
        ("下拉选择", "From the list"),
        ("", ""),
        ("另写别的说法；一格填两项；粘贴覆盖了下拉框", "Other words; two in one cell; the list pasted over"),
    ),
    "boolean": (
        ("是 / 否", "Yes (是) or no (否)"),
        ("是、否", "是 yes, 否 no"),
        ("空着当作“否”：空白表示未填报", "Leaving it blank for no: blank means not answered"),
    ),
    "money": (
        ("金额", "Amount"),
        ("只填数字，可有两位小数；没有发生填 0", "A number, two decimals at most; 0 where there was none"),
        ("把万元填进元；写成“500元”；用文字说明代替", "10,000 yuan written as yuan; 500元; words"),
    ),
    "integer": (
        ("整数", "Whole number"),
        ("只填数字", "Digits only"),
        ("带单位（12人）；填成区间（10-12）", "With its unit; a range"),
    ),
    "decimal": (
        ("数", "Number"),
        ("只填数字，可有小数", "A number, with decimals"),
        ("带单位；百分比填成小数（58.5% 应填 58.5）", "With its unit; 0.585 where 58.5 per cent is meant"),
    ),
    "date": (
        ("日期", "Date"),
        ("年-月-日，例如 2020-09-15", "Year-month-day, such as 2020-09-15"),
        ("只写月份；写成 2020.9.15 后不再是日期", "The month only; 2020.9.15, which is no date"),
    ),
    "month": (
        ("年月（文本）", "Month, as text"),
        ("例如 2020-09", "Such as 2020-09"),
        ("只写“9月”，没有年份", "9月, without a year"),
    ),
    "term": (
        ("学期（文本）", "Term, as text"),
        ("例如 2020年秋季学期", "Such as 2020年秋季学期"),
        ("只写“秋季”或“上学期”，看不出是哪一年", "秋季 or 上学期, without a year"),
    ),
    "school_year": (
        ("学年（文本）", "School year, as text"),
        ("例如 2020-2021学年", "Such as 2020-2021学年"),
        ("写成自然年 2020", "A calendar year, 2020"),
    ),
}
ANYTHING = KINDS["text"]
PERIODS = {
    "term": ("一个学期", "one term"), "year": ("一个自然年", "one calendar year"),
    "school_year": ("一个学年", "one school year"), "snapshot": ("一个时点", "one day"),
}  # fmt: skip


def general(contract: Contract) -> list[tuple[str, str, str]]:
    """What holds for the whole table: heading, Chinese, English."""
    zh, en = PERIODS.get(contract.period_kind, ("一个时期", "one period"))
    return [
        ("这是什么 / What", f"{contract.name_zh}，每份文件报{zh}。", f"{contract.name_en}; a file is for {en}."),
        (
            "怎么填 / How",
            "只在“数据”表里填，表头下面一行一条，不要留空行；不要改表头、加列、合并单元格。列的先后可以调整。",
            "Fill in the sheet 数据, a line for each record, no blank lines; leave headers as they are. Columns may be moved.",
        ),
        (
            "必填 / Required",
            "表头带 * 的列每行都要填。不知道的请空着，不要填“无”“待查”。",
            "Columns marked * are wanted in every line. Leave blank what you do not know.",
        ),
        (
            "示例行 / Example",
            "灰色的一行是示例，“序号”写着“示例”，不会计入数据，可以删除。不要在这一行上改填真实数据。",
            "The grey line marked 示例 is never counted and may be deleted. Do not write real data over it.",
        ),
        (
            "粘贴 / Pasting",
            "从别处复制时请用“选择性粘贴—数值”，号码列保持文本格式，否则末几位会变成 0。",
            "Paste values only, and keep number columns as text, or their last digits become 0.",
        ),
        (
            "保密 / Privacy",
            "填好后含个人信息，只报送给资助管理机构，不得转发或上网。",
            "Once filled in it holds personal data: send it to the bureau only.",
        ),
    ]


def line(contract: Contract, field: Field, letter: str) -> tuple[str, ...]:
    """One field's line of the guide, under HEADINGS."""
    kind, allowed, mistakes = KINDS.get(_kind(field), ANYTHING)
    if field.code_table:
        labels = code_labels().get(field.code_table, {}).values(), code_labels("en").get(field.code_table, {}).values()
        allowed = "、".join(labels[0]), ", ".join(labels[1])
    unit = ("元", "yuan") if field.kind == "money" and not field.unit else _unit(field)
    required = ("是", "Yes") if field.required else ("否", "No")
    meaning = (field.description_zh or field.name_zh, field.description_en)
    return (
        letter,
        header_of(contract, field),
        *(_both(*texts) for texts in (meaning, required, kind, unit, allowed, mistakes)),
    )


def _kind(field: Field) -> str:
    return "number_text" if field.kind == "text" and field.name.endswith(("_no", "_code")) else field.kind


def _unit(field: Field) -> tuple[str, str]:
    unit = field.unit or ""
    return UNITS_ZH.get(unit, unit), UNITS_EN.get(unit, unit)


def _both(zh: str, en: str) -> str:
    return zh if not en or zh == en else f"{zh}\n{en}"
