"""Short made-up reports with the relations a careful reader lists in them, and each relation's verdict.

A relation is told by the numbers it is about, in any order; ``clean`` reports have nothing wrong in them.
"""

from __future__ import annotations

from typing import NamedTuple

GOOD, BAD, DOUBT = "good", "bad", "doubt"
"""holds or rounding; fails; fails or ask."""


class Written(NamedTuple):
    """One report and what is claimed in it: (verdict, the numbers)."""

    name: str
    text: str
    relations: tuple[tuple[str, str], ...]


REPORTS = (
    Written(
        "stages in brackets",
        "2022年秋季学期，青溪县共资助学生1250人（其中小学620人、初中430人、高中200人），发放资金98.5万元。",
        ((GOOD, "1250 620 430 200"),),
    ),
    Written(
        "stages in brackets, two digits swapped",
        "2022年秋季学期，青溪县共资助学生1250人（其中小学620人、初中340人、高中200人），发放资金98.5万元。",
        ((BAD, "1250 620 340 200"),),
    ),
    Written(
        "count times standard for a term",
        "春季学期为310名小学寄宿生发放生活补助，每生每学期500元，共计15.5万元。秋季学期298名，每生每学期500元，共计14.9万元。",
        ((GOOD, "310 500 15.5"), (GOOD, "298 500 14.9")),
    ),
    Written(
        "a zero is missing",
        "全年为420名高中学生发放国家助学金，每人每年2000元，共计8.4万元。",
        ((BAD, "420 2000 8.4"),),
    ),
    Written(
        "a yearly standard paid for one term",
        "秋季学期向86名普通高中困难学生发放助学金8.6万元，标准为每生每年2000元。",
        ((GOOD, "86 2000 8.6"),),
    ),
    Written(
        "monthly allowance for ten months",
        "为128名乡村教师发放生活补助，每人每月300元，全年按10个月计算，共发放38.4万元。",
        ((GOOD, "128 300 10 38.4"),),
    ),
    Written(
        "monthly allowance, months stated, amount wrong",
        "为128名乡村教师发放生活补助，每人每月300元，全年按10个月计算，共发放46.4万元。",
        ((BAD, "128 300 46.4"),),
    ),
    Written(
        "share of a whole",
        "全县共有专任教师2400人，其中女教师1500人，占62.5%；高级职称360人，占15%。",
        ((GOOD, "1500 2400 62.5"), (GOOD, "360 2400 15")),
    ),
    Written(
        "share does not follow",
        "全县共有专任教师2400人，其中女教师1500人，占专任教师总数的65.2%。",
        ((BAD, "1500 2400 65.2"),),
    ),
    Written(
        "at least ninety-five per cent",
        "全镇共有适龄儿童1820人，其中已入学1690人，占适龄儿童总数的95%以上。",
        ((BAD, "1690 1820 95"),),
    ),
    Written(
        "growth with its old value",
        "2021年全县在校生32500人，比上年的31250人增加1250人，增长4%。",
        ((GOOD, "32500 31250 1250"), (GOOD, "32500 31250 4")),
    ),
    Written(
        "growth on the wrong base",
        "2021年全县教育支出6000万元，比上年增加1000万元，增长16.7%。",
        ((BAD, "6000 1000 16.7"),),
    ),
    Written(
        "from one value to another",
        "学前三年毛入园率由82.3%提高到91.5%，提高9.2个百分点。公办园占比从41%提高到55%，提高了12个百分点。",
        ((GOOD, "82.3 91.5 9.2"), (BAD, "41 55 12")),
    ),
    Written(
        "what is left",
        "共排查问题326个，已整改298个，尚有28个正在整改，整改率91.4%。",
        ((GOOD, "326 298 28"), (GOOD, "298 326 91.4")),
    ),
    Written(
        "what is left does not fit",
        "共排查问题326个，已整改298个，尚有38个正在整改。",
        ((BAD, "326 298 38"),),
    ),
    Written(
        "sources of money",
        "项目总投资1860万元，其中：中央资金1000万元，省级资金500万元，县级配套360万元。",
        ((GOOD, "1860 1000 500 360"),),
    ),
    Written(
        "sources of money do not add up",
        "项目总投资1860万元，其中：中央资金1000万元，省级资金500万元，县级配套330万元。",
        ((BAD, "1860 1000 500 330"),),
    ),
    Written(
        "a list that is open",
        "全县有学生社团85个，包括合唱团12个、足球队20个、科技小组15个等。",
        (),
    ),
    Written(
        "thereof need not be all",
        "全县建档立卡学生2315人，其中孤儿12人，残疾学生85人。",
        ((GOOD, "12 2315"), (GOOD, "85 2315")),
    ),
    Written(
        "thereof more than the whole",
        "全校共有寄宿生315人，其中女生351人。",
        ((BAD, "351 315"),),
    ),
    Written(
        "names are counted",
        "今年新建3所幼儿园：城东幼儿园、城西幼儿园、河湾幼儿园。在石桥镇、双河镇两个镇开展试点。",
        ((GOOD, "3 1"), (GOOD, "2 1")),
    ),
    Written(
        "a name is missing",
        "今年改造4所学校，分别是：石桥镇中心小学、双河镇中心小学、柳林镇初级中学。",
        ((BAD, "4 3"),),
    ),
    Written(
        "parts before the whole",
        "选派市级名师6人、县级骨干教师14人，共计20人赴各乡镇送教。",
        ((GOOD, "6 14 20"),),
    ),
    Written(
        "parts before the whole do not fit",
        "选派市级名师6人、县级骨干教师14人，共计22人赴各乡镇送教。",
        ((BAD, "6 14 22"),),
    ),
    Written(
        "two things in one list",
        "全年资助4800人次，金额312万元（其中春季2300人次，金额149.5万元；秋季2500人次，金额162.5万元）。",
        ((GOOD, "4800 2300 2500"), (GOOD, "312 149.5 162.5")),
    ),
    Written(
        "two things in one list, one wrong",
        "全年资助4800人次，金额312万元（其中春季2300人次，金额149.5万元；秋季2500人次，金额126.5万元）。",
        ((GOOD, "4800 2300 2500"), (BAD, "312 149.5 126.5")),
    ),
    Written(
        "stages of projects",
        "全县薄弱学校改造共实施18个项目，其中已完工11个，在建5个，正在开展前期工作2个，完工率61.1%。",
        ((GOOD, "18 11 5 2"), (GOOD, "11 18 61.1")),
    ),
    Written(
        "the same number said differently",
        "截至年底，全县共有在校学生45210人。\n近年来规模稳定。\n截至年底，全县共有在校学生42510人。",
        ((DOUBT, "45210 42510"),),
    ),
    Written(
        "the same number said twice",
        "全县共核查脱贫家庭学生3187人。\n\n对3187名脱贫家庭学生逐一建档。",
        ((GOOD, "3187 3187"),),
    ),
    Written(
        "Chinese numerals",
        "全乡总人口二万三千五百人，其中男性一万二千人，女性一万一千五百人。",
        ((GOOD, "23500 12000 11500"),),
    ),
    Written(
        "traditional script with glosses",
        "全縣共資助學(xué)生860人次，其中春季420人次、秋季440人次，發(fā)放資金43萬元，其中春季21萬元、秋季22萬元。",
        ((GOOD, "860 420 440"), (GOOD, "43 21 22")),
    ),
    Written(
        "rounded parts",
        "全年教育投入3.52亿元，其中上半年1.67亿元，下半年1.86亿元。",
        ((GOOD, "3.52 1.67 1.86"),),
    ),
    Written(
        "rough numbers",
        "近三年累计投入约500万元，为280余名教师改善住宿条件，人均约1.8万元。",
        ((GOOD, "500 280 18000"),),
    ),
    Written(
        "dates, documents and telephones are no figures",
        "根据《关于做好2021年工作的通知》（青教字〔2021〕35号），于2021年3月15日至20日开展检查，联系电话0999-1234567，第3组由第一小学负责。",
        (),
    ),
    Written(
        "goals are not claims",
        "到2025年，全县学前三年毛入园率达到95%以上，公办园在园幼儿占比达到60%，义务教育巩固率保持在98%以上。",
        (),
    ),
    Written(
        "eight ones",
        "深入开展“八个一”活动，落实“两免一补”，推进“三通两平台”，坚持一对一帮扶，每周至少家访1次。",
        (),
    ),
    Written(
        "lines below a colon",
        "2021年秋季资助情况如下：\n合计资助1030人，其中：\n小学：450人；\n初中：380人；\n高中：200人。",
        ((GOOD, "1030 450 380 200"),),
    ),
    Written(
        "numbered lines below their whole",
        "2023年共下达资助资金286.5万元，具体为：\n（一）学前教育资助36.5万元。\n（二）义务教育生活补助150万元。\n（三）普通高中助学金100万元。",
        ((GOOD, "286.5 36.5 150 100"),),
    ),
    Written(
        "numbered lines do not add up",
        "2023年共下达资助资金286.5万元，具体为：\n（一）学前教育资助36.5万元。\n（二）义务教育生活补助105万元。\n（三）普通高中助学金100万元。",
        ((BAD, "286.5 36.5 105 100"),),
    ),
    Written(
        "shares make a hundred",
        "从年龄看，35岁以下教师占32%，36岁至50岁占45%，其他占23%。",
        ((GOOD, "32 45 23"),),
    ),
    Written(
        "more people than times",
        "全年资助贫困学生1530人1350人次。",
        ((BAD, "1530 1350"),),
    ),
    Written(
        "price of things",
        "购置学生课桌椅240套，每套350元，共投入8.4万元；购置电脑60台，单价4200元，共投入25.2万元。",
        ((GOOD, "240 350 8.4"), (GOOD, "60 4200 25.2")),
    ),
    Written(
        "a ceiling is no standard",
        "全县办理生源地信用助学贷款512人，发放贷款385.6万元，本专科学生每人每年最高8000元。",
        (),
    ),
    Written(
        "several standards, one count",
        "对215名寄宿生发放生活补助，小学每生每学期500元、初中每生每学期625元，共发放11.875万元。",
        ((GOOD, "215 11.875"),),
    ),
    Written(
        "several standards, nothing fits",
        "对215名寄宿生发放生活补助，小学每生每学期500元、初中每生每学期625元，共发放31.875万元。",
        ((BAD, "215 500 625 31.875"),),
    ),
    Written(
        "a year is its terms",
        "2020年共落实资助补贴2660人次。\n2020年春季共落实资助补贴1310人次。\n2020年秋季共落实资助补贴1350人次。",
        ((GOOD, "2660 1310 1350"),),
    ),
    Written(
        "clauses about other things",
        "全县有学校126所，教师3200人，学生48000人，入学率100%，其中寄宿制学校22所。",
        ((GOOD, "22 126"),),
    ),
    Written(
        "outside of the whole",
        "今年共资助学生520人，其中小学300人，初中220人。此外，社会捐助学生45人。",
        ((GOOD, "520 300 220"),),
    ),
    Written(
        "a table in the text",
        "单位：人\n学校\t男\t女\t合计\n一小\t120\t110\t230\n二小\t98\t105\t203\n三小\t76\t80\t156\n合计\t294\t295\t589\n",
        ((GOOD, "120 110 230"), (GOOD, "120 98 76 294"), (GOOD, "230 203 156 589")),
    ),
    Written(
        "a table with one wrong cell",
        "学校\t男\t女\t合计\n一小\t120\t110\t230\n二小\t98\t105\t203\n三小\t76\t80\t165\n合计\t294\t295\t589\n",
        ((BAD, "76 80 165"), (BAD, "230 203 165 589")),
    ),
    Written(
        "unit price in a header",
        "乡镇\t走读生人数（每生每学期250元）\t寄宿生人数（每生每学期500元）\t金额（元）\n甲镇\t12\t20\t13000\n乙镇\t8\t31\t17500\n丙镇\t15\t9\t8520\n",
        ((GOOD, "12 20 13000"), (GOOD, "8 31 17500"), (BAD, "15 9 8520")),
    ),
)
