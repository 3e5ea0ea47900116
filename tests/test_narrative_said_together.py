"""Levels of schools as wholes, changes told in turn, who is counted, cells of a row and of a column."""

from __future__ import annotations

from tests.told_claims import doubted, told, verdicts

TABLE = """附表
乡镇\t学生（人）\t资金（万元）
东岭镇\t126\t6.3
西河镇\t204\t10.2
南山乡\t58\t{last}
合计\t388\t19.4
"""


def test_a_count_of_those_who_reach_a_level_is_no_claim_to_have_reached_it() -> None:
    assert not doubted("全县应家访768次，完成率92.71%，达到95%以上的要求的只有15个单位。")
    assert "fails" in verdicts("全县家访完成率92.71%，达到95%以上的要求。", "92.71 95")


def test_what_is_done_for_each_of_those_counted_before_need_not_say_so() -> None:
    text = "5名重度残疾儿童由15名教师送教，每月送教2次，每次2课时，全年9个月共送教{}课时。"
    assert not doubted(text.format(180))
    assert verdicts(text.format(170), "2 9 170") == {"fails"}


def test_points_are_of_the_rate_right_before_last_years() -> None:
    text = "合格784份，合格率98%。收回1,212份，表示满意的1,176份，满意度97.03%，较上年的95.6%提高{}个百分点。"
    assert "fails" in verdicts(text.format("2.43"), "97.03 95.6 2.43")
    assert not doubted(text.format("1.43"))


def test_a_total_cell_is_checked_along_its_row_and_down_its_column() -> None:
    assert ("fails", "6.3 + 10.2 + 2.4 = 19.4") in told(TABLE.format(last="2.4"))
    assert not doubted(TABLE.format(last="2.9"))


def test_a_change_beside_one_that_holds_is_of_the_figure_beside_its_old_one() -> None:
    text = "2022年办理贷款4,126人、5,157.5万元。2023年，预计办理4,600人、贷款6,400万元，较上年分别增加474人、{}万元。"
    assert verdicts(text.format("1,342.5"), "6400 5157.5 1342.5") & {"fails", "ask"}
    assert not doubted(text.format("1,242.5"))
    assert not doubted("今年资助1,742人次、87.1万元，比上年分别减少118人次、6.9万元。")


def test_a_level_of_schools_is_what_it_is_made_of() -> None:
    text = "在校生中，普通高中7,463人、中职2,172人。中职在校生2,172人，仅占高中阶段在校生的{}%。"
    assert verdicts(text.format("25.54"), "9635 25.54") == {"ask"}
    assert verdicts(text.format("22.54"), "9635 22.54") == {"rounding"}


def test_parts_that_make_what_another_working_gives() -> None:
    text = "春季我县认定困难学生6,420人。实际发放6,394人，未发放的{}人中，休学11人，账户有误15人。"
    assert "fails" in verdicts(text.format(36), "11 15 36")
    assert "holds" in verdicts(text.format(26), "11 15 26")


def test_swapped_digits_of_a_part_are_no_rounding_behind_a_rough_word() -> None:
    text = "落实资助约6414万元。其中学前约170万元，义务教育约4590万元，普通高中约{}万元，中职约309万元，专项约561万元。"
    assert verdicts(text.format(748), "170 4590 748 6414") == {"ask"}
    assert verdicts(text.format(784), "170 4590 784 6414") == {"rounding"}
