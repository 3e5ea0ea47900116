"""Wide tables: columns that repeat the same numbers for each category, seen as one long table a category.

What belongs here: which columns of a header repeat, what each of them says, which are totals of others.
What does not: what one header path says (``categories``), loading (``tables``), adding the totals up (``own_figures``).
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from dagster_project.contracts import Contract
from dagster_project.intake.categories import AUTUMN, NUMBER_KINDS, PERIOD, SPRING, Said, read_path
from dagster_project.intake.headers import HeaderIndex, normal
from dagster_project.intake.months import MONTH, is_none_in_a_month, money_of_months, month_fields
from dagster_project.intake.periods import terms_touched
from dagster_project.readers.grid import Row
from dagster_project.readers.values import parse
from dagster_project.readers.values.shape import compact, is_placeholder

LOOKED_AT = 60
LEAST_NUMBERS = 0.8
Categories = tuple[tuple[str, str], ...]


class Total(NamedTuple):
    """A column of totals: what it says, and the columns it is the sum of, or of which it is more (``is_some``)."""

    at: int
    measure: str
    categories: Categories
    below: tuple[int, ...]
    is_some: bool


class Parts(NamedTuple):
    """The columns of each category's numbers, and the columns that are totals of others."""

    columns: dict[Categories, dict[int, str]]
    totals: tuple[Total, ...]


def wide_columns(
    paths: Sequence[tuple[str, ...]],
    contract: Contract,
    index: HeaderIndex,
    own: Mapping[int, str],
    words: str,
    body: Sequence[Row],
) -> dict[int, Said]:
    """The columns that repeat a number for several categories; none where a table is not wide.

    ``own`` are the fields that stand in columns of their own, ``words`` the titles and names around the table.
    """
    named = {at for at, name in own.items() if contract.field(name).kind not in NUMBER_KINDS}
    paths_read = {
        at: read_path(levels, contract, index) for at, levels in enumerate(paths) if levels and at not in named
    }
    read = {at: said for at, said in paths_read.items() if said}
    told = _number_told(contract, words)
    for at in [at for at, said in read.items() if said.measure is None]:
        is_month = any(name == MONTH for name, _ in read[at].categories)
        if told and (_all_numbers(body, at) or (is_month and _has_nothing(body, at))):
            read[at] = read[at]._replace(measure=told)
        else:
            del read[at]
    kinds: dict[str, set[Categories]] = defaultdict(set)
    for said in read.values():
        if said.categories:
            kinds[str(said.measure)].add(said.categories)
    repeated = {measure for measure, found in kinds.items() if len(found) > 1}
    if not repeated:
        return {}
    wide = _better_named({at: said for at, said in read.items() if said.measure in repeated}, paths, contract, index)
    above = {name for said in wide.values() for name, _ in said.categories}
    standing = {name for at, name in own.items() if at not in wide}
    if MONTH in above:
        texts = words + "".join(text for levels in paths for text in levels)
        wide = _by_month(wide, own, contract) if _are_paid(contract, texts) else {}
    return {} if above & standing else wide


def _are_paid(contract: Contract, texts: str) -> bool:
    """Whether anything says that a month's money is this dataset's; months of money may be anybody's."""
    rate, _ = money_of_months(contract)
    return rate is None or any(word in texts for word in contract.title_words)


def filled_by_months(wide: Mapping[int, Said], contract: Contract) -> frozenset[str]:
    """The fields that columns of months fill; none where there are no such columns."""
    fields = month_fields(contract)
    is_monthly = any(name == MONTH for said in wide.values() for name, _ in said.categories)
    return fields.filled() if fields and is_monthly else frozenset()


def _by_month(wide: Mapping[int, Said], own: Mapping[int, str], contract: Contract) -> dict[int, Said]:
    """Months' columns as amounts of these months; what says a whole year's beside them is a total, a rate is a rate."""
    fields = month_fields(contract)
    if fields is None:
        return dict(wide)
    found = {}
    for at, said in wide.items():
        if said.categories or said.is_total or own.get(at) != fields.rate:
            found[at] = said._replace(measure=fields.amount) if said.measure == fields.rate else said
    for at, name in own.items():
        if at not in found and name in (fields.amount, fields.counted, *fields.months):
            found[at] = Said((), name, is_total=True, is_subset=False)
    return found


def _better_named(
    wide: Mapping[int, Said], paths: Sequence[tuple[str, ...]], contract: Contract, index: HeaderIndex
) -> dict[int, Said]:
    """Of two columns that say the same number of a category, 人次 and 人数, the one whose header names it better."""

    def rank(at: int) -> int:
        *above, own = paths[at]
        hit = index.fields_under("".join(above), own).get(contract.name)
        return hit[1] if hit else sys.maxsize

    best: dict[tuple[Categories, str | None, bool], int] = {}
    for at, said in wide.items():
        key = said.categories, said.measure, said.is_total
        best[key] = min(best.get(key, rank(at)), rank(at))
    return {at: said for at, said in wide.items() if rank(at) == best[said.categories, said.measure, said.is_total]}


def parts_of(wide: Mapping[int, Said], body: Sequence[Row] = ()) -> Parts | None:
    """One part a category; None where two columns say the same of the same number.

    Where 其中 names only some of a total's parts, by the rows of ``body``, the total is loaded and these parts are not.
    A month in which nobody has anything is yet to come, and no part.
    """
    seen: dict[tuple[Categories, str | None], int] = {}
    plain = {at: said for at, said in wide.items() if not said.is_total}
    for at, said in plain.items():
        if (said.categories, said.measure) in seen:
            return None
        seen[said.categories, said.measure] = at
    totals: list[Total] = []
    columns: dict[Categories, dict[int, str]] = defaultdict(dict)
    for at, said in wide.items():
        below = _below(said, plain)
        if said.is_total or below:
            totals.append(Total(at, str(said.measure), said.categories, below, _is_some(at, below, plain, body)))
        else:
            columns[said.categories][at] = str(said.measure)
    for says, group in [*columns.items()]:
        is_month = any(name == MONTH for name, _ in says)
        if is_month and len(columns) > 1 and body and all(_has_nothing(body, at) for at in group):
            totals += [Total(at, name, says, (), is_some=False) for at, name in columns.pop(says).items()]
    some = [total for total in totals if total.is_some]
    named = {at for total in some for at in total.below}
    kept = {said: {at: name for at, name in own.items() if at not in named} for said, own in columns.items()}
    for total in some:
        kept.setdefault(total.categories, {})[total.at] = total.measure
    return Parts({said: own for said, own in kept.items() if own}, tuple(totals))


def _is_some(at: int, below: tuple[int, ...], plain: Mapping[int, Said], body: Sequence[Row]) -> bool:
    """Whether a total is more than its parts in some row, where its parts are called 其中."""
    if at not in plain or not any(plain[part].is_subset for part in below):
        return False
    for row in body:
        stated, parts = _number(row, at), [_number(row, part) for part in below]
        if stated is not None and stated != sum(part for part in parts if part is not None):
            return True
    return False


def _has_nothing(body: Sequence[Row], at: int) -> bool:
    return all(is_none_in_a_month(row.cells[at]) for row in body if at < len(row.cells))


def _number(row: Row, at: int) -> Decimal | None:
    text = row.cells[at] if at < len(row.cells) else None
    value = parse("number", text)[0] if text else None
    return None if value is None else Decimal(value)


def _below(said: Said, plain: Mapping[int, Said]) -> tuple[int, ...]:
    """The finest columns that say more than this one does, of the same number."""
    finer = {
        at: other.categories
        for at, other in plain.items()
        if other.measure == said.measure and _says_more(other.categories, said.categories)
    }
    return tuple(at for at, says in finer.items() if not any(_says_more(more, says) for more in finer.values()))


def _says_more(finer: Categories, coarser: Categories) -> bool:
    """Whether ``finer`` says all that ``coarser`` does and more; a term says more than its year."""
    says = dict(finer)
    if finer == coarser:
        return False
    return all(
        says.get(name) == text or (name == PERIOD and name in says and _is_in(says[name], text))
        for name, text in coarser
    )


def _is_in(term: str, period: str) -> bool:
    """Whether a term lies in a longer period; a season without a year lies in none."""
    return period not in (SPRING, AUTUMN) and term in terms_touched(period)


def _number_told(contract: Contract, words: str) -> str | None:
    """The one number such a table can be about: the contract's only one, or the only one its titles name."""
    numbers = [item for item in contract.fields if item.kind in NUMBER_KINDS]
    if len(numbers) == 1:
        return numbers[0].name
    plain = normal(words)
    named = {
        item.name: max((len(normal(h)) for h in item.headers if normal(h) in plain), default=0) for item in numbers
    }
    found = [name for name, length in named.items() if length >= 2]
    return found[0] if len(found) == 1 else None


def _all_numbers(body: Sequence[Row], at: int) -> bool:
    texts = [row.cells[at] for row in body[:LOOKED_AT] if at < len(row.cells)]
    filled = [text for text in texts if text and text.strip() and not is_placeholder(compact(text))]
    numbers = sum(1 for text in filled if parse("number", text)[0] is not None)
    return bool(filled) and numbers >= LEAST_NUMBERS * len(filled)
