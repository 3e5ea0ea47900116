"""Figures as Markdown, and their place in RESULTS.md.

What belongs here: tables and ratios. What does not: measuring.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.compare import Compared
from benchmarks.contenders import UP_TO_RULES
from benchmarks.measuring import Cost, Measured

RESULTS = Path(__file__).with_name("RESULTS.md")
FIGURES = Path(__file__).with_name("results.json")
NAMES = {
    "pipeline": "county-warehouse",
    "bare": "bare DuckDB script",
    "pandas": "pandas + openpyxl script",
    "gx": "GX on pandas",
    "spark": "Spark local, same dbt models",
}


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are set right."""
    lines = ["| " + " | ".join(header) + " |", "|---" + "|---:" * (len(header) - 1) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def facts(machine: dict[str, str], versions: dict[str, str], rows: dict[str, int]) -> str:
    """The machine, the versions and the rows, as a list."""
    listed = ", ".join(f"{name} {count:,}" for name, count in sorted(rows.items(), key=lambda item: -item[1]))
    return "\n".join(
        [
            f"- machine: {', '.join(f'{name} {value}' for name, value in machine.items())}",
            f"- versions: {', '.join(f'{name} {value}' for name, value in versions.items())}",
            f"- rows loaded: {sum(rows.values()):,} ({listed})",
        ]
    )


def stages(runs: Sequence[Measured]) -> str:
    """The pipeline's stages: the median of the runs."""
    names = list(dict.fromkeys(name for run in runs for name in run.stages))
    rows = [[name, *_cells([run.stages.get(name, Cost()) for run in runs])] for name in names]
    rows.append(["**all**", *_cells([run.total for run in runs])])
    return table(["stage", "wall s", "CPU s", "peak memory MiB", "written MiB", "left on disk MiB"], rows)


def contenders(found: dict[str, list[Measured]], absent: dict[str, str]) -> str:
    """Everybody's totals, median and spread."""
    rows = []
    for name, runs in found.items():
        wall, cpu = [r.total.wall_seconds for r in runs], [r.total.cpu_seconds for r in runs]
        memory = [r.total.peak_bytes / 2**20 for r in runs]
        rows.append([NAMES[name], _spread(wall), _spread(cpu), _spread(memory, 0), str(len(runs))])
    rows += [[NAMES[name], reason, "", "", "0"] for name, reason in absent.items()]
    return table(["who", "wall s", "CPU s", "peak memory MiB", "runs"], rows)


def ratios(found: dict[str, list[Measured]]) -> str:
    """The ratios, run by run, median and spread."""
    ours = found.get("pipeline", [])
    rows: list[list[str]] = []
    if "bare" in found:
        whole = [run.total for run in ours]
        computing = [_sum(run, UP_TO_RULES) for run in ours]
        rows.append(["pipeline ÷ bare script, everything", *_divided(whole, _totals(found["bare"]))])
        rows.append(["pipeline up to the rules ÷ bare script", *_divided(computing, _totals(found["bare"]))])
    if "pandas" in found:
        rows.append(["pandas + openpyxl ÷ pipeline", *_divided(_totals(found["pandas"]), _totals(ours))])
    if "gx" in found:
        checks = [_sum(run, ("GX",)) for run in ours]
        rows.append(["GX on pandas ÷ our GX step", *_divided(_totals(found["gx"]), checks)])
    if "spark" in found:
        models = [_sum(run, ("staging", "marts + rules")) for run in ours]
        rows.append(["Spark local ÷ our staging, marts, rules", *_divided(_totals(found["spark"]), models)])
    return table(["ratio", "wall", "CPU", "peak memory"], rows) if rows else ""


def equality(compared: Sequence[Compared], lacks_rules: Sequence[str], lacks_marts: Sequence[str]) -> str:
    """What the bare script computes, whether it is the same, and what it lacks."""
    rules = [item for item in compared if not item.name.startswith(("dim_", "fct_", "county_"))]
    marts = [item for item in compared if item not in rules]
    wrong = [item for item in compared if not item.is_equal]
    lines = [
        f"- the bare script computes {len(rules)} rules with {sum(item.bare_rows for item in rules):,} findings and "
        f"{len(marts)} marts with {sum(item.bare_rows for item in marts):,} rows, compared row by row with the pipeline's",
        f"- it lacks the rules {', '.join(lacks_rules)}, the marts {', '.join(lacks_marts)}, the ledger's counts in "
        "county_scorecard, evidence and counts of rows checked (rule_results), all lineage",
    ]
    if not wrong:
        return "\n".join([*lines, "- all of them are equal"])
    shown = [f"{item.name} ({item.only_pipeline} only ours, {item.only_bare} only its)" for item in wrong]
    return "\n".join([*lines, f"- **different**: {'; '.join(shown)}"])


def growth(figures: dict[str, Any]) -> str:
    """Cost against rows over the sizes measured, and the exponent: the slope of the logarithms."""
    sizes = sorted((entry["payments"], name) for name, entry in figures.items() if name in ("1m", "5m", "20m"))
    if len(sizes) < 2:
        return ""
    shown, exponents = [], []
    for who in ("pipeline", "bare"):
        points = [(figures[name]["rows"], figures[name][who]) for _, name in sizes if who in figures[name]]
        if len(points) < 2:
            continue
        for kind in ("wall", "cpu"):
            exponents.append([f"{NAMES[who]}, {kind}", f"{_slope([(n, cost[kind]) for n, cost in points]):.3f}"])
    for payments, name in sizes:
        ours, bare = figures[name]["pipeline"], figures[name].get("bare")
        cells = [f"{ours['wall']:.1f}", f"{ours['cpu']:.1f}", f"{ours['peak']:.0f}"]
        other = [f"{bare['wall']:.1f}", f"{bare['cpu']:.1f}"] if bare else ["", ""]
        shown.append([name, f"{payments:,}", f"{figures[name]['rows']:,}", *cells, *other])
    header = ["size", "payments", "rows", "wall s", "CPU s", "peak MiB", "bare wall s", "bare CPU s"]
    return table(header, shown) + "\n\n" + table(["cost in rows", "exponent"], exponents)


def remember(name: str, payments: int, rows: int, found: dict[str, list[Measured]]) -> dict[str, Any]:
    """Keep a size's medians, from which growth is computed; returns those of every size."""
    figures = known()
    figures[name] = {"payments": payments, "rows": rows} | {
        who: {
            "wall": median(run.total.wall_seconds for run in runs),
            "cpu": median(run.total.cpu_seconds for run in runs),
            "peak": median(run.total.peak_bytes for run in runs) / 2**20,
        }
        for who, runs in found.items()
    }
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return figures


def known() -> dict[str, Any]:
    """The medians of the sizes measured so far."""
    return dict(json.loads(FIGURES.read_text(encoding="utf-8"))) if FIGURES.exists() else {}


def write_section(name: str, text: str) -> None:
    """Put a section into RESULTS.md in place of the one of that name; all else there stays."""
    whole = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    section = f"{begin}\n{text.strip()}\n{end}"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    whole = pattern.sub(lambda _: section, whole) if pattern.search(whole) else f"{whole.rstrip()}\n\n{section}\n"
    RESULTS.write_text(whole, encoding="utf-8")


def _slope(points: list[tuple[float, float]]) -> float:
    """Least squares on the logarithms."""
    xs, ys = [math.log(x) for x, _ in points], [math.log(y) for _, y in points]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / sum((x - mean_x) ** 2 for x in xs)


def _cells(costs: Sequence[Cost]) -> list[str]:
    return [
        f"{median(cost.wall_seconds for cost in costs):.1f}",
        f"{median(cost.cpu_seconds for cost in costs):.1f}",
        f"{median(cost.peak_bytes for cost in costs) / 2**20:.0f}",
        f"{median(cost.written_bytes for cost in costs) / 2**20:.0f}",
        f"{median(cost.grown_bytes for cost in costs) / 2**20:.0f}",
    ]


def _totals(runs: Sequence[Measured]) -> list[Cost]:
    return [run.total for run in runs]


def _sum(run: Measured, names: Sequence[str]) -> Cost:
    total = Cost()
    for name in names:
        total += run.stages.get(name, Cost())
    return total


def _divided(above: Sequence[Cost], below: Sequence[Cost]) -> list[str]:
    pairs = list(zip(above, below, strict=False))
    return [
        _spread([a.wall_seconds / max(b.wall_seconds, 1e-9) for a, b in pairs], 2),
        _spread([a.cpu_seconds / max(b.cpu_seconds, 1e-9) for a, b in pairs], 2),
        _spread([a.peak_bytes / max(b.peak_bytes, 1) for a, b in pairs], 2),
    ]


def _spread(values: Sequence[float], digits: int = 1) -> str:
    middle = f"{median(values):.{digits}f}"
    return middle if len(values) < 2 else f"{middle} ({min(values):.{digits}f}–{max(values):.{digits}f})"
