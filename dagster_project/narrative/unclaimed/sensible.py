"""Which workings the words about a figure leave sensible, and how far fetched each of them is.

Belongs here: 合格率 is of those who are 合格, 班均 of classes, a product needs a standard, a change an older figure; the order
in which workings are looked at. Does not belong here: which workings there are (``trials``), what is asked (``slips``).
"""

from __future__ import annotations

import re

from dagster_project.narrative.model import Figure
from dagster_project.narrative.reckoning.claims import is_change
from dagster_project.narrative.reckoning.naming import is_wide, stems, words_of
from dagster_project.narrative.unclaimed.trials import CERTAIN, Text, Trial, digits_of

OF = re.compile(r"占(?P<whole>[^，。；：\d]{2,24})的?$")
RATE = re.compile(r"(?P<done>[一-鿿]{2,6})(?:率|面|比例)[^，。；：\d]{0,4}$")
DUE = re.compile(r"应|需|计划|任务|共|总|申报|全部|报名|受理|收到|合计")
THEN = re.compile(r"[上去]年|同期|[上去]届|上学期|上月|原|年初|期初|(?:19|20)\d{2}|预算|目标|标准|限额|合同")
MEAN_OF = re.compile(
    r"(?P<each>[人生户校班师村园笔次])均(?![为按])[^，。；：\d]{0,12}$|平均(?P<size>班)额[^，。；：\d]{0,4}$"
    r"|平均每一?[一-鿿]?(?P<noun>[一-鿿]{2,6}?)[^，。；：\d]{0,8}$"
)
COUNTED_BY = {
    "人": (("人", "人次"), ""), "生": (("人",), ""), "师": (("人",), ""), "户": (("户",), ""), "笔": (("笔",), ""),
    "校": (("所", "个"), ""), "园": (("所", "个"), "园"), "班": (("班", "个"), "班"), "村": (("个", "村"), "村"),
    "次": (("次", "人次", "笔"), ""),
}  # fmt: skip
"""What a mean is of: how it is counted, and a word it is known by."""
SPENT = {"执行": "支出|使用|完成", "支付": "支出|付|拨", "支出": "支付|使用", "使用": "支出", "巩固": "在校"}
"""Words that the figure behind a rate goes by where they are not the rate's own."""
AGAINST = re.compile(r"[比较与]")
SENTENCE = re.compile(r"[。\n]")
ANOTHER = re.compile(r"另|其他|其它")
PEOPLE = frozenset({"人", "人次"})
BESIDE, EACH = ("、", "", "（"), 10
AHEAD, APART, NAMED = 3, 2, 4
NEAR = 24


def is_sensible(text: Text, index: int, trial: Trial) -> bool:
    """A share is of what stands right before it, or of what its rate names; a product needs a standard."""
    figure, operands = text.figures[index], text.operands(index, trial)
    nearest = max((one for one in operands if one.at < figure.at), key=lambda one: one.at, default=figure)
    if ANOTHER.search(text.plain[nearest.to : figure.at]):
        return False
    if trial.form == "share":
        return _is_sensible_share(text, index, trial)
    if trial.form.startswith("product"):
        each = operands[1]
        return bool(each.per) and each.is_plain and each.value > 1 and "均" not in each.clause[-EACH:]
    if trial.form == "mean":
        return figure.thing == "" or _is_mean_of(text, figure, *operands)
    if trial.form in ("difference", "left") and max(one.places for one in operands) > figure.places == 0:
        return False
    if trial.form == "difference" and is_change(figure) and trial.steps[0] * trial.steps[1] > 0:
        told_then = text.figures[index - 1]
        if told_then in operands and AGAINST.search(told_then.clause) and told_then.clause in figure.clause:
            return True
    if trial.form == "difference" and digits_of(figure) < CERTAIN:
        return not is_change(figure) and DUE.search(operands[0].clause) is not None
    if is_change(figure) and trial.form == "difference":
        return any(THEN.search(one.clause[-NEAR:] + one.after[:NEAR]) for one in operands)
    return True


def _is_sensible_share(text: Text, index: int, trial: Trial) -> bool:
    figure, (part, whole) = text.figures[index], text.operands(index, trial)
    if "分别" in figure.clause or trial.steps[0] > 0 or SENTENCE.search(text.plain[part.to : figure.at]):
        return False
    between = range(index + trial.steps[0] + 1, index)
    passed = [text.figures[at] for at in between if at - index not in trial.steps and text.counted[at]]
    passed = [f for f in passed if not is_change(f) and text.plain[part.to : f.at] not in BESIDE]
    alike = whole.thing == part.thing or {whole.thing, part.thing} == PEOPLE
    rate = RATE.search(figure.clause)
    if (of := OF.search(figure.clause)) is not None:
        return not passed and (is_wide(of["whole"]) or bool(stems(of["whole"]) & stems(words_of(whole))))
    if rate is None:
        return not passed and alike
    named = _named(rate["done"], part)
    next_to_it = trial.steps[1] == trial.steps[0] - 1 and not SENTENCE.search(text.plain[whole.to : figure.at])
    return named > 0 and (alike or next_to_it) and all(_named(rate["done"], f) < named for f in passed)


def _is_mean_of(text: Text, mean: Figure, whole: Figure, count: Figure) -> bool:
    """生均 is of people and 班均 of classes; what is shared out stands in the mean's own sentence."""
    match = MEAN_OF.search(mean.clause)
    if match is None or digits_of(mean) < CERTAIN or "。" in text.plain[whole.to : mean.at]:
        return False
    each = match["each"] or match["size"] or ""
    noun = match["noun"] or ""
    if noun:
        return noun[-2:] in count.clause[-NEAR:] + count.after[:NEAR]
    things, word = COUNTED_BY.get(each, ((), ""))
    return count.thing in things and (not word or word in count.thing + count.clause[-NEAR:] + count.after[:NEAR])


def _named(done: str, part: Figure) -> int:
    """How much of the rate's name a part bears: 集中供养率 is of those in 集中供养, 执行率 of what was spent; 0 where none."""
    words = part.clause[-NEAR:] + part.after[:NEAR]
    own = next((many for many in range(len(done), 1, -1) if done[-many:] in words), 0)
    return own or (2 if done[-2:] in SPENT and re.search(SPENT[done[-2:]], words) else 0)


def cost_of(text: Text, index: int, trial: Trial) -> int:
    """How far fetched a working is: figures of the same thing that stand nearer, clauses between, names that differ."""
    figure = text.figures[index]
    cost = sum(_distance(text, index, step) for step in trial.steps)
    if trial.form == "share":
        whole = text.figures[index + trial.steps[-1]]
        if (of := OF.search(figure.clause)) is not None:
            cost -= NAMED * len(stems(of["whole"]) & stems(words_of(whole)))
    return cost


def _distance(text: Text, index: int, step: int) -> int:
    thing = text.figures[index + step].thing
    between = range(index + 1, index + step) if step > 0 else range(index + step + 1, index)
    nearer = sum(1 for at in between if text.figures[at].thing == thing)
    clauses = abs(text.stretches[1][index + step] - text.stretches[1][index])
    return nearer + min(APART, clauses) + (AHEAD if step > 0 else 0)
