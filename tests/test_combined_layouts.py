"""Several bad manners on one sheet: nobody is lost, nothing is counted twice, and what is not used is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dagster_project import intake
from inbox_files import PAYMENT_HEADER, deliveries, payments, person, place, raw, settings_at, table, write_xlsx

SCHOOL = "青禾县第一小学"


def _take_in(tmp_path: Path, rows: list[list[Any]], merged: list[str] = []) -> Any:  # noqa: B006
    settings = settings_at(tmp_path / "home")
    write_xlsx(place(settings, "表.xlsx"), rows, merged)
    intake.take_in(settings)
    assert not intake.row_accounting(settings)[1]
    return settings


def test_titles_a_blank_column_and_a_merged_header_that_comes_back(tmp_path: Path) -> None:
    upper = [None, "序号", "学校名称", "学生信息", None, None, "资助情况", None, None, "备注"]
    lower = [None, None, None, "姓名", "身份证号", "学段", "困难类型", "资助项目", "金额", None]

    def rows(first: int, count: int) -> list[list[Any]]:
        return [[None, *row[:7], 0.05] for row in payments(first, count)]

    settings = _take_in(
        tmp_path,
        [
            [None, "附件2"],
            [None, "青禾县2020年春季学期寄宿生生活补助发放花名册"],
            [None, "填报单位：青禾县教育体育局（盖章）", None, None, None, None, "单位：万元"],
            upper,
            lower,
            *rows(1, 2),
            [None, "小计", None, "2人", None, None, None, None, 0.1],
            upper,
            lower,
            *rows(3, 1),
            [None, "外县小计", None, None, None, None, None, None, 0.05],
            [None, "合  计", None, "3人", None, None, None, None, 0.15],
            [None, "制表人：演练甲", None, None, "审核人：演练乙"],
        ],
        [f"{column}{top}:{column}{top + 1}" for top in (4, 9) for column in "BCJ"]
        + [f"{span}" for top in (4, 9) for span in (f"D{top}:F{top}", f"G{top}:I{top}")],
    )
    (delivery,) = deliveries(settings)
    assert (delivery["status"], delivery["rows_loaded"]) == ("accepted", 3)
    assert {row["school_name"] for row in raw(settings, "subsidy_payment")} == {SCHOOL}
    assert {c["unit"] for c in table(settings, "column_map") if c["field"] == "amount"} == {"万元"}


def test_two_tables_beside_each_other_are_both_loaded(tmp_path: Path) -> None:
    left, right = payments(1, 3), payments(4, 2)
    rows = [[*one, None, *other] for one, other in zip(left, [*right, [None] * 8], strict=True)]
    settings = _take_in(tmp_path, [[*PAYMENT_HEADER, None, *PAYMENT_HEADER], *rows])
    loaded = {row["id_number"] for row in raw(settings, "subsidy_payment")}
    assert loaded == {person(number)[1] for number in range(1, 6)}
    assert [(d["rows_loaded"], d["rows_not_data"]) for d in deliveries(settings)] in (
        [(3, 1), (2, 2)],
        [(2, 2), (3, 1)],
    )


def test_a_column_beside_another_of_the_same_kind_is_said(tmp_path: Path) -> None:
    rows = [[*row, "13900000011", "13900000012"] for row in payments(1, 3)]
    settings = _take_in(tmp_path, [[*PAYMENT_HEADER, "联系电话", "家长电话"], *rows])
    (delivery,) = deliveries(settings)
    assert delivery["rows_loaded"] == 3 and "与另一列是同一项，未采用：J 列“家长电话”" in delivery["message"]


@pytest.mark.parametrize("name", ["万小计", "合计", "王总计", "制表人", "备注", "共计"])
def test_a_row_with_somebodys_number_is_never_a_total_or_a_footer(tmp_path: Path, name: str) -> None:
    rows = payments(1, 3)
    rows[1][2] = name
    settings = _take_in(tmp_path, [PAYMENT_HEADER, *rows])
    assert deliveries(settings)[0]["rows_loaded"] == 3


def test_cells_moved_over_a_deleted_one_are_set_aside_far_from_the_edges_too(tmp_path: Path) -> None:
    rows = payments(1, 60)
    del rows[29][4]
    settings = _take_in(tmp_path, [PAYMENT_HEADER, *rows])
    aside = [row for row in table(settings, "set_aside_rows") if row["kind"] == "quarantined"]
    assert [(row["row_no"], row["reason"]) for row in aside] == [(31, "shifted")]


def test_amount_people_and_person_times_of_each_category(tmp_path: Path) -> None:
    kinds = ["建档立卡", "低保", "孤儿"]
    rows: list[list[Any]] = [
        ["2020年春季学期各学段资助情况表"],
        ["学段", *(text for kind in kinds for text in (kind, None, None))],
        [None, *["金额（元）", "人数", "人次"] * 3],
        ["小学", *[1000, 2, 4] * 3],
        ["初中", *[2000, 3, 6] * 3],
    ]
    settings = _take_in(tmp_path, rows, ["A2:A3", "B2:D2", "E2:G2", "H2:J2"])
    found = [(row["difficulty_kind"], row["person_times"]) for row in raw(settings, "subsidy_summary")]
    assert sorted(found) == sorted((kind, times) for kind in kinds for times in ("4", "6"))
    assert all("“建档立卡/人数”" in row["message"] for row in deliveries(settings))


def test_a_footnote_mark_in_a_header_and_circled_numbers_before_a_kind(tmp_path: Path) -> None:
    header = [*PAYMENT_HEADER[:5], "困难类型①", *PAYMENT_HEADER[6:]]
    rows = payments(1, 2)
    settings = _take_in(tmp_path, [header, *([*row[:5], "①低保", *row[6:]] for row in rows)])
    assert [row["difficulty_kind"] for row in raw(settings, "subsidy_payment")] == ["①低保"] * 2
    assert deliveries(settings)[0]["status"] == "accepted"


def test_rows_that_are_filtered_away_are_loaded_and_said(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    book = openpyxl.Workbook()
    sheet = book.create_sheet("表", 0)
    for row in [PAYMENT_HEADER, *payments(1, 4)]:
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    book.save(place(settings, "表.xlsx"))
    intake.take_in(settings)
    (delivery,) = deliveries(settings)
    assert delivery["rows_loaded"] == 4 and "有 1 行被隐藏" in delivery["message"]


def test_townships_with_the_price_of_each_kind_in_its_header_and_children_elsewhere(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["2020年春季学期家庭经济困难学生生活补助汇总表（单位：万元）"],
        ["序号", "乡镇", "寄宿生（每生每学期500元）", None, "走读生（四类学生，每生每学期250元）", None, "合计", None],
        [None, None, *["人数", "金额"] * 3],
        [1, "城关镇", 10, 0.5, 4, 0.1, 14, 0.6],
        ["小计", None, 10, 0.5, 4, 0.1, 14, 0.6],
        ["外县", None, 2, 0.1, 0, 0, 2, 0.1],
        ["合计", None, 12, 0.6, 4, 0.1, 16, 0.7],
    ]
    settings = _take_in(tmp_path, rows, ["A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:H2"])
    found = {(row["aid_item"], row["_row"], row["amount"]) for row in raw(settings, "subsidy_summary")}
    assert {(item[:3], *rest) for item, *rest in found} == {
        ("寄宿生", 4, "0.5"), ("寄宿生", 6, "0.1"), ("走读生", 4, "0.1"), ("走读生", 6, "0"),
    }  # fmt: skip


def test_a_closing_line_without_a_first_cell_is_nobodys_row(tmp_path: Path) -> None:
    settings = _take_in(
        tmp_path,
        [
            PAYMENT_HEADER,
            *payments(1, 3),
            [None, None, "联系电话：0990-7654321", None, None, "填报日期：2020年6月2日"],
            ["联系电话", "0990-7654321", None, None, "填报时间：", "2020年6月2日"],
        ],
    )
    (delivery,) = deliveries(settings)
    assert (delivery["rows_loaded"], delivery["rows_not_data"], delivery["status"]) == (3, 3, "accepted")


def test_what_is_required_counts_before_what_a_group_hides(tmp_path: Path) -> None:
    """户名 is the holder's of the card in whatever group; 学校名称 stands in the header's upper row alone."""
    settings = _take_in(
        tmp_path,
        [
            ["序号", "学校名称", "学生信息", None, None, "资助情况", None, "监护人信息", None, "班主任", None],
            [
                None,
                None,
                "姓名",
                "身份证号",
                "困难类型",
                "资助项目",
                "金额（元）",
                "户名",
                "联系电话",
                "姓名",
                "身份证号",
            ],
            *(
                [n, SCHOOL, *row[2:4], row[5], row[6], 500, "演练户", "13900000011", "演练师", person(9)[1]]
                for n, row in enumerate(payments(1, 3), 1)
            ),
        ],
    )
    (delivery,) = deliveries(settings)
    assert (delivery["rows_loaded"], delivery["status"]) == (3, "accepted")
    (row, *_) = raw(settings, "subsidy_payment")
    assert (row["school_name"], row["payee_name"], row["name"]) == (SCHOOL, "演练户", person(1)[0])


def test_numbers_with_their_units_are_not_shifted(tmp_path: Path) -> None:
    head = ["项目编号", "项目名称", "项目类型", "总投资（万元）", "中央资金（万元）", "县级资金（万元）", "建筑面积", "形象进度",
            "累计拨付（万元）", "支付率"]  # fmt: skip
    rows = [[f"XM{n}", f"教学楼{n}", "校舍建设", 120.5, 80, 20, "1,200㎡", "已竣工", 100, "82.99%"] for n in (1, 2)]
    settings = _take_in(tmp_path, [head, *rows])
    (delivery,) = deliveries(settings)
    assert (delivery["dataset"], delivery["rows_loaded"]) == ("infrastructure_project", 2)
    assert {row["area"] for row in raw(settings, "infrastructure_project")} == {"1,200㎡"}
