"""The national amounts a rehearsal pays by, term by term.

What does not belong here: what the rules compare with (``seeds/policy_standards.csv``).
"""

from __future__ import annotations

from decimal import Decimal

from dagster_project.demo.world import Term

# A fee not asked for and a meal eaten at school are no income of the household.
NO_INCOME = frozenset({"vocational_tuition", "nutrition"})
# (programme, stage): (first term, yuan a term), newest first
AMOUNTS: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("boarding_living", "primary"): (("2024-03", "625"), ("2011-09", "500"), ("2010-09", "375")),
    ("boarding_living", "junior"): (("2024-03", "750"), ("2011-09", "625"), ("2010-09", "500")),
    ("nonboarding_living", "primary"): (("2024-03", "312.5"), ("2019-09", "250")),
    ("nonboarding_living", "junior"): (("2024-03", "375"), ("2019-09", "312.5")),
    ("nutrition", "primary"): (("2021-09", "500"), ("2014-11", "400"), ("2011-09", "300")),
    ("nutrition", "junior"): (("2021-09", "500"), ("2014-11", "400"), ("2011-09", "300")),
    ("senior_grant", "senior"): (("2025-03", "1150"), ("2015-03", "1000"), ("2010-09", "750")),
    ("vocational_grant", "vocational"): (("2025-03", "1150"), ("2015-03", "1000"), ("2007-01", "750")),
    ("vocational_tuition", "vocational"): (("2000-01", "600"),),
}


def usual_amount(item: str, stage: str, term: Term) -> Decimal:
    """What the standard in force gives in ``term``; the oldest one before there was any."""
    steps = AMOUNTS[item, stage]
    month = f"{term.starts_on:%Y-%m}"
    return Decimal(next((amount for since, amount in steps if since <= month), steps[-1][1]))


def in_force(item: str, stage: str, term: Term) -> bool:
    """Whether the programme has begun by the first month of ``term``."""
    return any(since <= f"{term.starts_on:%Y-%m}" for since, _ in AMOUNTS[item, stage])


def ended_amount(item: str, stage: str, term: Term) -> Decimal | None:
    """What the standard before gave; None when there was none."""
    month = f"{term.starts_on:%Y-%m}"
    past = [amount for since, amount in AMOUNTS[item, stage] if since <= month]
    return Decimal(past[1]) if len(past) > 1 else None
