"""The layout of the files of the scale worlds, for the scripts that the pipeline is compared with.

What belongs here: which file is which dataset, of which county and period, and what its headers are called by us.
What does not: reading files (the scripts do that, each in its own way), other layouts (the pipeline recognises them).
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SEEDS = Path(__file__).parent.parent / "seeds"
REPORT = "work_report"

# Datasets that no rule or mart of the scripts reads: their files only have to arrive.
ONLY_OWED = {
    "death_register": "死亡人员名单", "migrant_work": "外出务工信息表", "asset_lookup": "家庭财产信息核查表",
    "yulu_list": "雨露计划补助名单", "school_calendar": "校历", "staff_change": "教职工人事异动台账",
    "public_notice": "学生资助公示台账", "fund_receipt": "资助资金下达台账", "fee_receipt": "学生收费台账",
    "social_donation": "社会捐资助学台账",
    "loan_repayment": "助学贷款还款台账", "school_pairing": "学校结对帮扶台账", "school_building": "校舍信息台账",
    "dropout_case": "辍学学生劝返复学台账", "unfit_child": "不具备学习条件儿童台账",
    "disabled_child": "残疾儿童少年教育安置台账", "home_teaching_visit": "送教上门记录台账",
    "helper_pairing": "贫困学生结对帮扶台账", "home_visit": "家访记录台账", "left_behind_child": "留守儿童台账",
    "meal_day": "营养餐供餐日报", "meal_expense": "营养膳食补助支出明细", "canteen_inspection": "学校食堂检查台账",
    "meal_month": "营养餐供餐月报", "archive_handover": "学生档案袋移交清单", "rectification_item": "问题整改清单",
}  # fmt: skip
LAYOUT: dict[str, tuple[str, dict[str, str]]] = {
    "equipment": ("设备购置台账", {
        "资产编号": "asset_no", "设备名称": "item_name", "设备类别": "item_kind", "学校标识码": "school_code",
        "学校名称": "school_name", "数量": "quantity", "单价": "unit_price", "购置金额": "amount",
        "购置日期": "bought_on", "资金来源": "fund_source",
    }),
    "external_enrolment": ("县外就读信息", {
        "身份证号": "id_number", "姓名": "name", "学段": "stage", "年级": "grade", "就读学校": "school_name",
        "就读地": "school_region", "信息来源": "source_system", "入学年月": "enrolled_on",
    }),
    "infrastructure_project": ("项目库", {
        "项目编号": "project_no", "项目名称": "project_name", "项目类型": "project_kind", "实施地点": "site",
        "学校标识码": "school_code", "项目学校": "school_name", "建设单位": "builder", "总投资": "total_investment",
        "中央资金": "fund_central", "省级资金": "fund_province", "市级资金": "fund_city", "县级资金": "fund_county",
        "建筑面积": "area", "结构类型": "structure", "形象进度": "status", "开工时间": "started_on",
        "竣工时间": "finished_on", "累计拨付": "paid", "拨付率": "paid_share",
    }),
    "loan_contract": ("生源地信用助学贷款合同", {
        "合同编号": "contract_no", "借款人": "name", "借款人身份证号": "id_number", "共同借款人": "coborrower_name",
        "共同借款人身份证号": "coborrower_id_number", "高校名称": "college_name", "学历层次": "degree",
        "学制": "schooling_years", "入学年份": "entered_year", "贷款学年": "academic_year", "贷款类型": "loan_place",
        "合同金额": "amount", "应缴学费": "tuition", "住宿费": "dorm_fee", "贷款期限": "loan_years",
        "签订日期": "signed_on", "回执校验码": "receipt_no",
    }),
    "poverty_household": ("脱贫(监测)户台账", {
        "户编号": "household_no", "户主姓名": "name", "户主身份证号": "id_number", "乡镇": "township",
        "行政村": "village", "家庭人口数": "member_count", "户类型": "household_kind", "监测对象类别": "monitor_kind",
        "工资性收入": "wage_income", "生产经营性收入": "business_income", "财产性收入": "property_income",
        "转移性收入": "transfer_income", "生产经营性支出": "production_expense", "家庭纯收入": "net_income",
        "人均纯收入": "net_income_per_capita", "联系电话": "phone",
    }),
    "poverty_member": ("脱贫(监测)户家庭成员台账", {
        "户编号": "household_no", "身份证号": "id_number", "姓名": "name", "性别": "gender", "出生日期": "birth_on",
        "与户主关系": "relation", "民族": "ethnicity", "健康状况": "health", "残疾证号": "disability_cert_no",
        "劳动技能": "labour", "在校生状况": "school_status", "文化程度": "education_level",
    }),
    "project_payment": ("项目资金拨付台账", {
        "凭证号": "voucher_no", "项目编号": "project_no", "项目名称": "project_name", "收款单位": "payee",
        "拨付金额": "amount", "拨付日期": "paid_on",
    }),
    "remote_letter": ("异地就读函告台账", {
        "函号": "letter_no", "身份证号": "id_number", "姓名": "name", "乡镇": "township", "学段": "stage",
        "就读地": "host_region", "就读学校": "host_school_name", "发函日期": "sent_on", "回函日期": "replied_on",
        "是否已资助": "is_aided_there", "就读地资助金额": "aided_amount", "兜底金额": "topup_amount",
    }),
    "roll_change": ("学籍异动台账", {
        "身份证号": "id_number", "姓名": "name", "学籍号": "xueji_no", "异动类型": "change_kind",
        "异动日期": "changed_on", "转出学校标识码": "from_school_code", "转出学校": "from_school_name",
        "转入学校标识码": "to_school_code", "转入学校": "to_school_name",
    }),
    "school": ("学校名录", {
        "学校标识码": "school_code", "学校名称": "school_name", "学段": "stage", "城乡类型": "area_type",
        "学校类别": "rural_tier", "乡镇": "township", "是否贫困村学校": "is_poor_village_school",
    }),
    "school_roll": ("学籍花名册", {
        "学籍号": "xueji_no", "身份证号": "id_number", "姓名": "name", "性别": "gender", "出生日期": "birth_on",
        "民族": "ethnicity", "学校标识码": "school_code", "学校名称": "school_name", "学段": "stage", "年级": "grade",
        "班级": "class_name", "就读方式": "boarding", "入学年月": "enrolled_on", "学籍状态": "status",
        "监护人姓名": "guardian_name", "联系电话": "phone", "家庭住址": "address",
    }),
    "special_group": ("特殊群体名单", {
        "对象类别": "group_kind", "身份证号": "id_number", "姓名": "name", "性别": "gender", "乡镇": "township",
        "行政村": "village", "残疾证号": "disability_cert_no", "残疾类别": "disability_kind",
        "残疾等级": "disability_level", "享受起始日期": "valid_from", "享受截止日期": "valid_to",
    }),
    "subsidy_payment": ("学生资助发放花名册", {
        "学校标识码": "school_code", "学校名称": "school_name", "身份证号": "id_number", "学籍号": "xueji_no",
        "姓名": "name", "学段": "stage", "年级": "grade", "班级": "class_name", "就读方式": "boarding",
        "困难类型": "difficulty_kind", "资助项目": "aid_item", "发放学期": "term", "发放金额": "amount",
        "发放日期": "paid_on", "银行卡号": "card_no", "开户行": "bank_name", "开户人": "payee_name",
        "开户人与学生关系": "payee_relation", "联系电话": "phone",
    }),
    "subsidy_summary": ("学生资助上报汇总表", {
        "学段": "stage", "困难类型": "difficulty_kind", "资助项目": "aid_item", "资助人次": "person_times",
        "资助金额": "amount",
    }),
    "teacher": ("教师花名册", {
        "身份证号": "id_number", "姓名": "name", "性别": "gender", "出生日期": "birth_on", "学校标识码": "school_code",
        "学校名称": "school_name", "参加工作时间": "hired_on", "在岗状态": "post_status", "离岗日期": "left_on",
        "是否特岗": "is_special_post", "联系电话": "phone",
    }),
    "teacher_allowance": ("乡村教师生活补助发放表", {
        "身份证号": "id_number", "姓名": "name", "学校标识码": "school_code", "学校名称": "school_name",
        "补助项目": "allowance_item", "补助档次": "rural_tier", "补助标准": "monthly_standard", "月数": "months",
        "起始月份": "from_month", "截止月份": "to_month", "发放金额": "amount",
    }),
    "teacher_exchange": ("教师支教交流台账", {
        "身份证号": "id_number", "姓名": "name", "交流类型": "exchange_kind", "支教学科": "subject",
        "派出学校标识码": "from_school_code", "派出单位": "from_school_name", "受援学校标识码": "to_school_code",
        "受援学校": "to_school_name", "支教开始时间": "starts_on", "支教结束时间": "ends_on", "考核结果": "assessment",
    }),
    "teacher_training": ("教师培训台账", {
        "身份证号": "id_number", "姓名": "name", "学校标识码": "school_code", "学校名称": "school_name",
        "培训班名称": "programme", "培训级别": "training_level", "主办单位": "organizer", "学习起始时间": "starts_on",
        "学习终止时间": "ends_on", "培训学时": "hours", "是否贫困村学校": "is_poor_village_school",
    }),
    REPORT: ("教育资助工作总结", {}),
    **{dataset: (title, {}) for dataset, title in ONLY_OWED.items()},
}  # fmt: skip
MONEY = frozenset({
    "unit_price", "amount", "total_investment", "fund_central", "fund_province", "fund_city", "fund_county", "paid",
    "tuition", "dorm_fee", "wage_income", "business_income", "property_income", "transfer_income",
    "production_expense", "net_income", "net_income_per_capita", "aided_amount", "topup_amount", "monthly_standard",
})  # fmt: skip
TEN_THOUSANDS = "单位:万元"
AFTER_THE_DATA = ("合计", "制表人")
ID_COLUMNS = ("id_number", "coborrower_id_number")
EXACT_DIGITS = 15
SEASON = {"春": "spring", "秋": "autumn"}


@dataclass(frozen=True)
class Delivered:
    """One file of the inbox."""

    path: Path
    dataset: str
    county_code: str
    period: str

    @property
    def received_on(self) -> dt.date:
        """The day it came."""
        return dt.datetime.fromtimestamp(self.path.stat().st_mtime, tz=dt.UTC).date()


def delivered(home: Path) -> list[Delivered]:
    """The inbox's files of the known layout, in order of their names."""
    codes = {row["name_zh"]: row["county_code"] for row in read_rows(reference(home, "counties"))}
    titles = sorted(((title, dataset) for dataset, (title, _) in LAYOUT.items()), key=lambda pair: -len(pair[0]))
    found = []
    for path in sorted((home / "inbox").glob("*/*/*")):
        dataset = next((name for title, name in titles if title in path.stem), None)
        if dataset:
            county, period = path.parts[-3:-1]
            found.append(Delivered(path, dataset, codes.get(county, county), period_of(period)))
    return found


def newest(files: Sequence[Delivered]) -> list[Delivered]:
    """Of each county, period and dataset the file that came last: a correction replaces what it corrects."""
    last: dict[tuple[str, str, str], Delivered] = {}
    for file in sorted(files, key=lambda file: file.path.stat().st_mtime):
        last[file.county_code, file.period, file.dataset] = file
    return sorted(last.values(), key=lambda file: file.path)


def period_of(folder: str) -> str:
    """
    >>> [period_of(text) for text in ("2020春", "2020年秋季学期", "20200331", "2020年度", "2020-2021学年", "2020-spring")]
    ['2020-spring', '2020-autumn', '2020-03-31', '2020', '2020-2021', '2020-spring']
    """
    if term := re.fullmatch(r"(\d{4})年?([春秋]).*", folder):
        return f"{term[1]}-{SEASON[term[2]]}"
    if day := re.fullmatch(r"(\d{4})(\d\d)(\d\d)", folder):
        return "-".join(day.groups())
    return re.sub(r"(年度?|学年)$", "", folder)


def reference(home: Path, name: str) -> Path:
    """A reference table: the home's own, else the repository's."""
    own = home / "config" / f"{name}.csv"
    return own if own.exists() else SEEDS / f"{name}.csv"


def read_rows(path: Path) -> list[dict[str, str]]:
    """A small CSV file as dictionaries."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def encoding_of(path: Path) -> str:
    """``utf-8-sig`` or ``gb18030``, by the first line, which is the header."""
    with path.open("rb") as file:
        line = file.readline()
    try:
        line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


@dataclass(frozen=True)
class Table:
    """Where a sheet's table is: our name of each column (None: not ours), its rows, and what its money is counted in."""

    names: list[str | None]
    rows: list[Sequence[object]]
    yuan: int


def table_in(dataset: str, grid: Sequence[Sequence[object]]) -> Table:
    """The table in a sheet: below title and notes, under a header of one row or two, above total and footer."""
    ours = LAYOUT[dataset][1]
    heads = [[ours.get(str(cell).strip()) for cell in row] for row in grid[:8]]
    at = next(number for number, names in enumerate(heads) if sum(name is not None for name in names) > 1)
    names, first = heads[at], at + 1
    if first < len(heads) and sum(name is not None for name in heads[first]) > 1:
        names, first = [upper or lower for upper, lower in zip(names, heads[first], strict=True)], first + 1
    rows = list(grid[first:])
    while rows and str(rows[-1][0]).startswith(AFTER_THE_DATA):
        rows.pop()
    is_in_wan = any(str(row[0]).replace("：", ":") == TEN_THOUSANDS for row in grid[:at])
    return Table(names, rows, 10_000 if is_in_wan else 1)
