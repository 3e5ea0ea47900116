"""Tables inside a text: lines of cells parted by tabs, bars or wide blanks, with the number in each cell.

Belongs here: which lines are a table, what its columns and rows are called, what they are for.
Does not belong here: whether it adds up (``table_sums``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dagster_project.narrative.model import Figure
from dagster_project.narrative.numerals import SCALES, arabic_value
from dagster_project.narrative.text.script import SIMPLIFIED
from dagster_project.narrative.text.units import SCALE, UNIT, thing_of

CELL_NUMBER = re.compile(
    rf"(?P<sign>[-+−])?[¥￥]?(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<scale>{SCALE})?(?P<unit>{UNIT})?"
)
UNIT_OF = re.compile(rf"[（(](?P<scale>{SCALE})?(?P<unit>{UNIT})[）)]")
WIDE = re.compile(r" {2,}|\u3000+|\t+")
RULE = re.compile(r"^[\s|:+\-=─━┼┃│]+$")
TOTAL = re.compile(
    r"^(?:合计|总计|共计|累计|总和|总数|合计数|总得?分|得分合计|全[县市区旗镇乡]合?计?|[一-鿿]{0,8}(?:合计|总计)|汇总|(?:grand )?total|sum)$",
    re.IGNORECASE,
)
SUBTOTAL = re.compile(r"小计")
INSIDE = re.compile(r"^(?:其中|#|＃|\*|—其中|注|说明|备注)")
NO_SUM = re.compile(
    r"序号|编号|代码|编码|班额|率|每[人生师户班组校所名]|师比|之比|占比|比例|比重|百分|％|%|标准|单价|人均|生均|平均|均|排名|名次|位次|电话|日期|时间|年份|备注|成绩|学号|"
    r"年龄|增长|增幅|[同环]比|系数|米/|元/|邮编|证号|账号|倍|次序|年度$|指数|折"
)
TOTAL_HEAD = re.compile(r"合计|总计|共计|小计|总数$|^计$|总人数$|总金额$|总额$|总人次$|总投资$")
PERCENT_HEAD = re.compile(r"率|占比|比例|比重|%|％")
PERIODS = ("月", "月份", "季度", "年级", "学期")
MOST_CELLS = 40_000
LONGEST_HEAD, SHORTEST_HEAD = 14, 2
OVER_NAMES = re.compile(
    r"[项类条]目|名称|指标|[类级]别|单位|学校|地区|[县区乡镇村街]|内容|年[份度]|学[段年期]|对象|来源|科目|部门|姓名|序号|种类|类型|环节|班|层次|标准"
)
MONEY = re.compile("金额|资金|经费|投资|补助|收入|支出|预算|决算|拨款")
COUNT = re.compile("[人户校次名]数|人次|户次|数量|个数")
SENTENCE = re.compile("[，。；：、]")
NOTHING = re.compile(r"[-—–－/\\*＊·.…]+")
UNIT_LINE = re.compile(r"单位[：:]\s*(?P<units>[^\n，。；]{1,20})|^[^\t|]*[（(](?P<caption>[万亿]元)[）)]\s*$")


@dataclass(frozen=True)
class Cell:
    """One cell; ``value`` is None where it holds no number."""

    text: str
    start: int
    end: int
    value: Fraction | None = None
    places: int = 0
    scale: int = 1
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """``header`` has one text for each column, ``rows`` the rows below it, ``labels`` what each row is called."""

    start: int
    end: int
    header: tuple[str, ...]
    groups: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    labels: tuple[str, ...]
    money_scale: int

    def figure(self, row: int, column: int) -> Figure | None:
        """The number of a cell as a figure in the unit its header gives."""
        cell = self.rows[row][column] if column < len(self.rows[row]) else None
        if cell is None or cell.value is None:
            return None
        scale, unit = (cell.scale, cell.unit) if cell.unit else self._unit_at(row, column)
        thing = thing_of(re.sub(rf"^(?:{SCALE})", "", unit))
        return Figure(
            quote=cell.text, value=cell.value, low=cell.value, high=cell.value, unit=unit, thing=thing, scale=scale,
            places=cell.places, start=cell.start, end=cell.end, at=cell.start, to=cell.end, before=self.labels[row],
            after=self.header[column] if column < len(self.header) else "",
        )  # fmt: skip

    def label(self, row: int, column: int) -> str:
        """The words nearest to the left of a cell; where they name a total, that word of them."""
        words: list[str] = []
        for cell in reversed(self.rows[row][:column]):
            if cell.value is not None and words:
                break
            is_word = cell.text and cell.value is None and not NOTHING.fullmatch(cell.text)
            words += [_plain(cell.text)] if is_word else []
        return next((word for word in words if TOTAL.match(word) or SUBTOTAL.search(word)), words[0] if words else "")

    def _unit_at(self, row: int, column: int) -> tuple[int, str]:
        """What the header says, else what the name of the row does: 资助资金（万元） 1368 1642."""
        head = self.header[column] if column < len(self.header) else ""
        named = None if UNIT_OF.search(head) or PERCENT_HEAD.search(head) else UNIT_OF.search(self.labels[row])
        return _as_unit(named) if named else self.unit_of(column)

    def unit_of(self, column: int) -> tuple[int, str]:
        """The unit a header or the line above the table gives: 金额（万元）."""
        head = self.header[column] if column < len(self.header) else ""
        if found := UNIT_OF.search(head):
            return _as_unit(found)
        if MONEY.search(head) and not COUNT.search(head) and self.money_scale > 1:
            return self.money_scale, {10**4: "万元", 10**8: "亿元"}.get(self.money_scale, "元")
        if PERCENT_HEAD.search(head):
            return 1, "%"
        return 1, "人次" if "人次" in head else "人" if "人数" in head else ""


def _as_unit(found: re.Match[str]) -> tuple[int, str]:
    return SCALES.get(found["scale"] or "", 1), (found["scale"] or "") + found["unit"]


def find_tables(text: str) -> list[Table]:
    """The tables of a text that hold numbers."""
    tables = []
    for block in _blocks(text):
        for part in _parted(block):
            table = _table(part, text)
            if table is not None:
                tables.append(table)
    return tables


def _parted(block: list[list[Cell]]) -> Iterator[list[list[Cell]]]:
    """Tables that follow each other without a line between; a header repeated at a page's end parts nothing."""
    part: list[list[Cell]] = []
    had_data = False
    heads: set[tuple[str, ...]] = set()
    for row in block:
        words = tuple(cell.text for cell in row)
        is_head = sum(map(bool, words)) > 1 and all(cell.value is None for cell in row)
        if is_head and had_data and words in heads:
            continue
        if is_head and had_data and sum(map(bool, words)) * 2 > len(words):
            yield part
            part, had_data = [], False
        heads |= {words} if is_head else set()
        had_data = had_data or _is_data(row)
        part.append(row)
    yield part


def _blocks(text: str) -> Iterator[list[list[Cell]]]:
    """Runs of lines that fall into cells in the same way."""
    block: list[list[Cell]] = []
    above: list[Cell] = []
    kind = ""
    at = 0
    for line in text.split("\n"):
        cells, how = _cells(line, at)
        if cells and not block and how == "wide" and len(above) == len(cells):
            block.append(above)
        above = [] if cells else _words_of_a_header(line, at)
        if cells and (not block or how == kind or (len(block) == 1 and kind == "")):
            block.append(cells)
            kind = how
        elif not (block and line.strip() and RULE.match(line)):
            if len(block) > 1:
                yield block
            block, kind = ([cells], how) if cells else ([], "")
        at += len(line) + 1
    if len(block) > 1:
        yield block


def _cells(line: str, at: int) -> tuple[list[Cell], str]:
    if "\t" in line:
        return _split(line, at, re.compile(r"\t")), "tab"
    if line.count("|") + line.count("│") + line.count("｜") >= 2 and not RULE.match(line):
        cells = _split(line, at, re.compile(r"[|│｜]"))
        return cells[1 if not cells[0].text else 0 : len(cells) - 1 if not cells[-1].text else len(cells)], "bar"
    stripped = line.strip()
    if len(WIDE.findall(stripped)) >= 1 and len(stripped) < 200 and "。" not in stripped:
        cells = _split(line, at, re.compile(r" {2,}|\u3000+"), keep_empty=False)
        if len(cells) > 1:
            return cells, "wide"
    parts = stripped.split(" ")
    if 2 < len(parts) < 30 and sum(_looks_numeric(part) for part in parts[1:]) * 10 >= 6 * (len(parts) - 1):
        return _split(line, at, re.compile(r" +"), keep_empty=False), "wide"
    return [], ""


def _words_of_a_header(line: str, at: int) -> list[Cell]:
    """A line of short words parted by single blanks, as a header comes out of a PDF."""
    cells = _split(line, at, re.compile(r" +"), keep_empty=False) if " " in line.strip() else []
    is_header = len(cells) > 1 and all(
        len(cell.text) <= LONGEST_HEAD and not SENTENCE.search(cell.text) for cell in cells
    )
    return cells if is_header else []


def _looks_numeric(text: str) -> bool:
    return CELL_NUMBER.fullmatch(text) is not None or text in ("-", "—", "/")


def _split(line: str, at: int, parting: re.Pattern[str], keep_empty: bool = True) -> list[Cell]:
    cells, start = [], 0
    for end, following in [*((m.start(), m.end()) for m in parting.finditer(line)), (len(line), len(line))]:
        raw = line[start:end]
        text = raw.strip()
        if text or keep_empty:
            offset = at + start + (len(raw) - len(raw.lstrip()))
            cells.append(_cell(text, offset, offset + len(text)))
        start = following
    return cells


def _cell(text: str, start: int, end: int) -> Cell:
    if not any(char.isdigit() for char in text) or len(text) > 24:
        return Cell("".join(SIMPLIFIED.get(char, char) for char in text), start, end)
    match = CELL_NUMBER.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if match is None or len(match["number"].replace(",", "")) > 14:
        return Cell(text, start, end)
    value, places = arabic_value(match["number"])
    scale = SCALES.get(match["scale"] or "", 1)
    unit = (match["scale"] or "") + (match["unit"] or "")
    return Cell(text, start, end, -value if match["sign"] in ("-", "−") else value, places, scale, unit)


def _table(block: list[list[Cell]], text: str) -> Table | None:
    width = max(len(row) for row in block)
    if sum(len(row) for row in block) > MOST_CELLS or width < 2:
        return None
    first = next((i for i, row in enumerate(block) if _is_data(row)), None)
    if first is None:
        return None
    rows = [tuple(row) for row in block[first:]]
    numbers = [sum(1 for row in rows if j < len(row) and row[j].value is not None) for j in range(width)]
    if (max(numbers, default=0) < 2 and len(rows) > 1) or sum(numbers) < 2:
        return None
    header, groups = _headers([_over_numbers(row, rows, width) for row in block[:first]], width)
    rows = [_aligned(row, width, block[first - 1] if first else ()) for row in rows]
    start, end = block[0][0].start, block[-1][-1].end
    return Table(
        start, end, header, groups, tuple(rows), tuple(_label(row) for row in rows), _money_scale(text, start, header)
    )


def _over_numbers(head: Sequence[Cell], rows: Sequence[Sequence[Cell]], width: int) -> Sequence[Cell]:
    """A header that lacks the cell over the names of the rows is moved to the right by one."""
    named = all(row and row[0].value is None for row in rows)
    if len(head) != width - 1 or len(head) < SHORTEST_HEAD or not named or OVER_NAMES.search(head[0].text):
        return head
    return (Cell("", head[0].start, head[0].start), *head)


def _is_data(row: Sequence[Cell]) -> bool:
    """A row of numbers, not of headers: headers may hold years and prices, but few bare numbers."""
    numbers = [cell for cell in row if cell.value is not None]
    words = [cell for cell in row if cell.text and cell.value is None]
    years = [
        cell
        for cell in numbers
        if cell.unit in ("", "年", "年度") and 1990 <= (cell.value or 0) <= 2050 and not cell.places
    ]
    months = [cell for cell in numbers if cell.unit in PERIODS and not cell.places]
    if not numbers or (len(numbers) in (len(years), len(months)) and len(numbers) > 1):
        return False
    return (
        len(numbers) >= len(words)
        or (len(numbers) >= 1 and len(words) <= 3 and row[0].value is None)
        or row[0].text.isdigit()
    )


def _aligned(row: tuple[Cell, ...], width: int, above: Sequence[Cell]) -> tuple[Cell, ...]:
    """A row that lacks leading cells (its label was merged) is moved to the right end."""
    missing = width - len(row)
    if missing <= 0:
        return row
    filler = tuple(Cell("", row[0].start, row[0].start) for _ in range(missing))
    if missing and row[0].value is None and TOTAL.match(_plain(row[0].text)):
        return (row[0], *filler, *row[1:])
    return (*row, *filler)


def _headers(above: Sequence[Sequence[Cell]], width: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The text over each column, upper headers carried to the right over the cells they span."""
    lines = [row for row in above if len(row) > 1]
    texts = [""] * width
    groups = [""] * width
    for depth, row in enumerate(lines):
        carried = ""
        for j in range(width):
            said = row[j].text if j < len(row) else ""
            carried = said or (carried if depth < len(lines) - 1 else "")
            texts[j] += ("/" if texts[j] and (said or carried) else "") + (said or carried)
            if depth == 0 and len(lines) > 1:
                groups[j] = said or carried
    return tuple(texts), tuple(groups)


def _label(row: Sequence[Cell]) -> str:
    """The first two words of a row; in 合计 | 1458 | —— the dash is none."""
    words = [cell.text for cell in row[:3] if cell.text and cell.value is None and not NOTHING.fullmatch(cell.text)]
    return _plain("".join(words[:2]))


def _plain(text: str) -> str:
    return re.sub(r"[\s\u3000:：]", "", text)


def _money_scale(text: str, start: int, header: Sequence[str]) -> int:
    lines = text[max(0, start - 200) : start].split("\n")[-4:]
    for line in (*reversed(lines), "\t".join(header)):
        match = UNIT_LINE.search(line)
        if match:
            units = match["units"] or match["caption"]
            return 10**4 if "万元" in units else 10**8 if "亿元" in units else 1
    return 1
