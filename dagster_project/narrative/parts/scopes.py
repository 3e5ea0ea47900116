"""Parts told by the name of a whole that was counted sentences before: 特岗教师186名。…特岗教师中音乐教师23名.

Belongs here: 某某中, whom it means, and that no part exceeds it.
Does not belong here: 其中 and lists within a sentence (``sums``), what share such a part has (``rates``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dagster_project.narrative.model import FAILS, HOLDS, Figure, Relation
from dagster_project.narrative.reckoning.claims import common_digits, is_counted, written
from dagster_project.narrative.text.sentences import Sentence

SCOPE = re.compile(
    r"^(?:其中|在|上述|全部|全体|这些|现有|该)?[，]?(?P<scope>(?![其当])[一-鿿“”]{1,11}?(?:生|师|员|儿|童|人|户|校|园|所|目|者|象|庭|班|款|金|费|支出|干|岗|村|镇|乡|品|题))(?:当中|之中|中)(?!心|学|小|等|职|央|共|西|标|期|考)[，]?[^，。；：]*$"
)
LEADING = re.compile(r"^.{0,12}?(?:配备|配置|聘用|招聘|招募|发放|资助|组建|新建|补充|送教的|其中|共有|现有|共|有)")
FILLING = re.compile(r"[“”的共有计约已达为]|全[县市区校镇]|我[县市区校]|目前|现有|其中|总[数计]|合计|人数|数量?$")
WITHIN = re.compile(
    r"[^，。；：、\d（）]{0,8}(?:中|里|当中|之中)[，]?(?:还|仅|只|已|尚|共|仍)?有[^，。；：\d（）]{0,8}"
)
GIVEN_OUT = re.compile(r"(?:发放|发出|下发|印发|寄出|受理|接到|收到)[^，。；：\d]{0,10}$")
RETURNED = re.compile(
    r"^[^，。；\d]{0,4}，(?:全部)?(?:收回|回收|返回|收到回复|办结|答复|反馈)(?:有效)?[^，。；：\d]{0,6}$"
)
PLANNED = re.compile(r"(?:总投资|计划投资|原值|应[^，。；：\d]{1,6}|核定[^，。；：\d]{0,6})(?:为|共|约)?$")
DONE = re.compile(r"^，(?:累计|已|目前|实际)(?:累计|已)?[^，。；：\d]{1,8}$")
SAID, LEAST = 200, 2


def scope_of(figure: Figure) -> str:
    """What a figure is said to be a part of: 专任教师 in 专任教师中高级教师36人; empty where nothing is."""
    match = SCOPE.match(figure.clause)
    return FILLING.sub("", match["scope"]) if match is not None else ""


def namesakes(scope: str, said: Sequence[Figure], part: Figure) -> list[Figure]:
    """The figures that bear exactly this name and count the same thing, the last first."""
    if len(scope) < LEAST:
        return []
    return [f for f in reversed(said) if f.thing == part.thing and is_counted(f) and _is_called(f, scope)]


def without_parts_of_parts(items: Sequence[Figure]) -> list[Figure]:
    """专任教师426人，专任教师中女教师281人: the latter is of the former, whatever both are of."""
    names = [FILLING.sub("", item.before) for item in items]
    kept = []
    for at, item in enumerate(items):
        earlier = [
            name for name, one in zip(names[:at], items, strict=False) if len(name) >= LEAST and one.thing == item.thing
        ]
        scope = scope_of(item)
        if not any(scope == name or (names[at].endswith(name) and names[at] != name) for name in earlier):
            kept.append(item)
    return kept


def _is_called(figure: Figure, scope: str) -> bool:
    before = FILLING.sub("", figure.before)
    return before == scope or LEADING.sub("", before) == scope or FILLING.sub("", figure.after) == scope


def find_parts_of_the_figure_before(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """54个县中有46个县, 12间教室里还有3间, 发放问卷80份，收回76份: no part exceeds what stands right before it."""
    for sentence in sentences:
        for whole, part in pairwise(sentence.figures):
            alike = whole.thing == part.thing and is_counted(whole) and is_counted(part)
            if not alike or not (whole.is_plain and part.is_plain):
                continue
            words = sentence.words(whole, part)
            returned = GIVEN_OUT.search(whole.clause) is not None and RETURNED.search(words) is not None
            done = PLANNED.search(whole.clause) is not None and DONE.search(words) is not None
            if WITHIN.fullmatch(words) or returned or (done and part.amount <= whole.amount):
                expression = " <= ".join(common_digits([part, whole], whole))
                verdict = HOLDS if part.amount <= whole.amount else FAILS
                yield written("subset", [part], whole, expression, part.amount, verdict)


def find_scoped_parts(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each part against the whole it names; failing where it exceeds every figure of that name."""
    said: list[Figure] = []
    for sentence in sentences:
        for position, figure in enumerate(sentence.figures):
            scope = scope_of(figure) if figure.is_plain and is_counted(figure) else ""
            before = [*said[-SAID:], *sentence.figures[:position]] if scope else []
            wholes = [f for f in namesakes(scope, before, figure) if f.is_plain]
            if wholes and not scope_of(wholes[0]):
                whole = next((f for f in wholes if f.amount >= figure.amount), wholes[0])
                expression = " <= ".join(common_digits([figure, whole], whole))
                verdict = HOLDS if figure.amount <= whole.amount else FAILS
                yield written("subset", [figure], whole, expression, figure.amount, verdict)
        said += sentence.figures
