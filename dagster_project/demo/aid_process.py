"""The way of an aid payment: application, public notice, funds, bank, books, signature, notice to the guardian; fees.

What belongs here: rows that follow from what was paid, and money of pupils beside it (fees, donations). What does not:
the payments themselves (``population``), registers (``registers``), faults.

Everything follows from the payments as the county sends them, faults included: the bank and the books say what was
paid, whether rightly or not. Whose payment it is they know better than a damaged cell does.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.demo.registers import is_intact, owners
from dagster_project.demo.school_days import teaching_days
from dagster_project.demo.world import County, Pupil, Row, School, Term

NOTICE_DAYS = 7
FUND_NAMES = {
    "boarding_living": "义务教育家庭经济困难学生生活补助",
    "nonboarding_living": "义务教育家庭经济困难学生生活补助",
    "nutrition": "农村义务教育学生营养膳食补助",
    "senior_grant": "普通高中国家助学金",
    "vocational_grant": "中等职业教育国家助学金",
    "vocational_tuition": "中等职业教育免学费补助",
}
CENTRAL_SHARE = Decimal("0.8")
PLACES = ("校务公开栏", "校门口宣传栏", "校园网")
WAYS = ("letter", "letter", "message", "visit")
LEVELS = {"registered_poor": "special", "orphan": "special", "tekun": "special", "other": "general"}
DONORS = (
    ("泛海助学行动", "演练市教育发展基金会", "foundation", 5000),
    ("滋蕙计划", "演练省教育基金会", "foundation", 2000),
    ("爱心企业助学", "青松实业有限公司", "company", 1000),
    ("金秋助学", "爱心人士", "person", 800),
)


@dataclass(frozen=True)
class Paid:
    """A payment and what is known of it beside its cells."""

    row: Row
    id_number: str | None
    name: str
    class_name: str | None
    guardian: str
    school: School
    notice: tuple[dt.date, dt.date]

    def pupil(self, *more: str) -> Row:
        """Who was paid, in the columns that most lists have."""
        return Row(
            school_code=self.school.code,
            school_name=self.school.name,
            id_number=self.id_number,
            xueji_no=f"G{self.id_number}" if self.id_number else None,
            name=self.name,
            grade=self.row["grade"],
            class_name=self.class_name,
            aid_item=self.row["aid_item"],
            **{field: self.row[field] for field in more},
        )


def add_aid_process(county: County) -> None:
    """Add what accompanies the payments of a county, which are complete by now."""
    rng = county.generator("aid process")
    for term in county.calendar.terms:
        paid = list(_paid(county, term))
        _give_notice(county, term, paid)
        documents = _receive_funds(county, term, paid)
        _charge_fees(county, term, rng)
        if not county.is_large:
            _apply(county, term, paid, rng)
            _sign(county, term, paid)
            _tell(county, term, paid, rng)
            _return_from_bank(county, term, paid)
            _book(county, term, paid, documents)
    for year in county.calendar.years:
        _donate(county, year)


def _paid(county: County, term: Term) -> Iterator[Paid]:
    schools = {school.code: school for school in county.schools}
    owner, notice = owners(county), _notice_days(term)
    for row in county.tables["subsidy_payment", term.period]:
        pupil = owner.get(id(row))
        school = schools.get(row.unit or row["school_code"]) or county.schools[0]
        if pupil:
            roll = pupil.roll(term) or row
            who = pupil.person
            yield Paid(row, who.id_number, who.name, roll["class_name"], pupil.guardian, school, notice)
        else:
            number = "".join((row["id_number"] or "").split()) or None
            name = "".join(row["name"].split()).replace("•", "·")
            yield Paid(row, number, name, row["class_name"], row["payee_name"], school, notice)


def _notice_days(term: Term) -> tuple[dt.date, dt.date]:
    """First and last day of the notice: so many working days from the fourth week on."""
    days = [day for day in teaching_days(term) if day >= term.starts_on + dt.timedelta(days=24)]
    return days[0], days[NOTICE_DAYS - 1]


def _apply(county: County, term: Term, paid: list[Paid], rng: random.Random) -> None:
    seen = set()
    for item in paid:
        if item.row["aid_item"] == "nutrition" or (item.id_number, item.row["aid_item"]) in seen:
            continue  # for meals nobody applies
        seen.add((item.id_number, item.row["aid_item"]))
        row = _application(county, term, item.pupil("stage", "difficulty_kind"), item.school, rng)
        row.update(applied_amount=item.row["amount"], approved_on=row["applied_on"] + dt.timedelta(days=8))
        row.update(reported_on=item.notice[1] + dt.timedelta(days=2), result="approved")
        county.add("aid_application", term.period, row)
    plain = [pupil for pupil in county.pupils if pupil.difficulty is None and is_intact(pupil, pupil.roll(term))]
    for pupil in plain[:: max(1, len(plain) // 4)]:
        county.add("aid_application", term.period, _turned_down(county, term, pupil, rng))


def _application(county: County, term: Term, who: Row, school: School, rng: random.Random) -> Row:
    day = term.starts_on + dt.timedelta(days=4 + rng.randrange(8))
    number = county.serial(f"application {term.period}")
    row = Row(
        who,
        application_no=f"{term.period[:4]}{term.period[5]}{number:05d}",
        difficulty_level=LEVELS.get(who["difficulty_kind"], "hard"),
        applied_on=day,
        class_teacher_name=_staff_of(county, school, who["class_name"] or ""),
        class_reviewed_on=day + dt.timedelta(days=2),
        leader_reviewed_on=day + dt.timedelta(days=5),
    )
    row.unit = school.code
    return row


def _staff_of(county: County, school: School, which: str) -> str:
    """A teacher of the school, always the same for a class."""
    names = [teacher.person.name for teacher in county.teachers if teacher.school is school and not teacher.left_on]
    names = names or [teacher.person.name for teacher in county.teachers]
    return names[sum(map(ord, which)) % len(names)]


def _turned_down(county: County, term: Term, pupil: Pupil, rng: random.Random) -> Row:
    roll = pupil.roll(term)
    assert roll is not None
    who = _of_roll(pupil, roll, "stage")
    who.update(difficulty_kind=None, aid_item="other")
    school = next(school for school in pupil.schools.values() if school.stage == roll["stage"])
    row = _application(county, term, who, school, rng)
    row.update(difficulty_level="none", result="rejected", reason="家庭经济状况不符合认定条件")
    return row


def _of_roll(pupil: Pupil, roll: Row, *more: str) -> Row:
    """Who somebody on the roll is, in the columns that most lists have."""
    fields = ("school_code", "school_name", "xueji_no", "grade", "class_name", *more)
    row = Row({field: roll[field] for field in fields}, id_number=pupil.person.id_number, name=pupil.person.name)
    row.unit = roll.unit
    return row


def _give_notice(county: County, term: Term, paid: list[Paid]) -> None:
    listed: dict[tuple[str, str], list[Paid]] = defaultdict(list)
    for item in paid:
        listed[item.school.code, item.row["aid_item"]].append(item)
    for number, ((_, aid_item), items) in enumerate(sorted(listed.items())):
        first, last = items[0].notice
        school = items[0].school
        row = Row(
            notice_no=f"公示〔{term.year}〕{county.serial('notice')}号",
            school_code=school.code,
            school_name=school.name,
            stage=school.stage,
            aid_item=aid_item,
            term=term.period,
            listed_students=len({item.id_number for item in items}),
            starts_on=first,
            ends_on=last,
            days=NOTICE_DAYS,
            place=PLACES[number % len(PLACES)],
            objections=0,
            outcome="无异议",
            withdrawn_on=last + dt.timedelta(days=1),
            shows_private_data=False,
        )
        row.unit = school.code
        county.add("public_notice", term.period, row)


def _receive_funds(county: County, term: Term, paid: list[Paid]) -> dict[str, str]:
    """Four fifths from above, the rest the county's own, days before the first payment; the document from above."""
    documents: dict[str, str] = {}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for item in paid:
        sums[item.row["aid_item"]] += item.row["amount"]
    came_on = dt.date(term.year, 4 if term.period.endswith("spring") else 10, 28)
    for aid_item, total in sorted(sums.items()):
        central = (total * CENTRAL_SHARE).quantize(Decimal("0.01"))
        for level, amount in (("central", central), ("county", total - central)):
            office = "演练省财教" if level == "central" else f"{county.name}财教"
            row = Row(
                doc_no=f"{office}〔{term.year}〕{county.serial('fund document')}号",
                fund_name=FUND_NAMES.get(aid_item, "学生资助补助经费"),
                aid_item=aid_item,
                term=term.period,
                fund_level=level,
                amount=amount,
                issued_on=came_on - dt.timedelta(days=13),
                received_on=came_on,
                pay_by=came_on + dt.timedelta(days=45),
                disbursed=amount,
                balance=Decimal(0),
            )
            county.add("fund_receipt", term.year, row)
            documents.setdefault(aid_item, row["doc_no"])
    return documents


def _sign(county: County, term: Term, paid: list[Paid]) -> None:
    for item in paid:
        grown = item.row["stage"] in ("senior", "vocational")
        row = Row(
            item.pupil("amount", "phone"),
            pay_method="card",
            signed_by_name=item.name if grown else item.guardian,
            signer_relation="self" if grown else "guardian",
            signed_on=item.row["paid_on"] + dt.timedelta(days=2),
            is_proxy=False,
        )
        row.unit = item.school.code
        county.add("payment_signature", term.period, row)


def _tell(county: County, term: Term, paid: list[Paid], rng: random.Random) -> None:
    for number, item in enumerate(paid):
        told_on = item.row["paid_on"] + dt.timedelta(days=3)
        row = Row(
            item.pupil("amount", "phone"),
            guardian_name=item.guardian,
            notified_on=told_on,
            notice_way=WAYS[number % len(WAYS)],
            is_signed=True,
        )
        if number % 3 == 0:
            row.update(
                revisited_on=told_on + dt.timedelta(days=8 + rng.randrange(10)),
                revisit_way="phone",
                is_received=True,
                revisitor_name=_staff_of(county, item.school, item.name),
                feedback="已收到，无意见",
            )
        row.unit = item.school.code
        county.add("aid_notice", term.period, row)


def _return_from_bank(county: County, term: Term, paid: list[Paid]) -> None:
    """Every payment is booked; one in fifty was sent back first, for a name that did not suit the card."""
    for number, item in enumerate(paid):
        if number % 50 == 17:
            refused = _booking(county, term, item, item.row["paid_on"] - dt.timedelta(days=1), "failed")
            refused["failure_reason"] = "账号户名不符"
        _booking(county, term, item, item.row["paid_on"], "success")


def _booking(county: County, term: Term, item: Paid, day: dt.date, result: str) -> Row:
    row = Row(
        batch_no=f"DF{day:%Y%m%d}01",
        serial_no=f"{day:%Y%m%d}{county.serial('bank'):06d}",
        card_no=item.row["card_no"],
        payee_name=item.row["payee_name"],
        id_number=item.id_number,
        name=item.name,
        amount=item.row["amount"],
        traded_on=day,
        result=result,
        bank_name=item.row["bank_name"],
        summary="教育资助",
    )
    return county.add("bank_return", term.period, row)


def _book(county: County, term: Term, paid: list[Paid], documents: dict[str, str]) -> None:
    """One voucher for a school, a programme and a third of the month."""
    vouchers: dict[tuple[str, str, int], str] = {}
    for item in paid:
        day, aid_item = item.row["paid_on"], item.row["aid_item"]
        sheet = (item.school.code, aid_item, day.toordinal() // 10)
        if sheet not in vouchers:
            vouchers[sheet] = f"记-{term.year}-{county.serial('voucher'):04d}"
        row = Row(
            voucher_no=vouchers[sheet],
            booked_on=day,
            account_code="2050299",
            account_name="其他普通教育支出",
            summary=f"付{item.school.short}{FUND_NAMES.get(aid_item, '学生资助')}",
            aid_item=aid_item,
            term=term.period,
            id_number=item.id_number,
            name=item.name,
            payee_name=item.row["payee_name"],
            card_no=item.row["card_no"],
            amount=item.row["amount"],
            fund_doc_no=documents[aid_item],
            pay_method="card",
        )
        county.add("finance_ledger", day.year, row)


def _charge_fees(county: County, term: Term, rng: random.Random) -> None:
    """What pupils pay who are in no programme: lessons in kindergarten and senior school, beds of boarders."""
    rows = []
    for pupil in county.pupils:
        roll = pupil.roll(term)
        if roll is None or pupil.difficulty is not None or not is_intact(pupil, roll):
            continue
        lessons = {"senior": ("tuition", 800), "preschool": ("childcare", 1500)}.get(roll["stage"])
        bed = ("dorm", 300) if pupil.boarding and roll["stage"] in ("senior", "vocational") else None
        for item, amount in filter(None, (lessons, bed)):
            rows.append(_fee(county, term, _of_roll(pupil, roll, "stage"), item, Decimal(amount), rng))
    for row in rows[:100] if county.is_large else rows:
        county.add("fee_receipt", term.period, row)


def _fee(county: County, term: Term, who: Row, item: str, amount: Decimal, rng: random.Random) -> Row:
    row = Row(
        who,
        receipt_no=f"{county.code}{county.serial('receipt'):08d}",
        term=term.period,
        fee_item=item,
        amount=amount,
        charged_on=term.starts_on + dt.timedelta(days=rng.randrange(6)),
        waived_amount=Decimal(0),
    )
    row.unit = who.unit
    return row


def _donate(county: County, year: int) -> None:
    """Gifts to pupils of no registered household, so that no household's income changes."""
    terms = [term for term in county.calendar.terms if term.year == year]
    pupils = [pupil for pupil in county.pupils if pupil.difficulty and pupil.household is None]
    for number, pupil in enumerate(pupils[::9][:40]):
        roll = pupil.roll(terms[-1])
        if roll is None:
            continue
        programme, donor, kind, amount = DONORS[number % len(DONORS)]
        row = Row(
            programme=programme,
            donor=donor,
            donor_kind=kind,
            id_number=pupil.person.id_number,
            name=pupil.person.name,
            school_name=roll["school_name"],
            stage=roll["stage"],
            grade=roll["grade"],
            difficulty_kind=pupil.difficulty,
            amount=Decimal(amount),
            donated_on=dt.date(year, 9, 10),
            pay_method="card",
        )
        county.add("social_donation", year, row)
