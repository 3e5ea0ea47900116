"""Synthetic people of one county: valid identity numbers in a region that does not exist, and names.

What belongs here: ids with a good check digit, names, cards, all unique within the county and the same again for
the same pupil in another term. What does not: what people do or receive (the county modules).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Texts = npt.NDArray[np.object_]
Days = npt.NDArray[np.datetime64]
Key = tuple[str, ...]

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖"
    "石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万"
)
GIVEN_FIRST = (
    "安宝博春达德东恩方丰福广国海浩和恒宏洪华怀嘉建健江金景静俊康坤乐立良林龙明木宁平启庆仁荣瑞若山尚诗书思松泰天"
)
GIVEN_LAST = (
    "安白宾波成诚川春丹东菲峰刚歌光海禾和弘欢辉佳杰洁晶娟军凯兰岚磊丽琳玲龙露梅敏娜宁鹏平琪强晴然蓉森珊涛田婷微文"
)
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
CHECK_CHARACTERS = np.frombuffer(b"10X98765432", dtype=np.uint8)
PLACES_A_DAY = 450
NAME_STEP = 72_019
NAMES_BETWEEN_COUNTIES = 41_777
FIRST_DAY = np.datetime64("1920-01-01")


@dataclass(frozen=True)
class People:
    """Some people: one entry of every array per person."""

    id_number: Texts
    name: Texts
    is_male: npt.NDArray[np.bool_]
    birth_on: Days

    def __len__(self) -> int:
        return len(self.id_number)

    def pick(self, index: npt.NDArray[np.intp] | slice) -> People:
        """The people at ``index``."""
        return People(self.id_number[index], self.name[index], self.is_male[index], self.birth_on[index])

    @property
    def gender(self) -> Texts:
        """Code of the sex, as in the id."""
        return np.where(self.is_male, "male", "female").astype(object)


def joined(groups: list[People]) -> People:
    """Several groups as one."""
    return People(
        np.concatenate([group.id_number for group in groups]),
        np.concatenate([group.name for group in groups]),
        np.concatenate([group.is_male for group in groups]),
        np.concatenate([group.birth_on for group in groups]),
    )


@dataclass
class Population:
    """Everybody of one county; nobody gets an id or a name twice."""

    region: int
    rng: np.random.Generator
    count: int = 0
    born: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(45_000, dtype=np.int64))
    pools: dict[Key, list[People]] = field(default_factory=dict)

    def add(self, first: str, last: str, size: int, is_male: npt.NDArray[np.bool_] | None = None) -> People:
        """``size`` new people born between the days ``first`` and ``last``."""
        span = int((np.datetime64(last) - np.datetime64(first)) / np.timedelta64(1, "D")) + 1
        days = np.datetime64(first) + self.rng.integers(0, span, size).astype("timedelta64[D]")
        male = self.rng.random(size) < 0.51 if is_male is None else is_male
        places = self._places(((days - FIRST_DAY) / np.timedelta64(1, "D")).astype(np.int64))
        numbers = np.arange(self.count, self.count + size)
        self.count += size
        names_ = names(numbers + self.region % 1_000 * NAMES_BETWEEN_COUNTIES)
        return People(id_numbers(self.region, days, places, male), names_, male, days)

    def take(self, key: Key, start: int, size: int, first: str, last: str) -> People:
        """People ``start`` … of a pool that grows when needed, so that the next term meets the same people."""
        pool = self.pools.setdefault(key, [])
        have = sum(len(group) for group in pool)
        if have < start + size or not pool:
            pool.append(self.add(first, last, max(0, start + size - have)))
        self.pools[key] = pool = [joined(pool)] if len(pool) > 1 else pool
        return pool[0].pick(slice(start, start + size))

    def _places(self, days: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """How many people of the county were given an id for that birthday before this one."""
        order = np.argsort(days, kind="stable")
        ranked = days[order]
        starts = np.searchsorted(ranked, ranked, side="left")
        places = np.empty(len(days), dtype=np.int64)
        places[order] = np.arange(len(days)) - starts
        places += self.born[days]
        np.add.at(self.born, days, 1)
        if len(days) and int(places.max()) >= PLACES_A_DAY:
            raise ValueError(f"more than {PLACES_A_DAY} people of region {self.region} share a birthday")
        return places


def id_numbers(region: int, days: Days, places: npt.NDArray[np.int64], is_male: npt.NDArray[np.bool_]) -> Texts:
    """Identity numbers of 18 characters: region, birthday, serial (odd for men), check digit."""
    months = days.astype("datetime64[M]")
    year = days.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    day = ((days - months) / np.timedelta64(1, "D")).astype(np.int64) + 1
    serial = 2 * places + np.where(is_male, 1, 2)
    number = ((region * 10_000 + year) * 10_000 + month * 100 + day) * 1_000 + serial
    digits = (number[:, None] // 10 ** np.arange(16, -1, -1, dtype=np.int64)) % 10
    check = CHECK_CHARACTERS[(digits @ WEIGHTS) % 11]
    text = np.concatenate([(digits + ord("0")).astype(np.uint8), check[:, None]], axis=1)
    return np.ascontiguousarray(text).view("S18").ravel().astype(str).astype(object)


def names(numbers: npt.NDArray[np.int64]) -> Texts:
    """A name for each number; different numbers have different names."""
    total = len(SURNAMES) * len(GIVEN_FIRST) * len(GIVEN_LAST)
    place = numbers * NAME_STEP % total
    surname = np.array(list(SURNAMES), dtype=object)[place % len(SURNAMES)]
    place //= len(SURNAMES)
    first = np.array(list(GIVEN_FIRST), dtype=object)[place % len(GIVEN_FIRST)]
    last = np.array(list(GIVEN_LAST), dtype=object)[place // len(GIVEN_FIRST)]
    names_: Texts = surname + first + last
    return names_


def cards(people: People) -> Texts:
    """A bank card of 19 digits with a good Luhn digit for each person, under an issuer number nobody uses."""
    return np.array([_card("99" + number[6:17] + number[1:6]) for number in people.id_number], dtype=object)


def _card(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return body + str(-total % 10)
