"""Every finder, and what of the document it sees: a new one is one line.

Belongs here: the finders whose claims stand for themselves, in the order in which one of two equal claims is kept.
Does not belong here: any claim; looks at what the first claims leave over (``auditing``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from dagster_project.narrative.in_tables import announced, beside_tables, told_totals
from dagster_project.narrative.in_tables.by_names import find_by_names_in_tables
from dagster_project.narrative.in_tables.formula_heads import find_by_formula
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
from dagster_project.narrative.in_tables.terms_down import find_terms_down
from dagster_project.narrative.in_tables.told_cells import find_told_cells, find_totals_beside
from dagster_project.narrative.in_tables.told_of_all import find_told_of_all
from dagster_project.narrative.in_tables.years_down import find_years_down
from dagster_project.narrative.kept import established
from dagster_project.narrative.model import HOLDS, ROUNDING, Figure, Relation
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
    terms_apart,
    tiers,
    told_again,
    told_apart,
    told_by_sections,
    totals,
)
from dagster_project.narrative.products import (
    beside,
    days,
    each_of_them,
    percentages,
    priced,
    products,
    rates_behind,
    respective,
    said_factors,
    shared_out,
    standards_before,
    standards_by_name,
    told_chains,
    written_out,
)
from dagster_project.narrative.rates import (
    a_to_b,
    beyond_plan,
    by_name,
    changes,
    changes_in_turn,
    defined,
    differences,
    graded,
    implied,
    levels_by_group,
    levels_by_name,
    listed_means,
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
    series,
    shares,
    shares_in_turn,
    spells,
    thresholds,
    told_ratios,
)
from dagster_project.narrative.text.figures import find_figures
from dagster_project.narrative.text.script import Script, plain_script
from dagster_project.narrative.text.sentences import Sentence, split_sentences
from dagster_project.narrative.text.tables import Table, find_tables
from dagster_project.narrative.unclaimed import differences_around, levels_together, sums_around
from dagster_project.narrative.unclaimed.trials import Text, text_of, worked_out

BESIDE, REMEMBERED, AROUND = 2, 150, 400


@dataclass(frozen=True)
class Document:
    """A text as finders see it."""

    tables: Sequence[Table]
    script: Script
    figures: Sequence[Figure]
    sentences: Sequence[Sentence]

    @property
    def plain(self) -> str:
        """The plain script."""
        return self.script.plain

    @cached_property
    def named(self) -> list[Named]:
        """The tables with the names of their cells."""
        return [Named(table) for table in self.tables]

    @cached_property
    def cells(self) -> list[Figure]:
        """The figures of all tables."""
        places = (
            (table, row, column)
            for table in self.tables
            for row, cells in enumerate(table.rows)
            for column in range(len(cells))
        )
        return [figure for table, row, column in places if (figure := table.figure(row, column)) is not None]

    @cached_property
    def numbers(self) -> Text:
        """The figures as workings look through them."""
        return text_of(self.plain, self.figures)


def read(text: str) -> Document:
    """The figures, sentences and tables of a text."""
    tables = find_tables(text)
    script = plain_script(text, tuple((table.start, table.end) for table in tables))
    figures = find_figures(script)
    return Document(tables, script, figures, split_sentences(script.plain, figures))


def _in_each_sentence(document: Document, _: Sequence[Relation]) -> Iterator[Relation]:
    sentences, figures = document.sentences, document.figures
    seen = 0
    for index, sentence in enumerate(sentences):
        said = figures[max(0, seen - REMEMBERED) : seen]
        around = figures[max(0, seen - AROUND) : seen + AROUND]
        seen += len(sentence.figures)
        earlier = _figures(sentences[max(0, index - BESIDE) : index])
        later = _figures(sentences[index + 1 : index + 2])
        yield from written_out.find_written_out(sentence)
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
        yield from changes_in_turn.find_changes_in_turn(sentence, said)
        yield from implied.find_implied(sentence, earlier)
        yield from stages.find_stages(sentence, earlier)
        yield from stages.find_stages_before_their_count(sentence)
        yield from told_chains.find_told_chains(sentence)
        yield from priced.find_priced(sentence)
        yield from rates_behind.find_rates_behind(sentence)


def _in_each_table(document: Document, _: Sequence[Relation]) -> Iterator[Relation]:
    for table in document.tables:
        yield from (claim for find in OF_TABLE for claim in find(table))
        yield from find_table_shares(table, document.figures)
        yield from find_rows_within(table)
        yield from find_outline_rows(table)


def by_kind_and_group(document: Document, claims: Iterable[Relation]) -> Iterator[Relation]:
    """Means and ratios by their names, of which no claim holds yet."""
    lines = list(quantities.read_lines(document.plain, document.figures))
    known = quantities.Quantities(
        [*(one for line in lines for one in line.told), *quantities.read_cells(document.cells)]
    )
    holding = (c for c in claims if c.verdict in (HOLDS, ROUNDING) and (c.kind == "product" or " / " in c.expression))
    told = {at for c in holding for at in c.checked_at}
    yield from quotients.find_quotients(lines, known, told)
    yield from a_to_b.find_a_to_b(document.script, lines, known)
    yield from levels_by_group.find_levels_by_group(document.plain, lines)
    yield from levels_together.find_levels_together(lines)


def said_apart(document: Document, claims: Sequence[Relation]) -> Iterator[Relation]:
    """Products, differences and sums whose figures stand in other sentences."""
    known = worked_out(claims)
    summed = known - worked_out(claim for claim in claims if claim.kind not in ("sum", "partition", "conflict"))
    yield from said_factors.find_said_factors(document.sentences, document.figures, known, summed)
    yield from differences_around.find_differences_around(
        document.plain, document.figures, document.cells, claims, known
    )
    yield from sums_around.find_sums_around(document.plain, document.figures, claims, known)


def _places(claims: Iterable[Relation]) -> set[int]:
    return {figure.at for claim in claims for figure in claim.figures}


def _figures(sentences: Sequence[Sentence]) -> list[Figure]:
    return [figure for sentence in sentences for figure in sentence.figures]


OF_TABLE: tuple[Callable[[Table], Iterable[Relation]], ...] = (
    find_table_claims,
    find_column_claims,
    find_statement_claims,
    find_single_rows,
    find_stocks_down,
    find_by_formula,
    find_terms_down,
)

FINDERS: tuple[Callable[[Document, Sequence[Relation]], Iterable[Relation]], ...] = (
    _in_each_sentence,
    lambda d, _: bounds.find_bounds(d.sentences),
    lambda d, _: converted.find_converted(d.sentences),
    lambda d, _: repeats.find_repeats(d.figures, d.sentences),
    lambda d, _: told_again.find_told_again(d.sentences),
    lambda d, _: same_name.find_same_name(d.sentences),
    lambda d, _: indicators.find_indicator_sums(d.plain, d.figures),
    lambda d, _: indicators.find_totals_of_the_sentence_before(d.sentences),
    lambda d, _: runs.find_runs(d.sentences),
    lambda d, _: runs.find_joined(d.sentences),
    lambda d, _: tallies.find_tallies(d.sentences),
    lambda d, _: terms_apart.find_terms_apart(d.sentences),
    lambda d, _: beyond_plan.find_beyond_plan(d.sentences),
    lambda d, _: halves.find_halves(d.sentences),
    lambda d, _: balances.find_balances(d.sentences),
    lambda d, _: bare_lists.find_bare_lists(d.sentences),
    lambda d, _: accounted.find_accounted(d.sentences),
    lambda d, _: drawn.find_drawn(d.sentences),
    lambda d, _: days.find_days(d.sentences),
    lambda d, _: spells.find_spells(d.sentences),
    lambda d, _: named_totals.find_named_totals(d.sentences),
    lambda d, _: scores.find_scores(d.sentences),
    lambda d, _: named_addends.find_named_addends(d.sentences),
    lambda d, _: grades.find_grades(d.sentences),
    lambda d, _: in_balance.find_balanced(d.sentences),
    lambda d, _: stock_and_new.find_stock_and_new(d.sentences),
    lambda d, _: tiers.find_tiers(d.sentences),
    lambda d, _: columns.find_columns(d.sentences),
    lambda d, _: nested.find_nested(d.sentences),
    lambda d, _: composed.find_composed(d.sentences),
    lambda d, _: changes_together.find_changes_together(d.sentences),
    lambda d, _: standards_before.find_by_standards_before(d.sentences),
    lambda d, _: told_ratios.find_told_ratios(d.sentences),
    lambda d, _: one_in.find_one_in(d.sentences),
    lambda d, _: flows.find_flows(d.sentences),
    lambda d, _: levels_by_name.find_levels_by_name(d.sentences),
    lambda d, _: thresholds.find_thresholds(d.sentences),
    lambda d, _: per_hundred.find_per_hundred(d.sentences),
    lambda d, _: scopes.find_scoped_parts(d.sentences),
    lambda d, _: scopes.find_parts_of_the_figure_before(d.sentences),
    lambda d, _: told_apart.find_told_apart(d.sentences),
    lambda d, _: named_rates.find_named_rates(d.sentences),
    lambda d, _: defined.find_defined(d.sentences),
    lambda d, _: each_of_them.find_each_of_them(d.sentences),
    lambda d, _: shared_out.find_shared_out(d.sentences),
    lambda d, _: standards_by_name.find_standards_by_name(d.sentences),
    lambda d, _: listed_means.find_listed_means(d.sentences),
    lambda d, _: remainders.find_remainders(d.sentences),
    lambda d, _: graded.find_graded(d.sentences),
    lambda d, claims: divisions.find_divisions(d.sentences, established(claims)),
    lambda d, _: planned_years.find_planned_years(d.plain, d.figures),
    lambda d, _: headlines.find_headlines(d.plain, d.figures),
    lambda d, _: lists.find_plans(d.script),
    lambda d, _: lists.find_kinds(d.script),
    lambda d, _: levels_by_name.find_columns_within(d.sentences, d.tables, d.script),
    lambda d, claims: told_by_sections.find_told_by_sections(d.sentences, claims),
    lambda d, claims: pair_columns.find_pair_columns(d.sentences, claims),
    lambda d, claims: by_name.find_by_name(d.sentences, claims),
    lambda d, claims: means_of_pairs.find_means_of_pairs(d.sentences, claims),
    lambda d, _: beside_tables.find_beside_tables(d.figures, d.tables),
    lambda d, _: told_totals.find_told_totals(d.figures, d.tables),
    lambda d, _: announced.find_announced(d.script.text, d.figures, d.tables),
    lambda d, _: find_said_of_rows(d.sentences, d.named, d.script),
    lambda d, _: find_years_down(d.tables, d.sentences),
    lambda d, _: find_told_cells(d.sentences, d.named, d.script),
    lambda d, _: find_totals_beside(d.sentences, d.named, d.script),
    lambda d, _: find_told_of_all(d.sentences, d.named, d.script),
    lambda d, _: find_scored(d.sentences, d.tables),
    lambda d, _: find_reckoned_cells(d.sentences, d.named, d.script),
    lambda d, _: find_by_names_in_tables(d.sentences, d.named, d.figures, d.script),
    _in_each_table,
    lambda d, claims: points.find_points(d.sentences, d.cells, claims),
)
