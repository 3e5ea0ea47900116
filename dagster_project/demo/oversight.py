"""What the bureau answers for: problems that inspections raised and their closing, and loans that are paid back.

What belongs here: these rows, year by year. What does not: loan contracts (``staff``), faults.
"""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from dagster_project.demo.people import PersonMaker
from dagster_project.demo.staff import COLLEGES
from dagster_project.demo.world import County, Loan, Row

PROBLEMS = (
    ("national_assessment", "部分学生资助发放不够及时", "建立资金下达后十五个工作日内发放的制度", "资助中心", 46),
    ("national_assessment", "异地就读学生回函率偏低", "逐人电话核对并重新发函", "资助中心", 38),
    ("central_inspection", "控辍保学台账更新不及时", "实行一月一报告，逐校核对台账", "基础教育股", 12),
    ("central_inspection", "送教上门记录缺少图片", "补齐送教记录，统一送教手册", "基础教育股", 9),
    ("province", "个别学校贫困学生帮扶责任人未更新", "按教师调动情况重新结对", "扶贫办公室", 17),
    ("city", "营养餐公示不规范", "统一公示栏，按周公示食谱和账目", "营养办", 8),
    ("audit", "设备购置未及时登记固定资产", "逐校清点并补登资产", "计财股", 23),
    ("self", "家庭收入信息填写不准确", "会同乡镇逐户核对收入逻辑关系", "扶贫办公室", 104),
    ("self", "校舍安全隐患排查记录不全", "开展校舍安全排查，封停危房", "项目办", 5),
    ("county", "部分教师培训学时登记滞后", "按季度登记学时", "教师进修学校", 31),
)
OLD_LOANS = 8
RATE = Decimal("0.046")


def add_oversight(county: County) -> None:
    """Add problems and repayments for every year."""
    rng = county.generator("oversight")
    strangers = PersonMaker(county.code, county.index, rng, county.people.ids, county.people.names)
    for year in county.calendar.years:
        _put_right(county, year, strangers)
        _repay(county, year, rng, strangers)


def _put_right(county: County, year: int, strangers: PersonMaker) -> None:
    """All closed in time but the last, which is due in the spring to come."""
    for number, (source, problem, measure, unit, concerned) in enumerate(PROBLEMS):
        is_open = number == len(PROBLEMS) - 1
        due = dt.date(year + 1, 3, 31) if is_open else dt.date(year, 9 + number % 4, 30 if number % 4 != 2 else 28)
        finished = None if is_open else due - dt.timedelta(days=10 + number)
        row = Row(
            item_no=f"ZG{year}{number + 1:03d}",
            problem_source=source,
            problem=problem,
            measure=measure,
            responsible_unit=f"{county.name}教育局{unit}",
            responsible_name=strangers.new_name("male" if number % 2 else "female"),
            due_on=due,
            progress="正在按季度补登" if is_open else "措施已落实，经复查符合要求",
            rectification_state="under_way" if is_open else "closed",
            finished_on=finished,
            is_closed=not is_open,
            closed_on=None if finished is None else finished + dt.timedelta(days=4),
            concerned=concerned,
            settled=concerned // 2 if is_open else concerned,
            evidence=None if is_open else "整改报告、照片、台账复印件",
        )
        county.add("rectification_item", year, row)


def _repay(county: County, year: int, rng: random.Random, strangers: PersonMaker) -> None:
    """Graduates pay their yearly instalment on the day it is due; a few who still study pay early, without interest."""
    for number in range(OLD_LOANS):
        person = strangers.make(
            dt.date(year - 26 + number % 3, 1 + rng.randrange(12), 1 + rng.randrange(28)), plain=True
        )
        lent, years_paid = Decimal(6000 + 1000 * rng.randrange(3)), 1 + number % 3
        principal = lent / 10
        owed = lent - principal * years_paid
        interest = ((owed + principal) * RATE).quantize(Decimal("0.01"))
        row = Row(
            contract_no=f"{year - 6}{county.code}{90000 + county.serial('old_loan')}",
            name=person.name,
            id_number=person.id_number,
            college_name=COLLEGES[number % len(COLLEGES)],
            graduated_on=dt.date(year - 2 - years_paid, 7, 1),
            loan_amount=lent,
            due_on=dt.date(year, 12, 20),
            due_principal=principal,
            due_interest=interest,
            paid_on=dt.date(year, 12, 20),
            paid_principal=principal,
            paid_interest=interest,
            paid_amount=principal + interest,
            balance=owed,
            repayment_kind="regular",
            is_overdue=False,
            overdue_days=0,
            phone=county.people.new_phone(),
        )
        county.add("loan_repayment", year, row)
    for loan in [loan for loan in county.loans if _is_sound(loan, year)][:3]:
        county.add("loan_repayment", year, _early(loan, year, county.people.new_phone()))


def _is_sound(loan: Loan, year: int) -> bool:
    row = loan.row
    own = (loan.person.id_number, f"{year}-{year + 1}")
    return loan.year == year and (row["id_number"], row["academic_year"]) == own


def _early(loan: Loan, year: int, phone: str) -> Row:
    lent = loan.row["amount"]
    part = (lent / 4).quantize(Decimal(1))
    return Row(
        contract_no=loan.row["contract_no"],
        name=loan.person.name,
        id_number=loan.person.id_number,
        college_name=loan.row["college_name"],
        graduated_on=None,
        loan_amount=lent,
        due_on=dt.date(year, 12, 20),
        due_principal=part,
        due_interest=Decimal(0),
        paid_on=dt.date(year, 12, 15),
        paid_principal=part,
        paid_interest=Decimal(0),
        paid_amount=part,
        balance=lent - part,
        repayment_kind="early",
        is_overdue=False,
        overdue_days=0,
        phone=phone,
    )
