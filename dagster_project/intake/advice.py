"""What a clerk is told to do about rows and cells that were set aside: a sentence a reason.

What belongs here: these sentences and where the rows or cells stand. What does not: setting aside (``verdicts``, ``rows``,
``not_understood``), the rest of a delivery's message (``tables``).
"""

from __future__ import annotations

from collections.abc import Iterator

from dagster_project.contracts import Contract
from dagster_project.intake.months import money_of_months
from dagster_project.intake.recognition import Table
from dagster_project.intake.rows import SetAsideCell, SetAsideRow, Sorted

CELLS_NAMED = 3
ADVICE = {
    "numeric_id": (
        "；{rows}的长号码被存成数字，末几位已丢失，请把该列设为文本并重新录入后再报",
        "; long numbers ({rows}) were stored as numbers and lost their last digits: "
        "make the column text and enter them again",
    ),
    "error_cell": (
        "；{rows}有公式错误（如 #N/A），请改为数值后再报",
        "; a formula has failed ({rows}): put in the values",
    ),
    "formula_without_value": (
        "；{rows}的公式没有保存计算结果，请在表格软件里打开、重新计算并保存后再报",
        "; a formula has no stored result ({rows}): open the file, recalculate, save and send it again",
    ),
    "formula_never_calculated": (
        "；工作表“{sheet}”{cells}的公式存的是 0，但没有计算过（按表里的数算出来不是 0，或只会得出文字，或无从核算），暂按空白处理，"
        "请在表格软件里打开、重新计算并保存后再报",
        "; formulas on sheet “{sheet}” ({cells_en}) hold a 0 that was never calculated and count as blank: open the file, "
        "recalculate, save and send it again",
    ),
    "unterminated_quote": (
        "；{rows}的引号没有成对，请改正或另存为 .xlsx 后再报",
        "; a quotation mark is not closed ({rows}): correct it, or save as .xlsx",
    ),
    "too_many_cells": (
        "；{rows}的列数多于表头（多半是内容里有分隔符），请另存为 .xlsx 后再报",
        "; more cells than headers ({rows}), likely a delimiter inside a text: save as .xlsx",
    ),
    "shifted": (
        "；{rows}的内容与表头错位（多半是粘贴时移了列），请对齐后再报",
        "; cells stand beside their headers ({rows}), likely pasted a column off: put them back",
    ),
    "too_few_cells": (
        "；{rows}的列数少于表头，请补齐",
        "; fewer cells than headers ({rows}): complete it",
    ),
    "required_empty": (
        "；{rows}的必填项全空，请补填或删除",
        "; nothing required is filled ({rows})",
    ),
    "example_overwritten": (
        "；{rows}写在示例行上（“序号”仍是“示例”），无法判断是不是数据，请改填序号后再报",
        "; written over the example line, still marked 示例 ({rows}): number it and send again",
    ),
    "undecodable": ("；{rows}有乱码，请重新导出", "; garbled text ({rows}): export it again"),
    "not_understood": (
        "；{rows}的{fields}看不懂，暂按空白处理，请照填写说明改写后再报",
        "; {fields} cannot be read ({rows}) and counts as blank: write it as the guide says and send it again",
    ),
    "several_values": (
        "；{rows}的{fields}一格里有几个值，无法取舍，暂按空白处理，请分开填写",
        "; {fields} holds several values in one cell ({rows}) and counts as blank: give one a cell",
    ),
    "masked_name": (
        "；{rows}的{fields}不是全名（打了星号、写作“某”或缺字），暂按空白处理，请填全名后再报",
        "; {fields} is no whole name ({rows}: characters covered up, 某, or missing) and counts as blank: give the whole name",
    ),
    "not_whole": (
        "；{rows}的{fields}应为整数，暂按空白处理，请改正",
        "; {fields} should be a whole number ({rows}) and counts as blank: correct it",
    ),
}


def advice_on(rows: Sorted, contract: Contract, sheet_name: str) -> Iterator[tuple[str, str]]:
    """What to say about each reason for which something of a table was set aside, in both languages."""
    aside: list[SetAsideCell | SetAsideRow] = [*rows.set_aside_cells, *rows.set_aside_rows]
    for reason in sorted({item.reason for item in aside} & ADVICE.keys()):
        places = sorted({item.row_no for item in aside if item.reason == reason})
        row_zh, row_en = f"第 {places[0]} 行", f"row {places[0]}"
        if len(places) > 1:
            row_zh, row_en = f"第 {places[0]} 行等 {len(places)} 行", f"{row_en} and {len(places) - 1} more"
        cells = [item for item in rows.set_aside_cells if item.reason == reason]
        fields = sorted({item.field for item in cells})
        names = "、".join(f"“{contract.field(name).name_zh}”" for name in fields)
        cells_zh, cells_en = _named(cells)
        zh, en = ADVICE[reason]
        yield (
            zh.format(rows=row_zh, fields=names, sheet=sheet_name, cells=cells_zh),
            en.format(rows=row_en, fields=", ".join(fields), sheet=sheet_name, cells_en=cells_en),
        )


def rate_taken_from_amount(table: Table) -> tuple[str, str]:
    """What to say where a month's column is both the amount and the monthly rate."""
    at, (rate, amount) = table.column_of(), money_of_months(table.contract)
    if not table.by_month or rate is None or amount is None or at.get(rate) != at.get(amount):
        return "", ""
    name = table.contract.field(rate).name_zh
    return f"；表里没有{name}，按当月金额计", f"; no {rate} is given, the month's amount is taken"


def _named(cells: list[SetAsideCell]) -> tuple[str, str]:
    """The first cells as a person finds them, and how many there are."""
    first = [f"{cell.column_letter}{cell.row_no}" for cell in cells[:CELLS_NAMED]]
    more = len(cells) - len(first)
    zh, en = "、".join(first), ", ".join(first)
    return (f"{zh} 等 {len(cells)} 格" if more else f"{zh} "), (f"{en} and {more} more" if more else en)
