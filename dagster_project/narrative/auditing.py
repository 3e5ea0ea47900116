"""The audit of one document in its order: plain script, figures, sentences, claims, words.

Belongs here: the order of looks at what the claims so far leave over. Does not belong here: any claim, which finder sees
what (``finders``), which of two claims is kept (``kept``).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from dagster_project.narrative import finders, wording
from dagster_project.narrative.bound import with_bound
from dagster_project.narrative.finders import Document
from dagster_project.narrative.kept import has_a_base_of_something_else, key, once, whole_of
from dagster_project.narrative.model import ASK, WORST_FIRST, Relation, Report
from dagster_project.narrative.parts import tiers, told_behind_as_well
from dagster_project.narrative.rates import beyond, elsewhere, scoped, shares_of_all, surer, yearly
from dagster_project.narrative.reckoning.claims import LONGEST_QUOTE
from dagster_project.narrative.reckoning.rounded_slips import without_slips
from dagster_project.narrative.text.script import Script
from dagster_project.narrative.unclaimed import (
    answered,
    explained,
    grown_apart,
    made_elsewhere,
    near_misses,
    nearest,
    promised,
    rests,
    retold,
    searched,
    slipped_sums,
    slips,
    steps,
)
from dagster_project.narrative.unclaimed.trials import worked_out


def audit(text: str, document: str = "") -> Report:
    """The figures of a text and the arithmetic it claims. Never fails on any text."""
    with _nothing_collected():
        read = finders.read(text)
        claims: list[Relation] = []
        for find in finders.FINDERS:
            claims += find(read, claims)
        claims = _second_looks(read, claims)
        relations = tuple(wording.said(_quoted(claim, read.script)) for claim in claims)
    figures = sorted((*read.figures, *read.cells), key=lambda figure: figure.start)
    zh, en = wording.summary(relations, len(figures))
    return Report(document, text, tuple(figures), relations, zh, en)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """An audit leaves no cycles, and the collector goes through all its figures and claims again and again for them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _second_looks(read: Document, claims: list[Relation]) -> list[Relation]:
    """What the first claims leave over, each look at what all before it have found."""
    plain, figures, cells, sentences = read.plain, read.figures, read.cells, read.sentences
    claims = once([*claims, *elsewhere.find_elsewhere(sentences, cells, claims)])
    claims = once([*claims, *finders.by_kind_and_group(read, claims)])
    claims = list(searched.with_other_wholes(read.numbers, claims))
    claims = tiers.without_one_tier(claims, sentences)
    claims = [claim for claim in claims if not has_a_base_of_something_else(claim)]
    bound = {key(claim) for claim in claims if claim.kind == "product"}
    by_numbers = (claim for claim in searched.find_by_numbers(read.numbers, claims) if key(claim) not in bound)
    claims = once([*claims, *by_numbers])
    apart = list(finders.said_apart(read, claims))
    claims = once([*claims, *(claim for claim in apart if claim.verdict in WORST_FIRST[2:])])
    claims = once([*claims, *shares_of_all.find_sums_by_shares(plain, figures, claims)])
    claims = once([*claims, *near_misses.find_near_misses(sentences, figures, claims)])
    claims = once(rests.with_rests(sentences, claims))
    moved = [*steps.find_steps(sentences, claims), *yearly.find_yearly(sentences, claims)]
    moved += grown_apart.find_grown_apart(sentences, claims)
    claims = once([*claims, *moved, *beyond.find_beyond(sentences, claims)])
    known = worked_out(claims)
    asked = (claim for claim in apart if claim.verdict == ASK and not known & {f.at for f in whole_of(claim)})
    claims = once([*claims, *asked])
    claims = once([*claims, *slipped_sums.find_slipped_sums(sentences, claims)])
    claims = once(surer.with_surer(sentences, claims))
    claims = once(with_bound(plain, figures, cells, claims))
    claims = once([*claims, *told_behind_as_well.find_told_behind(sentences, claims)])
    claims = once(slips.with_slips(read.numbers, claims))
    claims = once([*claims, *nearest.find_by_the_nearest(sentences, claims)])
    claims = once([*claims, *retold.find_retold(sentences, cells, read.tables, claims)])
    claims = once(promised.with_promised(sentences, claims))
    claims = [claim for claim in claims if not scoped.is_of_something_else(plain, claim)]
    claims = once([*claims, *made_elsewhere.find_made_elsewhere(figures, claims)])
    claims = answered.without_answered(sentences, figures, claims)
    return explained.without_explained(list(without_slips(claims)))


def _quoted(claim: Relation, script: Script) -> Relation:
    """The claim with the words it stands in, from the beginning of a clause to the end of one."""
    if claim.kind == "table":
        start, end = _row_around(script.text, claim.start, claim.end)
        return replace(claim, start=start, end=end, quote=script.text[start:end])
    if not claim.figures:
        return replace(claim, quote=script.text[claim.start : claim.end])
    own = claim.figures
    if claim.kind == "conflict" or own[-1].end - own[0].start > LONGEST_QUOTE:
        own = tuple(f for f in own if f.start == claim.start) or own[-1:]
        own = own if claim.kind != "conflict" else claim.figures[-1:]
    start, _ = script.span(own[0].at - len(own[0].clause), own[0].to)
    end = max(script.span(f.at, f.to + len(f.after))[1] for f in own)
    if claim.kind == "conflict":
        start, end = min(start, claim.start), max(end, claim.end)
    return replace(claim, start=start, end=end, quote=script.text[start:end])


def _row_around(text: str, start: int, end: int) -> tuple[int, int]:
    """From the beginning of the first row to the end of the last."""
    newline = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, newline if newline >= 0 else len(text)
