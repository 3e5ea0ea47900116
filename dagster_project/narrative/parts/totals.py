"""Totals said after or before their parts without words such as 其中: 小学60名、初中25名，共85名.

Belongs here: 共, 合计, 累计 within one sentence. Does not belong here: lists that words such as 其中 open (``sums``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import pairwise, takewhile

from dagster_project.narrative.model import ASK, FAILS, HOLDS, Figure, Relation
from dagster_project.narrative.parts.exhausting import OVERLAPPING, complementary, is_repeated, names_another_thing
from dagster_project.narrative.parts.judging import FAR_OFF, WHOLE, Parts, added_up, differing, makes_up, verdict_of
from dagster_project.narrative.parts.list_marks import LISTED, MARKS, strength
from dagster_project.narrative.parts.sums import CUE, MOST_PARTS, PLACES, SOME, is_part
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence

BESIDE = r"(?:\d[\d,.]*万?[人户名][次]?、)?"
"""小计2696人次、269.6万元 is a total in either measure."""
AFTERWARDS = re.compile(
    rf"(?:共计|合计|总计|(?<!公)共|累计|总共|合共|一共|小计|[合加]起来|加在一起|相加|^计)(?!同)(?P<verb>[^，。；：（）\d]{{0,12}}){BESIDE}$"
)
DIRECT = re.compile(
    rf"(?:共计|合计|总计|总共|合共|一共|小计|[合加]起来|加在一起|相加|^计|(?<!公)共)(?:整整|正好|刚好)?(?:有|为|达|约|是)?{BESIDE}$"
)
IN_ALL = re.compile(
    r"总(?:数|量|额|人数|面积|金额|投入|收入|支出|投资|得分|分)(?:为|达到?|共|有|是)?$|^全[校县园镇乡市][^，。；：、\d]{1,8}$"
)
IN_THE_YEAR = re.compile(r"^全年[^，。；：、\d]{1,8}$")
AMONG = re.compile(r"[^，。；：\d]{0,6}[中里内]$")
AT_ONCE = re.compile(r"[^，。；：、\d]{0,8}，[^，。；：、\d]{1,8}")
ONCE_LATER = re.compile(r"[^，。；：\d]{0,32}，[^，。；：、\d]{1,8}")
PLACE = re.compile(r"(?:学校|幼儿园|单位|园所|乡镇|企业|村)(?=\|)|(?<=\|)(?:单位|学校|幼儿园|园所|乡镇|企业|村)")
WARES = frozenset(
    {"台", "套", "件", "个", "本", "册", "份", "张", "辆", "把", "副", "架", "块", "盒", "箱", "袋", "只", "床", "组"}
)
"""轮椅26台、矫形器49件，合计75件: things of several kinds added up."""
BESIDE_ANOTHER = re.compile(r"(?P<name>[^，。；：、\d]{2,12})\d[\d,.]*万?[人户名][次]?、")
MANY_OF = {sign: count for count, sign in enumerate("二三四五六七八九", 2)} | {"两": 2}
COUNTED = re.compile(r"([两二三四五六七八九])(?:个)?(?:年|年度|批|期|轮|次|学期|季度|季|阶段)[^，。；：\d]{0,12}$")
RESPECTIVE = re.compile(r"分别[^，。；\d]{0,6}$")
A_STANDARD = re.compile(r"标准[为是]?$")
OF_SOME = re.compile(r"优良|以上|以下")
PERSON_TIMES = frozenset({"人次", "人", ""})
MORE = re.compile(r"(?:^|[，；])(?:此外|另外|另|加上|还有|再加)")
ITEM = re.compile(r"(?:其中)?([一-鿿]{2,12})\d[\d,.]*万?[一-鿿]{1,2}、(?:[^、]{1,14}、)?$")
MANY, LEAST = 4, 3
NEAR = 40


def find_totals(sentence: Sentence) -> list[Relation]:
    """Totals that one sentence states beside their parts."""
    return [*_totals_afterwards(sentence), *_following(sentence)]


def _totals_afterwards(sentence: Sentence) -> list[Relation]:
    relations = []
    for position, whole in enumerate(sentence.figures):
        said = AFTERWARDS.search(whole.clause)
        if not is_part(whole) or not (whole.thing or _is_points(whole)) or OF_SOME.search(whole.clause):
            continue
        parts = _parts_before(sentence, position, whole, PERSON_TIMES if whole.thing == "人次" else {whole.thing, ""})
        if said is None:
            relations += _plain_total(parts, whole) or _in_all(sentence, parts, whole)
            more = _with_more_added(sentence, position, whole) if IN_ALL.search(whole.clause) else None
            relations += [more] if more is not None and not relations else []
            continue
        wares = WARES if whole.thing in WARES and DIRECT.search(whole.clause) else frozenset()
        mixed = PLACES | {""} if whole.thing in PLACES else wares
        loose = _parts_before(sentence, position, whole, mixed) if mixed else parts
        if len(loose) > len(parts):
            together = _mixed_total(sentence, loose, whole)
            relations += together
            if together or whole.thing in PLACES:
                continue
        added_to = _with_more_added(sentence, position, whole)
        if added_to is not None:
            relations.append(added_to)
            continue
        if _is_points(whole):
            parts = [part for part in parts if _is_points(part)]
        relation = _total(sentence, parts, whole, DIRECT.search(whole.clause) is not None or _all_alike(parts, whole))
        if relation is not None:
            relations.append(relation)
    return relations


def _plain_total(parts: list[Figure], whole: Figure) -> list[Relation]:
    """招聘特岗教师60名、公费师范生25名，补充教师85名: told only where all that stands before makes the sum."""
    exact = whole.amount >= SOME and len(parts) > 1 and sum(part.amount for part in parts) == whole.amount
    return [added_up(parts, whole, HOLDS)] if exact and is_repeated(parts) else []


def _in_all(sentence: Sentence, parts: list[Figure], whole: Figure) -> list[Relation]:
    """金牌3枚、银牌5枚、铜牌9枚，奖牌总数17枚: judged by the names of a list that ends right before its total."""
    pair = parts[-2:] if len(parts) == 2 and complementary(parts, whole) else []
    run = pair or _listed(sentence, parts)
    in_all = IN_ALL.search(whole.clause) or IN_THE_YEAR.match(whole.clause)
    if len(run) < LEAST <= len(parts) and in_all and is_repeated(parts):
        slipped = is_slip(sum((part.amount for part in parts), Fraction(0)), whole)
        slipped = slipped and strength(parts[0], parts[-1], sentence) < MARKS["；"]
        plain = all(f.is_plain for f in (*parts, whole)) and not OVERLAPPING.search(sentence.text)
        return [added_up(parts, whole, ASK, opened=True)] if slipped and plain else []
    if IN_ALL.search(whole.clause) is None or len(run) < LEAST - len(pair) // 2 or not is_repeated(run):
        return []
    between = sentence.plain[run[-1].to : whole.at]
    if len(between) > NEAR or OVERLAPPING.search(sentence.text) or between.lstrip("）分").find("，") != 0:
        return []
    told = differing(Parts("其中", run[0].at, whole, tuple(run), (), "", False), False)
    return [told] if told is not None else []


def _listed(sentence: Sentence, parts: Sequence[Figure]) -> list[Figure]:
    """The last parts as far back as 、 joins them."""
    run = list(parts[-1:])
    for figure in reversed(parts[:-1]):
        if strength(figure, run[0], sentence) != LISTED:
            break
        run.insert(0, figure)
    return run


def _with_more_added(sentence: Sentence, position: int, whole: Figure) -> Relation | None:
    """合计386人，另有备用监考24人，监考人员总计410人: a total, what comes to it, and the total of both."""
    same = [f for f in sentence.figures[:position] if f.thing == whole.thing and is_part(f) and f.is_plain]
    more = list(takewhile(lambda f: not AFTERWARDS.search(f.clause), reversed(same)))[::-1]
    first = same[len(same) - len(more) - 1] if len(more) < len(same) else None
    if first is None or not more or len(more) > LEAST or not MORE.search(more[0].clause):
        return None
    parts = [first, *more]
    if makes_up(parts, whole):
        return added_up(parts, whole, HOLDS, opened=True)
    slipped = is_slip(sum((f.amount for f in parts), Fraction(0)), whole) and whole.is_plain
    return added_up(parts, whole, ASK, opened=True) if slipped else None


def _mixed_total(sentence: Sentence, parts: list[Figure], whole: Figure) -> list[Relation]:
    """小学42所、教学点18个，共60所: told where the places make the sum, whatever they are counted in."""
    count = next((n for n in range(min(len(parts), MOST_PARTS), 1, -1) if makes_up(parts[-n:], whole)), 0)
    if count:
        return [added_up(parts[-count:], whole, HOLDS)]
    run = _listed(sentence, parts)
    right_behind = sentence.words(run[-1], whole) if run else ""
    told = len(run) > 1 and (
        (AT_ONCE.fullmatch(right_behind) and DIRECT.search(whole.clause)) or _are_its_places(run, whole, right_behind)
    )
    added = sum((part.amount for part in run), Fraction(0))
    plain = all(f.is_plain and f.thing for f in (*run, whole)) and not OVERLAPPING.search(sentence.text)
    return [added_up(run, whole, ASK, opened=True)] if told and plain and is_slip(added, whole) else []


def _are_its_places(run: Sequence[Figure], whole: Figure, between: str) -> bool:
    """对19个中心学校、8所局直学校进行了检查，共查看学校27个; 96所学校和73所幼儿园…，共169个单位."""
    noun = PLACE.search(whole.before + "|" + whole.after)
    same = noun is not None and all(noun[0] == "单位" or noun[0] in f.after or noun[0] in f.before for f in run)
    return same and ONCE_LATER.fullmatch(between) is not None


def _parts_before(sentence: Sentence, position: int, whole: Figure, things: Collection[str]) -> list[Figure]:
    """Figures of such things before a total, back to the total before it."""
    depth = sentence.depth(whole.at)
    parts: list[Figure] = []
    for figure in reversed(sentence.figures[:position]):
        if sentence.depth(figure.at) != depth or not is_part(figure) or figure.thing not in things:
            continue
        if AFTERWARDS.search(figure.clause) or ("；" in sentence.plain[figure.to : whole.at] and len(parts) == 0):
            break
        parts.insert(0, figure)
    return parts


def _is_points(figure: Figure) -> bool:
    """项目决策18分，项目过程17.5分，合计35.5分."""
    return not figure.thing and figure.after.startswith("分")


def _all_alike(parts: list[Figure], whole: Figure) -> bool:
    """2018年招生1520人，2019年招生1680人，两年共招生…: all are told with the total's own last words."""
    return len(whole.before) > 2 and len(parts) > 1 and _same_words(parts, whole) == len(parts)


def _total(sentence: Sentence, parts: list[Figure], whole: Figure, direct: bool) -> Relation | None:
    for count in range(min(len(parts), MOST_PARTS), 1, -1):
        if makes_up(parts[-count:], whole):
            return added_up(parts[-count:], whole, HOLDS)
    if len(parts) > 2 and (AMONG.match(parts[0].after) or names_another_thing(parts[0], whole)):
        parts = parts[1:]  # 12个卫生院中达到推荐标准的4个、基本标准的7个，合计11个
    if direct and _are_one_each(parts, sentence):
        added = sum((part.amount for part in parts), Fraction(0))
        plain = all(f.is_plain for f in (*parts, whole)) and len(sentence.words(parts[-1], whole)) <= NEAR
        near = plain and 1 / FAR_OFF <= added / whole.amount <= FAR_OFF and not OVERLAPPING.search(sentence.text)
        return added_up(parts, whole, ASK, opened=True) if near else None
    if len(parts) > 2 and "其中" in parts[0].clause and not any("其中" in part.clause[3:] for part in parts):
        return _listed_total(sentence, parts, whole)
    if len(parts) < 2 or any("其中" in part.clause for part in parts):
        return None
    if not direct:
        return _listed_total(sentence, parts, whole)
    if any(names_another_thing(part, whole) for part in parts) or AMONG.match(parts[0].after):
        return None  # 审计的54个县中，有16个县的…共142个单位
    run = _listed(sentence, parts)
    if len(run) < len(parts) and _are_respective(run, sentence):
        parts = run  # 系数下降0.041；三年新建学校分别为5所、7所、9所，共21所
    if len(run) > 1 and sum(part.amount for part in parts[: -len(run)]) > whole.amount:
        parts = run  # 征集案例216篇，评出一等奖12篇、二等奖24篇、三等奖36篇，共72篇
    between = sentence.plain[parts[-1].to : whole.at]
    if OVERLAPPING.search(sentence.plain[parts[0].at : min(sentence.to, whole.to + NEAR)]):
        return None
    named = is_repeated(parts) or _are_respective(parts, sentence) or _are_named_with_another(parts)
    if len(between) > 40 or not named:
        return None
    computed = sum((part.amount for part in parts), Fraction(0))
    near = whole.amount > 0 and 1 / FAR_OFF <= computed / whole.amount <= FAR_OFF
    if not (near or is_slip(computed, whole)) or any(A_STANDARD.search(part.before) for part in parts):
        return None
    return added_up(parts, whole, ASK if any(f.hedge for f in (*parts, whole)) else FAILS, opened=True)


def _are_named_with_another(parts: Sequence[Figure]) -> bool:
    """助学金932人次、93.2万元，免学费1764人次、176.4万元: the second numbers have the names of the first."""
    names = [match["name"] for part in parts if (match := BESIDE_ANOTHER.fullmatch(part.clause)) is not None]
    return len(names) == len(parts) == len(set(names))


def _are_one_each(parts: Sequence[Figure], sentence: Sentence) -> bool:
    """其中一档620人、每生1250元、77.5万元，二档930人、每生750元、69.75万元，共…: each item has its name and one such figure, behind others."""
    names = [ITEM.match(part.clause) for part in parts]
    told = {name[1] for name in names if name is not None}
    first = [part.clause.startswith("其中") for part in parts]
    apart = all(strength(one, other, sentence) > LISTED for one, other in pairwise(parts))
    return 1 < len(parts) == len(told) and apart and not any(first[1:])


def _are_respective(parts: Sequence[Figure], sentence: Sentence) -> bool:
    """分别为5所、7所、9所，共21所: numbers without names of their own."""
    joined = all(sentence.words(one, other) in ("、", "和", "及") for one, other in pairwise(parts))
    return joined and len(parts) > 1 and RESPECTIVE.search(parts[0].before) is not None


def _listed_total(sentence: Sentence, parts: list[Figure], whole: Figure) -> Relation | None:
    """处分2人、诫勉谈话5人、批评教育14人，共追责问责22人: a list that 、 joins, its total right behind, and one slip: a question."""
    run = _listed(sentence, parts)
    right_behind = AT_ONCE.fullmatch(sentence.words(run[-1], whole)) is not None
    added = sum((part.amount for part in run), Fraction(0))
    plain = all(f.is_plain and f.thing for f in (*run, whole)) and is_repeated(run)
    if len(run) < LEAST or not right_behind or not plain or OVERLAPPING.search(sentence.text):
        return None
    return added_up(run, whole, ASK, opened=True) if added != whole.amount and is_slip(added, whole) else None


def _following(sentence: Sentence) -> list[Relation]:
    """受益3886人，产业受益412人，就业受益41人…: a total and, clause by clause, figures told with its own last words."""
    relations = []
    for position, whole in enumerate(sentence.figures):
        if not (WHOLE.search(whole.clause) and is_part(whole) and whole.thing) or "其中" in whole.clause:
            continue
        items = _alike_after(sentence, position, whole)
        items = items[:MOST_PARTS]
        count = next((n for n in range(len(items), 1, -1) if makes_up(items[:n], whole)), 0)
        if count > 1 and (count == len(items) or count > 2):
            relations.append(added_up(items[:count], whole, HOLDS))
        elif _is_counted_out(items, whole) or (
            len(items) >= MANY and is_repeated(items) and 2 * _same_words(items, whole) > len(items)
        ):
            verdict = verdict_of(Parts("", whole.to, whole, tuple(items), (), "", True))
            relations += [added_up(items, whole, verdict)] if verdict else []
    return relations


def _is_counted_out(items: Sequence[Figure], whole: Figure) -> bool:
    """三年累计建成175间，2021年50间，2022年65间，2023年60间: as many as the total says, each with a name of its own."""
    said = COUNTED.search(whole.clause)
    return said is not None and MANY_OF[said[1]] == len(items) and is_repeated(items)


def _alike_after(sentence: Sentence, position: int, whole: Figure) -> list[Figure]:
    """The figures of the same thing in the clauses that follow, up to the next total."""
    items: list[Figure] = []
    for figure in sentence.figures[position + 1 :]:
        between = sentence.plain[(items[-1] if items else whole).to : figure.at]
        if figure.thing != whole.thing or CUE.search(between) or WHOLE.search(figure.clause) or "。" in between:
            break
        if not is_part(figure) or len(between) > 30:
            break
        items.append(figure)
    return items


def _same_words(items: Sequence[Figure], whole: Figure) -> int:
    word = whole.before[-2:]
    return sum(1 for item in items if len(word) == 2 and item.before.endswith(word))
