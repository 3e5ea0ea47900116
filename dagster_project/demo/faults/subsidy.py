"""Faults of aid paid to pupils, of the school roll's ages, of letters and of what was reported upward."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from dagster_project.demo.building import change_row
from dagster_project.demo.faults.ground import Ground, NoGround, copy_row
from dagster_project.demo.key import CONSEQUENCE, PLANTED
from dagster_project.demo.people import Person
from dagster_project.demo.population import add_pupil, birthday, pay
from dagster_project.demo.staff import add_letter, enrol_elsewhere
from dagster_project.demo.standards import ended_amount, usual_amount
from dagster_project.demo.world import Pupil, Row, Term

WRONG_AMOUNTS = {
    ("boarding_living", "primary"): ("450", "540"),
    ("boarding_living", "junior"): ("580", "660"),
    ("nonboarding_living", "primary"): ("230", "280"),
    ("nonboarding_living", "junior"): ("300", "340"),
    ("nutrition", "primary"): ("330", "430"),
    ("nutrition", "junior"): ("330", "430"),
    ("senior_grant", "senior"): ("1850", "1950"),
}
AGES = {"primary": (16, 4), "junior": (19, 9), "senior": (23, 12)}
PAID_AGES = {"primary": 18, "junior": 21, "senior": 25}
EXITS = ("transfer_out", "dropped_out", "died")
EXIT_STATUS = {"transfer_out": "transferred_out", "dropped_out": "dropped_out", "died": "died"}
FALSE_CLAIMS = ("registered_poor", "dibao", "disabled", "orphan", "tekun", "lifted")
STAGES = ("primary", "junior", "senior")


def _person_of_age(ground: Ground, age: int, term: Term) -> Person:
    """Somebody of this age on 31 August of the school year's start."""
    return ground.county.people.make(dt.date(term.school_year - age - 1, 11, 15), plain=True)


def _age_stage(ground: Ground, number: int, stage: str) -> None:
    term = ground.term(number)
    person = _person_of_age(ground, AGES[stage][number % 2], term)
    pupil = add_pupil(ground.county, ground.level(stage, term, 1), person=person, only=term)
    row = pupil.roll(term)
    assert row is not None
    ground.note(f"age_stage_{stage}", number, term.period, "school_roll", [row], "birth_on")


def age_stage_primary(ground: Ground, number: int) -> None:
    """Sixteen or four years old in primary school."""
    _age_stage(ground, number, "primary")


def age_stage_junior(ground: Ground, number: int) -> None:
    """Nineteen or nine years old in junior school."""
    _age_stage(ground, number, "junior")


def age_stage_senior(ground: Ground, number: int) -> None:
    """Twenty-three or twelve years old in senior school."""
    _age_stage(ground, number, "senior")


def subsidy_duplicate_same_term(ground: Ground, number: int) -> None:
    """Paid twice for one programme in one term."""
    term = ground.term(number)
    row = ground.poor_pupil(term, STAGES).payments(term)[0]
    twin = copy_row(row, paid_on=row["paid_on"] + dt.timedelta(days=12))
    ground.county.add("subsidy_payment", term.period, twin)
    ground.note("subsidy_duplicate_same_term", number, term.period, "subsidy_payment", [row, twin], "amount")


def subsidy_cross_stage(ground: Ground, number: int) -> None:
    """Paid at two schools in one term; in another county nobody has such a pupil on the roll."""
    rule, county, term = "subsidy_cross_stage", ground.county, ground.term(number)
    pupil = ground.aided_pupil(term)
    row = pupil.payments(term)[0]
    other = ground.neighbour() if number % 3 == 2 else None
    host = other or county
    school = host.rng.choice([s for s in host.schools_of(row["stage"]) if s.code != row["school_code"]])
    twin = copy_row(row, school_code=school.code, school_name=school.name)
    twin.unit = school.code
    host.add("subsidy_payment", term.period, twin)
    ground.note(rule, number, term.period, "subsidy_payment", [row], "school_code")
    ground.key.add(rule, number, host, term.period, "subsidy_payment", [twin], "school_code", PLANTED, county)
    if other is not None:
        name = f"of-{rule}-{county.code}-{number}"
        ground.key.add(
            "subsidy_without_enrolment", name, other, term.period, "subsidy_payment", [twin], "id_number", CONSEQUENCE
        )


def _stranger(ground: Ground, term: Term, person: Person | None = None, stage: str = "primary") -> Pupil:
    """Somebody who is paid without being on the roll."""
    level = ground.level(stage, term, 1)
    person = person or ground.county.people.make(birthday(ground.county, level), plain=True)
    pupil = add_pupil(ground.county, level, person=person, boarding=True, only=term)
    row = pupil.roll(term)
    assert row is not None
    ground.county.remove("school_roll", term.period, row)
    pupil.rows["school_roll", term.period].clear()
    pupil.difficulty = "other"
    return pupil


def subsidy_without_enrolment(ground: Ground, number: int) -> None:
    """Aid for somebody whom no school has."""
    term = ground.term(number)
    row = pay(ground.county, _stranger(ground, term), term, "boarding_living")
    ground.note("subsidy_without_enrolment", number, term.period, "subsidy_payment", [row], "id_number")


def subsidy_after_exit(ground: Ground, number: int) -> None:
    """Aid for a term that began after the pupil had left."""
    county, term = ground.county, ground.term(number)
    pupil = ground.passing_pupil(term)
    roll = pupil.roll(term)
    assert roll is not None
    kind = EXITS[number % len(EXITS)]
    roll["status"] = EXIT_STATUS[kind]
    day = term.starts_on - dt.timedelta(days=12 + number % 20)
    county.add("roll_change", term.period, change_row(pupil, roll, kind, day))
    pupil.difficulty = "other"
    row = pay(county, pupil, term, "boarding_living")
    ground.note("subsidy_after_exit", number, term.period, "subsidy_payment", [row], "paid_on")


def subsidy_age_anomaly(ground: Ground, number: int) -> None:
    """Paid for a stage that somebody of that age cannot be in; on our own roll the age is wrong as well."""
    rule, county, term = "subsidy_age_anomaly", ground.county, ground.term(number)
    stage = STAGES[number % 3]
    person = _person_of_age(ground, PAID_AGES[stage], term)
    item = "senior_grant" if stage == "senior" else "boarding_living"
    if number % 2:
        enrol_elsewhere(county, term, person, stage, None, "外县演练学校", "other_county")
        row = pay(county, _stranger(ground, term, person, stage), term, item)
        ground.note(rule, number, term.period, "subsidy_payment", [row], "id_number")
        return
    pupil = add_pupil(county, ground.level(stage, term, 1), person=person, boarding=True, only=term)
    pupil.difficulty = "other"
    row = pay(county, pupil, term, item)
    ground.note(rule, number, term.period, "subsidy_payment", [row], "id_number")
    roll = pupil.roll(term)
    name = f"of-{rule}-{number}"
    ground.key.add(f"age_stage_{stage}", name, county, term.period, "school_roll", [roll], "birth_on", CONSEQUENCE)


def subsidy_amount_off_standard(ground: Ground, number: int) -> None:
    """An amount that no standard knows."""
    term = ground.term(number)
    row = ground.poor_pupil(term, ("senior",) if number % 3 == 2 else ("primary", "junior")).payments(term)[0]
    row["amount"] = Decimal(WRONG_AMOUNTS[row["aid_item"], row["stage"]][number % 2])
    ground.note("subsidy_amount_off_standard", number, term.period, "subsidy_payment", [row], "amount")


def standard_version_error(ground: Ground, number: int) -> None:
    """The amount of a standard that ended before the term."""
    term = ground.term(number)
    row = ground.poor_pupil(term, boarding=True).payments(term)[0]
    ended = ended_amount("boarding_living", row["stage"], term)
    if ended is None:
        raise NoGround
    row["amount"] = ended
    ground.note("standard_version_error", number, term.period, "subsidy_payment", [row], "amount")


def boarding_rate_for_day_pupil(ground: Ground, number: int) -> None:
    """The boarders' amount for a day pupil."""
    term = ground.term(number)
    row = ground.poor_pupil(term, boarding=False).payments(term)[0]
    row.update(aid_item="boarding_living", boarding="boarding")
    row["amount"] = usual_amount("boarding_living", row["stage"], term)
    ground.note("boarding_rate_for_day_pupil", number, term.period, "subsidy_payment", [row], "aid_item")


def registered_poor_not_aided(ground: Ground, number: int) -> None:
    """A child of a registered household, on the roll, who was paid nothing though the school paid others."""
    term = ground.term(number)
    pupil = ground.poor_pupil(term, STAGES)
    if ground.last_one_paid(term, pupil):
        add_pupil(ground.county, pupil.level, pupil.track, "other", boarding=True, family=pupil, only=term)
    for row in pupil.payments(term):
        ground.county.remove("subsidy_payment", term.period, row)
    pupil.payments(term).clear()
    roll = pupil.roll(term)
    assert roll is not None
    ground.note("registered_poor_not_aided", number, term.period, "school_roll", [roll], "id_number")


def category_not_in_source_list(ground: Ground, number: int) -> None:
    """A kind of hardship that no list confirms."""
    term = ground.term(number)
    row = ground.aided_pupil(term).payments(term)[0]
    row["difficulty_kind"] = FALSE_CLAIMS[number % len(FALSE_CLAIMS)]
    ground.note("category_not_in_source_list", number, term.period, "subsidy_payment", [row], "difficulty_kind")


def category_lower_than_entitled(ground: Ground, number: int) -> None:
    """A registered household's child paid as one of the other needy."""
    term = ground.term(number)
    row = ground.poor_pupil(term).payments(term)[0]
    row["difficulty_kind"] = "other"
    ground.note("category_lower_than_entitled", number, term.period, "subsidy_payment", [row], "difficulty_kind")


def shared_or_wrong_bank_card(ground: Ground, number: int) -> None:
    """Two families' aid on one card, or aid on a teacher's card."""
    term = ground.term(number)
    first = ground.aided_pupil(term).payments(term)[0]
    rows: list[Row] = [first]
    if number % 2:
        first.update(
            payee_relation=("teacher", "other")[number // 2 % 2], payee_name=ground.county.people.new_name("male")
        )
    else:
        second = ground.aided_pupil(term).payments(term)[0]
        second["card_no"] = first["card_no"]
        rows.append(second)
    field = "payee_relation" if number % 2 else "card_no"
    ground.note("shared_or_wrong_bank_card", number, term.period, "subsidy_payment", rows, field)


def _letter(ground: Ground, term: Term, answer: str) -> Row:
    level = ground.level("primary", term, 2)
    person = ground.county.people.make(birthday(ground.county, level), plain=True)
    enrol_elsewhere(ground.county, term, person, "primary", None, "外县演练学校", "other_county")
    return add_letter(ground.county, term, person, "primary", answer)


def remote_letter_unanswered(ground: Ground, number: int) -> None:
    """A letter of the first weeks of the term that nobody answered."""
    term = ground.term(number)
    row = _letter(ground, term, "none")
    row["sent_on"] = term.starts_on + dt.timedelta(days=20 + number % 90)
    ground.note("remote_letter_unanswered", number, term.period, "remote_letter", [row], "replied_on")


def remote_double_paid(ground: Ground, number: int) -> None:
    """Paid here although the other county had paid."""
    term = ground.term(number)
    row = _letter(ground, term, "aided")
    row["topup_amount"] = Decimal(500)
    ground.note("remote_double_paid", number, term.period, "remote_letter", [row], "topup_amount")


def report_vs_ledger(ground: Ground, number: int) -> None:
    """A reported sum that the payments do not give; planted once the sums are known."""
    county, term = ground.county, ground.term(number)
    summary = county.tables["subsidy_summary", term.period]
    kinds = sorted({row["difficulty_kind"] for row in summary})
    index = number // len(county.calendar.terms)
    if index >= len(kinds):
        raise NoGround
    rows = [row for row in summary if row["difficulty_kind"] == kinds[index]]
    field = ("person_times", "amount")[index % 2]
    rows[0][field] += 3 if field == "person_times" else 1000
    ground.note("report_vs_ledger", number, term.period, "subsidy_summary", rows, field)
