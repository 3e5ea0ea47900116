"""What a second set of unseen documents taught: which pair a change is of, which columns are never added."""

from __future__ import annotations

import pytest

from dagster_project import narrative

CHANGES = [
    "全年受理办件2384件，其中补领证件154件，总量比上年的2517件减少133件。",
    "今年办理贷款2846人，其中续贷1912人，比去年的2611人增加235人。",
]
TABLE = "学段\t学生数\t教师数\t生师比\n小学\t820\t50\t16.4\n初中\t378\t30\t12.6\n合计\t1198\t80\t15.0\n"


@pytest.mark.parametrize("text", CHANGES)
def test_a_change_that_one_pair_makes_is_not_asked_of_others(text: str) -> None:
    assert [r.expression for r in narrative.audit(text).relations if r.verdict == narrative.FAILS] == []


def test_ratios_in_a_column_are_not_added() -> None:
    assert [r.expression for r in narrative.audit(TABLE).relations if r.verdict == narrative.FAILS] == []
