"""Writes the small ugly files of ``tests/files/layouts/``: tables where people put them, as a county would send them.

Run it as ``python tests/layout_files.py`` after a change; what should be loaded from each file stands beside it in
``<name>.expected.json``, checked by hand. Everybody in them is made up.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

FOLDER = Path(__file__).parent / "files" / "layouts"
Rows = Sequence[Sequence[Any]]

IDS = ("990101201001010019", "990101201001010027", "990101201001010035", "990101201001010043")
ELSEWHERE = [
    (f"演练{name}", number)
    for name, number in zip(
        "戊己庚辛壬",
        ("990102201001010015", "990102201001010023", "990102201001010031", "99010220100101004X", "990102201001010058"),
        strict=True,
    )
]
PERSON = ["姓名", "身份证号", "学校名称"]
PEOPLE = [[f"演练{name}", number, "青禾一小"] for name, number in zip("甲乙丙丁", IDS, strict=True)]
PAID = ["姓名", "身份证号", "学校名称", "资助项目", "金额（元）", "联系电话"]
PHONE = "13900000011"

CASES: dict[str, tuple[Rows, Sequence[tuple[str, str]]]] = {
    "stages_above_counts_and_amounts.xlsx": (
        [
            ["青禾县2020年春季学期学生资助汇总表"],
            ["单位：人次、万元"],
            ["困难类型", "学前教育", "", "小学", "", "初中", "", "合计", ""],
            ["", *["资助人次", "资助金额"] * 4],
            ["建档立卡", 10, 0.5, 20, 1, 30, 1.875, 60, 3.375],
            ["低保", 2, 0.1, 4, 0.2, "", "", 6, 0.3],
            ["合计", 12, 0.6, 24, 1.2, 30, 1.875, 66, 3.675],
        ],
        [("A1:I1", "青禾县2020年春季学期学生资助汇总表"), ("A3:A4", "困难类型"), ("B3:C3", "学前教育"),
         ("D3:E3", "小学"), ("F3:G3", "初中"), ("H3:I3", "合计")],
    ),
    "stages_in_the_header_words.xlsx": (
        [
            ["困难类型", "学前人数", "学前金额（元）", "小学人数", "小学金额（元）", "合计人数", "合计金额（元）"],
            ["建档立卡", 10, 5000, 20, 10000, 30, 15000],
            ["低保", 2, 1000, 4, 2000, 6, 4000],
        ],
        [],
    ),
    "one_number_told_by_the_title.xlsx": (
        [
            ["2020年春季学期受助学生人数统计表"],
            ["困难类型", "学前", "小学", "初中", "高中", "合计"],
            ["建档立卡", 10, 20, 30, 40, 100],
            ["孤儿", "", 1, 1, "", 2],
        ],
        [],
    ),
    "three_levels_term_stage_number.xlsx": (
        [
            ["困难类型", "2020年春季学期", "", "", "", "2019年秋季学期", "", "", ""],
            ["", "小学", "", "初中", "", "小学", "", "初中", ""],
            ["", *["人数", "金额（元）"] * 4],
            ["建档立卡", 1, 500, 2, 1250, 3, 1500, 4, 2500],
            ["低保", 5, 2500, 6, 3750, 7, 3500, 8, 5000],
        ],
        [("A1:A3", "困难类型"), ("B1:E1", "2020年春季学期"), ("F1:I1", "2019年秋季学期"), ("B2:C2", "小学"),
         ("D2:E2", "初中"), ("F2:G2", "小学"), ("H2:I2", "初中")],
    ),
    "some_of_the_whole.xlsx": (
        [
            ["学段", "资助人数", "资助金额（元）", "其中：建档立卡", "", "其中：低保", ""],
            ["", "", "", "人数", "金额（元）", "人数", "金额（元）"],
            ["小学", 10, 5000, 3, 1500, 2, 1000],
            ["初中", 20, 12500, 5, 3125, 4, 2500],
        ],
        [("A1:A2", "学段"), ("B1:B2", "资助人数"), ("C1:C2", "资助金额（元）"), ("D1:E1", "其中：建档立卡"),
         ("F1:G1", "其中：低保")],
    ),
    "one_column_an_aid.xlsx": (
        [
            ["青禾一小2020年春季学期学生资助发放花名册"],
            [*PERSON, "寄宿生生活补助（500元/生·学期）", "营养改善计划（4元/天·生）", "合计"],
            [*PEOPLE[0], 500, 400, 900],
            [*PEOPLE[1], "", 396, 396],
            [*PEOPLE[2], 510, 400, 910],
        ],
        [],
    ),
    "price_in_the_header.xlsx": (
        [
            ["困难类型", "小学 500元/生·学期 人数", "小学 500元/生·学期 金额", "初中（625元/生·学期）人数", "初中（625元/生·学期）金额"],
            ["建档立卡", 10, 5000, 4, 2500],
            ["低保", 3, 1500, 2, 1350],
        ],
        [],
    ),
    "monthly_price_in_the_header.xlsx": (
        [
            ["姓名", "身份证号", "任教学校", "乡村教师生活补助（300元/人·月）", "发放月数"],
            [*PEOPLE[0], 1500, 5],
            [*PEOPLE[1], 1800, 6],
        ],
        [],
    ),
    "numbered_totals_and_parts.xlsx": (
        [
            ["青禾县2020年春季学期学生资助汇总表"],
            ["项目", "资助人次", "资助金额（元）"],
            ["合计", 150, 78750],
            ["一、学前教育", 20, 10000],
            ["其中：建档立卡", 15, 7500],
            ["      低保", 5, 2500],
            ["二、义务教育", 130, 68750],
            ["（一）小学", 100, 50000],
            ["其中：建档立卡", 60, 30000],
            ["（二）初中", 30, 18750],
            ["建档立卡", 20, 12500],
            ["低保", 10, 6250],
        ],
        [],
    ),
    "subtotals_that_do_not_add_up.xlsx": (
        [
            ["学段", "困难类型", "人数", "金额（元）"],
            ["小学", "建档立卡", 10, 5000],
            ["小学", "低保", 5, 2500],
            ["小学小计", "", 15, 7500],
            ["初中", "建档立卡", 4, 2500],
            ["初中", "低保", 2, 1250],
            ["初中小计", "", 6, 3570],
            ["总计", "", 21, 11250],
        ],
        [],
    ),
    "kinds_below_stages_without_numbers.xlsx": (
        [
            ["类别", "人数", "金额（元）"],
            ["学前教育", 6, 3000],
            ["脱贫户", 4, 2000],
            ["低保户", 2, 1000],
            ["小学", 10, 5000],
            ["脱贫户", 7, 3500],
            ["低保户", 3, 1500],
            ["合计", 16, 8000],
        ],
        [],
    ),
    "cells_pasted_one_column_off.xlsx": (
        [
            PAID,
            [*PEOPLE[0], "寄宿生生活补助", 500, PHONE],
            [*PEOPLE[1][1:], "寄宿生生活补助", 500, PHONE],
            ["", *PEOPLE[2], "寄宿生生活补助", 500, PHONE],
            [PEOPLE[3][0], "", *PEOPLE[3][1:], "营养改善计划", 400],
            [*PEOPLE[3], "寄宿生生活补助", 500, PHONE],
        ],
        [],
    ),
    "summary_pasted_one_column_off.xlsx": (
        [
            ["学段", "困难类型", "人数", "金额（元）"],
            ["小学", "建档立卡", 10, 5000],
            ["", "小学", "低保", 5, 2500],
            ["建档立卡", 4, 2500],
            ["初中", "低保", 2, 1250],
        ],
        [],
    ),
    "no_unit_but_plainly_yuan.xlsx": ([[*PERSON, "资助项目", "金额"], [*PEOPLE[0], "营养改善计划", 400]], []),
    "no_unit_and_hardly_yuan.xlsx": (
        [["学段", "困难类型", "人数", "资助金额"], ["小学", "低保", 20, 1.25], ["初中", "低保", 8, 0.5]],
        [],
    ),
    "unit_in_the_name（单位：万元）.xlsx": ([["学段", "困难类型", "人数", "资助金额"], ["小学", "低保", 20, 1.25]], []),
    "days_without_a_year.xlsx": (
        [
            ["2020年春季学期资助发放表"],
            [*PERSON, "资助项目", "金额（元）", "发放日期", "发放学期"],
            [*PEOPLE[0], "营养改善计划", 400, "5月20日", "春季"],
            [*PEOPLE[1], "营养改善计划", 400, "9月1日", "秋季"],
            [*PEOPLE[2], "营养改善计划", 400, "2020.5.20", "20春"],
        ],
        [],
    ),
    "formulas_never_calculated.xlsx": (
        [
            [*PERSON, "补助项目", "月标准（元）", "月数", "发放金额（元）"],
            [*PEOPLE[0], "乡村教师生活补助", 300, 12, "=E2*F2"],
            [*PEOPLE[1], "乡村教师生活补助", 300, 0, "=E3*F3"],
            [*PEOPLE[2], "乡村教师生活补助", 300, 6, "=IF(F4>0,E4*F4,0)"],
            [*PEOPLE[3], "乡村教师生活补助", 300, 6, 0],
            ["合计", "", "", "", "", "", "=SUM(G2:G5)"],
        ],
        [],
    ),
    "a_column_a_month.xlsx": (
        [
            ["青禾县2020年乡村教师生活补助发放表"],
            [*PERSON, "1月", "2月", "3月", "合计"],
            [*PEOPLE[0], 300, 300, 300, 900],
            [*PEOPLE[1], 300, 0, "", 300],
            [*PEOPLE[2], "-", 500, 500, 1100],
            ["合计", "", "", 600, 800, 800, 2300],
        ],
        [],
    ),
    "months_below_the_allowance.xlsx": (
        [
            [*PERSON, "月标准（元）", "2020年乡村教师生活补助（元）", "", "", "月数", "发放金额（元）"],
            ["", "", "", "", "9月份", "10月份", "11月份", "", ""],
            [*PEOPLE[0], 300, 300, 300, 300, 3, 900],
            [*PEOPLE[1], 300, 300, "", "", 1, 300],
        ],
        [*((f"{c}1:{c}2", t) for c, t in zip("ABCDHI", (*PERSON, "月标准（元）", "月数", "发放金额（元）"), strict=True)),
         ("E1:G1", "2020年乡村教师生活补助（元）")],
    ),
    "attendance_by_month.xlsx": (
        [
            ["青禾一小2020年秋季学期学生考勤统计表"],
            ["年级", "班级", *PERSON, "9月", "", "10月", "", "1月", ""],
            ["", "", "", "", "", *["应出勤天数", "实际出勤天数"] * 3],
            ["三年级", "1班", *PEOPLE[0], 22, 22, 17, 16, 15, 15],
            ["三年级", "1班", *PEOPLE[1], 22, 21, 17, 0, "", ""],
        ],
        [("A1:K1", "青禾一小2020年秋季学期学生考勤统计表"), ("F2:G2", "9月"), ("H2:I2", "10月"), ("J2:K2", "1月"),
         *((f"{c}2:{c}3", t) for c, t in zip("ABCDE", ("年级", "班级", *PERSON), strict=True))],
    ),
    "meals_by_month.xlsx": (
        [
            ["青禾县2020年秋季学期营养餐供餐天数统计表"],
            ["序号", "学校名称", "9月", "10月", "11月", "12月", "1月", "合计"],
            [1, "青禾一小", 21, 17, 21, 23, 10, 92],
            [2, "青禾二小", 21, 17, 21, 0, "", 60],
            ["", "合计", 42, 34, 42, 23, 10, 151],
        ],
        [("A1:H1", "青禾县2020年秋季学期营养餐供餐天数统计表")],
    ),
    "another_county_and_term.xlsx": (
        [
            ["云岭县2019年秋季学期学生资助发放花名册"],
            [*PERSON, "资助项目", "金额（元）", "发放学期"],
            *[[name, number, "云岭县第一小学", "营养改善计划", 400, "2019年秋季"] for name, number in ELSEWHERE],
        ],
        [],
    ),
    "title_of_another_table.xlsx": (
        [["学籍异动台账"], [*PERSON, "资助项目", "金额（元）"], [*PEOPLE[0], "营养改善计划", 400]],
        [],
    ),
    "categories_in_brackets.xlsx": (
        [["困难类型", "人数（小学）", "金额（小学）", "人数（初中）", "金额（初中）"], ["低保", 1, 500, 2, 1250]],
        [],
    ),
    "numbers_above_seasons_above_stages.xlsx": (
        [
            ["困难类型", "资助人数", "", "", "", "资助金额（元）", "", "", ""],
            ["", *["春季", "", "秋季", ""] * 2],
            ["", *["小学", "初中"] * 4],
            ["低保", 1, 2, 3, 4, 500, 1250, 1500, 2500],
        ],
        [("A1:A3", "困难类型"), ("B1:E1", "资助人数"), ("F1:I1", "资助金额（元）"), ("B2:C2", "春季"), ("D2:E2", "秋季"),
         ("F2:G2", "春季"), ("H2:I2", "秋季")],
    ),
    "the_same_whole_twice.xlsx": (
        [
            ["类别", "人数", "金额（元）"],
            ["学前教育", 6, 3000],
            ["小学", 10, 5000],
            ["脱贫户", 11, 5500],
            ["低保户", 5, 2500],
            ["合计", 16, 8000],
        ],
        [],
    ),
}  # fmt: skip


def workbook(rows: Rows, merged: Sequence[tuple[str, str]]) -> bytes:
    """An .xlsx with one sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Sheet1")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if str(cell).startswith("="):
                sheet.write_formula(at, column, cell)  # with 0 as its result
            elif cell != "":
                sheet.write(at, column, cell)
    for area, text in merged:
        sheet.merge_range(area, text)
    book.close()
    return out.getvalue()


def main() -> None:
    """Write every file that is not there yet."""
    FOLDER.mkdir(exist_ok=True)
    for name, (rows, merged) in CASES.items():
        if not (FOLDER / name).exists():
            (FOLDER / name).write_bytes(workbook(rows, merged))


if __name__ == "__main__":
    main()
