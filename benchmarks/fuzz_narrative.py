"""Throws byte strings and mutated reports at the auditor of figures: no crash, no hang, every quote where it says.

Belongs here: making hostile texts from a seed, and counting what the auditor does with them.
Does not belong here: whether its verdicts are right (``tests/test_narrative*``).

    python -m benchmarks.fuzz_narrative --texts 1000000 --seconds 3600 --seed 1
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

from dagster_project import narrative

VERDICTS = frozenset({narrative.HOLDS, narrative.ROUNDING, narrative.FAILS, narrative.ASK})
SENTENCES = (
    "全县共有学生12500人，其中小学7200人、初中5300人，分别占57.6%、42.4%。",
    "资助寄宿生310人，每生每学期500元，共15.5万元；非寄宿生220人，每生每学期250元，共5.5万元。",
    "发放贷款1.26亿元，比上年的1.05亿元增加2100万元，增长20%。",
    "应入学1203人，实际入学1200人，入学率99.75%，高于全省平均水平（98.2%）1.55个百分点。",
    "由93.2%提高到95.8%，提高2.6个百分点；学位由1200个增加到2400个，翻了一番。",
    "年初结余12.6万元，本年收入48.2万元，支出50.3万元，年末结余10.5万元。",
    "近三年投入分别为3.2亿元、3.6亿元、4.1亿元，年均增长13.2%，累计10.9亿元。",
    "一、项目\t数量\t单价\t金额\n课桌\t120\t150\t18000\n合计\t120\t\t18000\n",
    "六万五千人，近两成；约三百余户、百分之九十五以上；师生比1∶13.5，平均班额45.2人。",
    "（一）小学18所；（二）初中6所；（三）幼儿园24所。以上共48所。",
)  # fmt: skip
PIECES = (
    *"0123456789.,，。；：、（）%‰ \t\n|",
    "万",
    "亿",
    "元",
    "人",
    "人次",
    "万元",
    "其中",
    "分别",
    "共",
    "占",
    "率",
    "每人每月",
    "比上年",
    "增长",
    "结余",
    "均",
    "1",
    "二十",
    "个百分点",
    "<td>",
    "\x00",
    "\ud7ff",
    "𝟙",
    "①",
    "∶",
    "　",
)
LONGEST, REPEATED = 200, 40
SLOW_SECONDS = 5.0
ENCODINGS = ("utf-8", "gb18030", "latin-1")


def random_bytes(rng: random.Random) -> str:
    """Bytes as a file might hold them, decoded however badly."""
    raw = rng.randbytes(rng.randrange(LONGEST))
    return raw.decode(rng.choice(ENCODINGS), errors="replace")


def mutated(rng: random.Random) -> str:
    """One to three sentences with pieces put in, left out, doubled and moved."""
    text = "".join(rng.choice(SENTENCES) for _ in range(rng.choice((1, 1, 1, 2, 3))))
    for _ in range(rng.randint(1, 12)):
        at, to = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
        to = min(to, at + rng.randint(0, 12))
        change = rng.randrange(4)
        middle = (rng.choice(PIECES), "", text[at:to] * rng.randint(2, 4), text[at:to][::-1])[change]
        text = text[:at] + middle + text[to:]
    return text


def repeated(rng: random.Random) -> str:
    """A stretch said over and over: what makes a quadratic finder slow."""
    text = mutated(rng)
    at = rng.randrange(len(text) + 1)
    return text[at : at + rng.randint(1, 30)] * rng.randint(2, REPEATED)


MAKERS = (*[random_bytes] * 4, *[mutated] * 5, repeated)


def what_is_wrong(text: str) -> str:
    """What the auditor did wrong with a text; empty where nothing."""
    began = time.process_time()
    try:
        report = narrative.audit(text)
        json.dumps(report.to_json(), ensure_ascii=False)
    except Exception as error:
        return f"crash: {type(error).__name__}: {error}"
    if time.process_time() - began > SLOW_SECONDS:
        return "slow"
    if any(figure.quote != report.text[figure.start : figure.end] for figure in report.figures):
        return "a figure is not where it says"
    if any(relation.verdict not in VERDICTS for relation in report.relations):
        return "unknown verdict"
    if any(relation.quote != report.text[relation.start : relation.end] for relation in report.relations):
        return "a claim is not where it says"
    return ""


def run(texts: int, seconds: float, seed: int, keep: Path | None) -> Counter[str]:
    """How many texts went well and how many ill, until there are enough of them or the time is up."""
    rng = random.Random(seed)
    outcomes: Counter[str] = Counter()
    until = time.monotonic() + seconds
    for number in range(texts):
        if time.monotonic() > until:
            break
        text = rng.choice(MAKERS)(rng)
        wrong = what_is_wrong(text)
        outcomes["texts"] += 1
        outcomes["characters"] += len(text)
        if wrong:
            outcomes[wrong] += 1
            _keep(keep, seed, number, wrong, text)
    return outcomes


def _keep(keep: Path | None, seed: int, number: int, wrong: str, text: str) -> None:
    line = json.dumps({"seed": seed, "number": number, "wrong": wrong, "text": text})
    if keep is None:
        print(line, file=sys.stderr)
        return
    with keep.open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def main() -> int:
    """Run from the command line; exit code 1 where anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=10_000, help="how many texts at most")
    parser.add_argument("--seconds", type=float, default=600, help="how long at most")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same texts")
    parser.add_argument("--keep", type=Path, help="a file for the texts that went wrong")
    chosen = parser.parse_args()
    outcomes = run(chosen.texts, chosen.seconds, chosen.seed, chosen.keep)
    print(json.dumps(outcomes))
    return int(len(outcomes) > 2)


if __name__ == "__main__":
    sys.exit(main())
