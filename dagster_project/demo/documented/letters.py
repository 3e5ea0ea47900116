"""Letters about pupils who study elsewhere. Which totals they reproduce is said by the county modules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dagster_project.demo.documented.amounts import Fens, yuan_texts
from dagster_project.demo.documented.people import Population, Texts, joined
from dagster_project.demo.documented.tables import Delivery, dates, texts

BORN = {"primary": ("2009-09-01", "2013-08-31"), "junior": ("2005-09-01", "2007-08-31")}
SCHOOL_KIND = {"primary": "小学", "junior": "中学"}


def letters(
    population: Population,
    term: str,
    stages: Sequence[tuple[str, int]],
    regions: tuple[str, ...],
    sent: np.ndarray,
    replied: np.ndarray,
    topups: Fens,
) -> Delivery:
    """One letter per pupil; ``sent`` and ``replied`` are days (NaT: no answer), ``topups`` fen (0: none)."""
    people = joined([population.add(*BORN[stage], count) for stage, count in stages])
    stage = np.repeat(np.array([word for word, _ in stages], dtype=object), [count for _, count in stages])
    place = np.arange(len(people))
    answered = ~np.isnat(replied)
    aided = answered & (topups == 0)
    school = "演练外地第" + texts(place % 40 + 1)
    columns: dict[str, Texts | str] = {
        "letter_no": np.array([f"函{term}-{number:05d}" for number in place + 1], dtype=object),
        "id_number": people.id_number,
        "name": people.name,
        "township": "演练第" + texts(place % 12 + 1) + "乡镇",
        "stage": stage,
        "host_region": np.array(regions, dtype=object)[place % len(regions)],
        "host_school_name": school + np.array([SCHOOL_KIND[word] for word in stage], dtype=object),
        "sent_on": dates(sent),
        "replied_on": np.where(answered, dates(replied), "").astype(object),
        "is_aided_there": np.where(aided, "true", np.where(answered, "false", "")).astype(object),
        "topup_amount": np.where(topups > 0, yuan_texts(topups), "").astype(object),
    }
    return Delivery("remote_letter", term, columns)
