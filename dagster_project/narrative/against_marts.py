"""What the county's own rows give for the figures of its report, and in which reading they give the printed number.

Belongs here: which rows a figure speaks of, the lattice of readings, comparing.
Does not belong here: what the text claims about itself (``auditing``), how the rows were counted (``dbt/models/marts``).

A figure is compared only if its sentence says what is counted: aid, loans, works, pupils on the roll, teachers'
allowances. Its words choose term or year and category; where the number then is another one, the other readings are
tried: persons and person-times, term, calendar year and school year, all who study here and those registered here,
paid and due, with and without what the county tops up for its pupils elsewhere, categories united and told apart.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from dagster_project.narrative.counted_rows import SETS, TOGETHER, Key
from dagster_project.narrative.model import Figure, Report
from dagster_project.narrative.numerals import digits
from dagster_project.settings import SEEDS

AGREES, AGREES_AS, DIFFERS = "agrees", "agrees_as", "differs"
EVERYTHING = ("", "")
SUBJECTS = (
    (
        "allowance",
        re.compile(r"(?:教师|支教).{0,12}(?:补助|津贴)|生活补助.{0,6}教师"),
        "教师补助",
        "teachers' allowances",
    ),
    ("loan", re.compile(r"贷款"), "助学贷款", "student loans"),
    ("works", re.compile(r"项目|工程"), "建设项目", "works"),
    ("aid", re.compile(r"资助|补助|助学金|奖学金|享受|减免"), "学生资助", "pupil aid"),
    ("roll", re.compile(r"在校(?:学)?生|学籍|在籍"), "在籍学生", "pupils on the roll"),
)
"""The first whose words stand in the sentence before the figure or right behind it, else in the paragraph before it."""
COUNTED_BY_TERM = ("aid",)
WINDOWS = {
    "spring": ("春季学期", "spring term"),
    "autumn": ("秋季学期", "autumn term"),
    "year": ("自然年", "calendar year"),
    "school_year": ("本年秋季起的学年", "school year from this autumn"),
    "school_year_before": ("至本年夏季的学年", "school year to this summer"),
}
MEASURES = {
    "person_times": ("人次", "person-times"),
    "persons": ("人", "persons"),
    "registered_persons": ("户籍在本县的人", "persons registered in the county"),
    "records": ("笔数", "records"),
    "yuan": ("金额", "amount"),
    "registered_yuan": ("户籍在本县的人的金额", "amount of persons registered in the county"),
    "m2": ("面积", "area"),
}
READ_AS = {
    "人次": ("person_times", "persons"),
    "人": ("persons", "person_times", "registered_persons", "records"),
    "名": ("persons", "person_times", "registered_persons", "records"),
    "元": ("yuan", "registered_yuan"),
    "份": ("records",), "笔": ("records",), "个": ("records",), "项": ("records",), "㎡": ("m2",), "平方米": ("m2",),
}  # fmt: skip
OTHER_COUNTS = {
    ("due", "yuan"): ("应发金额", "amount due"),
    ("due", "persons"): ("应享受的人", "persons entitled"),
    ("due", "person_times"): ("应享受的人次", "person-times entitled"),
    ("topped_up", "yuan"): ("含异地就读兜底的金额", "amount with top-ups for pupils elsewhere"),
    ("topped_up", "persons"): ("含异地就读兜底的人", "persons with pupils elsewhere topped up"),
    ("topped_up", "person_times"): ("含异地就读兜底的人次", "person-times with pupils elsewhere topped up"),
}
"""What else a figure of aid may count; the rows of payments alone are its first reading."""
DUE = {zh for (counted, _), (zh, _) in OTHER_COUNTS.items() if counted == "due"}
ENTITLED = re.compile(r"应(?:发|享受|资助|补|助)")
BREAKS = re.compile(r"[。；;\n！？]")
Words = tuple[str, str]
Readings = list[tuple[Words, Fraction]]


@dataclass(frozen=True)
class Comparison:
    """A figure beside what the rows give; ``computed`` stands in the unit as printed."""

    figure: Figure
    subject: str
    subject_zh: str
    subject_en: str
    verdict: str
    computed: str
    reading_zh: str
    reading_en: str
    tried: tuple[tuple[str, str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return {
            "quote": self.figure.quote, "start": self.figure.start, "end": self.figure.end, "unit": self.figure.unit,
            "subject_zh": self.subject_zh, "subject_en": self.subject_en, "verdict": self.verdict,
            "stated": digits(self.figure.value), "computed": self.computed,
            "reading_zh": self.reading_zh, "reading_en": self.reading_en,
            "readings": [dict(zip(("reading_zh", "reading_en", "computed"), one, strict=True)) for one in self.tried],
        }  # fmt: skip


def compare(report: Report, known: Mapping[Key, Fraction]) -> list[Comparison]:
    """Each figure that the rows can say something of, in the order of the text."""
    return [found for figure in report.figures if (found := _compared(report.text, figure, known)) is not None]


def _compared(text: str, figure: Figure, known: Mapping[Key, Fraction]) -> Comparison | None:
    sentence = text[start_of_sentence(text, figure.start) : figure.start]
    paragraph = text[text.rfind("\n", 0, figure.start) + 1 : figure.start]
    subject = subject_of(sentence + figure.after) or subject_of(paragraph)
    if subject is None or figure.thing not in READ_AS or figure.per:
        return None
    name, zh, en = subject
    readings = _readings(name, sentence, READ_AS[figure.thing], known)
    if not readings:
        return None
    right = next((at for at, (_, value) in enumerate(readings) if _is(figure, value)), None)
    (reading_zh, reading_en), value = readings[right or 0]
    verdict = DIFFERS if right is None else AGREES_AS if right else AGREES
    tried = tuple((*words, _printed(figure, each)) for words, each in readings)
    return Comparison(figure, name, zh, en, verdict, _printed(figure, value), reading_zh, reading_en, tried)


def _readings(subject: str, sentence: str, measures: Sequence[str], known: Mapping[Key, Fraction]) -> Readings:
    """What the rows give for a figure: what its words name first, then the time they name in other readings."""
    named, times = _categories(sentence), times_named(sentence)
    found = [each for at in (times[:1], times[1:]) for each in _readings_at(at, subject, named, measures, known)]
    due_first = ENTITLED.search(sentence) is not None
    return sorted(found, key=lambda reading: due_first and reading[0][0].split("、")[-1] not in DUE)


def _readings_at(
    times: Sequence[str], subject: str, named: Sequence[tuple[str, str]], measures: Sequence[str],
    known: Mapping[Key, Fraction],
) -> Readings:  # fmt: skip
    categories = list(dict.fromkeys((named[0] if len(named) == 1 else EVERYTHING, EVERYTHING)))
    counts = {(subject, measure): MEASURES[measure] for measure in measures}
    if subject not in COUNTED_BY_TERM:
        counts.pop((subject, "person_times"), None)
    other = {key: words for key, words in OTHER_COUNTS.items() if subject == "aid" and key[1] in measures}
    plain, instead = (
        [
            (_words(time, category, words), known[counted, time, *category, measure])
            for category in categories
            for time in times
            for (counted, measure), words in each.items()
            if (counted, time, *category, measure) in known
        ]
        for each in (counts, other)
    )
    united = list(_united(named, times, known)) if subject == "aid" and "persons" in measures else []
    return [*united, *plain, *instead] if len(named) > 1 else [*plain, *instead, *united]


def _united(
    named: Sequence[tuple[str, str]], times: Sequence[str], known: Mapping[Key, Fraction]
) -> Iterator[tuple[Words, Fraction]]:
    """Persons of several difficulties counted once; of one difficulty, those with no other and those with none above.

    Above is what stands earlier in the code table: a pupil of several kinds is counted under the first.
    """
    order = [code for _, kind, code in category_words() if kind == "difficulty"]
    codes = {code for kind, code in named if kind == "difficulty"}
    for time in times if codes else ():
        sets = {frozenset(code.split(TOGETHER)): value for (subject, when, kind, code, _), value in known.items()
                if (subject, when, kind) == ("aid", time, SETS)}  # fmt: skip
        label_zh, label_en = (
            "、".join(_label(code) for code in sorted(codes, key=order.index)),
            ", ".join(sorted(codes)),
        )
        if sets and len(codes) > 1:
            yield (
                (f"{WINDOWS[time][0]}、{label_zh}合并不重复的人", f"{WINDOWS[time][1]}, {label_en} united, persons"),
                sum((value for kinds, value in sets.items() if kinds & codes), Fraction(0)),
            )
        elif sets:
            only = sum((value for kinds, value in sets.items() if kinds == codes), Fraction(0))
            first = sum((v for kinds, v in sets.items() if {min(kinds, key=order.index)} == codes), Fraction(0))
            yield (
                (f"{WINDOWS[time][0]}、仅属{label_zh}的人", f"{WINDOWS[time][1]}, {label_en} and no other, persons"),
                only,
            )
            yield (
                (f"{WINDOWS[time][0]}、按最先一类计入{label_zh}的人", f"{WINDOWS[time][1]}, {label_en} first, persons"),
                first,
            )


def subject_of(words_before: str) -> tuple[str, str, str] | None:
    """What such words count: its name, in Chinese, in English."""
    return next(((name, zh, en) for name, words, zh, en in SUBJECTS if words.search(words_before)), None)


def start_of_sentence(text: str, end: int) -> int:
    """Where the sentence begins in which something ends at ``end``."""
    return max((found.end() for found in BREAKS.finditer(text, max(0, end - 200), end)), default=max(0, end - 200))


def times_named(sentence: str) -> list[str]:
    """The windows a figure may be of, the one its sentence names first."""
    seasons = {
        "spring": sentence.rfind("春季"),
        "autumn": sentence.rfind("秋季"),
        "school_year": sentence.rfind("学年"),
    }
    named = max(seasons, key=lambda time: seasons[time])
    first = named if seasons[named] >= 0 else "year"
    return list(dict.fromkeys((first, *("year", "school_year", "school_year_before", "spring", "autumn"))))


def _categories(sentence: str) -> list[tuple[str, str]]:
    """The category named last in the figure's own clause, as code table and code; several joined by 、 or 和."""
    clause = re.split(r"[，,（(：:]", sentence)[-1]
    found: dict[int, tuple[int, int, tuple[str, str]]] = {}
    for word, kind, code in category_words():
        for at in (match.start() for match in re.finditer(re.escape(word), clause)):
            found[at] = max(found.get(at, (0, 0, EVERYTHING)), (len(word), at, (kind, code)))
    ordered = [entry for _, entry in sorted(found.items())]
    apart = [entry for entry in ordered if not any(_covers(other, entry) for other in ordered)]
    if not apart:
        return []
    last = apart[-1][2]
    kept = [entry for entry in apart if entry[2][0] == last[0]]
    joined = [kept[-1]]
    for entry in reversed(kept[:-1]):
        between = clause[entry[1] + entry[0] : joined[0][1]]
        if not re.fullmatch(r"[^0-9]{0,8}[、和及与][^0-9]{0,4}", between):
            break
        joined.insert(0, entry)
    return list(dict.fromkeys(entry[2] for entry in joined))


def _covers(other: tuple[int, int, tuple[str, str]], entry: tuple[int, int, tuple[str, str]]) -> bool:
    return other != entry and other[1] <= entry[1] and entry[1] + entry[0] <= other[1] + other[0]


def _label(code: str) -> str:
    return next(word for word, kind, of in category_words() if (kind, of) == ("difficulty", code))


@cache
def category_words() -> tuple[tuple[str, str, str], ...]:
    """Every word of the code tables that figures are counted by: the word, its table, its code."""
    with (SEEDS / "codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        (word, row["code_table"], row["code"])
        for row in rows
        if row["code_table"] in ("stage", "difficulty", "aid_item", "allowance_item", "project_kind")
        for word in dict.fromkeys((row["label_zh"], *row["synonyms"].split(";")))
        if len(word) >= 2 and re.search(r"[一-鿿]", word)
    )


def _words(time: str, category: tuple[str, str], measure: Words) -> Words:
    label = next((word for word, *of in category_words() if tuple(of) == category), "")
    zh = [WINDOWS[time][0], label, measure[0]]
    en = [WINDOWS[time][1], category[1], measure[1]]
    return "、".join(filter(None, zh)), ", ".join(filter(None, en))


def _is(figure: Figure, value: Fraction) -> bool:
    """Whether a number is the printed one: within its interval, else rounded or cut off at its last place."""
    printed = value / figure.scale
    if not figure.is_plain:
        low, high = figure.low, figure.high
        return (low is None or low <= printed) and (high is None or printed <= high)
    step = Fraction(1, 10**figure.places)
    if figure.scale == 1 and not figure.places:
        return printed == figure.value
    return abs(printed - figure.value) <= step / 2 or 0 <= printed - figure.value < step


def _printed(figure: Figure, value: Fraction) -> str:
    return digits(Fraction(round(value / figure.scale * 10**6), 10**6))


def told(found: Sequence[Comparison]) -> list[tuple[str, str]]:
    """A line in each language for every figure that is not simply what the rows give, the differing ones first."""
    lines = []
    for one in sorted(found, key=lambda c: (c.verdict != DIFFERS, c.figure.start)):
        unit, quote = one.figure.unit, one.figure.quote
        if one.verdict == AGREES_AS:
            zh = f"{one.subject_zh}“{quote}”与台账在“{one.reading_zh}”口径下一致，请在文中写明口径。"
            en = f"{one.subject_en}: {quote} is what the rows give as {one.reading_en}; say so in the text."
            lines.append((zh, en))
        elif one.verdict == DIFFERS:
            rows = f"{one.computed}{unit}"
            zh = f"{one.subject_zh}“{quote}”与台账不一致：{one.reading_zh}为{rows}，其他口径也都得不出这个数，请核实。"
            en = f"{one.subject_en}: {quote} is not what the rows give ({one.reading_en}: {rows}), in no reading tried."
            lines.append((zh, en))
    return lines
