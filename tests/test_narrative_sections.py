"""Totals whose parts stand in other sentences, paragraphs and clauses, and kinds that leave nothing over by their names."""

from __future__ import annotations

import pytest

from told_claims import doubted, told, verdicts

SECTIONS = """柳河县秋季学期学生资助总结
本学期，全县各学段共资助学生{persons}人次，发放资金{amount}万元。
一、学前教育
共资助1012人次，50.60万元。其中一档430人次，二档582人次。
二、义务教育
共资助6230人次，331.75万元。
（1）小学寄宿生3120人次，156.00万元；
（2）初中寄宿生3110人次，175.75万元。
三、中等职业教育
免学费815人次，81.50万元；国家助学金346人次，34.60万元。
四、主要做法
早部署，严认定，快发放。
"""
LINES = """春季学期，全县共资助学生{persons}人次、{amount}万元。
学前教育资助1906人次，发放95.30万元。
义务教育生活补助9824人次，发放512.44万元，其中寄宿生8120人次，非寄宿生1704人次。
普通高中资助2518人次，发放225.62万元。
"""
CLAUSES = (
    "寄宿生补助惠及小学6115人次、初中8830人次，合计14945人次；非寄宿的四类学生享受补助7313人次。"
    "义务教育阶段共{total}人次。"
)


@pytest.mark.parametrize(
    ("text", "right", "slips", "working"),
    [
        (SECTIONS, ("8403", "498.45"), ("8430", "498.45"), "1012 + 6230 + 815 + 346 = 8430"),
        (SECTIONS, ("8403", "498.45"), ("8403", "493.45"), "50.6 + 331.75 + 81.5 + 34.6 = 493.45"),
        (LINES, ("14248", "833.36"), ("14428", "833.36"), "1906 + 9824 + 2518 = 14428"),
        (LINES, ("14248", "833.36"), ("14248", "842.36"), "95.3 + 512.44 + 225.62 = 842.36"),
    ],
)
def test_a_headline_is_what_its_sections_tell(
    text: str, right: tuple[str, str], slips: tuple[str, str], working: str
) -> None:
    assert doubted(text.format(persons=right[0], amount=right[1])) == []
    slipped = told(text.format(persons=slips[0], amount=slips[1]))
    assert ("ask", working) in slipped


def test_a_total_behind_clauses_takes_the_total_of_each() -> None:
    assert ("holds", "14945 + 7313 = 22258") in told(CLAUSES.format(total=22258))
    assert ("ask", "14945 + 7313 = 22285") in told(CLAUSES.format(total=22285))


@pytest.mark.parametrize(
    ("right", "slipped", "numbers"),
    [
        ("在园幼儿8707人，其中城区幼儿5203人，农村幼儿3504人，教职工971人。", "8527人", "5203 3504 8527"),
        ("发放助学金92.2万元，资助1356人次，其中春季发放44.2万元，资助661人，占在校学生的28%；秋季发放48万元，资助695人。", "1456人次", "661 695 1456"),
        ("审计反馈问题23项。已完成整改19项，正在整改3项，未整改1项。", "24项", "19 3 1 24"),
        ("在校学生8679人，比上年增加157人。其中，小学生4505人，比上年减少96人；初中生2355人，比上年增加147人；高中生1819人，比上年增加106人。", "增加175人", "96 147 106 175"),
        ("三年新建学校分别为5所、7所、9所，共21所。", "共22所", "5 7 9 22"),
        ("新建校舍12.8万平方米，改造7.65万平方米，合起来是20.45万平方米。", "是22.45万", "12.8 7.65 22.45"),
        ("驾驶员92名、照管员88名，随车人员合计180名。", "合计810名", "92 88 810"),
        ("承担科研项目54项，其中国家级2项，省级9项，市级12项，县级31项。", "项目56项", "2 9 12 31 56"),
        ("本科录取1795人，其中一本612人、二本1183人；专科录取1306人。", "录取1975人", "612 1183 1975"),
        ("投入指标20分、过程指标38.5分、效益指标27.6分、满意度指标9.7分，总得分95.8分。", "总得分95.3分", "20 38.5 27.6 9.7 95.3"),
        ("新招聘教师120名，其中特岗教师86名、公费师范生24名、引进人才10名。", "教师210名", "86 24 10 210"),
        ("周转房再建120套，加上原有的380套，总数达到500套。", "达到508套", "120 380 508"),
        ("随班就读291人，特教学校78人，送教上门103人，其他安置14人。前三类合计入学472人。", "入学427人", "291 78 103 427"),
    ],
)  # fmt: skip
def test_a_slip_in_a_whole_is_doubted_and_the_right_one_holds(right: str, slipped: str, numbers: str) -> None:
    assert doubted(right) == []
    old = next(
        right[at : at + len(slipped)] for at in range(len(right)) if _is_like(right[at : at + len(slipped)], slipped)
    )
    assert verdicts(right.replace(old, slipped, 1), numbers) & {"fails", "ask"}


def _is_like(one: str, other: str) -> bool:
    """The same words and other digits."""
    return len(one) == len(other) and all(
        a == b or (a.isdigit() and b.isdigit()) for a, b in zip(one, other, strict=True)
    )


@pytest.mark.parametrize(
    "text",
    [
        "寄宿生4842人，困境儿童411人，非寄宿生1281人，其中女生2900人。",
        "全县完成收入7.71亿元，其中：税收5.93亿元、非税1.78亿元）、上级补助21.64亿元。",
        "月标准500元，全年应发627.60万元，已发放1至11月共575.30万元。",
        "春季资助652人，秋季资助634人，全年共资助718人，其中两学期均受助568人。",
        "全县教师3120人。已完成培训190人，正在培训32人，未培训14人。",
    ],
)
def test_what_only_looks_alike_is_no_failure(text: str) -> None:
    assert "fails" not in {verdict for verdict, _ in told(text)}
