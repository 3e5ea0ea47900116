"""Workbooks made from our own templates: what the stamp says, held against what is in them.

What belongs here: finding the stamp, the template's own sheets, the dataset it names, and saying what does not agree.
What does not: what a stamp is (``contracts.stamps``), the example line (``verdicts``).

A stamp is a witness, not a judge: it decides only where the headers leave the dataset open. Where the headers say
another dataset, or the folder another county or period, the table waits for a person, with the evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from dagster_project.contracts import Contract, load_all
from dagster_project.contracts.stamps import DATA_SHEET, Stamp, fingerprint, layout_of, stamp_in
from dagster_project.intake.headers import HeaderIndex
from dagster_project.intake.ledger import ACTIVE, Delivery
from dagster_project.intake.periods import find_term, fit_period, period_names
from dagster_project.intake.recognition import Table, Unrecognised, find_tables
from dagster_project.intake.sources import SourceFile
from dagster_project.readers.grid import Sheet

SHOWN_HEADERS = 6
Found = list[Table] | Unrecognised


@dataclass(frozen=True)
class Stamped:
    """The stamp of a workbook, its sheets that hold no data, and the sheet it is about."""

    stamp: Stamp
    own_sheets: frozenset[str]
    data_sheet: str


def stamped(sheets: Iterable[Sheet]) -> Stamped | None:
    """What the stamp of a workbook says; None where there is none."""
    sheets = list(sheets)
    found = {sheet.name: stamp for sheet in sheets if (stamp := _stamp_of(sheet)) is not None}
    if not found:
        return None
    stamp = next(iter(found.values()))
    prints = dict(stamp.own_sheets)
    own = {sheet.name for sheet in sheets if sheet.name in prints and _print(sheet) == prints[sheet.name]}
    own |= found.keys()
    data = [sheet.name for sheet in sheets if sheet.name not in own and not sheet.hidden]
    return Stamped(stamp, frozenset(own), DATA_SHEET if DATA_SHEET in data else next(iter(data), ""))


def _stamp_of(sheet: Sheet) -> Stamp | None:
    """Looks at hidden sheets only: a visible one is a person's."""
    return stamp_in([row.cells for row in sheet.rows]) if sheet.hidden else None


def _print(sheet: Sheet) -> str:
    return fingerprint(row.cells for row in sheet.rows)


def find_stamped_tables(sheet: Sheet, index: HeaderIndex, file_words: str, stamp: Stamp | None) -> Found:
    """The tables of a sheet; the stamp's dataset where the headers fit it as well as any other."""
    found = find_tables(sheet, index, file_words)
    if stamp is None or stamp.dataset not in index.tabular:
        return found
    if not isinstance(found, Unrecognised) and stamp.dataset in {table.contract.name for table in found}:
        return found
    expected = find_tables(sheet, index.only(stamp.dataset), file_words)
    if isinstance(expected, Unrecognised):
        return found
    return expected if isinstance(found, Unrecognised) or _named(expected) >= _named(found) else found


def _named(tables: list[Table]) -> int:
    return sum(len(table.column_of()) for table in tables)


def tell(delivery: Delivery, table: Table, source: SourceFile, stamp: Stamp) -> None:
    """Add to a delivery's sentence what its stamp says; where the stamp contradicts the content, the table waits."""
    contract = load_all().get(stamp.dataset)
    if contract is None:
        _say(delivery, "；文件里的模板标记不认识，按表头识别", "; its template stamp names no dataset known here")
        return
    conflicts = [
        *_other_dataset(contract, table, delivery),
        *_other_county(stamp, source),
        *_other_period(stamp, contract, table, delivery),
    ]
    if is_outdated(stamp, contract):
        _say(
            delivery,
            f"；模板版本 {stamp.version or '不明'} 已不是最新（现为 {contract.version}），下次请用新模板",
            f"; made from template version {stamp.version or 'unknown'}, which is out of date (now {contract.version}): "
            "use the present one next time",
        )
    for zh, en in conflicts:
        _say(delivery, f"；{zh}", f"; {en}")
    if conflicts and delivery.status in ACTIVE:
        delivery.status = "waiting"
        delivery.message_zh = f"模板标记与内容不一致，暂不计入，请确认（补充、替换、不采用）。{delivery.message_zh}"
        delivery.message_en = (
            "The template's stamp contradicts the content; it waits, uncounted, for a decision (adds / replaces / set "
            f"aside). {delivery.message_en}"
        )


def _say(delivery: Delivery, zh: str, en: str) -> None:
    delivery.message_zh = f"{delivery.message_zh.rstrip('。')}{zh}。"
    delivery.message_en = f"{delivery.message_en.rstrip('.')}{en}."


def is_outdated(stamp: Stamp, contract: Contract) -> bool:
    """Whether the contract has changed since the template was made, with or without a new version."""
    return stamp.version != contract.version or stamp.layout != _layout(contract.name)


@cache
def _layout(dataset: str) -> str:
    return layout_of(load_all()[dataset])


def _other_dataset(contract: Contract, table: Table, delivery: Delivery) -> list[tuple[str, str]]:
    if delivery.dataset == contract.name:
        return []
    names = {item.name_zh for item in contract.fields} | {text for item in contract.fields for text in item.headers}
    strange = [column.header for column in table.columns if column.field and column.header.lstrip("*") not in names]
    shown = "、".join(strange[:SHOWN_HEADERS]) or "、".join(c.header for c in table.columns if c.field)
    return [
        (
            f"模板标记是“{contract.name_zh}”，而表头更像“{table.contract.name_zh}”（依据：{shown}）",
            f"the stamp says {contract.name}, the headers say {table.contract.name} (evidence: {shown})",
        )
    ]


def _other_county(stamp: Stamp, source: SourceFile) -> list[tuple[str, str]]:
    if not stamp.county_code or source.county_code in (None, stamp.county_code):
        return []
    return [
        (
            f"模板是发给 {stamp.county_code} 的，而文件放在 {source.county_code} 的文件夹里",
            f"the template was made for county {stamp.county_code}, the file lies in the folder of {source.county_code}",
        )
    ]


def _other_period(stamp: Stamp, contract: Contract, table: Table, delivery: Delivery) -> list[tuple[str, str]]:
    """Last term's template with a new title is a file of this term; with the old title nobody can tell."""
    try:
        meant = fit_period(stamp.period, contract.period_kind, []) if stamp.period else None
    except (KeyError, ValueError):
        return []
    if meant is None or delivery.period in (None, meant):
        return []
    titles = [*table.titles]
    retitled = find_term(titles) == delivery.period or any(period_names(str(delivery.period))[0] in t for t in titles)
    if retitled:
        return []
    made_for, lies_in = period_names(meant), period_names(str(delivery.period))
    return [
        (
            f"模板是{made_for[0]}的，标题未改，而文件放在{lies_in[0]}的文件夹里",
            f"the template was made for {made_for[1]} and still says so, the file lies in the folder of {lies_in[1]}",
        )
    ]
