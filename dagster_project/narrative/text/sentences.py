"""Sentences of a report with the figures in them, and how deep in brackets each stands.

Belongs here: where a claim may begin and end. Does not belong here: what is claimed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dagster_project.narrative.model import Figure

END = re.compile(r"[。！？]|\n")
OPEN_END = "，、；：（"
SHORT_LINE = 40
THEREOF = re.compile(r" *(?:其中|分别是|分别为|分项情况|具体(?:是|为|情况))|\s*其中：")
LONGEST = 3000
MOST_FIGURES = 120
HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]+[章节部]")


@dataclass(frozen=True)
class Sentence:
    """A stretch of the plain script with its figures, in order."""

    plain: str
    at: int
    to: int
    figures: tuple[Figure, ...]

    @cached_property
    def text(self) -> str:
        """The words of the sentence."""
        return self.plain[self.at : self.to]

    @cached_property
    def _depths(self) -> list[int]:
        depths, depth = [], 0
        for char in self.text:
            if char == "）":
                depth = max(0, depth - 1)
            depths.append(depth)
            if char == "（":
                depth += 1
        return depths

    def depth(self, position: int) -> int:
        """How many brackets are open at a position of the plain script."""
        return self._depths[position - self.at] if self.at <= position < self.to else 0

    def closing(self, position: int) -> int:
        """Where the bracket open at ``position`` closes, else the end of the sentence."""
        depth = self.depth(position)
        for index in range(position - self.at, len(self._depths)):
            if self._depths[index] < depth:
                return self.at + index
        return self.to

    def between(self, at: int, to: int) -> list[Figure]:
        """The figures that begin within a stretch."""
        return [figure for figure in self.figures if at <= figure.at < to]

    def words(self, one: Figure, other: Figure) -> str:
        """What stands between two figures."""
        return self.plain[one.to : other.at]


def split_sentences(plain: str, figures: Sequence[Figure]) -> list[Sentence]:
    """The sentences that hold a figure."""
    starts = [figure.at for figure in figures]
    sentences = []
    for at, to in _stretches(plain):
        own = figures[bisect_left(starts, at) : bisect_left(starts, to)]
        for first in range(0, len(own), MOST_FIGURES):
            some = tuple(own[first : first + MOST_FIGURES])
            following = own[first + MOST_FIGURES : first + MOST_FIGURES + 1]
            begin = at if first == 0 else some[0].at
            sentences.append(Sentence(plain, begin, following[0].at if following else to, some))
    return sentences


def _stretches(plain: str) -> list[tuple[int, int]]:
    stretches, at, in_list = [], 0, False
    for match in END.finditer(plain):
        if THEREOF.match(plain, match.end()) and match.start() - at < LONGEST:
            continue
        if match[0] == "\n" and match.start() - at < LONGEST:
            line_open = plain[match.start() - 1 : match.start()] in OPEN_END
            in_list = in_list or plain[match.start() - 1 : match.start()] == "："
            if (line_open or in_list) and _goes_on(plain, match.end()):
                continue
        stretches.append((at, match.end()))
        at, in_list = match.end(), False
    stretches.append((at, len(plain)))
    return [(at, to) for at, to in stretches if to > at]


def _goes_on(plain: str, at: int) -> bool:
    """Whether the next line is one more item: short, with a number, no heading."""
    end = plain.find("\n", at)
    line = plain[at : end if end >= 0 else len(plain)]
    if not line or HEADING.match(line):
        return False
    return len(line) <= 2 * SHORT_LINE and any(char.isdigit() for char in line)
