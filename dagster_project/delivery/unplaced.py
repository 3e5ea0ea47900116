"""Files that no county or period can be given to, and what a person can do about each.

What belongs here: deliveries that stand in no county's page of any report. What does not: deliveries of a county
(``county_facts``), finding out whose a file is (``intake``).
"""

from __future__ import annotations

from dagster_project.delivery import facts, masking, words
from dagster_project.delivery.facts import ReportPeriod
from dagster_project.delivery.source import Row, Source

WHERE_TO = (
    "放进收件箱的“县／时期”文件夹（例如 某某县/2020秋）后重新运行",
    "put it into the inbox folder of its county and period (such as county/2020-autumn) and run again",
)
TO_DO = {
    "county": (f"弄清是哪个县的，{WHERE_TO[0]}。", f"Find out whose it is, {WHERE_TO[1]}."),
    "period": (f"弄清是哪个时期的，{WHERE_TO[0]}。", f"Find out which period it is for, {WHERE_TO[1]}."),
    "calendar": (
        "该时期不在时期表（seeds/periods.csv）中：写错的请改文件夹名，确需统计的请加入时期表，然后重新运行。",
        "The period is not in seeds/periods.csv: correct the folder's name, or add the period, and run again.",
    ),
}


def unplaced_files(source: Source, report: ReportPeriod) -> list[Row]:
    """The files that stand in no report, for the newest report only: name, why, what to do; swept."""
    reports = facts.report_periods(source)
    if report.code != reports[-1].code:
        return []
    names = {row["county_code"]: row["name_zh"] for row in facts.counties(source)}
    placed = {period for each in reports for period in each.periods}
    rows = source.rows(
        f"select county_code, period, file_name, sheet, status, message from {source.ref('deliveries')}"
        " where status not in ('superseded', 'duplicate', 'missing')"
        " order by file_name, sheet, table_no, delivery_id"
    )
    return [_shown(row, names) for row in rows if row["county_code"] not in names or row["period"] not in placed]


def _shown(row: Row, names: dict[str, str]) -> Row:
    lacks = "county" if row["county_code"] not in names else "period" if row["period"] is None else "calendar"
    zh, _, en = masking.sweep(row["message"]).partition(" / ")
    status = row["status"]
    return {
        "file_name": masking.sweep(row["file_name"]),
        "sheet": masking.sweep(row["sheet"]),
        "county_zh": names.get(row["county_code"], ""),
        "status": (words.STATUS_ZH.get(status, status), words.STATUS_EN.get(status, status)),
        "why": (zh, en or zh),
        "to_do": TO_DO[lacks],
    }
