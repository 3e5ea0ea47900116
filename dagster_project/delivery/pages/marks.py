"""Numbers and small marks of the pages: thousands, money in both languages, bars, sparklines, trend columns.

What belongs here: text and SVG made from numbers. What does not: facts, or text that came from a county: every
label is escaped by the template or by ``markupsafe``.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from dagster_project.delivery.facts import SEVERITIES
from dagster_project.delivery.source import Row

DASH = "–"


def count(value: Any) -> str:
    """A whole number with thousands, a dash for none."""
    return DASH if value is None else f"{int(value):,}"


def counted(value: Any, one: str, many: str = "") -> str:
    """A number with the English word for what it counts: 1 county, 2 counties."""
    return f"{count(value)} {one if value == 1 else many or one + 's'}"


def yuan(value: Any) -> str:
    """Yuan with thousands; fen only where there are any."""
    if value is None:
        return DASH
    text = f"{Decimal(value):,.2f}"
    return text.removesuffix(".00")


def money(value: Any) -> Markup:
    """A large sum for a headline: 万元 in Chinese, thousands or millions in English."""
    if value is None:
        return Markup(DASH)
    amount = Decimal(value)
    zh = f"{amount / 10000:,.2f} 万元" if abs(amount) >= 10000 else f"{yuan(amount)} 元"
    en = f"¥{amount / 1_000_000:,.2f} million" if abs(amount) >= 1_000_000 else f"¥{yuan(amount)}"
    return both(zh, en)


def percent(value: Any) -> str:
    """One decimal and the sign."""
    return DASH if value is None else f"{Decimal(value):.1f}%"


def both(zh: object, en: object) -> Markup:
    """The same thing in both languages; the page shows one of them."""
    return Markup('<span lang="zh-CN">{}</span><span lang="en">{}</span>').format(zh, en)


def _width(value: Any, whole: Any) -> str:
    if value is None or not whole:
        return "0"
    return f"{min(Decimal(100), Decimal(100) * Decimal(value) / Decimal(whole)):.2f}"


def bar(value: Any, whole: Any, tone: str = "accent") -> Markup:
    """One horizontal bar, as wide as its cell; decorative, the number stands beside it."""
    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="track" width="100" height="10"/><rect class="tone-{}" width="{}" height="10"/></svg>'
    ).format(tone, _width(value, whole))


def stack(values: Sequence[tuple[str, Any]], whole: Any) -> Markup:
    """Parts of a whole side by side: (tone, value)."""
    at = Decimal(0)
    parts = []
    for tone, value in values:
        width = Decimal(_width(value, whole))
        if width:
            parts.append(
                Markup('<rect class="tone-{}" x="{}" width="{}" height="10"/>').format(
                    tone, f"{at:.2f}", f"{width:.2f}"
                )
            )
        at += width
    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="track" width="100" height="10"/>{}</svg>'
    ).format(Markup("").join(parts))


def sparkline(series: Sequence[int]) -> Markup:
    """A rule's findings over the terms; nothing where there is only one term."""
    if len(series) < 2:
        return Markup("")
    top = max([*series, 1])
    step = 60 / (len(series) - 1)
    points = [(3 + position * step, 17 - 13 * value / top) for position, value in enumerate(series)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    return Markup(
        '<svg class="spark" viewBox="0 0 66 20" aria-hidden="true" focusable="false"><polyline points="{}"/>'
        '<circle cx="{}" cy="{}" r="2.4"/></svg>'
    ).format(path, f"{x:.1f}", f"{y:.1f}")


def change(value: int | None) -> str:
    """The difference to the term before, with its sign."""
    if value is None:
        return DASH
    return "0" if value == 0 else f"{value:+,}".replace("-", "−")


def trend_columns(trend: Sequence[Row]) -> Markup:
    """Stacked columns of findings by severity, one for each term, gravest at the bottom."""
    top = max([sum(row[name] for name in SEVERITIES) for row in trend] + [1])
    slot, height, parts = 84, 132, []
    for position, row in enumerate(trend):
        x, base = 22 + position * slot, 22 + height
        for name in SEVERITIES:
            size = height * row[name] / top
            if size:
                base -= size
                parts.append(
                    Markup('<rect class="tone-{}" x="{}" y="{}" width="44" height="{}"/>').format(
                        name, x, f"{base:.1f}", f"{max(size - 0.8, 0.6):.1f}"
                    )
                )
        number = sum(row[name] for name in SEVERITIES)
        parts.append(
            Markup('<text class="value" x="{}" y="{}">{}</text>').format(x + 22, f"{base - 6:.1f}", f"{number:,}")
        )
        parts.append(
            Markup('<text lang="zh-CN" x="{0}" y="172">{1}</text><text lang="en" x="{0}" y="172">{2}</text>').format(
                x + 22, row["name_zh"].removesuffix("学期").removesuffix("季"), row["period"]
            )
        )
    width = 22 + len(trend) * slot
    return Markup(
        '<svg class="trend" viewBox="0 0 {0} 182" width="{0}" height="182" role="img" '
        'aria-label="各学期疑点数 / Findings by term">'
        '<line class="axis" x1="8" x2="{1}" y1="154.5" y2="154.5"/>{2}</svg>'
    ).format(width, width - 8, Markup("").join(parts))
