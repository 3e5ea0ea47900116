"""The fictitious counties' written reports: every figure follows from the rows the county hands in, or is said not to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dagster_project.demo.world import County, Row

SEASONS = {"spring": "春季学期", "autumn": "秋季学期"}


def work_report(county: County, year: int, loans_too_many: int = 0) -> str:
    """A report of one year: aid in total and by term, loans (more than there are, for a county that boasts), projects."""
    terms = [term for term in county.calendar.terms if term.year == year]
    paid = {term.period: county.tables["subsidy_payment", term.period] for term in terms}
    everything = [row for rows in paid.values() for row in rows]
    parts = "，".join(f"{SEASONS[period[5:]]}{_aid(rows)}" for period, rows in paid.items())
    loans = county.tables["loan_contract", str(year)]
    works = county.tables["infrastructure_project", str(year)]
    paragraphs = [
        f"{county.name}{year}年教育资助工作总结",
        "一、学生资助",
        f"{year}年，全县共发放学生资助{_aid(everything)}。其中，{parts}。",
        "二、助学贷款",
        f"全年办理生源地信用助学贷款合同{len(loans) + loans_too_many}份，合同金额{ten_thousands(loans, 'amount')}万元。",
        "三、项目建设",
        f"项目库现有项目{len(works)}个，总投资{ten_thousands(works, 'total_investment')}万元。",
        f"{county.name}教育局（演练数据）",
    ]
    return "\n\n".join(paragraphs) + "\n"


def _aid(rows: Sequence[Row]) -> str:
    return f"{len(rows)}人次、{ten_thousands(rows, 'amount')}万元"


def ten_thousands(rows: Sequence[Row], field: str) -> str:
    """The sum of a field in 万元, exact."""
    total = sum((row[field] for row in rows), Decimal(0)) / 10_000
    return format(total.normalize(), "f")
