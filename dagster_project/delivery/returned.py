"""The workbook a county gets back: its own rows to put right, with a place for its answers.

What belongs here: returned/<period>/<county_code>.xlsx, readable by its owner only, with the personal data of that
county alone. What does not: masking (it would leave the county nothing to find the row by), reading answers back.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

from dagster_project.contracts import Contract
from dagster_project.delivery import bilingual, facts
from dagster_project.delivery.candidates_sheet import add_sheet, candidates_by_county
from dagster_project.delivery.county_facts import finding_rows
from dagster_project.delivery.facts import SETTLED, ReportPeriod
from dagster_project.delivery.kept import Kept
from dagster_project.delivery.people import make_subjects
from dagster_project.delivery.source import Row, Source, write_private
from dagster_project.delivery.words import FINDING_STATE_ZH, SEVERITY_ZH

ANSWERS = ("已更正", "情况属实待整改", "经核实无误(附说明)", "不属于本县", "其他")
A3, A4 = 8, 9
SHEET, GUIDE, FINGERPRINT = "问题清单", "说明", "_fingerprint"
# heading, width in characters, answered by the county
COLUMNS = (
    ("序号", 5, False), ("对象", 21, False), ("学校", 18, False), ("所属期", 12, False), ("严重程度", 9, False),
    ("问题", 40, False), ("怎么改", 36, False), ("涉及金额（元）", 11, False), ("文件", 28, False),
    ("工作表", 15, False), ("行", 6, False), ("单元格", 8, False), ("原值", 18, False), ("应为", 18, False),
    ("答复", 18, True), ("答复说明", 24, True), ("责任人", 10, True), ("完成日期", 12, True), ("问题编号", 16, False),
)  # fmt: skip
ANSWERED = [at for at, column in enumerate(COLUMNS) if column[2]]
FIRST_ANSWER, DONE_ON = ANSWERED[0], ANSWERED[-1]
HEADER_ROW = 2
TINTS = {"high": "#F7E1DE", "medium": "#FBEBD7", "low": "#E3EEF5", "advisory": "#EEF1F3"}
GUIDE_TEXTS = (
    ("这份清单是什么", "本县报送数据中需要核对的行，按严重程度和规则排列。疑点是核查线索，不是结论。"),
    ("每个疑点只列一次", "按年、按学年报送的数据，疑点只列在该时期最后一个学期的清单里，不必在两个学期重复答复。"),
    ("怎么找到原行", "按“文件”“工作表”“单元格”三列打开本县报送的原文件；“行”就是打开文件后左侧的行号。"),
    (
        "怎么填",
        "只填浅黄色的四列：答复（从下拉框选）、答复说明、责任人、完成日期。其余各列请勿改动，也不要删行、改表名。",
    ),
    ("答复：已更正", "请在原文件里改好，并把整个文件重新报送；只在本表里改，数据库里的数据不会变。"),
    ("答复：情况属实待整改", "问题存在，正在办理；请填责任人和预计完成日期。"),
    ("答复：经核实无误(附说明)", "原值正确；请在“答复说明”里写依据（文号、证件、系统截图编号等）。"),
    ("答复：不属于本县", "此人或此笔资金由其他县负责；请在“答复说明”里写明哪个县。"),
    ("答复：其他", "以上都不合适时选此项，并在“答复说明”里写清情况。"),
    ("打印", "已设为 A3 横向、每页重复表头，“问题编号”列不打印；只有 A4 纸时可在打印对话框选“缩放以适应纸张”。"),
    ("保密", "本文件含个人信息，只发给本县经办人；不得转发、上网或外传，办结后按规定销毁。"),
    (
        "What this is (English)",
        "Rows of your own files to check: who, school, period, severity, what, how to put it right, yuan at stake, then"
        " file, sheet, row, cell, value found, value expected. Fill in the four yellow columns only (answer, remark,"
        " who, when done) and send corrected files again as a whole. Findings are leads, not conclusions.",
    ),
)


def fingerprint(release_id: str, county: str, period: str, finding_ids: Sequence[str]) -> dict[str, str]:
    """What tells a returned workbook from any other: release, county, period, and a hash of its findings."""
    digest = hashlib.sha256("\n".join(sorted(finding_ids)).encode("utf-8")).hexdigest()
    return {"release_id": release_id, "county_code": county, "period": period, "findings_sha256": digest}


def write_workbooks(
    source: Source, folder: Path, contracts: Mapping[str, Contract], release_id: str, kept: Kept | None = None
) -> list[Path]:
    """Write one workbook for each report period and county with findings that are not settled.

    Workbooks that ``kept`` keeps are the base release's own files: a county is not sent the same list as a new one.
    """
    make_subjects(source, contracts)
    catalogue = facts.rules(source)
    names = {county["county_code"]: county for county in facts.counties(source)}
    periods = {row["period"]: row["name_zh"] for row in facts.periods(source)}
    candidates = candidates_by_county(source)
    written = []
    for report in facts.report_periods(source):
        again = kept.counties if kept else None
        rows = [row for row in finding_rows(source, report, None, None, counties=again) if row["state"] not in SETTLED]
        for row in rows:
            row["period_zh"] = periods.get(row["period"], row["period"])
            _worded(row)
        rows.sort(key=lambda row: row["county_code"])
        for code, own in groupby(rows, key=lambda row: row["county_code"]):
            county = names.get(code, {"county_code": code, "name_zh": code, "is_demo": False})
            content = workbook(list(own), county, report, catalogue, release_id, candidates.get(code, ()))
            written.append(write_private(folder / report.code / f"{code}.xlsx", content))
    return sorted([*written, *_linked(folder, kept)])


def _linked(folder: Path, kept: Kept | None) -> list[Path]:
    """The workbooks that stay, linked."""
    linked = []
    for path in sorted((kept.base / folder.name).glob("*/*.xlsx")) if kept else ():
        if kept and kept.keeps(path.stem):
            target = folder / path.parent.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            target.hardlink_to(path)
            linked.append(target)
    return linked


def _worded(row: Row) -> None:
    """Leave of what our rules wrote in both languages the Chinese half; what the county wrote stays."""
    row["expected"] = row["expected"] and bilingual.in_chinese(row["expected"])
    if row["observed"] and not row["field"]:
        row["observed"] = bilingual.in_chinese(row["observed"])
    row["message_zh"] = bilingual.sentence_in_chinese(row["message_zh"] or "")


def workbook(
    rows: Sequence[Row],
    county: Row,
    report: ReportPeriod,
    catalogue: Mapping[str, Row],
    release_id: str,
    candidates: Sequence[Row] = (),
) -> bytes:
    """One county's workbook; built in memory, so that no spill file holds its people."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": f"{county['name_zh']}问题清单", "created": datetime(2000, 1, 1)})
    _list_sheet(book, rows, county, report, catalogue)
    _guide_sheet(book)
    of_files = {row["file_name"] for row in rows}
    if own := [row for row in candidates if row["file_name"] in of_files]:
        add_sheet(book, own)
    mark = fingerprint(release_id, county["county_code"], report.code, [row["finding_id"] for row in rows])
    _fingerprint_sheet(book, mark)
    book.close()
    return buffer.getvalue()


def _list_sheet(
    book: xlsxwriter.Workbook, rows: Sequence[Row], county: Row, report: ReportPeriod, catalogue: Mapping[str, Row]
) -> None:
    sheet = book.add_worksheet(SHEET)
    base: dict[str, Any] = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top", "text_wrap": True}
    line = {**base, "border": 1, "border_color": "#C9D1D6"}
    text = book.add_format({**line, "num_format": "@"})
    yuan = book.add_format({**line, "num_format": "#,##0.00"})
    answer = book.add_format({**line, "num_format": "@", "bg_color": "#FFF9DB", "locked": False})
    date = book.add_format({**line, "num_format": "yyyy-mm-dd", "bg_color": "#FFF9DB", "locked": False})
    heading = book.add_format(
        {**line, "bold": True, "bg_color": "#1D5A78", "font_color": "#FFFFFF", "valign": "vcenter"}
    )
    tints = {name: book.add_format({**line, "bg_color": colour}) for name, colour in TINTS.items()}
    demo = "【演练数据】" if county.get("is_demo") else ""
    sheet.write_string(
        0, 0, f"{demo}{county['name_zh']} {report.term['name_zh']} 问题清单（共 {len(rows)} 条）",
        book.add_format({"font_name": "Microsoft YaHei", "bold": True, "font_size": 15}),
    )  # fmt: skip
    sheet.write_string(
        1, 0, "请填写浅黄色四列，连同更正后的原文件一并报回；填写方法见“说明”表。疑点是核查线索，不是结论。含个人信息，注意保密。",
        book.add_format({"font_name": "Microsoft YaHei", "font_size": 10, "font_color": "#55636D"}),
    )  # fmt: skip
    for at, (title, width, _) in enumerate(COLUMNS):
        sheet.set_column(at, at, width)
        sheet.write_string(HEADER_ROW, at, title, heading)
    sheet.set_row(HEADER_ROW, 32)
    for position, row in enumerate(rows):
        values, at_row = _values(row, position + 1, catalogue), HEADER_ROW + 1 + position
        for at, value in enumerate(values):
            plain = tints.get(row["severity"], text) if COLUMNS[at][0] == "严重程度" else text
            if isinstance(value, Decimal):
                sheet.write_number(at_row, at, float(value), yuan)
            elif isinstance(value, int):
                sheet.write_number(at_row, at, value, plain)
            elif not value:
                sheet.write_blank(at_row, at, None, plain)
            else:
                sheet.write_string(at_row, at, value, plain)
        for at in ANSWERED:
            sheet.write_blank(at_row, at, None, date if at == DONE_ON else answer)
        sheet.set_row(at_row, _height(values, [column[1] for column in COLUMNS]))
    _set_up(sheet, len(rows))


def _height(values: Sequence[object], widths: Sequence[float], line_points: float = 14.5) -> float:
    """Points a row needs for its wrapped texts; not every spreadsheet program works this out when it opens a file."""
    lines = 1
    for value, width in zip(values, widths, strict=True):
        parts = str(value).split("\n")
        wide = [len(part) + sum(ord(letter) > 255 for letter in part) for part in parts]
        lines = max(lines, sum(math.ceil(max(columns, 1) / (width - 1)) for columns in wide))
    return 4 + line_points * lines


def _set_up(sheet: Any, size: int) -> None:
    first, last = HEADER_ROW + 1, HEADER_ROW + max(size, 1)
    sheet.data_validation(
        first, FIRST_ANSWER, last, FIRST_ANSWER,
        {
            "validate": "list", "source": list(ANSWERS), "input_title": "答复", "input_message": "请从下拉框选择",
            "error_title": "答复", "error_message": "请从下拉框选择一项。",
        },
    )  # fmt: skip
    sheet.data_validation(
        first, DONE_ON, last, DONE_ON,
        {
            "validate": "date", "criteria": ">=", "value": datetime(2000, 1, 1), "error_type": "warning",
            "error_title": "完成日期", "error_message": "请填写日期，例如 2021-03-15。",
        },
    )  # fmt: skip
    sheet.freeze_panes(HEADER_ROW + 1, 2)
    sheet.autofilter(HEADER_ROW, 0, last, len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.print_area(0, 0, last, DONE_ON)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C第 &P 页，共 &N 页&R含个人信息 注意保密")


def _values(row: Row, number: int, catalogue: Mapping[str, Row]) -> list[str | int | Decimal]:
    texts = facts.rule_texts(catalogue, row["rule_id"])
    problem = (row["message_zh"] or texts["title_zh"]).removeprefix("疑点：")
    if row["state"] not in ("open", None):
        problem += f"（{FINDING_STATE_ZH.get(row['state'], row['state'])}）"
    line: str | int = "" if row["row"] is None else int(row["row"])
    return [
        number,
        _subject(row),
        row["school_name"] or "",
        row["period_zh"] or "",
        SEVERITY_ZH.get(row["severity"], row["severity"]),
        problem,
        texts["fix_zh"] or "",
        "" if row["amount_yuan"] is None else row["amount_yuan"],
        row["file_name"] or "",
        row["sheet"] or "",
        line,
        row["cell"] or "",
        row["observed"] or ("空白" if row["cell"] else ""),
        row["expected"] or "",
        *[""] * len(ANSWERED),
        row["finding_id"],
    ]


def _subject(row: Row) -> str:
    """The person or thing as the county's own row names it, else what the finding is about."""
    named = [text for text in (row["subject_name"], row["subject_number"]) if text]
    if named:
        return "\n".join(named)
    key = row["entity_key"] or ""
    return key if row["entity_kind"] not in ("person", None) else ""


def _guide_sheet(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet(GUIDE)
    plain = {"font_name": "Microsoft YaHei", "font_size": 11, "text_wrap": True, "valign": "top"}
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 88)
    for at, (title, text) in enumerate(GUIDE_TEXTS):
        sheet.write_string(at, 0, title, book.add_format({**plain, "bold": True}))
        sheet.write_string(at, 1, text, book.add_format(plain))
        sheet.set_row(at, _height((title, text), (26, 88), 17))
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def _fingerprint_sheet(book: xlsxwriter.Workbook, mark: Mapping[str, str]) -> None:
    sheet = book.add_worksheet(FINGERPRINT)
    for at, (name, value) in enumerate(mark.items()):
        sheet.write_string(at, 0, name)
        sheet.write_string(at, 1, value)
    sheet.write_string(len(mark), 0, "json")
    sheet.write_string(len(mark), 1, json.dumps(dict(mark), ensure_ascii=False, sort_keys=True))
    sheet.very_hidden()
