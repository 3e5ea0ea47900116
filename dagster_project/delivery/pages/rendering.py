"""The template engine of the pages: autoescape, inlined style and script, and the policy that forbids any network.

What belongs here: how a page is put together. What does not: which facts go on it (``pages``).
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dagster_project.delivery import words
from dagster_project.delivery.facts import CELL_STATES, SEVERITIES
from dagster_project.delivery.pages import marks

TEMPLATES = Path(__file__).parent / "templates"
MARKS = (
    marks.count,
    marks.counted,
    marks.yuan,
    marks.money,
    marks.percent,
    marks.both,
    marks.bar,
    marks.stack,
    marks.sparkline,
    marks.change,
    marks.trend_columns,
)


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"


@cache
def _inlined() -> tuple[str, str]:
    return tuple((TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "page.js"))  # type: ignore[return-value]


def policy_of(style: str, script: str) -> str:
    """The policy of a page that may use this style and this script and nothing else."""
    return (
        "default-src 'none'; connect-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src {_hash(style)}; script-src {_hash(script)}"
    )


@cache
def environment() -> Environment:
    """Every value is escaped unless ``marks`` built it; an unknown name is an error, not a blank."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = _inlined()
    made.globals.update({mark.__name__: mark for mark in MARKS})
    made.globals.update(
        style=Markup(style),
        script=Markup(script),
        csp=policy_of(style, script),
        severities=SEVERITIES,
        states=CELL_STATES,
        severity_zh=words.SEVERITY_ZH,
        severity_en=words.SEVERITY_EN,
        state_zh=words.STATE_ZH,
        state_en=words.STATE_EN,
        result_zh=words.RESULT_ZH,
        result_en=words.RESULT_EN,
        status_zh=words.STATUS_ZH,
        status_en=words.STATUS_EN,
        reason_zh=words.REASON_ZH,
    )
    return made


def render(template: str, **values: Any) -> str:
    """One page as text, without trailing blanks, the same for the same facts."""
    text = environment().get_template(template).render(**values)
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"
