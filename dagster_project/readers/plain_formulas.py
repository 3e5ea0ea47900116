"""What a plain formula comes to by the numbers beside it: + − × ÷, SUM, PRODUCT and ROUND over one sheet's own cells.

Belongs here: reading such a formula and reckoning it, exactly; whether a formula can only give a text. Does not belong
here: what follows (``uncalculated``), other functions, other sheets, names: these come to None, "nobody can say".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal, DecimalException

Place = tuple[int, int]
ValueAt = Callable[[Place], "Decimal | str | None"]
"""The number in a cell, a text for a cell that holds none, None where nobody can say; a blank is ''."""
MOST_CELLS, MOST_DEPTH, LONGEST = 20_000, 20, 500
_TOKEN = re.compile(
    r"\s*(?:(?P<area>\$?[A-Z]{1,3}\$?\d{1,7}:\$?[A-Z]{1,3}\$?\d{1,7})|(?P<cell>\$?[A-Z]{1,3}\$?\d{1,7}(?![\w(!.]))"
    r"|(?P<number>\d+(?:\.\d+)?(?:E[+-]?\d+)?)|(?P<name>SUM|PRODUCT|ROUND)(?=\()|(?P<sign>[-+*/(),;%]))"
)
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_TEXTS = re.compile(
    r"(?:LEFT|RIGHT|MID|TEXT|CONCATENATE|(?:_XLFN\.)?CONCAT|(?:_XLFN\.)?TEXTJOIN|TRIM|CLEAN|UPPER|LOWER|PROPER|SUBSTITUTE|"
    r"REPLACE|REPT|CHAR|DOLLAR|FIXED|PHONETIC)\("
)
_CHOICES = {"IF": slice(1, 3), "IFERROR": slice(0, 2)}
"""Functions that give one of their arguments, and which these are."""


class _Unknown(Exception):
    """The formula is not plain, or one of its cells holds no number."""


def column_number(letters: str) -> int:
    """
    >>> column_number("A"), column_number("AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def reckoned(formula: str, value_at: ValueAt) -> Decimal | None:
    """What the formula comes to; None where nobody can say.

    >>> reckoned("ROUND(A1*1.005,2)+SUM(A1:B1)", {(1, 1): Decimal(100), (1, 2): ""}.get)
    Decimal('200.50')
    """
    if len(formula) > LONGEST:
        return None
    try:
        reading = _Reading(list(_tokens(formula.upper())), value_at)
        value = reading.total()
        return value if reading.is_done() else None
    except (_Unknown, DecimalException, RecursionError):
        return None


def gives_text(formula: str, depth: int = 0) -> bool:
    """Whether only a text can come of a formula: texts joined, cut or written, or a choice between such.

    >>> [gives_text(one) for one in ('MID(A1,7,8)', 'A1&"县"', 'IF(MOD(B1,2)=1,"男","女")', 'IF(A1="","",A1*2)', 'A1&B1=C1')]
    [True, True, True, False, False]
    """
    text = formula.strip()
    if len(text) > LONGEST or depth > MOST_DEPTH or (parted := _parted(text)) is None:
        return False
    arguments, signs = parted
    if signs:  # & binds closer than = < >
        return signs == {"&"}
    if text[:1] == '"':
        return arguments is None
    name = text.partition("(")[0].strip().upper()
    if arguments is None or not text.endswith(")"):
        return False
    if name in _CHOICES:
        chosen = arguments[_CHOICES[name]]
        return len(chosen) == 2 and all(gives_text(one, depth + 1) for one in chosen)
    return gives_text(arguments[0], depth + 1) if not name else _TEXTS.fullmatch(f"{name}(") is not None


def _parted(text: str) -> tuple[list[str] | None, set[str]] | None:
    """The arguments of the outermost brackets, if there are any, and the signs outside; None where it does not add up."""
    depth, is_quoted, signs = 0, False, set[str]()
    arguments: list[str] | None = None
    for char in text:
        if is_quoted or char == '"':
            is_quoted ^= char == '"'
        elif char == "(":
            depth += 1
            if depth == 1:
                arguments = [*(arguments or []), ""]
                continue
        elif char == ")":
            depth -= 1
        elif depth == 0 and char in "&=<>+-*/^%":
            signs.add(char)
        if depth == 1 and char in ",;" and not is_quoted:
            arguments = [*(arguments or []), ""]
        elif depth and arguments:
            arguments[-1] += char
    return None if depth or is_quoted else (arguments, signs)


def _tokens(formula: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(formula.rstrip()):
        match = _TOKEN.match(formula, at)
        if match is None:
            raise _Unknown
        yield str(match.lastgroup), match[str(match.lastgroup)]
        at = match.end()


def _place(text: str) -> Place:
    match = _CELL.fullmatch(text)
    if match is None:
        raise _Unknown
    return int(match[2]), column_number(match[1])


class _Reading:
    """A formula read from left to right."""

    def __init__(self, tokens: list[tuple[str, str]], value_at: ValueAt) -> None:
        self.tokens, self.value_at, self.at, self.depth = tokens, value_at, 0, 0

    def is_done(self) -> bool:
        return self.at == len(self.tokens)

    def _next(self, *texts: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at] in {("sign", text) for text in texts}:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None

    def total(self) -> Decimal:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise _Unknown
        value = self._product()
        while sign := self._next("+", "-"):
            other = self._product()
            value = value + other if sign == "+" else value - other
        self.depth -= 1
        return value

    def _product(self) -> Decimal:
        value = self._factor()
        while sign := self._next("*", "/"):
            other = self._factor()
            value = value * other if sign == "*" else value / other
        return value

    def _factor(self) -> Decimal:
        if sign := self._next("-", "+"):
            value = self._factor()
            return -value if sign == "-" else value
        value = self._one()
        while self._next("%"):
            value /= 100
        return value

    def _one(self) -> Decimal:
        if self._next("("):
            value = self.total()
            self._closed()
            return value
        if self.is_done():
            raise _Unknown
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return Decimal(text)
        if kind == "cell":
            found = self.value_at(_place(text))
            if isinstance(found, Decimal):
                return found
            if found == "":
                return Decimal(0)
        if kind == "name" and self._next("("):
            return self._function(text)
        raise _Unknown

    def _closed(self) -> None:
        if not self._next(")"):
            raise _Unknown

    def _function(self, name: str) -> Decimal:
        if name == "ROUND":
            value = self.total()
            if not self._next(",", ";"):
                raise _Unknown
            places = self.total()
            self._closed()
            return value.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)
        numbers: list[Decimal] = []
        while True:
            numbers += self._argument()
            if not self._next(",", ";"):
                break
        self._closed()
        product = Decimal(1 if numbers else 0)
        for number in numbers:
            product *= number
        return sum(numbers, Decimal(0)) if name == "SUM" else product

    def _argument(self) -> list[Decimal]:
        """The numbers of an area, whose blanks and words do not count, or one number."""
        kind, text = self.tokens[self.at] if not self.is_done() else ("", "")
        is_last = self.at + 1 < len(self.tokens) and self.tokens[self.at + 1][1] in (",", ";", ")")
        if kind != "area" and not (kind == "cell" and is_last):
            return [self.total()]
        self.at += 1
        found = [self.value_at(place) for place in _area(text)]
        if None in found:
            raise _Unknown
        return [value for value in found if isinstance(value, Decimal)]


def _area(text: str) -> list[Place]:
    first, _, last = text.partition(":")
    (top, left), (bottom, right) = _place(first), _place(last or first)
    if (abs(bottom - top) + 1) * (abs(right - left) + 1) > MOST_CELLS:
        raise _Unknown
    rows, columns = sorted((top, bottom)), sorted((left, right))
    return [(row, column) for row in range(rows[0], rows[1] + 1) for column in range(columns[0], columns[1] + 1)]
