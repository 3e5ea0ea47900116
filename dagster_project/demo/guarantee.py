"""Children the county must not lose: who stayed away, who cannot study, who is disabled, taught at home, left behind.

What belongs here: these children with their rows, term by term. What does not: who helps and visits poor pupils
(``helping``), what pupils eat (``meals``), faults.

The rows are added when the roll and the lists are complete. They say nothing of a pupil whose number on the roll a
fault has damaged: one fault shows in one place.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from dagster_project.demo.people import Person, PersonMaker
from dagster_project.demo.population import stage_of
from dagster_project.demo.school_days import teaching_days
from dagster_project.demo.world import County, Pupil, Row, Teacher, Term

MOST_CHILDREN = 60
HOMEBOUND = 3
OLDEST_TAUGHT_AT_HOME = 15
REASONS = ("aversion", "learning", "family", "illness")
DONE = ("上门走访并与家长面谈，当日返校", "校长带队劝返，签订返校承诺书", "班主任与包村干部共同劝返，跟踪两周在校")
LESSONS = ("生活自理训练：穿衣与洗漱", "认识数字1至10", "语文：识字与朗读", "康复训练与手部精细动作", "绘画与音乐欣赏")
KINDS = ("vision", "hearing", "speech", "limb", "intellectual", "mental", "multiple")
AWAY = (("both", "外省丙市", "外省丙市"), ("father", "演练市甲区", None), ("mother", None, "外省丁县"))
CARERS = (("祖父", "male"), ("祖母", "female"), ("外祖父", "male"), ("外祖母", "female"))


@dataclass
class Homebound:
    """A disabled child who is taught at home; ``illness`` is why one of them cannot study at all."""

    person: Person
    kind: str
    level: str
    teacher: Teacher
    guardian: str
    phone: str
    township: str
    illness: bool = False

    @property
    def certificate(self) -> str:
        """The number of the disability certificate."""
        return f"{self.person.id_number}{KINDS.index(self.kind) + 1}{self.level}"


@dataclass
class Finder:
    """One county's children, and the generator that chooses among them."""

    county: County
    rng: random.Random
    strangers: PersonMaker
    homebound: list[Homebound] = field(default_factory=list)


def add_children(county: County) -> None:
    """Add the ledgers of these children to a county whose people, roll and lists are complete."""
    rng = county.generator("guarantee")
    strangers = PersonMaker(county.code, county.index, rng, county.people.ids, county.people.names)
    finder = Finder(county, rng, strangers)
    for term in county.calendar.terms:
        pupils = at_school(county, term)
        _keep_homebound(finder, term)
        _list_dropouts(finder, term, pupils)
        _list_unfit(finder, term)
        _place_disabled(finder, term, pupils)
        _teach_at_home(finder, term)
        _list_left_behind(finder, term, pupils)


def at_school(county: County, term: Term) -> list[Pupil]:
    """Pupils of school age who are on the roll of ``term`` under their right number."""
    found = []
    for pupil in county.pupils:
        roll = pupil.roll(term)
        if roll is not None and roll["status"] == "in_school" and roll["id_number"] == pupil.person.id_number:
            found.append(pupil)
    return found


def in_post(county: County) -> list[Teacher]:
    """Teachers who were in post in every year."""
    years = [str(year) for year in county.calendar.years]
    rows = ((teacher, [row for year in years for row in teacher.rows["teacher", year]]) for teacher in county.teachers)
    return [teacher for teacher, own in rows if own and all(row["post_status"] == "active" for row in own)]


def who(person: Person) -> Row:
    """The cells that say who a child is."""
    return Row(id_number=person.id_number, name=person.name, gender=person.gender, birth_on=person.birth_on)


def place(roll: Row) -> dict[str, str]:
    """The cells that say which class a pupil is in."""
    return {name: roll[name] for name in ("school_code", "school_name", "stage", "grade", "class_name")}


def _compulsory(pupil: Pupil, term: Term) -> bool:
    roll = pupil.roll(term)
    return roll is not None and stage_of(roll["grade"]) in ("primary", "junior")


def _list_dropouts(finder: Finder, term: Term, pupils: list[Pupil]) -> None:
    """A few pupils of no poor family who stayed away, were looked for in time and came back."""
    county, rng = finder.county, finder.rng
    teachers, days = in_post(county), teaching_days(term)
    suited = [pupil for pupil in pupils if pupil.difficulty is None and _compulsory(pupil, term)]
    for number, pupil in enumerate(rng.sample(suited, min(len(suited), 2 + len(pupils) // 400, MOST_CHILDREN))):
        roll = pupil.roll(term)
        assert roll is not None
        found = days[5 + rng.randrange(15)]
        returned = number % 4 != 3
        row = who(pupil.person)
        del row["birth_on"]
        row.update(
            place(roll),
            xueji_no=roll["xueji_no"],
            township=pupil.schools[roll["stage"]].township,
            household_no=None,
            is_registered_poor=False,
            dropout_reason=REASONS[number % len(REASONS)] if returned else None,
            case_state="returned" if returned else "not_dropout",
            found_on=found,
            verified_on=found + dt.timedelta(days=3 + rng.randrange(6)),
            returner_name=rng.choice(teachers).person.name if returned and teachers else None,
            return_visits=1 + rng.randrange(3) if returned else None,
            returned_on=found + dt.timedelta(days=9 + rng.randrange(12)) if returned else None,
            returned_school_name=roll["school_name"] if returned else None,
            follow_up=DONE[number % len(DONE)] if returned else "核实为请假就医，已按时到校",
            guardian_name=pupil.guardian,
            phone=pupil.phone,
        )
        county.add("dropout_case", term.period, row).unit = roll["school_code"]


def _keep_homebound(finder: Finder, term: Term) -> None:
    """Children who have grown too old leave; others take their places."""
    county, rng = finder.county, finder.rng
    kept = [c for c in finder.homebound if term.school_year - c.person.birth_on.year <= OLDEST_TAUGHT_AT_HOME]
    teachers = [t for t in in_post(county) if t.school.stage in ("primary", "junior")] or county.teachers
    while len(kept) < HOMEBOUND:
        number = county.serial("homebound")
        born = dt.date(term.school_year - 8 - number % 3, 2 + number % 6, 4 + number % 20)
        teacher = rng.choice(teachers)
        gender = rng.choice(("male", "female"))
        child = finder.strangers.make(born, gender, plain=True)
        guardian = finder.strangers.new_name("male", child.name[0])
        kind = ("limb", "intellectual", "multiple")[number % 3]
        phone, town = county.people.new_phone(), teacher.school.township
        kept.append(Homebound(child, kind, "1", teacher, guardian, phone, town, illness=number % 3 == 0))
    finder.homebound = kept


def _disability(child: Homebound) -> dict[str, str]:
    return {
        "disability_kind": child.kind,
        "disability_level": child.level,
        "disability_cert_no": child.certificate,
        "township": child.township,
        "village": f"{child.township[:-1]}村",
    }


def _list_unfit(finder: Finder, term: Term) -> None:
    for child in finder.homebound:
        row = who(child.person)
        row.update(
            _disability(child),
            xueji_no=None,
            unfit_reason="severe_illness" if child.illness else "severe_disability",
            education_certified=True,
            federation_certified=True,
            health_certified=True,
            civil_affairs_certified=True,
            certified_on=dt.date(term.school_year - 1, 9, 12),
            is_taught_at_home=True,
            guardian_name=child.guardian,
            phone=child.phone,
            address=f"{finder.county.name}{child.township}{child.township[:-1]}村",
        )
        finder.county.add("unfit_child", term.period, row)


def _place_disabled(finder: Finder, term: Term, pupils: list[Pupil]) -> None:
    """Every disabled pupil learns with the others; those at home are taught there, one starts a year later."""
    county = finder.county
    for pupil in [p for p in pupils if p.difficulty == "disabled" and _compulsory(p, term)][:MOST_CHILDREN]:
        roll, listed = pupil.roll(term), pupil.rows.get(("special_group", term.snapshot), [])
        assert roll is not None
        row = who(pupil.person)
        row.update({name: listed[0][name] for name in ("disability_cert_no", "disability_kind", "disability_level")})
        row.update({name: listed[0][name] for name in ("township", "village")}, xueji_no=roll["xueji_no"])
        row.update(place(roll), placement="mainstream", placed_on=roll["enrolled_on"], has_own_plan=True)
        del row["class_name"]
        row.update(guardian_name=pupil.guardian, phone=pupil.phone)
        county.add("disabled_child", term.period, row)
    for child in finder.homebound:
        school = child.teacher.school
        row = who(child.person)
        row.update(_disability(child), placement="home_teaching", school_code=school.code, school_name=school.name)
        row.update(placed_on=dt.date(term.school_year - 1, 9, 20), has_own_plan=True)
        county.add("disabled_child", term.period, Row(row, guardian_name=child.guardian, phone=child.phone))
    _defer_one(finder, term)


def _defer_one(finder: Finder, term: Term) -> None:
    child = finder.strangers.make(dt.date(term.school_year - 6, 3, 1 + finder.rng.randrange(28)), plain=True)
    row = who(child)
    row.update(disability_cert_no=f"{child.id_number}52", disability_kind="intellectual", disability_level="2")
    row.update(placement="deferred", deferred_until=dt.date(term.school_year + 1, 8, 31), has_own_plan=True)
    row.update(township=finder.county.schools[-1].township, guardian_name=finder.strangers.new_name("female"))
    finder.county.add("disabled_child", term.period, row)


def _teach_at_home(finder: Finder, term: Term) -> None:
    """A lesson in every week of the term, with plan, notes, photograph and signature."""
    weeks = {day.isocalendar()[:2]: day for day in reversed(teaching_days(term))}
    for child in finder.homebound:
        for number, day in enumerate(sorted(weeks.values())):
            morning = number % 2 == 0
            row = Row(
                id_number=child.person.id_number,
                name=child.person.name,
                xueji_no=None,
                disability_kind=child.kind,
                disability_level=child.level,
                disability_cert_no=child.certificate,
                address=f"{finder.county.name}{child.township}{child.township[:-1]}村",
                school_code=child.teacher.school.code,
                school_name=child.teacher.school.name,
                teacher_name=child.teacher.person.name,
                visited_on=day,
                visit_time="9:00-10:30" if morning else "14:30-16:00",
                hours=2,
                content=LESSONS[number % len(LESSONS)],
                has_plan=True,
                has_lesson_notes=True,
                has_photo=True,
                has_signature=True,
            )
            finder.county.add("home_teaching_visit", term.period, row)


def _list_left_behind(finder: Finder, term: Term, pupils: list[Pupil]) -> None:
    county, teachers = finder.county, in_post(finder.county)
    suited = [pupil for pupil in pupils if pupil.difficulty in (None, "other") and _compulsory(pupil, term)]
    for number, pupil in enumerate(suited[:: max(12, len(suited) // MOST_CHILDREN)]):
        roll = pupil.roll(term)
        assert roll is not None
        township = pupil.schools[roll["stage"]].township
        relation, gender = CARERS[number % len(CARERS)]
        kind, father, mother = AWAY[number % len(AWAY)]
        stays = pupil.guardian if kind == "mother" else finder.strangers.new_name(gender)
        row = who(pupil.person)
        row.update(
            school_name=roll["school_name"],
            grade=roll["grade"],
            class_name=roll["class_name"],
            township=township,
            village=f"{township[:-1]}{1 + number % 9}村",
            address=pupil.address,
            left_behind_kind=kind,
            father_place=father,
            mother_place=mother,
            away_since=dt.date(term.year - 1 - number % 3, 3, 1 + number % 20),
            guardian_name=stays,
            guardian_relation="父亲" if kind == "mother" else relation,
            phone=pupil.phone,
            is_registered_poor=False,
            mentor_name=teachers[number % len(teachers)].person.name if teachers else None,
        )
        county.add("left_behind_child", term.period, row).unit = township
