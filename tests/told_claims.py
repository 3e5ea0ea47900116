"""What an audit says of the relations that are about certain numbers."""

from __future__ import annotations

import re
from fractions import Fraction

from dagster_project import narrative

HOLDING, FAILING = ("holds", "rounding"), ("fails", "ask")


def numbers(text: str) -> set[Fraction]:
    """The numbers written in a text."""
    return {Fraction(number) for number in re.findall(r"\d+(?:\.\d+)?", text)}


def verdicts(text: str, wanted: str) -> set[str]:
    """The verdicts on relations that are about all these numbers."""
    relations = narrative.audit(text).relations
    return {r.verdict for r in relations if numbers(wanted) <= numbers(r.expression) | {Fraction(r.stated)}}


def told(text: str) -> set[tuple[str, str]]:
    """The claims of a text as (verdict, working)."""
    return {(relation.verdict, relation.expression) for relation in narrative.audit(text).relations}


def doubted(text: str) -> list[str]:
    """The workings that fail or are asked about, in order."""
    return [working for verdict, working in sorted(told(text)) if verdict in FAILING]
