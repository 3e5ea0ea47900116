"""Synthetic people: identity numbers with a valid check digit, names, telephones.

What belongs here: one person at a time. What does not: families and schools (``population``), faults (``faults``).
Region codes begin with 99 and are never 999999; no real person can hold such a number.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
MALE_GIVEN = (
    "伟强磊军勇杰涛超明刚平辉鹏飞波斌宇浩凯健俊帆林峰松柏航宁安康泰文武博轩昊睿晨阳旭东海江河山岩石川源泉溪清亮"
    "志国建华庆祥瑞福贵荣昌盛兴旺永恒久远达通顺和谦诚信义仁德"
)
FEMALE_GIVEN = (
    "芳娜敏静丽艳娟霞秀兰梅莉玲桂英华慧巧美淑惠珠翠雅芝玉萍红娥芬燕彩春菊凤洁琳素云莲真环雪荣爱妹香月莺媛瑞凡佳"
    "嘉琼勤珍贞叶璧璐娅琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓纨仪荷丹蓉眉君琴蕊薇菁梦岚苑婕馨"
)
COMMON_NAMES = {"male": ("王伟", "李强", "张磊"), "female": ("王芳", "李娜", "张敏")}
MINORITY_NAMES = {
    "male": ("买买提·艾力", "阿卜杜拉·热合曼", "多吉·扎西", "吐尔逊·库尔班", "巴特·苏和"),
    "female": ("阿依古丽·热合曼", "古丽娜·艾山", "卓玛·央金", "帕提古丽·吾守尔", "其其格·乌兰"),
}
RARE_GIVEN = ("喆", "堃", "淼", "犇", "翀", "赟", "旻", "珺", "昇", "镕", "䶮", "㛃")
MINORITIES = ("壮族", "回族", "苗族", "维吾尔族", "土家族", "藏族", "蒙古族", "彝族")


@dataclass
class Person:
    """One synthetic person. ``common`` names are shared on purpose and never carry a fault."""

    id_number: str
    name: str
    gender: str
    birth_on: dt.date
    ethnicity: str = "汉族"
    common: bool = False


def check_digit(first17: str) -> str:
    """The 18th character of an identity number (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True))
    return CHECKS[total % 11]


def is_valid_id(text: str) -> bool:
    """Eighteen characters with the right check digit."""
    return len(text) == 18 and text[:17].isdigit() and check_digit(text[:17]) == text[17]


def other_check(id_number: str, step: int = 1) -> str:
    """The same number with a wrong last character, never one that looks cut off by Excel (…000)."""
    wrong = [c for c in "0123456789" if c != id_number[17] and id_number[15:17] + c != "000"]
    return id_number[:17] + wrong[step % len(wrong)]


@dataclass
class PersonMaker:
    """Makes the people of one county; no two share an id, and no two share name and birthday.

    ``phone_prefix`` begins every telephone number of the county.
    """

    region: str
    county_index: int
    rng: random.Random
    ids: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    phones: int = 0
    phone_prefix: str = ""

    def make(
        self,
        birth_on: dt.date,
        gender: str | None = None,
        surname: str | None = None,
        plain: bool = False,
    ) -> Person:
        """A new person; ``plain`` asks for a name that nobody else in the county has."""
        gender = gender or self.rng.choice(("male", "female"))
        id_number = self.new_id(birth_on, gender)
        roll = self.rng.random()
        if not plain and surname is None and roll < 0.012:
            return Person(id_number, self.rng.choice(COMMON_NAMES[gender]), gender, birth_on, common=True)
        if not plain and surname is None and roll < 0.024:
            name = self.rng.choice(MINORITY_NAMES[gender])
            return Person(id_number, name, gender, birth_on, self.rng.choice(MINORITIES), common=True)
        ethnicity = self.rng.choice(MINORITIES) if roll > 0.93 else "汉族"
        return Person(id_number, self.new_name(gender, surname), gender, birth_on, ethnicity)

    def new_name(self, gender: str, surname: str | None = None) -> str:
        """A name of three or two characters that nobody else in the county has, as long as there are any."""
        pool = MALE_GIVEN if gender == "male" else FEMALE_GIVEN
        name = ""
        for attempt in range(400):
            family = surname if surname and attempt < 200 else self.rng.choice(SURNAMES)
            given = self.rng.choice(pool)
            if self.rng.random() < 0.85:
                given += self.rng.choice(RARE_GIVEN) if self.rng.random() < 0.02 else self.rng.choice(pool)
            name = family + given
            if name not in self.names:
                break
        self.names.add(name)
        return name

    def new_id(self, birth_on: dt.date, gender: str) -> str:
        """An unused number with this birthday and sex."""
        parity = 1 if gender == "male" else 0
        while True:
            serial = self.rng.randrange(0, 499) * 2 + parity
            id_number = self.with_serial(birth_on, serial)
            if id_number not in self.ids and not id_number.endswith("000"):
                self.ids.add(id_number)
                return id_number

    def with_serial(self, birth_on: dt.date, serial: int) -> str:
        """The number that this birthday and serial make."""
        first17 = f"{self.region}{birth_on:%Y%m%d}{serial:03d}"
        return first17 + check_digit(first17)

    def neighbour_id(self, person: Person) -> str:
        """Another valid number of the same birthday and sex that differs in at most two characters."""
        tens = int(person.id_number[14:17]) // 10 * 10
        for last in range(person.gender == "male", 10, 2):
            id_number = self.with_serial(person.birth_on, tens + last)
            if id_number not in self.ids and not id_number.endswith("000"):
                self.ids.add(id_number)
                return id_number
        raise ValueError("no neighbouring number is free")

    def round_id_person(self, first: dt.date, last: dt.date) -> Person:
        """A woman whose good number happens to end in 000, born between the two days."""
        day = first
        while day <= last:
            for serial in range(100, 1000, 100):
                id_number = self.with_serial(day, serial)
                if id_number.endswith("000") and id_number not in self.ids:
                    self.ids.add(id_number)
                    return Person(id_number, self.new_name("female"), "female", day)
            day += dt.timedelta(days=1)
        raise ValueError("no number that ends in 000 between these days")

    def new_phone(self) -> str:
        """A mobile number nobody else in the county has."""
        self.phones += 1
        prefix = self.phone_prefix or f"19{self.county_index % 10}"
        return f"{prefix}{self.phones:0{11 - len(prefix)}d}"


def day_between(rng: random.Random, first: dt.date, last: dt.date) -> dt.date:
    """A day from ``first`` to ``last``."""
    return first + dt.timedelta(days=rng.randrange((last - first).days + 1))


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day ``years`` earlier (28 February for a leap day)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
