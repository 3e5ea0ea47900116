"""County, period and dataset told three ways: by the folder, by name and title, by the rows; what contradicts is seen.

What belongs here: the evidence on each side and whether it contradicts. What does not: choosing one of them: the folder
counts, and a rule makes a finding of the contradiction. Evidence is counts and periods, never anybody's data.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dagster_project.contracts import Contract
from dagster_project.intake import titles
from dagster_project.intake.observations import Observation
from dagster_project.intake.periods import find_periods, period_kind, period_names, terms_touched
from dagster_project.intake.recognition import Table
from dagster_project.intake.rows import Sorted
from dagster_project.readers.values import parse

COUNTY_RULE, PERIOD_RULE, DATASET_RULE = (
    "file_is_of_another_county",
    "file_is_of_another_period",
    "file_is_another_dataset",
)
LOOKED_AT = 5_000
LEAST_ROWS = 5
MAJORITY, MINORITY = 0.6, 0.1
IN_NAMES = ("标题或文件名", "title or file name")
YEAR_KINDS = {
    "year": ("（本表按自然年报送）", " (this table is for a calendar year)"),
    "school_year": ("（本表按学年报送）", " (this table is for a school year)"),
}
WHOLE_YEARS = frozenset({"year", "school_year"})
_COUNTY_END = re.compile(r"[县市区旗]")
_REGION = re.compile(r"(\d{6})\d{8}\d{3}[\dXx]")
_BEFORE_THE_COUNTY = re.compile(r"^[\d\s._、()-]*")
_ONLY_ABOUT = re.compile(
    r"[户学]?籍|就读|在读|[转来回赴]|生源|学生|[务打]工|复函|函|第|[^\d]{0,6}(?:小学|中学|学校|高中|幼儿园)"
)
_NOTE = re.compile(r"[(（].*?[)）]")
Counties = Mapping[str, tuple[str, str]]
"""Name in Chinese and in English by county code."""


def county_observation(
    table: Table, rows: Sorted, texts: Sequence[str], own: str | None, counties: Counties
) -> Iterator[Observation]:
    """Whether titles, addresses, schools and ids speak of another county; ``counties`` are all there are."""
    if own is None or own not in counties:
        return
    told = list(_county_evidence(table, rows, texts, own, counties))
    if not told:
        return
    others = [evidence for evidence in told if evidence[0] != own]
    headed = {code for text in texts if (code := _headed(text, _codes_by_name(counties)))}
    is_wrong = bool(others) and (len(others) == len(told) or (bool(headed) and own not in {*headed, *_own(told)}))
    if is_wrong and len(others) < len(told):
        others = told
    observed = both(*(_listed(others or told, counties, language) for language in (0, 1)))
    yield Observation(COUNTY_RULE, is_wrong, None, None, "county", observed, both(*counties[own]))


def _own(told: Sequence[tuple[str, str, str]]) -> set[str]:
    """The counties that titles and names speak of."""
    return {code for code, *where in told if tuple(where) == IN_NAMES}


def _headed(text: str, codes: Mapping[str, str]) -> str | None:
    """The county a title or a file's name begins with, as whoever sends it writes: 云岭县2020年…, not 云岭县籍学生…"""
    plain = _BEFORE_THE_COUNTY.sub("", unicodedata.normalize("NFKC", text).strip())
    end = _COUNTY_END.search(plain)
    while end and plain[: end.end()] not in codes:
        end = _COUNTY_END.search(plain, end.end())
    return codes[plain[: end.end()]] if end and not _ONLY_ABOUT.match(plain[end.end() :]) else None


def _listed(told: Sequence[tuple[str, str, str]], counties: Counties, language: int) -> str:
    return "; ".join(f"{counties[code][language]} ({words[language]})" for code, *words in told)


def both(zh: str, en: str) -> str:
    """One text in both languages, as findings have them."""
    return f"{zh} / {en}"


def _county_evidence(
    table: Table, rows: Sorted, texts: Sequence[str], own: str, counties: Counties
) -> Iterator[tuple[str, str, str]]:
    """Code, and where it was seen in both languages: most of the rows speak for a county, a few are enough for its own."""
    codes = _codes_by_name(counties)
    named = {code for text in texts for code in _named(text, codes)}
    yield from ((code, *IN_NAMES) for code in sorted(named))
    for zh, en, found in (
        ("证件号地区码", "region of ids", _regions(table, rows, counties)),
        ("学校或住址", "schools or addresses", _places(table, rows, codes)),
    ):
        total = sum(found.values())
        for code, count in found.items():
            enough = count > MINORITY * total if code == own else count >= max(LEAST_ROWS, MAJORITY * total)
            if enough:
                yield code, f"{zh} {count}∶{total}", f"{en} {count} of {total}"


def _codes_by_name(counties: Counties) -> dict[str, str]:
    plain = {code: _NOTE.sub("", name) for code, (name, _) in counties.items()}
    names = Counter(plain.values())
    return {name: code for code, name in plain.items() if names[name] == 1}


def _named(text: str, codes: Mapping[str, str]) -> set[str]:
    """The counties a text names."""
    found = set()
    for match in _COUNTY_END.finditer(text):
        for start in range(max(0, match.start() - 8), match.start()):
            if text[start : match.end()] in codes:
                found.add(codes[text[start : match.end()]])
    return found


def _regions(table: Table, rows: Sorted, counties: Counties) -> Counter[str]:
    """How many personal numbers begin with each county's code; those of places nobody here knows are left out."""
    found: Counter[str] = Counter()
    for item in table.contract.fields:
        if item.kind == "person" and item.name in rows.columns:
            for text in rows.columns[item.name].slice(0, LOOKED_AT).to_pylist():
                match = _REGION.fullmatch(text.strip()) if text else None
                if match and match[1] in counties:
                    found[match[1]] += 1
    return found


def _places(table: Table, rows: Sorted, codes: Mapping[str, str]) -> Counter[str]:
    """How many schools or addresses name each county; a school of a list of pupils elsewhere is somebody else's."""
    names = {item.name for item in table.contract.fields}
    columns = [
        name
        for name in rows.columns
        if "address" in name or "township" in name or (name == "school_name" and "school_code" in names)
    ]
    found: Counter[str] = Counter()
    for name in columns:
        for item in rows.columns[name].slice(0, LOOKED_AT).value_counts().to_pylist():
            for code in _named(item["values"] or "", codes):
                found[code] += item["counts"]
    return found


def period_observation(
    table: Table, rows: Sorted, texts: Sequence[str], folder_period: str | None, part_period: str | None
) -> Iterator[Observation]:
    """Whether title, name or a column of terms speak of another period than the folder, or of another kind of year."""
    if folder_period is None or part_period is not None:
        return
    told = [(period, *IN_NAMES) for text in texts for period in find_periods(text)]
    told += _periods_in_columns(table, rows)
    if not told:
        return
    own = set(terms_touched(folder_period))
    inside = [period for period, _, _ in told if own & set(terms_touched(period))]
    kinds = {period_kind(period) for period, *where in told if tuple(where) == IN_NAMES} & WHOLE_YEARS
    wrong_kind = table.contract.period_kind in WHOLE_YEARS and bool(kinds) and table.contract.period_kind not in kinds
    once = list(dict.fromkeys(told))
    observed = both(
        "；".join(f"{period_names(period)[0]}（{zh}）" for period, zh, _ in once),
        "; ".join(f"{period_names(period)[1]} ({en})" for period, _, en in once),
    )
    zh, en = YEAR_KINDS[table.contract.period_kind] if wrong_kind else ("", "")
    names = period_names(folder_period)
    expected = both(names[0] + zh, names[1] + en)
    yield Observation(PERIOD_RULE, not inside or wrong_kind, None, None, "period", observed, expected)


def _periods_in_columns(table: Table, rows: Sorted) -> Iterator[tuple[str, str, str]]:
    """The term or school year that most rows of a column say."""
    for item in table.contract.fields:
        if item.kind not in ("term", "school_year") or item.name not in rows.columns:
            continue
        found: Counter[str] = Counter()
        for entry in rows.columns[item.name].slice(0, LOOKED_AT).value_counts().to_pylist():
            period = parse(item.kind, entry["values"])[0] if entry["values"] else None
            if period:
                found[period] += entry["counts"]
        total = sum(found.values())
        for period, count in found.items():
            if count > MINORITY * total:
                yield period, f"{item.name_zh} {count}∶{total}", f"{item.name} {count} of {total}"


def dataset_observation(table: Table, texts: Sequence[str], contracts: Iterable[Contract]) -> Iterator[Observation]:
    """Whether title or sheet call the table by the name of another dataset, or by a word that does not fit it."""
    contracts = list(contracts)
    texts = [titles.plain(text) for text in texts]
    named = [item for item in contracts if any(titles.is_called(text, item) for text in texts)]
    short = {name: fits for text in texts for name, fits in titles.short_names(text, contracts).items()}
    if not named and not short:
        return
    strange = [name for name, fits in short.items() if table.contract.name not in fits]
    is_another = table.contract not in named if named else len(strange) == len(short)
    is_wrong = is_another and not any(titles.share(text, table.contract) >= MAJORITY for text in texts)
    told = [(item.name_zh, item.name_en) for item in named] or [(f"“{name}”",) * 2 for name in strange or short]
    observed = both("、".join(zh for zh, _ in told), ", ".join(en for _, en in told))
    expected = both(table.contract.name_zh, table.contract.name_en)
    yield Observation(DATASET_RULE, is_wrong, None, None, "dataset", observed, expected)
