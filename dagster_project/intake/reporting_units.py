"""Who a table speaks for: the bureau, one township or one school (填报单位).

What belongs here: reading that from the rows, the title or the file name, in this order.
What does not: what follows from it (``replacement``).
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from dagster_project.intake.recognition import Table
from dagster_project.intake.rows import Sorted

BUREAU = "bureau"
OWN_ROWS_SHARE = 0.9  # one mistyped school among a school's own rows does not make the file the bureau's
_STATED = re.compile(r"(?:填报|报送|填表|上报|制表|编制)(?:单位|学校)[:：](.+)")
_STOP = re.compile(r"[(（]?(?:盖章|公章)|填报日期|填表日期|填报时间|日期|时间|单位[:：]|制表人|填表人|审核人|\s{2,}")
_BUREAU_WORD = re.compile(
    r"教育局|教体局|教育体育局|教育和体育局|教育科技局|教科局|资助(?:管理)?中心|扶贫办|乡村振兴局|民政局|残联|县人民政府$"
)
_TOKEN = re.compile(r"[-_—–·.,，、\s()（）\[\]【】\d/]+|年(?!一贯制)|春季|秋季|学期")
_SCHOOL = re.compile(r".{2,}(?:小学|中学|学校|幼儿园|中心校|教学点|完小|初中|高中|职高|职中|技校|一中|二中|三中)")
_STAGE_ONLY = re.compile(
    r"(?:义务教育|全县|全市|全区|普通|公办|民办|农村|乡村|城区|全部|各|建档立卡|贫困|特殊教育|职业|中等职业)+"
    r"(?:小学|中学|学校|幼儿园|初中|高中)"
)
_OWN_SCHOOL = re.compile(_SCHOOL.pattern + r"(?!学?生|部|段|阶段|教育|教师|教职工|校长|名[录单]|情况|基本|和|及|与|或)")
_MANY_SCHOOLS = re.compile(
    r"全[县市区省]|各|所有|县外|外县|就读|贫困|困难|建档|立卡|学生|教师|义务教育|阶段|中小学|农村|乡村|薄弱|资助|情况|公办|民办|寄宿制|异动|转[出入]|关于"
    r"|^[\u4e00-\u9fff]{1,8}?[县市区旗](?:普通|职业|中等职业|特殊教育)*(?:小学|中学|学校|幼儿园|初中|高中)$"
)
_TOWNSHIP = re.compile(r"[\u4e00-\u9fff]{2,6}(?:镇|乡|街道|苏木)")


def reporting_unit(table: Table, rows: Sorted, file_name: str, sheet_name: str = "") -> str:
    """A school code or name, a township's name, or ``bureau``."""
    return (
        _only_school(table, rows)
        or _stated(" ".join(title for title in table.titles))
        or _stated_in_titles(table.titles)
        or _named_school([*table.titles, sheet_name])
        or _from_file_name(file_name)
        or _named_school([file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0]])
        or BUREAU
    )


def is_school(unit: str) -> bool:
    """Whether a reporting unit is a school known by its name."""
    return _SCHOOL.fullmatch(unit) is not None and not _MANY_SCHOOLS.search(unit)


def _named_school(texts: list[str]) -> str | None:
    """The one school that titles begin with, such as 城关镇第一小学2020年秋季学期寄宿生补助花名册."""
    schools = set()
    for text in texts:
        for token in filter(None, _TOKEN.split(unicodedata.normalize("NFKC", text))):
            match = _OWN_SCHOOL.match(token)
            if match and is_school(match[0]) and not _STAGE_ONLY.fullmatch(match[0]):
                schools.add(match[0])
    return schools.pop() if len(schools) == 1 else None


def _only_school(table: Table, rows: Sorted) -> str | None:
    if "school_code" not in {field.name for field in table.contract.fields}:
        return None  # a school in such a table is somebody else's
    for name in ("school_code", "school_name"):
        texts = rows.texts_counted(name)
        if texts:
            school, count = texts.most_common(1)[0]
            return school if count >= OWN_ROWS_SHARE * rows.rows_loaded else None
    return None


def _stated_in_titles(titles: tuple[str, ...]) -> str | None:
    """The unit in the cell to the right of 填报单位:."""
    for label, value in pairwise(titles):
        if re.fullmatch(r"(?:填报|报送|填表|上报)(?:单位|学校)[:：]?", label.strip()):
            return _unit(value)
    return None


def _stated(title: str) -> str | None:
    match = _STATED.search(unicodedata.normalize("NFKC", title))
    return _unit(_STOP.split(match[1].strip())[0]) if match else None


def _unit(text: str) -> str | None:
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).strip("_:;,.、")
    if len(plain) < 2:
        return None
    return BUREAU if _BUREAU_WORD.search(plain) else plain


def _from_file_name(file_name: str) -> str | None:
    """A school or township named by a folder below the period or by the file itself."""
    parts = file_name.split("/")[2:]
    if parts:
        parts[-1] = parts[-1].rsplit(".", 1)[0]
    for part in parts:
        for token in filter(None, _TOKEN.split(unicodedata.normalize("NFKC", part))):
            named = _SCHOOL.fullmatch(token) and not _STAGE_ONLY.fullmatch(token) and "关于" not in token
            if named or _TOWNSHIP.fullmatch(token):
                return token
    return None
