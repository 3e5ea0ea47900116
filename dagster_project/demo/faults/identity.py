"""Faults of identity numbers, names, telephones and the school roll's own numbers."""

from __future__ import annotations

import datetime as dt

from dagster_project.demo.faults.ground import Ground, copy_row
from dagster_project.demo.key import PLANTED
from dagster_project.demo.people import is_valid_id, other_check
from dagster_project.demo.world import Row

PLACEHOLDERS = (None, "999999999999999999", "无", None, "000000000000000000", "不详")


def _carrier(ground: Ground, number: int) -> tuple[str, str, Row]:
    """A row of a person whose id no other row needs: on the roll, in a household, on a list in turn."""
    term = ground.term(number)
    if number % 3 == 1:
        year = ground.year(number)
        return "poverty_member", str(year), ground.spouse().rows[year]
    if number % 3 == 2:
        return "special_group", term.snapshot, ground.listed_elder(term)
    return "school_roll", term.period, _roll(ground, number)


def _roll(ground: Ground, number: int) -> Row:
    term = ground.term(number)
    row = ground.plain_pupil(term).roll(term)
    assert row is not None
    return row


def id_length_invalid(ground: Ground, number: int) -> None:
    """A digit lost, a digit too many, two lost."""
    dataset, period, row = _carrier(ground, number)
    good = row["id_number"]
    row["id_number"] = (good[:-1], good + "5", good[:10] + good[12:])[number % 3]
    ground.note("id_length_invalid", number, period, dataset, [row], "id_number")


def id_checksum_fail(ground: Ground, number: int) -> None:
    """A wrong last digit."""
    dataset, period, row = _carrier(ground, number)
    row["id_number"] = other_check(row["id_number"], number)
    ground.note("id_checksum_fail", number, period, dataset, [row], "id_number")


def disability_cert_checksum_fail(ground: Ground, number: int) -> None:
    """A certificate number whose first eighteen digits cannot be an id."""
    if number % 2:
        year = ground.year(number)
        row = ground.spouse().rows[year]
        row.update(health="disabled", labour="lost", disability_cert_no=other_check(row["id_number"], number) + "43")
        ground.note("disability_cert_checksum_fail", number, year, "poverty_member", [row], "disability_cert_no")
        return
    term = ground.term(number // 2)
    row = ground.listed_elder(term, "disabled")
    row["disability_cert_no"] = other_check(row["id_number"], number) + row["disability_cert_no"][18:]
    ground.note("disability_cert_checksum_fail", number, term.snapshot, "special_group", [row], "disability_cert_no")


def id_missing_or_placeholder(ground: Ground, number: int) -> None:
    """Nothing, or a filler."""
    dataset, period, row = _carrier(ground, number)
    row["id_number"] = PLACEHOLDERS[number % len(PLACEHOLDERS)]
    ground.note("id_missing_or_placeholder", number, period, dataset, [row], "id_number")


def id_truncated_by_excel(ground: Ground, number: int) -> None:
    """An id as 9.90101E+17, or with its last three digits lost; one pupil is still known by name and school."""
    if number % 6 == 5:
        term = ground.term(number)
        row = ground.poor_pupil(term).payments(term)[0]
        row.update(id_number="9.90101E+17", xueji_no=None)
        ground.note("id_truncated_by_excel", number, term.period, "subsidy_payment", [row], "id_number")
        return
    dataset, period, row = _carrier(ground, number)
    cut = row["id_number"][:15] + "000"
    row["id_number"] = "9.90101E+17" if number % 2 or is_valid_id(cut) else cut
    ground.note("id_truncated_by_excel", number, period, dataset, [row], "id_number")


def id_duplicate_within_table(ground: Ground, number: int) -> None:
    """The same person twice in one list."""
    rule, county, term, year = "id_duplicate_within_table", ground.county, ground.term(number), ground.year(number)
    variant = number % 4
    if variant == 1:
        row = ground.listed_elder(term)
        twin = county.add("special_group", term.snapshot, copy_row(row, village=None))
        ground.note(rule, number, term.snapshot, "special_group", [row, twin], "id_number")
    elif variant == 2 and "teacher" not in county.damaged:
        row = ground.teacher(rural=False).rows["teacher", str(year)][0]
        twin = county.add("teacher", year, copy_row(row))
        ground.note(rule, number, year, "teacher", [row, twin], "id_number")
    elif variant == 3:
        home = ground.home()
        row = home.members[1].rows[year]
        twin = county.add("poverty_member", year, copy_row(row, relation="other"))
        house = home.rows[year]
        house["member_count"] += 1
        house["net_income_per_capita"] = round(house["net_income"] / house["member_count"], 2)
        ground.note(rule, number, year, "poverty_member", [row, twin], "id_number")
    else:
        row = _roll(ground, number)
        twin = county.add("school_roll", term.period, copy_row(row, class_name="9班"))
        ground.note(rule, number, term.period, "school_roll", [row, twin], "id_number")


def same_id_different_name(ground: Ground, number: int) -> None:
    """One number, another name than on the roll."""
    term = ground.term(number)
    pupil = ground.poor_pupil(term)
    name = ground.county.people.new_name(pupil.person.gender)
    if number % 2:
        row = pupil.payments(term)[0]
        row["name"] = name
        ground.note("same_id_different_name", number, term.period, "subsidy_payment", [row], "name")
        return
    assert pupil.household is not None
    year = ground.year(number)
    row = next(m for m in pupil.household.members if m.person is pupil.person).rows[year]
    row["name"] = name
    ground.note("same_id_different_name", number, year, "poverty_member", [row], "name")


def same_person_two_ids(ground: Ground, number: int) -> None:
    """One pupil of one school under two numbers that differ in a digit or two."""
    term = ground.term(number)
    pupil = ground.plain_pupil(term)
    row = pupil.roll(term)
    assert row is not None
    other = ground.county.people.neighbour_id(pupil.person)
    twin = ground.county.add("school_roll", term.period, copy_row(row, id_number=other, xueji_no="G" + other))
    ground.note("same_person_two_ids", number, term.period, "school_roll", [row, twin], "id_number")


def id_birth_mismatch(ground: Ground, number: int) -> None:
    """A birthday other than the one in the number."""
    year = ground.year(number)
    if number % 3 == 1:
        dataset, period, row = "poverty_member", str(year), ground.spouse().rows[year]
    elif number % 3 == 2 and "teacher" not in ground.county.damaged:
        dataset, period, row = "teacher", str(year), ground.teacher(rural=False).rows["teacher", str(year)][0]
    else:
        dataset, period, row = "school_roll", ground.term(number).period, _roll(ground, number)
    row["birth_on"] += dt.timedelta(days=31)
    ground.note("id_birth_mismatch", number, period, dataset, [row], "birth_on")


def id_gender_mismatch(ground: Ground, number: int) -> None:
    """A sex other than the one in the number."""
    term, year = ground.term(number), ground.year(number)
    if number % 3 == 1:
        dataset, period, row = "special_group", term.snapshot, ground.listed_elder(term)
    elif number % 3 == 2 and "teacher" not in ground.county.damaged:
        dataset, period, row = "teacher", str(year), ground.teacher(rural=False).rows["teacher", str(year)][0]
    else:
        dataset, period, row = "school_roll", term.period, _roll(ground, number)
    row["gender"] = "female" if row["gender"] == "male" else "male"
    ground.note("id_gender_mismatch", number, period, dataset, [row], "gender")


def xueji_no_mismatch(ground: Ground, number: int) -> None:
    """A school-roll number that does not follow from the id, is too short, or begins with a wrong letter."""
    row = _roll(ground, number)
    good = row["id_number"]
    row["xueji_no"] = ("G" + other_check(good, number), "G" + good[:17], "X" + good)[number % 3]
    ground.note("xueji_no_mismatch", number, ground.term(number).period, "school_roll", [row], "xueji_no")


def temp_xueji_unconverted(ground: Ground, number: int) -> None:
    """A temporary number of a pupil who enrolled years ago."""
    term = ground.term(number)
    row = ground.plain_pupil(term, ("primary",), grade=3).roll(term)
    assert row is not None
    row["xueji_no"] = f"L{row['id_number'][:14]}{number:04d}"
    ground.note("temp_xueji_unconverted", number, term.period, "school_roll", [row], "xueji_no")


def double_enrolment(ground: Ground, number: int) -> None:
    """On the rolls of two schools, of one county or of two."""
    rule, term = "double_enrolment", ground.term(number)
    row = ground.plain_pupil(term, ("primary", "junior")).roll(term)
    assert row is not None
    other = ground.neighbour() if number % 3 == 2 else None
    host = other or ground.county
    school = host.rng.choice([s for s in host.schools_of(row["stage"]) if s.code != row["school_code"]])
    twin = copy_row(row, school_code=school.code, school_name=school.name)
    twin.unit = school.code
    host.add("school_roll", term.period, twin)
    ground.note(rule, number, term.period, "school_roll", [row], "school_code")
    ground.key.add(rule, number, host, term.period, "school_roll", [twin], "school_code", PLANTED, ground.county)


def school_code_invalid(ground: Ground, number: int) -> None:
    """A school code too short, unknown to the register, or of a school with another name."""
    rule, term = "school_code_invalid", ground.term(number)
    if number % 3 == 1:
        paid = ground.aided_pupil(term).payments(term)[0]
        paid["school_code"] = f"29{ground.county.code}{10 + number % 90}"
        ground.note(rule, number, term.period, "subsidy_payment", [paid], "school_code")
        return
    row = ground.plain_pupil(term, ("primary", "junior")).roll(term)
    assert row is not None
    code = row["school_code"]
    row["school_code"] = code[:-1] if number % 3 == 0 else ground.other_school(row["stage"], code).code
    ground.note(rule, number, term.period, "school_roll", [row], "school_code")


def name_illegal_chars(ground: Ground, number: int) -> None:
    """Digits, letters or a remark in brackets inside a name."""
    term = ground.term(number)
    pupil = ground.plain_pupil(term) if number % 3 == 2 else ground.passing_pupil(term)
    row = pupil.roll(term)
    assert row is not None
    name = row["name"]
    row["name"] = (f"{name[0]}{number}{name[1:]}", f"{name}A", f"{name}（转学）")[number % 3]
    ground.note("name_illegal_chars", number, term.period, "school_roll", [row], "name")


def phone_invalid(ground: Ground, number: int) -> None:
    """A telephone number with a digit missing or too many, or two numbers in one cell."""
    year, term = ground.year(number), ground.term(number)
    if number % 3 == 1:
        dataset, period, row = "poverty_household", str(year), ground.home().rows[year]
    elif number % 3 == 2 and "teacher" not in ground.county.damaged:
        dataset, period, row = "teacher", str(year), ground.teacher(rural=False).rows["teacher", str(year)][0]
    else:
        dataset, period, row = "school_roll", term.period, _roll(ground, number)
    phone = row["phone"]
    row["phone"] = (phone[:9], phone + "7", f"{phone}/{ground.county.people.new_phone()}")[number // 2 % 3]
    ground.note("phone_invalid", number, period, dataset, [row], "phone")


def phone_shared_across_households(ground: Ground, number: int) -> None:
    """Two households with one telephone."""
    year = ground.year(number)
    first, second = ground.home().rows[year], ground.home().rows[year]
    second["phone"] = first["phone"]
    ground.note("phone_shared_across_households", number, year, "poverty_household", [first, second], "phone")
