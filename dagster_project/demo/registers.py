"""The registers that aid is checked against: registration, attendance, deaths, work away, property, Yulu, staff.

What belongs here: rows that follow from the people and the roll of a county. What does not: the way of a payment
(``aid_process``), the school days themselves (``school_days``), faults.

They are added when faults of the roll and the lists are planted already. They tell the truth all the same, and say
nothing of a pupil whose number on the roll a fault has damaged: one fault shows in one place.
"""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from dagster_project.demo.people import Person, PersonMaker, day_between, is_valid_id, years_before
from dagster_project.demo.school_days import holidays, lessons, teaching_days, vacation
from dagster_project.demo.world import County, Household, Member, Pupil, Row, Teacher, Term

MAJORS = ("计算机应用", "幼儿保育", "汽车运用与维修", "护理", "电子商务", "现代农艺技术")
YULU_A_TERM = Decimal(1500)
COUNTED_MONTH = {"spring": 3, "autumn": 9}  # the months in which schools look for pupils who stay away
PLACES = (("county", "县工业园区"), ("province", "演练市高新区"), ("elsewhere", "外省丙市"))
EMPLOYERS = ("演练电子有限公司", "东湖服装厂", "南屏建筑劳务公司", "县城餐饮店")
CARS = ("五菱宏光", "长安欧尚", "大众朗逸", "哈弗H6")
BY_STATUS = {"retired": "retired", "seconded": "seconded", "left": "transfer_out"}


def add_registers(county: County) -> None:
    """Add every register to a county whose people, roll and lists are complete."""
    rng = county.generator("registers")
    made = county.people
    strangers = PersonMaker(county.code, county.index, rng, made.ids, made.names)
    if not county.is_large:
        _register_children(county, rng, strangers)
        for term in county.calendar.terms:
            _count_attendance(county, term, rng)
    for term in county.calendar.terms:
        _write_calendar(county, term)
        _list_yulu(county, term)
    for year in county.calendar.years:
        _register_deaths(county, year, rng, strangers)
        _list_work(county, year, rng)
        _look_up_assets(county, year, rng, strangers)
        _change_staff(county, year)


def owners(county: County) -> dict[int, Pupil]:
    """Whose row it is, by the row's identity."""
    return {id(row): pupil for pupil in county.pupils for rows in pupil.rows.values() for row in rows}


def is_intact(pupil: Pupil, roll: Row | None) -> bool:
    """At school, and on the roll under the right number."""
    return roll is not None and roll["status"] == "in_school" and roll["id_number"] == pupil.person.id_number


def _register_children(county: County, rng: random.Random, strangers: PersonMaker) -> None:
    guardians: dict[str, Person] = {}
    numbers: dict[str, str] = {}
    gone = [strangers.make(dt.date(county.calendar.first.year - 9, 4, day), plain=True) for day in (7, 19)]
    for term in county.calendar.terms:
        for pupil in county.pupils:
            if is_intact(pupil, pupil.roll(term)):
                guardian = guardians.get(pupil.phone) or _guardian(pupil, rng, strangers)
                guardians[pupil.phone] = guardian
                _register(county, term, _child(county, pupil, guardian, numbers))
        for household in county.households:
            for member in household.members:
                if member.school_status == "preschool_age":
                    _register(county, term, _toddler(county, household, member, numbers))
        for child in _away(county, term):
            _register(county, term, _registered(county, child, numbers, child.id_number, None))
        for person in gone:
            row = _registered(county, person, numbers, person.id_number, None)
            row.update(hukou_status="moved_out", status_changed_on=term.starts_on - dt.timedelta(days=40))
            _register(county, term, row)


def _register(county: County, term: Term, row: Row) -> None:
    county.add("population_register", term.snapshot, row)


def _guardian(pupil: Pupil, rng: random.Random, strangers: PersonMaker) -> Person:
    if pupil.household is not None:
        return pupil.household.head.person
    year = pupil.person.birth_on.year - 25
    born = day_between(rng, dt.date(year, 1, 1), dt.date(year, 12, 31))
    return Person(strangers.new_id(born, "male"), pupil.guardian, "male", born)


def _registered(
    county: County, person: Person, numbers: dict[str, str], family: str, guardian: Person | None, address: str = ""
) -> Row:
    """A child's entry; ``family`` tells whose registration it stands in."""
    number = numbers.setdefault(family, f"{county.code}{len(numbers) + 1:07d}")
    township = county.schools[sum(map(ord, family)) % len(county.schools)].township
    return Row(
        id_number=person.id_number,
        name=person.name,
        gender=person.gender,
        birth_on=person.birth_on,
        ethnicity=person.ethnicity,
        hukou_no=number,
        head_name=guardian.name if guardian else None,
        relation="son" if person.gender == "male" else "daughter",
        hukou_kind="agricultural" if int(number[-1]) < 8 else "resident",
        township=township,
        village=f"{township[:-1]}村",
        address=address or f"{county.name}{township}{1 + int(number[-2:]) % 30}组",
        guardian_name=guardian.name if guardian else None,
        guardian_id_number=guardian.id_number if guardian else None,
        guardian_relation=("父亲" if guardian.gender == "male" else "母亲") if guardian else None,
        hukou_status="normal",
        status_changed_on=None,
    )


def _child(county: County, pupil: Pupil, guardian: Person, numbers: dict[str, str]) -> Row:
    row = _registered(county, pupil.person, numbers, pupil.phone, guardian, pupil.address)
    if pupil.household is not None:
        row.update(township=pupil.household.township, village=pupil.household.village)
    return row


def _toddler(county: County, household: Household, member: Member, numbers: dict[str, str]) -> Row:
    row = _registered(county, member.person, numbers, household.phone, household.head.person)
    row.update(township=household.township, village=household.village)
    return row


def _away(county: County, term: Term) -> list[Person]:
    """Children who go to school in another county."""
    people = {}
    for row in county.tables.get(("external_enrolment", term.period), []):
        number = row["id_number"]
        if row["source_system"] == "other_county" and number and is_valid_id(number):
            born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
            people[number] = Person(number, row["name"], "male" if int(number[16]) % 2 else "female", born)
    return list(people.values())


def _count_attendance(county: County, term: Term, rng: random.Random) -> None:
    month = COUNTED_MONTH[term.period[5:]]
    days = [day for day in teaching_days(term) if day.month == month]
    owner, seen = owners(county), set()
    for roll in county.tables["school_roll", term.period]:
        pupil = owner.get(id(roll))
        number = pupil.person.id_number if pupil else roll["id_number"]
        if roll["status"] != "in_school" or (number or roll["xueji_no"]) in seen:
            continue
        seen.add(number or roll["xueji_no"])
        sick = rng.randrange(1, 4) if rng.random() < 0.06 else 0
        other = rng.randrange(1, 3) if not sick and rng.random() < 0.03 else 0
        row = Row(
            school_code=roll["school_code"],
            school_name=roll["school_name"],
            grade=roll["grade"],
            class_name=roll["class_name"],
            xueji_no=roll["xueji_no"],
            id_number=number,
            name=pupil.person.name if pupil else roll["name"],
            month=f"{days[0]:%Y-%m}",
            due_days=len(days),
            present_days=Decimal(len(days) - sick - other),
            sick_leave_days=Decimal(sick),
            personal_leave_days=Decimal(other),
            truant_days=Decimal(0),
            last_present_on=days[-1],
            absence_reason="感冒发烧" if sick else "家中有事" if other else None,
        )
        row.unit = roll.unit
        county.add("attendance", term.period, row)


def _write_calendar(county: County, term: Term) -> None:
    days = teaching_days(term)
    spans = [(lessons(term), "teaching"), *((span, "holiday") for span in holidays(term))]
    spans += [(lessons(term)._replace(name="期末考试", first=days[-5]), "exam"), (vacation(term), "vacation")]
    for span, kind in sorted(spans, key=lambda pair: pair[0].first):
        row = Row(
            term=term.period,
            stage=None,
            event_name=span.name,
            day_kind=kind,
            starts_on=span.first,
            ends_on=span.last,
            teaching_days=len([day for day in days if span.first <= day <= span.last]),
            remark="周六、周日不上课" if kind == "teaching" else None,
        )
        county.add("school_calendar", term.period, row)


def _list_yulu(county: County, term: Term) -> None:
    for pupil in county.pupils:
        household, roll = pupil.household, pupil.roll(term)
        if household is None or roll is None or roll["stage"] != "vocational":
            continue
        person = pupil.person
        row = Row(
            household_no=household.number,
            head_name=household.head.person.name,
            township=household.township,
            village=household.village,
            id_number=person.id_number,
            name=person.name,
            gender=person.gender,
            school_name=pupil.schools["vocational"].name,
            school_region=county.name,
            major=MAJORS[sum(map(ord, person.name)) % len(MAJORS)],
            stage="vocational",
            grade=pupil.grade(county.calendar, term),
            xueji_no="G" + person.id_number,
            schooling_years=3,
            enrolled_on=roll["enrolled_on"],
            amount=YULU_A_TERM,
            paid_on=dt.date(term.year, 6 if term.period.endswith("spring") else 12, 10),
            card_no=pupil.card_no,
            phone=household.phone,
        )
        county.add("yulu_list", term.period, row)


def _register_deaths(county: County, year: int, rng: random.Random, strangers: PersonMaker) -> None:
    for number in range(max(3, min(len(county.pupils) // 60, 60))):
        born = dt.date(year - 62 - rng.randrange(28), 1 + rng.randrange(12), 1 + rng.randrange(28))
        day = day_between(rng, dt.date(year, 1, 1), dt.date(year, 11, 20))
        _register_death(county, year, strangers.make(born, plain=True), day, number)
    if year == county.calendar.years[-1]:
        last = county.calendar.terms[-1]
        for elder in _listed_elders(county, last)[:1]:
            _register_death(county, year, elder, dt.date.fromisoformat(last.snapshot) + dt.timedelta(days=30), 0)


def _listed_elders(county: County, term: Term) -> list[Person]:
    """Old people in destitute support, whom no other list of the county names."""
    rows = county.tables.get(("special_group", term.snapshot), [])
    numbers = [row["id_number"] for row in rows]
    found = []
    for row in rows:
        number = row["id_number"]
        if row["group_kind"] == "tekun" and number and is_valid_id(number) and numbers.count(number) == 1:
            born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
            if born < years_before(term.starts_on, 60):
                found.append(Person(number, row["name"], "male" if int(number[16]) % 2 else "female", born))
    return found


def _register_death(county: County, year: int, person: Person, day: dt.date, number: int) -> None:
    township = county.schools[number % len(county.schools)].township
    row = Row(
        id_number=person.id_number,
        name=person.name,
        gender=person.gender,
        birth_on=person.birth_on,
        township=township,
        village=f"{township[:-1]}村",
        died_on=day,
        cancelled_on=day + dt.timedelta(days=12 + number % 20),
        cause=("疾病", "衰老", "意外")[number % 3],
        cert_no=f"{county.code}{year}{county.serial('death'):05d}",
        source=("police", "civil_affairs", "health")[number % 3],
    )
    county.add("death_register", year, row)


def _list_work(county: County, year: int, rng: random.Random) -> None:
    """Couples on the register; who has wages works, some of the others hold a public-welfare post nearby."""
    households = county.households[:100] if county.is_large else county.households
    for number, household in enumerate(households):
        register = household.rows.get(year)
        if register is None:
            continue
        for member in household.members[:2]:
            if year - member.person.birth_on.year < 65:
                works = member.relation == "head" and bool(register["wage_income"])
                post = not works and number % 7 == 3 and member.relation == "spouse"
                row = _work(household, member, works, post)
                if works:
                    row.update(_terms_of_work(year, register["wage_income"], rng))
                county.add("migrant_work", year, row)


def _work(household: Household, member: Member, works: bool, post: bool) -> Row:
    return Row(
        household_no=household.number,
        id_number=member.person.id_number,
        name=member.person.name,
        gender=member.person.gender,
        township=household.township,
        village=household.village,
        is_working=works,
        is_planned=works,
        is_public_job=post,
        public_job="村级保洁员" if post else None,
        phone=household.phone,
    )


def _terms_of_work(year: int, wages: Decimal, rng: random.Random) -> Row:
    months = rng.randrange(6, 12)
    region, place = rng.choice(PLACES)
    return Row(
        started_on=dt.date(year, 12 - months, 1 + rng.randrange(20)),
        ended_on=dt.date(year, 12, 20),
        months=months,
        work_region=region,
        work_place=place,
        employer=rng.choice(EMPLOYERS),
        monthly_income=Decimal(round(wages / months)),
    )


def _look_up_assets(county: County, year: int, rng: random.Random, strangers: PersonMaker) -> None:
    """People without a pupil in aid, and teachers, who are paid by the state."""
    for number in range(12):
        owner = strangers.make(dt.date(year - 30 - number, 1 + rng.randrange(12), 1 + rng.randrange(28)), plain=True)
        kind = ("vehicle", "vehicle", "real_estate", "business")[number % 4]
        row = _asset(county, year, kind, owner, county.serial("asset"))
        row["registered_on"] = dt.date(year - 1 - number % 6, 1 + rng.randrange(12), 1 + rng.randrange(28))
        row["value"] = Decimal(rng.randrange(3, 30) * 10_000)
        county.add("asset_lookup", year, row)
    for teacher in [teacher for teacher in county.teachers if teacher.left_on is None][:6]:
        row = _asset(county, year, "public_pay", teacher.person, county.serial("asset"))
        row.update(asset_name=teacher.school.name, registered_on=dt.date(teacher.person.birth_on.year + 23, 9, 1))
        county.add("asset_lookup", year, row)


def _asset(county: County, year: int, kind: str, owner: Person, number: int) -> Row:
    names = {
        "vehicle": (CARS[number % len(CARS)], f"演A{county.index % 10}{number:04d}", "市公安局车管所", "正常"),
        "real_estate": (f"{county.name}城关镇{number}号楼", f"{county.code}{number:06d}", "不动产登记中心", "现势"),
        "business": (f"{county.name}第{number}便民商店", f"92{county.code}MA{number:08d}", "市场监管局", "存续"),
        "public_pay": ("", f"{county.code}{number:05d}", "财政局", "在职"),
    }
    name, asset_no, source, state = names[kind]
    return Row(
        asset_kind=kind,
        id_number=owner.id_number,
        name=owner.name,
        asset_name=name,
        asset_no=asset_no,
        area=Decimal(80 + number % 60) if kind == "real_estate" else None,
        state=state,
        source=source,
        compared_on=dt.date(year, 3, 20),
    )


def _change_staff(county: County, year: int) -> None:
    for teacher in county.teachers:
        for row in teacher.rows.get(("teacher", str(year)), [])[:1]:
            if row["left_on"] and row["left_on"].year == year:
                kind = BY_STATUS.get(row["post_status"], "transfer_out")
                county.add("staff_change", year, _staff_change(teacher, kind, row["left_on"], None, None))
        for (dataset, _), rows in teacher.rows.items():
            if dataset == "teacher_exchange":
                for row in rows:
                    if row["starts_on"].year == year:
                        to = row["to_school_code"], row["to_school_name"]
                        county.add("staff_change", year, _staff_change(teacher, "exchanged", row["starts_on"], *to))


def _staff_change(teacher: Teacher, kind: str, day: dt.date, to_code: str | None, to_name: str | None) -> Row:
    person = teacher.person
    return Row(
        id_number=person.id_number,
        name=person.name,
        gender=person.gender,
        change_kind=kind,
        changed_on=day,
        from_school_code=teacher.school.code,
        from_school_name=teacher.school.name,
        to_school_code=to_code,
        to_school_name=to_name or ("县外单位" if kind == "transfer_out" else None),
        position="专任教师",
        doc_no=f"教人〔{day.year}〕{day.month}{day.day:02d}号",
        pay_stopped_on=None if kind == "exchanged" else day.replace(day=28),
    )
