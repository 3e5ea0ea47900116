"""Where the copies of the template lie: codes and names for up to 2,844 fictitious counties.

What belongs here: which code each copy of a template county gets, and what the county is called. What does not:
putting them into a text (``marks``), the twelve counties of the small rehearsal (``building``).

A county's copies all have codes whose weighted sum (GB 11643) is the template's modulo 11. So an identity number
that changes its region keeps its check digit: a good one stays good, a planted wrong one stays wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dagster_project.demo.people import WEIGHTS

# Digits that no date holds in this order, no 9 after the first two: nothing else in a row reads like such a code.
TEMPLATE_CODES = ("993456", "994537", "995648", "997864")
SMALL_REHEARSAL = "9901"
PLACEHOLDER = "999999"
# Second characters that hardly any real county has.
FIRST = "青云白柳枫河松竹梅兰溪泉川原岗湖霜露雪月星辰晨霞岚雾虹桐榆槐杉椿楠荷菊葵蓼芷蕙蘅秋春夏冬东南西北上下长远清静文武和安丰宁"
SECOND = "砚笺笙笛弦墨舟帆霁澜漪葭萤鹭鸢雁蝉鲤鹿鹤琴棋篱笠蓑杼锄犁穗黍粟稷菽麻桑茧绫罗锦缎瓷陶釉窑炉钟磬鼓"


@dataclass(frozen=True)
class Seat:
    """A county that a copy of the template is written for."""

    code: str
    name: str


def blocks(counties: int) -> list[tuple[Seat, ...]]:
    """Seats for ``counties`` counties, one for each template county in every block; a multiple of the block's size."""
    size = len(TEMPLATE_CODES)
    classes = [_codes_like(code) for code in TEMPLATE_CODES]
    most = min(*(len(codes) * size for codes in classes), len(FIRST) * len(SECOND))
    if counties % size or not 0 < counties <= most:
        raise ValueError(
            f"县数须为 {size} 的倍数，至多 {most} / the number of counties must be a multiple of {size}, at most {most}"
        )
    return [
        tuple(Seat(codes[block], seat_name(block * size + seat)) for seat, codes in enumerate(classes))
        for block in range(counties // size)
    ]


def seat_name(index: int) -> str:
    """The name of county number ``index``; all differ."""
    return f"{FIRST[index % len(FIRST)]}{SECOND[index // len(FIRST) % len(SECOND)]}县"


def residue(code: str) -> int:
    """What a region code adds to the check sum of an identity number."""
    return sum(int(digit) * weight for digit, weight in zip(code, WEIGHTS, strict=False)) % 11


@cache
def _codes_like(template: str) -> list[str]:
    every = (f"99{number:04d}" for number in range(10_000))
    return [code for code in every if residue(code) == residue(template) and _is_free(code)]


def _is_free(code: str) -> bool:
    reserved = code.startswith(("9900", SMALL_REHEARSAL)) or code.endswith("00")
    return not reserved and code != PLACEHOLDER and code not in TEMPLATE_CODES
