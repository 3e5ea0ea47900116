"""One file's content to deliveries: each sheet's tables recognised, sorted and written as raw Parquet.

What belongs here: what one file came to, said in a plain sentence. What does not: other files (``replacement``),
the ledger.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import numpy as np

from dagster_project.contracts import Contract
from dagster_project.contracts.stamps import Stamp
from dagster_project.intake import unclaimed
from dagster_project.intake.advice import advice_on, rate_taken_from_amount
from dagster_project.intake.headers import HeaderIndex
from dagster_project.intake.heading_rows import fill_from_headings
from dagster_project.intake.ledger import Delivery
from dagster_project.intake.loading import load_rows
from dagster_project.intake.not_understood import set_aside_what_is_not_understood
from dagster_project.intake.observations import Observation
from dagster_project.intake.outline import PART
from dagster_project.intake.own_figures import column_totals, list_totals, price_products, row_totals, standard_told
from dagster_project.intake.parts import claimed_columns, parts_of_table
from dagster_project.intake.periods import fit_period
from dagster_project.intake.recognition import Column, Table, Unrecognised
from dagster_project.intake.reporting_units import BUREAU, reporting_unit
from dagster_project.intake.rows import SetAsideCell, SetAsideRow, Sorted, shown, sort_rows
from dagster_project.intake.sources import SourceFile
from dagster_project.intake.stamped import find_stamped_tables, stamped, tell
from dagster_project.intake.stated import fill_said, fill_stated
from dagster_project.intake.three_ways import Counties, county_observation, dataset_observation, period_observation
from dagster_project.intake.unread_shapes import what_to_do
from dagster_project.intake.unsaid_units import unsaid_unit
from dagster_project.intake.verdicts import NOT_DATA, QUARANTINED, blank
from dagster_project.intake.work_reports import DATASET, paragraphs_as_rows
from dagster_project.intake.years_told import supply_years
from dagster_project.readers import FileContent, ReadError
from dagster_project.readers.grid import Sheet

DELIMITED = frozenset({"csv", "tsv", "text"})
UNIT_DOUBT = (
    "金额单位没有写明，按元计每人（每项）只有 {0} 元，可能是万元，暂不计入：请在表头或标题注明单位后重报；确认是元的，选“补充”。"
    "\nNo unit of money is given; in yuan it would be {0} each, so perhaps it is 万元. It waits: give the unit and send it "
    "again, or decide that it adds if it is yuan."
)
KIND_NAMES = {"term": ("学期", "a term"), "year": ("年度", "a year"), "school_year": ("学年", "a school year")}


@dataclass
class Received:
    """One table of a file: its delivery and what the ledger keeps about it."""

    delivery: Delivery
    columns: tuple[Column, ...] = ()
    rows: list[SetAsideRow] = field(default_factory=list)
    cells: list[SetAsideCell] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    closest: str = ""  # the dataset whose headers an unrecognised table has most of
    absent: tuple[str, ...] = ()  # required columns that the table lacks


def delivery_id(source: SourceFile, sha256: str, dataset: str | None, sheet: str, table_no: int, *more: str) -> str:
    """The name of one table of one file; the same bytes for the same county and period get the same name."""
    parts = (sha256, source.county_code or "", source.period or "", dataset or "", sheet, str(table_no), *more)
    parts += (source.again,) if source.again else ()
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def new_delivery(
    source: SourceFile,
    sha256: str,
    status: str,
    zh: str,
    en: str,
    *,
    sheet: str = "",
    table_no: int = 0,
    dataset: str | None = None,
) -> Delivery:
    """A delivery with no rows yet."""
    arrival = (source.name, str(source.mtime_ns)) if dataset is None else ()
    name = delivery_id(source, sha256, dataset, sheet, table_no, *arrival)
    return Delivery(
        name,
        source.county_code,
        source.period,
        dataset,
        None,
        source.name,
        sha256,
        sheet,
        table_no,
        source.received_at,
        status,
        message_zh=zh,
        message_en=en,
    )


def take_refusal(source: SourceFile, sha256: str, error: ReadError) -> list[Received]:
    """A file nobody can read."""
    return [Received(new_delivery(source, sha256, "rejected", error.message_zh, error.message_en))]


def take_report(
    folder: Path,
    contract: Contract,
    source: SourceFile,
    sha256: str,
    paragraphs: list[str],
    unread: ReadError | None = None,
) -> list[Received]:
    """A written report, as raw Parquet in ``folder``; ``unread`` says why its words could not be read."""
    if unread is not None:
        zh = f"文字报告，已存档，正文未读取：{unread.message_zh}"
        en = f"A written report; archived, its text was not read: {unread.message_en}"
    else:
        zh, en = f"文字报告，共 {len(paragraphs)} 段。", f"A written report of {len(paragraphs)} paragraphs."
    delivery = new_delivery(source, sha256, "accepted", zh, en, table_no=1, dataset=DATASET)
    period = fit_period(source.period or "", contract.period_kind, [source.name.rsplit("/", 1)[-1]])
    rows = paragraphs_as_rows(paragraphs)
    delivery = replace(
        delivery,
        period=period or source.period,
        reporting_unit=BUREAU,
        rows_seen=rows.rows_seen,
        rows_loaded=rows.rows_loaded,
    )
    load_rows(folder, contract, delivery, rows)
    return [Received(delivery)]


def take_tables(
    folder: Path,
    index: HeaderIndex,
    source: SourceFile,
    sha256: str,
    content: FileContent,
    counties: Counties = MappingProxyType({}),
) -> list[Received]:
    """Every table of a file; its data rows are written as raw Parquet into ``folder``.

    ``counties`` are the deployment's.
    """
    received: list[Received] = []
    made_from = stamped(content.sheets)
    own_sheets = made_from.own_sheets if made_from else frozenset()
    for sheet in content.sheets:
        if sheet.name not in own_sheets and any(not blank(cell) for row in sheet.rows for cell in row.cells):
            stamp = made_from.stamp if made_from and sheet.name == made_from.data_sheet else None
            is_text, is_alone = content.format in DELIMITED, len(content.sheets) == 1
            received += _take_sheet(folder, index, source, sha256, is_text, sheet, counties, stamp, is_alone)
    if received:
        return received + [_own_sheet(source, sha256, sheet) for sheet in content.sheets if sheet.name in own_sheets]
    zh, en = "文件里没有任何内容。", "There is nothing in the file."
    return [Received(new_delivery(source, sha256, "rejected", zh, en))]


def _own_sheet(source: SourceFile, sha256: str, sheet: Sheet) -> Received:
    """A sheet that stands in the template as it is here: read, accounted for, no data."""
    zh = f"模板自带的工作表“{sheet.name}”，与模板一致，没有数据。"
    en = f"The template's own sheet “{sheet.name}”, as it was; no data."
    delivery = new_delivery(source, sha256, "duplicate", zh, en, sheet=sheet.name)
    rows = [SetAsideRow(row.number, NOT_DATA, "template" if shown(row) else "blank", "") for row in sheet.rows]
    delivery.rows_seen = delivery.rows_not_data = len(rows)
    return Received(delivery, rows=rows)


def _take_sheet(
    folder: Path,
    index: HeaderIndex,
    source: SourceFile,
    sha256: str,
    is_delimited: bool,
    sheet: Sheet,
    counties: Counties,
    stamp: Stamp | None = None,
    is_alone: bool = False,
) -> list[Received]:
    words = source.name.rsplit("/", 1)[-1]
    tables = find_stamped_tables(sheet, index, words, stamp)
    if isinstance(tables, Unrecognised):
        return [_unrecognised(index, source, sha256, sheet, tables)]
    received = []
    parts = [(table, part) for table in tables for part in parts_of_table(table, source.period)]
    for number, (whole, (part, named, categories)) in enumerate(parts, start=1):
        table, priced = standard_told(part, sheet)
        said = categories | priced
        rows = sort_rows(sheet, table, is_delimited)
        name = table.contract.name
        delivery = new_delivery(source, sha256, "", "", "", sheet=sheet.name, table_no=number, dataset=name)
        period = named or fit_period(source.period or "", table.contract.period_kind, [words, *table.titles])
        delivery.period = period or source.period
        headed = fill_from_headings(table, rows, delivery)
        delivery.reporting_unit = reporting_unit(table, rows, source.name, sheet.name)
        fill_said(rows, said)
        supplied = supply_years(table, rows, period)
        stated = fill_stated(table, rows, delivery.reporting_unit, sheet.name, source.name)
        set_aside_what_is_not_understood(table, rows)
        absent = _judge(delivery, table, rows, sheet, period, stated, said, headed)
        if supplied:
            delivery.message_zh += f"有 {supplied} 个日期、月份或学期没写年份，已按所属期补在方括号里。"
            delivery.message_en += (
                f" {supplied} days, months or terms lack a year; it follows from the period, in brackets."
            )
        seen = tell(delivery, table, source, stamp) if stamp is not None else []
        columns = tuple(c for c in table.columns if c.field or c.index not in claimed_columns(whole, rows.outline))
        unclaimed.tell(delivery, columns, index, name)
        load_rows(folder, table.contract, delivery, rows)
        seen += [*row_totals(table, rows), *list_totals(sheet, table, rows), *price_products(table, rows)]
        seen += column_totals(sheet, whole) if number == 1 or whole is not parts[number - 2][0] else ()
        around = [*table.titles, sheet.name, *source.name.split("/")[2:]]
        seen += county_observation(table, rows, around, source.county_code, counties)
        seen += period_observation(table, rows, around, source.period, named)
        called = [*table.titles, sheet.name, *([words] if is_alone and len(parts) == 1 else [])]
        seen += dataset_observation(table, called, index.contracts.values())
        columns = unclaimed.profiled(columns, index, name, sheet, range(table.body, table.last), rows.row_numbers)
        received.append(Received(delivery, columns, rows.set_aside_rows, rows.set_aside_cells, seen, absent=absent))
    return received


def _judge(
    delivery: Delivery,
    table: Table,
    rows: Sorted,
    sheet: Sheet,
    period: str | None,
    stated: Mapping[str, str],
    said: Mapping[str, str],
    headed: frozenset[str],
) -> tuple[str, ...]:
    """Counts, status and the sentence about one table; gives the required columns that it lacks."""
    delivery.rows_seen, delivery.rows_loaded = rows.rows_seen, rows.rows_loaded
    delivery.rows_quarantined, delivery.rows_not_data = rows.count(QUARANTINED), rows.count(NOT_DATA)
    delivery.cells_set_aside = len(rows.set_aside_cells)
    at = table.column_of().keys()
    outlined = {name for own in rows.outline.said.values() for name in own} if rows.outline else set()
    told = at | stated.keys() | said.keys() | outlined | headed
    absent = [item for item in table.contract.fields if item.required and item.name not in told]
    headings_zh, headings_en = delivery.message_zh, delivery.message_en
    delivery.message_zh = f"入库 {rows.rows_loaded} 行，搁置 {delivery.rows_quarantined} 行"
    delivery.message_zh += f"，非数据 {delivery.rows_not_data} 行"
    delivery.message_en = (
        f"{rows.rows_loaded} rows loaded, {delivery.rows_quarantined} set aside, {delivery.rows_not_data} not data"
    )
    if delivery.cells_set_aside:
        delivery.message_zh += f"，搁置 {delivery.cells_set_aside} 个单元格"
        delivery.message_en += f", {delivery.cells_set_aside} cells set aside"
    for zh, en in (*advice_on(rows, table.contract, sheet.name), rate_taken_from_amount(table)):
        delivery.message_zh, delivery.message_en = delivery.message_zh + zh, delivery.message_en + en
    hidden = np.isin(rows.row_numbers, np.array(sheet.hidden_rows, np.int64)).sum() if sheet.hidden_rows else 0
    if hidden:
        delivery.message_zh += f"；有 {hidden} 行被隐藏或筛选掉，已照常入库，不应报送的请删除"
        delivery.message_en += (
            f"; {hidden} hidden or filtered rows are loaded like the others: delete what is not meant"
        )
    unsaid = unsaid_unit(table, rows)
    doubt = UNIT_DOUBT.format(unsaid[1].quantize(Decimal("0.01"))).split("\n") if unsaid and not unsaid[0] else None
    if unsaid and unsaid[0]:
        delivery.message_zh += "；金额单位未注明，按元计"
        delivery.message_en += "; no unit of money is given, taken as yuan"
    delivery.message_zh, delivery.message_en = delivery.message_zh + headings_zh, delivery.message_en + headings_en
    names = {item.name: item.name_zh for item in table.contract.fields}
    delivery.message_zh += "".join(f"；{names[name]}取自表头：{text}" for name, text in said.items())
    delivery.message_en += "".join(f"; {name} taken from the header: {text}" for name, text in said.items())
    for name in sorted(outlined):
        delivery.message_zh += f"；{names[name]}取自分级行"
        delivery.message_en += f"; {name} taken from the levels of the rows"
    if any(total.is_some for total in table.totals) or (rows.outline and PART in rows.outline.aside.values()):
        delivery.message_zh += "；“其中”只列了一部分，已含在总数内，未单独入库"
        delivery.message_en += "; what is given as 其中 is only some of the total and was not loaded beside it"
    if stated:
        delivery.message_zh += "".join(f"；{names[name]}取自标题或名称：{text}" for name, text in stated.items())
        delivery.message_en += "".join(f"; {name} taken from title or name: {text}" for name, text in stated.items())
    if absent:
        delivery.message_zh += f"；缺少必填列：{'、'.join(item.name_zh for item in absent)}"
        delivery.message_en += f"; required columns not found: {', '.join(item.name for item in absent)}"
    delivery.message_zh, delivery.message_en = delivery.message_zh + "。", delivery.message_en + "."
    delivery.status = "partial" if delivery.rows_quarantined or delivery.cells_set_aside or absent else "accepted"
    if not rows.rows_loaded:
        delivery.status = "rejected"
        delivery.message_zh = "表里没有可入库的数据行。" + delivery.message_zh
        delivery.message_en = "The table has no data rows. " + delivery.message_en
    elif sheet.hidden:
        delivery.status = "waiting"
        delivery.message_zh = "隐藏的工作表，暂不计入，请确认（补充 / 不采用）。" + delivery.message_zh
        delivery.message_en = "A hidden sheet; it waits, uncounted, for a decision. " + delivery.message_en
    elif table.contested:
        delivery.status = "waiting"
        headers = "、".join(table.contested[:4])
        delivery.message_zh = (
            f"同一列分组重复（{headers}），无法判断取哪一组，暂不计入，请分表报送。" + delivery.message_zh
        )
        delivery.message_en = f"Columns stand once per group ({headers}); send one table each. " + delivery.message_en
    elif doubt:
        delivery.status = "waiting"
        delivery.message_zh = doubt[0] + delivery.message_zh
        delivery.message_en = doubt[1] + " " + delivery.message_en
    elif period is None:
        delivery.status = "waiting"
        zh, en = KIND_NAMES.get(table.contract.period_kind, ("时点", "a day"))
        delivery.message_zh = f"本表应按{zh}报送，从文件夹和标题看不出是哪一个，暂不计入。" + delivery.message_zh
        delivery.message_en = f"This table is for {en}; neither folder nor title says which. " + delivery.message_en
    return tuple(item.name for item in absent)


def _unrecognised(index: HeaderIndex, source: SourceFile, sha256: str, sheet: Sheet, reason: Unrecognised) -> Received:
    zh, en, lists_headers = what_to_do(sheet, index, reason)
    delivery = new_delivery(source, sha256, "unrecognised", zh, en, sheet=sheet.name)
    closest, below = reason.dataset or "", reason.body
    unclaimed.tell(delivery, reason.columns if lists_headers else (), index, closest)
    found = reason.columns
    if not found:  # what stands there may be somebody's row: it is listed for whoever decides, not told in a message
        found, below = unclaimed.likely_header(sheet)
    columns = unclaimed.profiled(found, index, closest, sheet, range(below, len(sheet.rows)))
    rows = [
        SetAsideRow(row.number, QUARANTINED, "unrecognised_table", "")
        if shown(row)
        else SetAsideRow(row.number, NOT_DATA, "blank", "")
        for row in sheet.rows
    ]
    delivery.rows_seen = len(rows)
    delivery.rows_quarantined = sum(1 for row in rows if row.kind == QUARANTINED)
    delivery.rows_not_data = len(rows) - delivery.rows_quarantined
    return Received(delivery, columns, rows, closest=closest)
