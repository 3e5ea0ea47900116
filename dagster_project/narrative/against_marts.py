"""What the county's own rows give for the figures of its report, and in which reading they give the printed number.

Belongs here: which rows a figure speaks of, the lattice of readings, comparing.
Does not belong here: what the text claims about itself (``auditing``), how the rows were counted (``dbt/models/marts``).

A figure is compared only if its sentence says what is counted: aid, loans, works, pupils on the roll, teachers'
allowances. Its words choose term or year and category; where the number then is another one, the other readings are
tried: persons and person-times, term, calendar year and school year, all who study here and those registered here.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import duckdb

from dagster_project.narrative.model import Figure, Report
from dagster_project.narrative.numerals import digits
from dagster_project.settings import SEEDS, Settings
from dagster_project.warehouse import connect, current_database

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
BREAKS = re.compile(r"[。；;\n！？]")
QUANTITIES = """
with windows as (
    select * from (values
        ('spring', $year || '-spring'), ('autumn', $year || '-autumn'),
        ('year', $year || '-spring'), ('year', $year || '-autumn'),
        ('school_year', $year || '-autumn'), ('school_year', $next || '-spring'),
        ('school_year_before', $before || '-autumn'), ('school_year_before', $year || '-spring')
    ) as w (time, term)
),

rows_here as (
    select 'aid' as subject, w.time, f.person_token, f.amount_yuan, null as area_m2, f.stage,
        f.difficulty_kind as difficulty, f.aid_item, null as allowance_item, null as project_kind
    from fct_subsidy_payment as f inner join windows as w on f.period = w.term
    where f.county_code = $county
    union all
    select 'roll', w.time, person_token, null, null, stage, null, null, null, null
    from fct_enrolment as f inner join windows as w on f.period = w.term
    where f.county_code = $county and w.time in ('spring', 'autumn') and f.roll_status = 'in_school'
    union all
    select 'loan', 'year', person_token, amount_yuan, null, null, null, null, null, null
    from fct_loan_contract where county_code = $county and period = $year
    union all
    select 'works', 'year', null, total_investment_yuan, area_m2, null, null, null, null, project_kind
    from fct_infrastructure_project where county_code = $county and period = $year
    union all
    select 'allowance', 'year', person_token, amount_yuan, null, null, null, null, allowance_item, null
    from fct_teacher_allowance where county_code = $county and period like $year || '%'
),

counted as (
    select
        r.subject, r.time,
        case when grouping(stage) = 0 then 'stage' when grouping(difficulty) = 0 then 'difficulty'
            when grouping(aid_item) = 0 then 'aid_item' when grouping(allowance_item) = 0 then 'allowance_item'
            when grouping(project_kind) = 0 then 'project_kind' else '' end as kind,
        coalesce(r.stage, r.difficulty, r.aid_item, r.allowance_item, r.project_kind, '') as code,
        count(*) as records,
        count(*) as person_times,
        count(distinct r.person_token) as persons,
        count(distinct r.person_token) filter (where p.region_code = $county) as registered_persons,
        sum(r.amount_yuan) as yuan,
        sum(r.amount_yuan) filter (where p.region_code = $county) as registered_yuan,
        sum(r.area_m2) as m2
    from rows_here as r
    left join (select person_token, any_value(region_code) as region_code from dim_person group by all) as p
        on r.person_token = p.person_token
    group by grouping sets (
        (r.subject, r.time), (r.subject, r.time, stage), (r.subject, r.time, difficulty), (r.subject, r.time, aid_item),
        (r.subject, r.time, allowance_item), (r.subject, r.time, project_kind)
    )
)

select subject, time, kind, code, measure, value
from (unpivot (
    select subject, time, kind, code,
        columns(* exclude (subject, time, kind, code))::decimal(18, 4)
    from counted where kind = '' or code <> ''
) on columns(* exclude (subject, time, kind, code)) into name measure value value)
"""

Key = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Comparison:
    """A figure beside what the rows give; ``computed`` stands in the unit as printed."""

    figure: Figure
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


def quantities(settings: Settings, county_code: str, year: int) -> dict[Key, Fraction]:
    """What a county's rows of the current release give for a year, by subject, time, category and measure."""
    values = {"county": county_code, "year": str(year), "next": str(year + 1), "before": str(year - 1)}
    with connect(settings, current_database(settings), read_only=True) as connection:
        return _counted(connection, values)


def _counted(connection: duckdb.DuckDBPyConnection, values: Mapping[str, str]) -> dict[Key, Fraction]:
    rows = connection.execute(QUANTITIES, dict(values)).fetchall()
    return {(subject, time, kind, code, measure): Fraction(value) for subject, time, kind, code, measure, value in rows}


def compare(report: Report, known: Mapping[Key, Fraction]) -> list[Comparison]:
    """Each figure that the rows can say something of, in the order of the text."""
    return [found for figure in report.figures if (found := _compared(report.text, figure, known)) is not None]


def _compared(text: str, figure: Figure, known: Mapping[Key, Fraction]) -> Comparison | None:
    sentence = text[_start_of_sentence(text, figure.start) : figure.start]
    paragraph = text[text.rfind("\n", 0, figure.start) + 1 : figure.start]
    subject = _subject(sentence + figure.after) or _subject(paragraph)
    if subject is None or figure.thing not in READ_AS or figure.per:
        return None
    name, zh, en = subject
    categories = (_category(sentence), EVERYTHING)
    readings = [
        (_words(time, category, measure), known[name, time, *category, measure])
        for category in dict.fromkeys(categories)
        for time in _times(sentence)
        for measure in READ_AS[figure.thing]
        if not (measure == "person_times" and name not in COUNTED_BY_TERM)
        if (name, time, *category, measure) in known
    ]
    if not readings:
        return None
    right = next((at for at, (_, value) in enumerate(readings) if _is(figure, value)), None)
    (reading_zh, reading_en), value = readings[right or 0]
    verdict = DIFFERS if right is None else AGREES_AS if right else AGREES
    tried = tuple((*words, _printed(figure, each)) for words, each in readings)
    return Comparison(figure, zh, en, verdict, _printed(figure, value), reading_zh, reading_en, tried)


def _subject(words_before: str) -> tuple[str, str, str] | None:
    return next(((name, zh, en) for name, words, zh, en in SUBJECTS if words.search(words_before)), None)


def _start_of_sentence(text: str, end: int) -> int:
    return max((found.end() for found in BREAKS.finditer(text, max(0, end - 200), end)), default=max(0, end - 200))


def _times(sentence: str) -> list[str]:
    """The windows a figure may be of, the one its sentence names first."""
    seasons = {
        "spring": sentence.rfind("春季"),
        "autumn": sentence.rfind("秋季"),
        "school_year": sentence.rfind("学年"),
    }
    named = max(seasons, key=lambda time: seasons[time])
    first = named if seasons[named] >= 0 else "year"
    return list(dict.fromkeys((first, *("year", "school_year", "school_year_before", "spring", "autumn"))))


def _category(sentence: str) -> tuple[str, str]:
    """The category named last in the figure's own clause: code table and code."""
    clause = re.split(r"[，,、（(：:]", sentence)[-1]
    found = [(clause.rfind(word), len(word), kind, code) for word, kind, code in _category_words() if word in clause]
    return max(found)[2:] if found else EVERYTHING


@cache
def _category_words() -> tuple[tuple[str, str, str], ...]:
    with (SEEDS / "codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        (word, row["code_table"], row["code"])
        for row in rows
        if row["code_table"] in ("stage", "difficulty", "aid_item", "allowance_item", "project_kind")
        for word in dict.fromkeys((row["label_zh"], *row["synonyms"].split(";")))
        if len(word) >= 2 and re.search(r"[一-鿿]", word)
    )


def _words(time: str, category: tuple[str, str], measure: str) -> tuple[str, str]:
    label = next((word for word, *of in _category_words() if tuple(of) == category), "")
    zh = [WINDOWS[time][0], label, MEASURES[measure][0]]
    en = [WINDOWS[time][1], category[1], MEASURES[measure][1]]
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
