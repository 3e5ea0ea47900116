"""The page of ``audit-text``: each report as written, every figure marked, every claim's working in a list, worst first.

What belongs here: which stretch of the text carries which mark. What does not: verdicts (``narrative``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from dagster_project.delivery.pages.rendering import TEMPLATES, environment, policy_of

ORDER = ("fails", "ask", "rounding", "holds")
WORDS = {
    "fails": ("不符", "does not agree"),
    "ask": ("请核实", "to be asked"),
    "rounding": ("取舍误差内相符", "agrees once rounded"),
    "holds": ("相符", "agrees"),
}
KINDS = {
    "sum": ("合计", "sum"),
    "product": ("数量×标准", "product"),
    "ratio": ("比例", "ratio"),
    "difference": ("差额", "difference"),
    "growth": ("增幅", "growth"),
    "subset": ("部分与总数", "part of a whole"),
    "partition": ("列举", "partition"),
    "conflict": ("前后", "said twice"),
    "table": ("表格", "table"),
}


class Piece(NamedTuple):
    """A stretch of the text; ``mark`` is empty for plain words, ``unclaimed`` for a figure no claim is about."""

    text: str
    mark: str
    working: str
    claim: int


def render_audits(audits: Sequence[Mapping[str, Any]]) -> str:
    """One page for all documents; offline, escaped, the same for the same audits."""
    made = environment()
    style = str(made.globals["style"]) + (TEMPLATES / "audit.css").read_text(encoding="utf-8")
    documents = [_document(audit) for audit in audits]
    return made.get_template("audit.html").render(
        title_zh="文字材料数字核对",
        title_en="Do the words add up?",
        documents=documents,
        style=Markup(style),
        csp=policy_of(style, str(made.globals["script"])),
        order=ORDER,
        words=WORDS,
        kinds=KINDS,
    )


def _document(audit: Mapping[str, Any]) -> dict[str, Any]:
    claims = sorted(audit["relations"], key=lambda claim: (ORDER.index(claim["verdict"]), claim["start"], claim["end"]))
    return {
        **audit,
        "claims": claims,
        "counts": {verdict: sum(1 for claim in claims if claim["verdict"] == verdict) for verdict in ORDER},
        "pieces": list(_pieces(audit["text"], audit["figures"], claims)),
    }


def _pieces(text: str, figures: Iterable[Mapping[str, Any]], claims: Sequence[Mapping[str, Any]]) -> Iterable[Piece]:
    about: dict[tuple[int, int], list[int]] = {}
    for number, claim in enumerate(claims):
        for start, end in claim["figures"]:
            about.setdefault((start, end), []).append(number)
    spans = {(figure["start"], figure["end"]) for figure in figures} | set(about)
    at = 0
    for start, end in sorted(spans):
        if start < at:
            continue
        yield Piece(text[at:start], "", "", -1)
        own = about.get((start, end), [])
        working = "\n".join(f"{claims[n]['expression']} ({claims[n]['message_zh']})" for n in own)
        mark = claims[own[0]]["verdict"] if own else "unclaimed"
        yield Piece(text[start:end], mark, working, own[0] if own else -1)
        at = end
    yield Piece(text[at:], "", "", -1)
