"""Amounts told beside a table at a standard for what one of its rows counts: 学前每人500元，41.10万元 and the 822 of 学前 under 合计.

Belongs here: a standard and an amount of the text in one clause group, and the count in the row it names. Does not belong here:
amounts of the table itself (``row_products``), products told in the text alone (``products``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from dagster_project.narrative.in_tables.named_cells import Named
from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.claims import number, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.script import Script
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.tables import NO_SUM, TOTAL_HEAD

ITEM_END = re.compile("[；。\n]")
BETWEEN = re.compile(r"^[^；。\d]{0,14}$")
AROUND, REACH, FEW = 3000, 40, 2
GOOD = (HOLDS, ROUNDING)


def find_told_products(sentences: Sequence[Sentence], tables: Sequence[Named], script: Script) -> Iterator[Relation]:
    """Each such amount about any table of the document, beside it in the text."""
    starts = [sentence.at for sentence in sentences]
    for one in tables:
        if len(one.rows) < FEW:
            continue
        at, to = (bisect_left(script.origin, place) for place in (one.table.start - AROUND, one.table.end + AROUND))
        for sentence in sentences[bisect_left(starts, at) : bisect_left(starts, to)]:
            for rate, amount in pairwise(sentence.figures):
                if rate.per and rate.thing == amount.thing == "元" and rate.scale == 1 and not amount.per:
                    yield from _told(sentence, rate, amount, one)


def _told(sentence: Sentence, rate: Figure, amount: Figure, one: Named) -> Iterator[Relation]:
    words = ITEM_END.split(sentence.plain[max(sentence.at, rate.at - REACH) : rate.at])[-1]
    rows = one.rows_in(words)
    if len(rows) != 1 or not BETWEEN.match(sentence.words(rate, amount)) or not amount.is_plain:
        return
    columns = [j for j in one.columns if not NO_SUM.search(one.table.header[j])]
    cells = [(j, cell) for j in columns if (cell := one.cell(rows[0], j)) is not None]
    counts = [(j, cell) for j, cell in cells if cell.thing in ("", "人") and not cell.places and cell.value > 0]
    products = [(j, cell, cell.amount * rate.amount) for j, cell in counts]
    good = [(cell, made) for _, cell, made in products if compare(Value(made, made, made), amount) in GOOD]
    if good:
        yield _written(*good[0], rate, amount, HOLDS)
        return
    whole = [(cell, made) for j, cell, made in products if TOTAL_HEAD.search(one.heads[j]) or len(counts) == 1]
    yield from (_written(cell, made, rate, amount, ASK) for cell, made in whole[:1] if is_slip(made, amount))


def _written(cell: Figure, made: Fraction, rate: Figure, amount: Figure, verdict: str) -> Relation:
    terms = f"{number(cell)} * {digits(rate.amount)}" + (f" / {amount.scale}" if amount.scale != 1 else "")
    return written("product", [rate], amount, f"{terms} = {number(amount)}", made, verdict)
