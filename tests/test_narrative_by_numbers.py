"""Figures that nothing claims, beside the numbers around them: what they give, and what they nearly give."""

from __future__ import annotations

import re

import pytest

from dagster_project import narrative


def told(text: str) -> set[tuple[str, str]]:
    return {(one.expression, one.verdict) for one in narrative.audit(text).relations}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("年末债务余额21.46亿元，低于上级核定限额23.1亿元1.64亿元。", "23.1 - 21.46 = 1.64"),
        ("全县在籍学生51306人，共查出问题学籍412条，问题率0.80%。", "412 / 51306 * 100 = 0.8"),
        ("一般公共预算收入完成48216万元，占年初预算93440万元的51.6%，同比增加2867万元，增长6.3%。",
         "2867 / (48216 - 2867) * 100 = 6.3"),
        ("由41家压减到3家，压减率92.7%。", "(41 - 3) / 41 * 100 = 92.7"),
    ],
)  # fmt: skip
def test_a_figure_is_what_the_numbers_around_it_give(text: str, expected: str) -> None:
    wanted = set(re.findall(r"[\d.]+", expected))
    given = [verdict for expression, verdict in told(text) if wanted == set(re.findall(r"[\d.]+", expression))]
    assert set(given) & {"holds", "rounding"}


@pytest.mark.parametrize(
    ("text", "figure", "verdict"),
    [
        ("小学应到31204人，实到31150人，未到64人。", "(= 64)", "fails"),
        ("督导反馈问题5类21项。已完成整改16项，基本完成3项，持续推进3项。", "(= 21)", "ask"),
        ("发放辅助器具四十二件，其中轮椅四十八辆。", "48 <= 42", "ask"),
        ("一般公共预算支出完成184365万元，占支出预算340156万元的54.2%。其中民生支出147861万元，占一般公共预算支出的82.0%。",
         "147861 / 184365 * 100 = 80.200146 (= 82)", "fails"),
        ("应建录播教室的学校85所，已建79所，建成率达到95%以上。", "79 / 85 * 100 = 92.941176 (>= 95)", "fails"),
        ("6月份共发放保障金48.15万元，全年12个月需587.80万元。", "48.15 * 12 = 577.8 (= 587.8)", "ask"),
        ("设备期末原值6213.40万元，累计折旧2187.25万元，净值4206.15万元。", "6213.4 - 2187.25 = 4206.15", "fails"),
        ("总体肥胖率17.3%，比2022年的18.1%下降0.8个百分点，比2021年的19.6%下降3.2个百分点。",
         "19.6 - 17.3 = 3.2", "ask"),
    ],
)  # fmt: skip
def test_a_figure_its_neighbours_do_not_give_is_told(text: str, figure: str, verdict: str) -> None:
    assert any(figure in expression and verdict == said for expression, said in told(text))


@pytest.mark.parametrize(
    "text",
    [
        "小学应到31204人，实到31150人，未到54人。",
        "督导反馈问题5类22项。已完成整改16项，基本完成3项，持续推进3项。",
        "其中80周岁及以上8763人，占老年人口的15.0%。全县总人口286370人，60周岁及以上老年人58420人。",
        "完成收入48216万元，占年初预算93440万元的51.6%。其中税收收入33572万元。",
    ],
)
def test_what_agrees_or_is_never_claimed_raises_nothing(text: str) -> None:
    assert {verdict for _, verdict in told(text)} <= {"holds", "rounding"}


@pytest.mark.parametrize(
    "text",
    [
        "应建录播教室的学校85所，已建79所，建成率达到92%以上。",
        "6月份共发放保障金48.15万元，全年12个月需577.80万元。",
        "6月份共发放保障金48.15万元，其余11个月待定，下拨20万元。",
        "设备期末原值6213.40万元，累计折旧2187.25万元，净值4026.15万元。",
        "全县有执业助理612人（乡村全科185人、执助全科9人）。",
        "分散供养月标准从230元提高到310元，集中供养月标准从410元提高到560元，分别提高80元和150元。",
        "总体肥胖率17.3%，比2022年的18.1%下降0.8个百分点，比2021年的19.6%下降2.3个百分点。",
    ],
)
def test_what_fits_or_claims_nothing_is_not_told(text: str) -> None:
    assert {verdict for _, verdict in told(text)} <= {"holds", "rounding"}
