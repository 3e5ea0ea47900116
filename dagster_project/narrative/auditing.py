"""The audit of one document in its order: plain script, figures, sentences, claims, words.

Belongs here: which finder sees what, and which of two claims about the same figures is kept.
Does not belong here: any claim.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from dagster_project.narrative import wording
from dagster_project.narrative.bound import with_bound
from dagster_project.narrative.in_tables import beside_tables, told_totals
from dagster_project.narrative.in_tables.named_cells import Named
from dagster_project.narrative.in_tables.outline_rows import find_outline_rows
from dagster_project.narrative.in_tables.reckoned_cells import find_reckoned_cells
from dagster_project.narrative.in_tables.rows_within import find_rows_within
from dagster_project.narrative.in_tables.said_of_rows import find_said_of_rows
from dagster_project.narrative.in_tables.scored import find_scored
from dagster_project.narrative.in_tables.single_rows import find_single_rows
from dagster_project.narrative.in_tables.statements import find_statement_claims
from dagster_project.narrative.in_tables.stocks_down import find_stocks_down
from dagster_project.narrative.in_tables.table_columns import find_column_claims
from dagster_project.narrative.in_tables.table_shares import find_table_shares
from dagster_project.narrative.in_tables.table_sums import find_table_claims
from dagster_project.narrative.in_tables.told_cells import find_told_cells, find_totals_beside
from dagster_project.narrative.in_tables.told_of_all import find_told_of_all
from dagster_project.narrative.in_tables.years_down import find_years_down
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, WORST_FIRST, Figure, Relation, Report
from dagster_project.narrative.parts import (
    accounted,
    balances,
    bare_lists,
    bounds,
    changes_together,
    columns,
    composed,
    converted,
    divisions,
    drawn,
    flows,
    grades,
    halves,
    headlines,
    in_balance,
    indicators,
    lists,
    named_addends,
    named_totals,
    nested,
    pair_columns,
    planned_years,
    repeats,
    runs,
    same_name,
    scopes,
    scores,
    stages,
    stock_and_new,
    sums,
    tallies,
    tiers,
    told_again,
    told_apart,
    told_by_sections,
    totals,
)
from dagster_project.narrative.products import (
    beside,
    days,
    percentages,
    priced,
    products,
    rates_behind,
    respective,
    said_factors,
    standards_before,
    told_chains,
)
from dagster_project.narrative.rates import (
    a_to_b,
    beyond,
    by_name,
    changes,
    defined,
    differences,
    elsewhere,
    graded,
    implied,
    levels_by_group,
    levels_by_name,
    means,
    means_of_pairs,
    named_rates,
    one_in,
    per_hundred,
    points,
    quantities,
    quotients,
    rates,
    remainders,
    scoped,
    series,
    shares,
    shares_in_turn,
    shares_of_all,
    spells,
    thresholds,
    told_ratios,
    yearly,
)
from dagster_project.narrative.reckoning.claims import LONGEST_QUOTE, number
from dagster_project.narrative.reckoning.rounded_slips import without_slips
from dagster_project.narrative.text.figures import find_figures
from dagster_project.narrative.text.script import Script, plain_script
from dagster_project.narrative.text.sentences import Sentence, split_sentences
from dagster_project.narrative.text.tables import Table, find_tables
from dagster_project.narrative.unclaimed import (
    differences_around,
    explained,
    levels_together,
    near_misses,
    nearest,
    rests,
    searched,
    slipped_sums,
    slips,
    steps,
    sums_around,
)
from dagster_project.narrative.unclaimed.trials import worked_out

BESIDE = 2
APART = 60
IS_SHARE_OF = re.compile(r"占|为[^，。；]{0,12}(?:预算|计划|任务|目标)")
OF_PARTS = ("sum", "product", "ratio")
OF_CHANGES = ("difference", "growth")
REMEMBERED, AROUND = 150, 400
BEST_FIRST = (HOLDS, ROUNDING, FAILS, ASK)

OF_SENTENCES = (
    runs.find_runs, runs.find_joined, tallies.find_tallies, halves.find_halves, balances.find_balances,
    bare_lists.find_bare_lists, accounted.find_accounted, drawn.find_drawn, days.find_days, spells.find_spells,
    named_totals.find_named_totals, scores.find_scores, named_addends.find_named_addends, grades.find_grades,
    in_balance.find_balanced, stock_and_new.find_stock_and_new, tiers.find_tiers, columns.find_columns,
    nested.find_nested, composed.find_composed, changes_together.find_changes_together,
    standards_before.find_by_standards_before, told_ratios.find_told_ratios, one_in.find_one_in, flows.find_flows,
    levels_by_name.find_levels_by_name, thresholds.find_thresholds, per_hundred.find_per_hundred,
    scopes.find_scoped_parts, scopes.find_parts_of_the_figure_before, named_rates.find_named_rates,
    told_apart.find_told_apart, defined.find_defined, remainders.find_remainders, graded.find_graded,
)  # fmt: skip


def audit(text: str, document: str = "") -> Report:
    """The figures of a text and the arithmetic it claims. Never fails on any text."""
    found = find_tables(text)
    script = plain_script(text, tuple((table.start, table.end) for table in found))
    figures = find_figures(script)
    sentences = split_sentences(script.plain, figures)
    claims = [
        *_in_sentences(sentences, figures),
        *bounds.find_bounds(sentences),
        *converted.find_converted(sentences),
        *repeats.find_repeats(figures, sentences),
        *told_again.find_told_again(sentences),
        *same_name.find_same_name(sentences),
    ]
    claims += indicators.find_indicator_sums(script.plain, figures)
    claims += indicators.find_totals_of_the_sentence_before(sentences)
    claims += [claim for find in OF_SENTENCES for claim in find(sentences)]
    claims += divisions.find_divisions(sentences, _established(claims))
    claims += [
        *planned_years.find_planned_years(script.plain, figures),
        *headlines.find_headlines(script.plain, figures),
    ]
    claims += [*lists.find_plans(script), *lists.find_kinds(script)]
    claims += levels_by_name.find_columns_within(sentences, found, script)
    claims += told_by_sections.find_told_by_sections(sentences, claims)
    claims += pair_columns.find_pair_columns(sentences, claims)
    claims += by_name.find_by_name(sentences, claims)
    claims += means_of_pairs.find_means_of_pairs(sentences, claims)
    claims += [*beside_tables.find_beside_tables(figures, found), *told_totals.find_told_totals(figures, found)]
    named = [Named(table) for table in found]
    claims += [*find_said_of_rows(sentences, named, script), *find_years_down(found, sentences)]
    claims += [*find_told_cells(sentences, named, script), *find_totals_beside(sentences, named, script)]
    claims += [*find_told_of_all(sentences, named, script), *find_scored(sentences, found)]
    claims += find_reckoned_cells(sentences, named, script)
    for table in found:
        claims += [*find_table_claims(table), *find_column_claims(table), *find_statement_claims(table)]
        claims += [*find_single_rows(table), *find_stocks_down(table)]
        claims += [*find_table_shares(table, figures), *find_rows_within(table), *find_outline_rows(table)]
    cells = list(_in_tables(found))
    claims += points.find_points(sentences, cells, claims)
    claims = _once([*claims, *elsewhere.find_elsewhere(sentences, cells, claims)])
    claims = _once([*claims, *_by_kind_and_group(script, figures, cells, claims)])
    claims = list(searched.with_other_wholes(figures, claims))
    claims = tiers.without_one_tier(claims, sentences)
    claims = [claim for claim in claims if not _has_a_base_of_something_else(claim)]
    bound = {_key(claim) for claim in claims if claim.kind == "product"}
    by_numbers = (
        claim for claim in searched.find_by_numbers(script.plain, figures, claims) if _key(claim) not in bound
    )
    claims = _once([*claims, *by_numbers])
    apart = list(_said_apart(script.plain, sentences, figures, cells, claims))
    claims = _once([*claims, *(claim for claim in apart if claim.verdict in WORST_FIRST[2:])])
    claims = _once([*claims, *shares_of_all.find_sums_by_shares(script.plain, figures, claims)])
    claims = _once([*claims, *near_misses.find_near_misses(sentences, figures, claims)])
    claims = _once(rests.with_rests(sentences, claims))
    moved = [*steps.find_steps(sentences, claims), *yearly.find_yearly(sentences, claims)]
    claims = _once([*claims, *moved, *beyond.find_beyond(sentences, claims)])
    known = worked_out(claims)
    asked = (claim for claim in apart if claim.verdict == ASK and not known & {f.at for f in _whole_of(claim)})
    claims = _once([*claims, *asked])
    claims = _once([*claims, *slipped_sums.find_slipped_sums(sentences, claims)])
    claims = _once(with_bound(script.plain, figures, cells, claims))
    claims = _once(slips.with_slips(script.plain, figures, claims))
    claims = _once([*claims, *nearest.find_by_the_nearest(sentences, claims)])
    claims = [claim for claim in claims if not scoped.is_of_something_else(script.plain, claim)]
    claims = explained.without_explained(list(without_slips(claims)))
    relations = tuple(wording.said(_quoted(claim, script)) for claim in claims)
    figures = sorted((*figures, *cells), key=lambda figure: figure.start)
    zh, en = wording.summary(relations, len(figures))
    return Report(document, text, tuple(figures), relations, zh, en)


def _by_kind_and_group(
    script: Script, figures: Sequence[Figure], cells: Sequence[Figure], claims: Iterable[Relation]
) -> Iterator[Relation]:
    """Means and ratios by their names, of which no claim holds yet."""
    lines = list(quantities.read_lines(script.plain, figures))
    known = quantities.Quantities([*(one for line in lines for one in line.told), *quantities.read_cells(cells)])
    holding = (c for c in claims if c.verdict in (HOLDS, ROUNDING) and (c.kind == "product" or " / " in c.expression))
    told = {f.at for c in holding for f in c.figures if number(f) == c.stated}
    yield from quotients.find_quotients(lines, known, told)
    yield from a_to_b.find_a_to_b(script, lines, known)
    yield from levels_by_group.find_levels_by_group(script.plain, lines)
    yield from levels_together.find_levels_together(lines)


def _has_a_base_of_something_else(claim: Relation) -> bool:
    """A rate that fails beside a figure which only says what a share is of: 占年初预算93440万元的51.6%，…增长6.3%."""
    if claim.verdict != FAILS or claim.kind not in ("ratio", "growth", "subset"):
        return False
    if claim.kind == "subset":
        return any(f.after == "的" and IS_SHARE_OF.search(f.clause) for f in claim.figures)
    rates = [f for f in claim.figures if number(f) == claim.stated]
    return any(
        f.after == "的" and IS_SHARE_OF.search(f.clause) and rates and f.at < rates[-1].at and rates[-1].at - f.to > 2
        for f in claim.figures
    )


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
    return replace(claim, start=start, end=end, quote=script.text[start:end])


def _row_around(text: str, start: int, end: int) -> tuple[int, int]:
    """From the beginning of the first row to the end of the last."""
    newline = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, newline if newline >= 0 else len(text)


def _in_tables(tables: Iterable[Table]) -> Iterator[Figure]:
    for table in tables:
        for row in range(len(table.rows)):
            cells = (table.figure(row, column) for column in range(len(table.rows[row])))
            yield from (figure for figure in cells if figure is not None)


def _in_sentences(sentences: Sequence[Sentence], figures: Sequence[Figure]) -> Iterable[Relation]:
    seen = 0
    for index, sentence in enumerate(sentences):
        said = figures[max(0, seen - REMEMBERED) : seen]
        around = figures[max(0, seen - AROUND) : seen + AROUND]
        seen += len(sentence.figures)
        earlier = _figures(sentences[max(0, index - BESIDE) : index])
        later = _figures(sentences[index + 1 : index + 2])
        yield from sums.find_sums(sentence)
        yield from totals.find_totals(sentence)
        yield from lists.find_lists(sentence)
        in_turn = list(shares_in_turn.find_shares_in_turn(sentence, earlier))
        yield from in_turn
        shared = in_turn + shares.find_shares(sentence, earlier, around, _places(in_turn))
        yield from shared
        yield from rates.find_rates(sentence, earlier, said, shared)
        made = products.find_products(sentence, earlier, later)
        yield from made
        yield from beside.find_products_beside(sentence, earlier, said, _places(made))
        yield from changes.find_changes(sentence, earlier, said)
        yield from series.find_series(sentence, earlier)
        yield from respective.find_respective(sentence, said)
        yield from percentages.find_percentages(sentence, earlier, said)
        yield from means.find_means(sentence, earlier, said)
        yield from differences.find_differences(sentence, earlier)
        yield from implied.find_implied(sentence, earlier)
        yield from stages.find_stages(sentence, earlier)
        yield from stages.find_stages_before_their_count(sentence)
        yield from told_chains.find_told_chains(sentence)
        yield from priced.find_priced(sentence)
        yield from rates_behind.find_rates_behind(sentence)


def _said_apart(
    plain: str,
    sentences: Sequence[Sentence],
    figures: Sequence[Figure],
    cells: Sequence[Figure],
    claims: Sequence[Relation],
) -> Iterator[Relation]:
    """Products, differences and sums whose figures stand in other sentences."""
    known = worked_out(claims)
    yield from said_factors.find_said_factors(sentences, figures, known)
    yield from differences_around.find_differences_around(plain, figures, cells, claims, known)
    yield from sums_around.find_sums_around(plain, figures, claims, known)


def _established(claims: Iterable[Relation]) -> set[int]:
    """Where the wholes stand that some list makes up."""
    holding = (claim for claim in claims if claim.kind == "sum" and claim.verdict in WORST_FIRST[2:])
    return {figure.at for claim in holding for figure in _whole_of(claim)}


def _places(claims: Iterable[Relation]) -> set[int]:
    return {figure.at for claim in claims for figure in claim.figures}


def _figures(sentences: Sequence[Sentence]) -> list[Figure]:
    return [figure for sentence in sentences for figure in sentence.figures]


def _once(claims: Iterable[Relation]) -> list[Relation]:
    """Each expression over the same figures once: one that holds before one that fails, and that before a question."""
    kept: dict[tuple[object, ...], Relation] = {}
    for claim in claims:
        key = _key(claim)
        if key not in kept or BEST_FIRST.index(claim.verdict) < BEST_FIRST.index(kept[key].verdict):
            kept[key] = claim
    return sorted(_without_refuted(list(kept.values())), key=lambda claim: (claim.start, claim.end, claim.kind))


def _key(claim: Relation) -> tuple[object, ...]:
    return (claim.kind, claim.places or (claim.start, claim.end, claim.expression))


def _without_refuted(claims: list[Relation]) -> list[Relation]:
    """A whole that some reading of its parts explains does not fail in another reading of the same parts."""
    explained: dict[tuple[str, int], set[int]] = defaultdict(set)
    for claim in claims:
        if claim.kind in (*OF_PARTS, *OF_CHANGES) and claim.verdict in WORST_FIRST[2:]:
            for figure in _whole_of(claim):
                explained[claim.kind, figure.at] |= claim.figures_at - {figure.at}
    products = {claim.figures_at for claim in claims if claim.kind == "product"}
    claims = [c for c in claims if c.kind != "ratio" or c.unit != "%" or c.figures_at not in products]
    holding = (claim for claim in claims if claim.verdict in WORST_FIRST[2:] and claim.kind != "subset")
    proved = {claim.figures_at for claim in holding}
    return [
        c
        for c in claims
        if c.verdict in WORST_FIRST[2:]
        or not (
            any(map(partial(_is_refuted, c, explained), _whole_of(c)))
            or (
                c.kind != "table"
                and not (c.kind == "difference" and c.opened)
                and len(c.figures) > 2
                and c.figures_at in proved
            )
        )
    ]


def _is_refuted(claim: Relation, explained: dict[tuple[str, int], set[int]], whole: Figure) -> bool:
    """Other parts, some lines from the whole, are another claim about it; a change has one pair that makes it."""
    known = explained.get((claim.kind, whole.at))
    if known is None:
        return False
    if claim.opened:
        return bool(known & (claim.figures_at - {whole.at}))
    if claim.kind in OF_CHANGES:
        return True
    parts = [f.at for f in claim.figures if f is not whole]
    return bool(known & set(parts)) or min((abs(at - whole.at) for at in parts), default=0) < APART


def _whole_of(claim: Relation) -> tuple[Figure, ...]:
    return tuple(f for f in claim.figures if f.unit == claim.unit and f.quote and claim.stated == number(f))[:1]
