"""The limit: the same files to the same marts and findings, by hand, in DuckDB and nothing else.

What belongs here: opening the files of the known layout. What the rows mean stands in bare_duckdb.sql, the rules
in bare_duckdb_rules.sql. What does not: lineage, ledger, tokens, tests, reports; comparing results (``compare``).
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
from python_calamine import load_workbook

HERE = Path(__file__).parent
SEEDS = HERE.parent / "seeds"
SCRIPTS = ("bare_duckdb.sql", "bare_duckdb_rules.sql")
LACKS_MARTS = ("fct_reported_figure",)
LACKS_RULES = ("value_implausible", "delivery_implausible")
REPORT = "work_report"

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
}  # fmt: skip
ID_COLUMNS = ("id_number", "coborrower_id_number")
EXACT_DIGITS = 15


@dataclass(frozen=True)
class Delivered:
    """One file of the inbox."""

    path: Path
    dataset: str
    county_code: str
    period: str


def delivered(home: Path) -> list[Delivered]:
    """The inbox's files of the known layout, in order of their names."""
    codes = {row["name_zh"]: row["county_code"] for row in _rows(_reference(home, "counties"))}
    titles = sorted(((title, dataset) for dataset, (title, _) in LAYOUT.items()), key=lambda pair: -len(pair[0]))
    found = []
    for path in sorted((home / "inbox").glob("*/*/*")):
        dataset = next((name for title, name in titles if title in path.stem), None)
        if dataset:
            county = path.parent.parent.name
            found.append(Delivered(path, dataset, codes.get(county, county), path.parent.name))
    return found


def run(home: Path, database: Path, memory: str = "4GB") -> None:
    """Read the inbox of ``home`` and leave marts and findings in ``database``, which is made anew."""
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database), config={"memory_limit": memory}) as connection:
        files = delivered(home)
        _reference_tables(connection, home, files)
        for dataset in LAYOUT:
            _raw_view(connection, dataset, [file for file in files if file.dataset == dataset])
        connection.execute("""
            create temp view raw_coborrower as
            select line, coborrower_id_number as id_number, coborrower_name as name from raw_loan_contract""")
        for script in SCRIPTS:
            connection.execute((HERE / script).read_text(encoding="utf-8"))


def _reference(home: Path, name: str) -> Path:
    own = home / "config" / f"{name}.csv"
    return own if own.exists() else SEEDS / f"{name}.csv"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _reference_tables(connection: duckdb.DuckDBPyConnection, home: Path, files: list[Delivered]) -> None:
    for name in ("codes", "periods", "counties", "delivery_calendar"):
        source = str(_reference(home, name))
        connection.execute(f"create temp table {name} as from read_csv(?, all_varchar = true)", [source])
    connection.execute("create temp table delivery_calendar_text as from delivery_calendar")
    connection.execute("create or replace temp table delivery_calendar as"
                       " select * replace (due_on::date as due_on) from delivery_calendar_text")  # fmt: skip
    connection.execute(f"""
        create temp table policy_standards as
        select * replace (
            amount_yuan::decimal(18, 4) as amount_yuan, min_yuan::decimal(18, 4) as min_yuan,
            max_yuan::decimal(18, 4) as max_yuan, quantity::decimal(18, 4) as quantity,
            effective_from::date as effective_from, effective_to::date as effective_to, start_known::boolean as start_known
        ) from read_csv('{SEEDS / "policy_standards.csv"}', all_varchar = true)""")
    connection.execute("""create temp table file
        (file_name varchar, dataset varchar, county_code varchar, period varchar, received_on date)""")
    connection.executemany(
        "insert into file values (?, ?, ?, ?, ?)",
        [(str(f.path), f.dataset, f.county_code, f.period, _received_on(f.path)) for f in files] or [(None,) * 5],
    )


def _received_on(path: Path) -> dt.date:
    return dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.timezone.utc).date()


def _raw_view(connection: duckdb.DuckDBPyConnection, dataset: str, files: list[Delivered]) -> None:
    """``raw_<dataset>``: all its rows as text under our column names, with county and period."""
    columns = list(dict.fromkeys(LAYOUT[dataset][1].values()))
    if not columns:
        return
    parts = [_empty(columns)]
    by_header: dict[str, list[Path]] = defaultdict(list)
    for file in files:
        if file.path.suffix == ".csv":
            by_header[_first_line(file.path)].append(file.path)
    parts += [_csv_part(dataset, header, paths) for header, paths in by_header.items()]
    books = [file.path for file in files if file.path.suffix == ".xlsx"]
    if books:
        connection.register(f"books_{dataset}", _workbooks(dataset, books))
        parts.append(f"select * from books_{dataset}")
    line = ", row_number() over () as line" if dataset == "loan_contract" else ""
    connection.execute(f"""
        create temp view raw_{dataset} as
        select f.county_code, f.period, r.* exclude (file_name){line}
        from ({' union all by name '.join(parts)}) as r join file as f using (file_name)""")


def _empty(columns: list[str]) -> str:
    return f"select {', '.join(f'null::varchar as {c}' for c in columns)}, null::varchar as file_name where false"


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        return file.readline().strip()


def _csv_part(dataset: str, header: str, paths: list[Path]) -> str:
    ours = LAYOUT[dataset][1]
    names = next(csv.reader([header]))
    types = ", ".join(f"'{name}': 'varchar'" for name in names)
    chosen = ", ".join(f'"{name}" as {ours[name]}' for name in names if name in ours)
    listed = ", ".join(f"'{path}'" for path in paths)
    return (
        f"select {chosen}, filename as file_name from read_csv([{listed}], header = true, auto_detect = false,"
        f" delim = ',', quote = '\"', escape = '\"', columns = {{{types}}}, filename = true)"
    )


def _workbooks(dataset: str, paths: list[Path]) -> pa.Table:
    ours = LAYOUT[dataset][1]
    columns: dict[str, list[str | None]] = {name: [] for name in (*ours.values(), "file_name")}
    for path in paths:
        header, *rows = load_workbook(path).get_sheet_by_index(0).to_python()
        names = [ours.get(str(cell).strip()) for cell in header]
        for name, cells in zip(names, zip(*rows, strict=True), strict=True):
            if name:
                columns[name] += [_text(cell, name) for cell in cells]
        for name in set(ours.values()) - set(names):
            columns[name] += [None] * len(rows)
        columns["file_name"] += [str(path)] * len(rows)
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _text(cell: object, column: str) -> str | None:
    if isinstance(cell, float):
        whole = str(int(cell)) if cell.is_integer() else repr(cell)
        return f"#{whole}" if column in ID_COLUMNS and len(whole) > EXACT_DIGITS else whole
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return str(cell) if cell not in ("", None) else None


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("database", type=Path)
    parser.add_argument("--memory", default="4GB")
    arguments = parser.parse_args()
    run(arguments.home, arguments.database, arguments.memory)
