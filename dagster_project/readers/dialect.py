"""How a delimited text is written: what separates its cells and what quotes them, told from its lines.

Belongs here: one delimiter, one quotation mark and one width for the whole file.
Does not belong here: cutting a line into cells (``delimited``, ``mending``), encodings (``encoding``).

Every combination that occurs is tried on a sample: the one under which most lines have the same number of cells wins,
and a combination that leaves quotation marks inside cells pays for them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from dagster_project.readers.delimited import CONTROLS

DELIMITERS = (",", "\t", ";", "|", "||", "::", "^", "~", *CONTROLS, "，", "；", "、", ":", "#", "&", " ")
LAST_RESORTS = ("@", "!", "$", "%", "*", "=", "¦", "§")
"""Signs that part cells only where nothing else does, as often in every line."""
COMMON = frozenset(",\t;|")
QUOTES = ('"', "'")
SAMPLE_LINES = 200
WEIGHT = {":": 0.55, " ": 0.5, "、": 0.5, "#": 0.6, "&": 0.6, "，": 0.8, "；": 0.8, "::": 1.05, "||": 1.05}
LEAST_AGREEMENT, LEAST_AGREEMENT_OF_RARE = 1 / 3, 0.8
LEAST_LINES = 3
COLON_IN_TEXT = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)|://")
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[,;\t|]*\s*', re.IGNORECASE)


class Dialect(NamedTuple):
    """``width`` is the number of cells most lines have; ``padded`` means a blank follows each delimiter,
    ``backslashes`` that one stands before most marks inside cells."""

    delimiter: str
    quote: str
    width: int
    padded: bool = False
    backslashes: bool = False

    @property
    def written(self) -> str:
        """The delimiter as it stands in the file."""
        return self.delimiter + " " if self.padded else self.delimiter


def dialect_of(lines: Sequence[str]) -> Dialect | None:
    """The dialect most lines agree on, or None for lines without a delimiter."""
    sample = list(islice((line for line in lines if line.strip()), SAMPLE_LINES))
    if not sample:
        return None
    stated = SEPARATOR_LINE.fullmatch(sample[0])
    if stated and len(sample) > 1:
        return _measured(sample[1:], stated[1], _quote_of(sample[1:], stated[1]))[1]
    best: tuple[float, Dialect] | None = None
    for delimiter, quote in _candidates(sample):
        score, dialect = _measured(sample, delimiter, quote)
        if dialect is not None and (best is None or score > best[0] + 1e-9):
            best = (score, dialect)
    return best[1] if best else _of_last_resort(sample)


def _of_last_resort(sample: Sequence[str]) -> Dialect | None:
    """A sign that every line has as often, at least twice: 姓名@学校@金额, but no column of mail addresses."""
    for sign in LAST_RESORTS:
        counts = {line.count(sign) for line in sample}
        if len(sample) >= LEAST_LINES and len(counts) == 1 and min(counts) > 1 and sign * 2 not in "".join(sample):
            return Dialect(sign, '"', counts.pop() + 1)
    return None


def _candidates(sample: Sequence[str]) -> Iterator[tuple[str, str]]:
    text = "\n".join(sample)
    for delimiter in DELIMITERS:
        if delimiter in text and (
            delimiter * 2 not in DELIMITERS or text.count(delimiter) > 2 * text.count(delimiter * 2)
        ):
            if delimiter == ":" and _is_in_clocks(text):
                continue
            for quote in QUOTES:
                if quote == '"' or _quotes_cells(sample, delimiter, quote):
                    yield delimiter, quote


def _is_in_clocks(text: str) -> bool:
    """Whether nearly every colon belongs to a time of day or a web address."""
    return text.count(":") * 0.9 <= sum(match[0].count(":") for match in COLON_IN_TEXT.finditer(text))


def _quote_of(sample: Sequence[str], delimiter: str) -> str:
    return "'" if _quotes_cells(sample, delimiter, "'") else '"'


def _quotes_cells(sample: Sequence[str], delimiter: str, quote: str) -> bool:
    """Whether cells really begin and end with this mark, most of them in most lines."""
    border = quote + delimiter
    bordered = sum(line.count(border) for line in sample)
    opened = sum(1 for line in sample if line.startswith(quote) or f"{delimiter}{quote}" in line)
    return opened * 2 >= len(sample) and bordered >= opened * 0.5


def _measured(sample: Sequence[str], delimiter: str, quote: str) -> tuple[float, Dialect | None]:
    widths: Counter[int] = Counter()
    strays = cells_seen = 0
    for line in sample:
        bare, inside = _without_quoted(line, delimiter, quote)
        width = bare.count(delimiter) + 1
        if delimiter == " " and quote not in line:
            width = len(line.split())
        widths[width] += 1
        strays += inside
        cells_seen += width
    several = [(count * min(width, 8) ** 0.5, width) for width, count in widths.items() if width > 1]
    if not several:
        return 0.0, None
    width = max(several)[1]
    agreement = widths[width] / len(sample)
    is_sure = delimiter in COMMON or (delimiter == " " and _has_quoted_cells_between_blanks(sample, quote))
    if agreement < (LEAST_AGREEMENT if is_sure else LEAST_AGREEMENT_OF_RARE):
        return 0.0, None
    if delimiter not in COMMON and delimiter not in CONTROLS and len(sample) < LEAST_LINES:
        return 0.0, None
    score = agreement**2 * (1 + min(width, 8) / 8) * WEIGHT.get(delimiter, 1.0)
    score /= 1 + 4 * strays / max(cells_seen, 1)
    if quote == "'" and '"' in "".join(sample[:5]) and strays:
        score *= 0.9
    return score, Dialect(
        delimiter, quote, width, _is_padded(sample, delimiter, quote), _has_backslashes(sample, quote)
    )


def _has_quoted_cells_between_blanks(sample: Sequence[str], quote: str) -> bool:
    """Whether most lines hold two quoted cells beside each other, so that blanks part cells even if some hold blanks."""
    return sum(1 for line in sample if f"{quote} {quote}" in line) * 3 >= 2 * len(sample)


def _without_quoted(line: str, delimiter: str, quote: str) -> tuple[str, int]:
    """The line with its quoted cells emptied, and how many marks do not stand at the border of a cell."""
    if quote not in line:
        return line, line.count("'") if quote == '"' and line.startswith("'") and line.endswith("'") else 0
    mark, border = re.escape(quote), re.escape(delimiter)
    pattern = (
        rf"(?:(?<=^)|(?<={border})|(?<={border} )){mark}(?:[^{mark}]|{mark}{mark}|{mark}(?! ?{border}|\s*$))*{mark}"
    )
    bare = re.sub(pattern, "", line)
    return bare, bare.count(quote)


def _is_padded(sample: Sequence[str], delimiter: str, quote: str) -> bool:
    """Whether a blank follows every delimiter, as in ``"a", "b"``."""
    if delimiter in " \t":
        return False
    quoted = sum(line.count(f"{quote}{delimiter} {quote}") for line in sample)
    if quoted:
        return quoted >= 4 * sum(line.count(f"{quote}{delimiter}{quote}") for line in sample)
    padded = sum(line.count(f"{delimiter} ") for line in sample)
    return len(sample) >= LEAST_LINES and padded >= 0.95 * sum(line.rstrip().count(delimiter) for line in sample)


def _has_backslashes(sample: Sequence[str], quote: str) -> bool:
    inside = re.compile(rf"(\\?){quote}(?=\w|\s\w)")
    found = [match[1] for line in sample for match in inside.finditer(line, 1) if line[match.start() - 1].isalnum()]
    return sum(1 for backslash in found if backslash) * 2 > len(found)
