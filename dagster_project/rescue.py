"""Numbers that lost their last digits: what they may have been, by the row beside them and by registers already loaded.

What belongs here: narrowing the candidates of each cell that was set aside and keeping them in the ledger as evidence.
What does not: making candidates (``identity.lost_digits``), deciding (``intake.decide_cell``). Nothing is applied here.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project import identity, intake, warehouse
from dagster_project.contracts import code_tables, load_all
from dagster_project.identity.lost_digits import (
    MOST_CANDIDATES,
    Lost,
    lost_digits,
    may_be,
    possible_cards,
    possible_ids,
    sex_of,
)
from dagster_project.readers.values import parse
from dagster_project.settings import Settings
from dagster_project.warehouse import quoted, quoted_name

FEWEST_KEPT = 6  # of a number, for registers to be searched
SURE_DIGITS = 15  # which a spreadsheet keeps of any number
TOO_MANY = (
    "丢失位数过多，无法列出候选，请按原始证件补录",
    "too many digits are lost to list candidates; enter it from the card",
)
NOBODY = (
    "按本行的姓名、性别、出生日期筛选后没有候选",
    "no candidate agrees with the row's name, sex and date of birth",
)
WHOLE_COLUMN = (
    "整列号码都丢失了末几位，名册中也没有同名的人：请把该列设为文本格式后重新报送",
    "the whole column has lost digits and no register has the same name: format it as text and send it again",
)
MOST_GUESSED = 1000  # cells of a column for which candidates are made; beyond, nobody would look at them one by one
BY_CHECK = ("由保留的位数和校验码推出", "follows from the digits kept and the check digit")


@dataclass
class Cell:
    """A cell that was set aside, what is left of its number, and what its row says of the person."""

    county: str
    delivery_id: str
    dataset: str
    row_no: int
    field: str
    lost: Lost
    row: dict[str, str | None] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """A number that a register holds, with the name and the school beside it."""

    number: str
    name: str | None
    school: str | None
    dataset: str


def offer_candidates(settings: Settings, inputs: Path) -> int:
    """Keep the candidates of cells that are set aside, and give the build all of them; how many have other ones now.

    Only counties are searched whose files that count, or cells that are decided, are not those of the last search: a
    register that comes later gives its county's cells new candidates.
    """
    by_county: dict[str, list[Cell]] = defaultdict(list)
    for row in pq.read_table(inputs / "set_aside_cells.parquet").to_pylist():
        cell = _cell(row)
        if cell:
            by_county[cell.county].append(cell)
    files, before = intake.raw_files(settings, inputs), intake.searched(settings)
    searches = _searches(inputs, files, by_county)
    rows: list[dict[str, Any]] = []
    other = 0
    for county, own in sorted(by_county.items()):
        if searches[county] == before.get(county):
            del searches[county]
            continue
        kept = intake.offered(settings, {cell.delivery_id for cell in own})
        for cell, offer in _offers(settings, files[county], own):
            if offer != kept.get(_name(cell)):
                rows += offer
                other += 1
    intake.keep_candidates(settings, rows, searches)
    intake.export_candidates(settings, inputs)
    return other


def _searches(inputs: Path, files: Mapping[str, Mapping[str, list[str]]], counties: Iterable[str]) -> dict[str, str]:
    """For each county a name for what its candidates follow from: its files, and which cells are decided."""
    decided = pq.read_table(inputs / "decided_cells.parquet").to_pylist()
    found = {}
    for county in counties:
        names = sorted(Path(path).stem for paths in files[county].values() for path in paths)
        cells = sorted(
            f"{row['delivery_id']}/{row['row_no']}/{row['field']}" for row in decided if row["county_code"] == county
        )
        found[county] = hashlib.sha256("\n".join([*names, "", *cells]).encode()).hexdigest()[:16]
    return found


def _offers(
    settings: Settings, files: Mapping[str, list[str]], cells: Sequence[Cell]
) -> Iterator[tuple[Cell, list[dict[str, Any]]]]:
    """Each cell of a county with the rows of evidence for it."""
    in_column = Counter((cell.delivery_id, cell.field) for cell in cells)
    _read_rows(settings, files, cells)
    known = _registers(settings, files, cells)
    for cell in cells:
        yield cell, _offered(cell, known, guess=in_column[cell.delivery_id, cell.field] <= MOST_GUESSED)


def _name(cell: Cell) -> tuple[str, int, str]:
    return cell.delivery_id, cell.row_no, cell.field


def _cell(row: Mapping[str, Any]) -> Cell | None:
    lost = lost_digits(row["shown"]) if row["reason"] == "numeric_id" else None
    kind = load_all()[row["dataset"]].field(row["field"]).kind if lost else ""
    if lost is None or kind not in ("person", "card") or row["county_code"] is None:
        return None
    return Cell(row["county_code"], row["delivery_id"], row["dataset"], row["row_no"], row["field"], lost)


@cache
def _beside(dataset: str, number_field: str) -> dict[str, str]:
    """The columns that say more of the person whose number stands in ``number_field``."""
    contract = load_all()[dataset]
    names = {item.name for item in contract.fields}
    whose = number_field.replace("id_number", "") if number_field.endswith("id_number") else ""
    found = {"name": f"{whose}name", "school": "school_name"}
    if not whose:
        for item in contract.fields:
            is_birth = item.kind == "date" and "birth" in item.name
            found |= {"birth" if is_birth else "gender": item.name} if is_birth or item.code_table == "gender" else {}
    return {role: name for role, name in found.items() if name in names}


def _read_rows(settings: Settings, files: Mapping[str, list[str]], cells: Sequence[Cell]) -> None:
    """What the rows of these cells say beside their damaged number."""
    wanted: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        wanted[cell.delivery_id].append(cell)
    for paths in files.values():
        for path in paths:
            own = wanted.get(Path(path).stem, [])
            if not own:
                continue
            rows = {row["_row"]: row for row in pq.read_table(path).to_pylist()}
            for cell in own:
                beside = _beside(cell.dataset, cell.field)
                cell.row = {role: rows.get(cell.row_no, {}).get(name) for role, name in beside.items()}


def _registers(settings: Settings, files: Mapping[str, list[str]], cells: Sequence[Cell]) -> dict[str, list[Known]]:
    """The county's own whole numbers that begin like a damaged one, by that beginning."""
    wanted = sorted(set().union(*map(_beginnings, cells)))
    found: dict[str, list[Known]] = defaultdict(list)
    if not wanted:
        return found
    lengths = sorted({len(beginning) for beginning in wanted})
    with warehouse.connect(settings) as connection:
        connection.register("wanted", pa.table({"beginning": wanted}))
        for dataset, paths in sorted(files.items()):
            contract = load_all()[dataset]
            for item in contract.fields:
                if item.kind != "person":
                    continue
                beside = _beside(dataset, item.name)
                columns = [quoted_name(beside[role]) if role in beside else "null" for role in ("name", "school")]
                sources = ", ".join(quoted(path) for path in paths)
                begins = " or ".join(f"left(number, {length}) in (from wanted)" for length in lengths)
                query = (
                    f"select distinct number, name, school from (select upper(trim({quoted_name(item.name)})) as number,"
                    f" {columns[0]} as name, {columns[1]} as school from"
                    f" read_parquet([{sources}], union_by_name = true, hive_partitioning = false))"
                    f" where length(number) = 18 and ({begins}) order by all"
                )
                for text, name, school in connection.execute(query).fetchall():
                    known = Known(text, _plain_name(name), school, dataset)
                    for length in lengths:
                        found[text[:length]].append(known)
    return found


def _beginnings(cell: Cell) -> set[str]:
    """How numbers begin that may be the damaged one: by the digits that were kept, the last of them rounded or not."""
    length = min(len(cell.lost.kept), SURE_DIGITS)
    if length < FEWEST_KEPT:
        return set()
    kept = int(cell.lost.kept[:length])
    return {f"{near:0{length}d}" for near in (kept - 1, kept, kept + 1)}


def _plain_name(text: str | None) -> str | None:
    return identity.read_name(text).name if text else None


def _offered(cell: Cell, registers: Mapping[str, list[Known]], *, guess: bool) -> list[dict[str, Any]]:
    """The rows of evidence for one cell: its candidates, the likeliest first, or why there is none.

    Without ``guess`` only numbers that a register holds beside the same name.
    """
    near = [item for beginning in sorted(_beginnings(cell)) for item in registers.get(beginning, [])]
    known = [item for item in near if may_be(cell.lost, item.number)]
    is_card = load_all()[cell.dataset].field(cell.field).kind == "card"
    known = [] if is_card else known
    made = [] if not guess else possible_cards(cell.lost) if is_card else possible_ids(cell.lost)
    name = _plain_name(cell.row.get("name"))
    same = sorted({item.number for item in known if name and item.name == name})
    taken = {item.number for item in known if name and item.name and item.name != name} - set(same)
    numbers = [number for number in (*same, *(text for text in made if text not in same)) if number not in taken]
    fitting = _fitting(cell, numbers)
    if not fitting:
        return [_row(cell, 0, "", NOBODY if made or same else TOO_MANY if guess else WHOLE_COLUMN)]
    return [
        _row(cell, at, number, _evidence(cell, number, same, known))
        for at, number in enumerate(fitting[:MOST_CANDIDATES], start=1)
    ]


def _fitting(cell: Cell, numbers: Sequence[str]) -> list[str]:
    """The numbers that agree with the sex and the date of birth of the row."""
    gender = parse("code:gender", cell.row.get("gender") or "", code_tables())[0]
    birth, how = parse("date", cell.row.get("birth") or "")
    told = birth.replace("-", "") if birth else ""
    told = told[:6] if how == "month_start" else told
    return [
        number
        for number in numbers
        if number[6:14].startswith(told) and not (gender and len(number) == 18 and sex_of(number) != gender)
    ]


def _evidence(cell: Cell, number: str, same: Iterable[str], known: Sequence[Known]) -> tuple[str, str]:
    if number not in same:
        return BY_CHECK
    name = _plain_name(cell.row.get("name"))
    registers = [item for item in known if item.number == number and item.name == name]
    names = {item.dataset for item in registers}
    contracts = [load_all()[dataset] for dataset in sorted(names)]
    same_school = any(item.school and item.school == cell.row.get("school") for item in registers)
    zh = "、".join(contract.name_zh for contract in contracts) + "中有同名的人" + ("，且同校" if same_school else "")
    en = (
        ", ".join(contract.name_en for contract in contracts)
        + ": the same name"
        + (" and school" if same_school else "")
    )
    return zh, en


def _row(cell: Cell, rank: int, candidate: str, evidence: tuple[str, str]) -> dict[str, Any]:
    return {
        "delivery_id": cell.delivery_id, "row_no": cell.row_no, "field": cell.field, "rank": rank,
        "candidate": candidate, "evidence_zh": evidence[0], "evidence_en": evidence[1],
    }  # fmt: skip
