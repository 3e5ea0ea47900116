"""What leaves the warehouse: reports, each county's returned workbook, the analysts' marts, published aggregates.

What belongs here: views of a finished ``warehouse.duckdb``, masked, pseudonymous or suppressed as each reader may
see it. What does not: deciding what is wrong (``quality``, dbt), moving ``current`` (``warehouse``).

Every function takes the settings and the folder of a build that holds ``warehouse.duckdb`` and ``inputs/``, reads
it without changing it, and gives the paths it wrote, in order. ``carried`` names the counties to do again where the
rest stays as the release before had it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from dagster_project.carry_over import CarryOver
from dagster_project.contracts import Contract, load_all
from dagster_project.delivery.analysis_files import write_marts
from dagster_project.delivery.arrived import Arrived, arrived_now
from dagster_project.delivery.county_facts import listed_findings
from dagster_project.delivery.dictionary import Descriptions
from dagster_project.delivery.facts import report_periods
from dagster_project.delivery.kept import kept_files
from dagster_project.delivery.pages import write_pages
from dagster_project.delivery.published import write_published
from dagster_project.delivery.returned import write_workbooks
from dagster_project.delivery.source import Row, open_source
from dagster_project.settings import Settings
from dagster_project.warehouse import DATABASE, current_database, release_id

__all__ = [
    "Arrived",
    "arrived_now",
    "list_findings",
    "publish",
    "signposts",
    "write_analysis",
    "write_reports",
    "write_returned",
]


def write_reports(
    settings: Settings,
    release_dir: Path,
    *,
    contracts: Mapping[str, Contract] | None = None,
    expectations: Sequence[Row] | None = None,
    carried: CarryOver | None = None,
) -> list[Path]:
    """reports/<period>/: index.html, <county_code>.html, expectations.html and findings.csv, masked.

    ``expectations`` are the results of the Great Expectations suites; by default inputs/expectation_results.parquet.
    """
    with open_source(release_dir / DATABASE, release_dir, settings) as source:
        results = source.all_rows("expectation_results") if expectations is None else expectations
        name = release_id(release_dir / "inputs")
        kept = kept_files(settings, source, carried)
        return write_pages(source, release_dir / "reports", contracts or load_all(), name, results, kept)


def write_returned(
    settings: Settings,
    release_dir: Path,
    *,
    contracts: Mapping[str, Contract] | None = None,
    carried: CarryOver | None = None,
) -> list[Path]:
    """returned/<period>/<county_code>.xlsx, 0600: each county's own rows to put right, with its people in clear."""
    with open_source(release_dir / DATABASE, release_dir, settings) as source:
        name = release_id(release_dir / "inputs")
        kept = kept_files(settings, source, carried)
        return write_workbooks(source, release_dir / "returned", contracts or load_all(), name, kept)


def write_analysis(
    settings: Settings,
    release_dir: Path,
    descriptions: Descriptions | None = None,
    *,
    contracts: Mapping[str, Contract] | None = None,
    carried: CarryOver | None = None,
) -> list[Path]:
    """analysis/parquet/ and analysis/marts.duckdb: tokens only, every column commented.

    ``descriptions``: for each model its columns' descriptions, its own under the empty name; by default dbt's yml.
    """
    with open_source(release_dir / DATABASE, release_dir, settings) as source:
        return write_marts(source, release_dir / "analysis", contracts or load_all(), descriptions, carried)


def publish(
    settings: Settings,
    release_dir: Path,
    descriptions: Descriptions | None = None,
    *,
    contracts: Mapping[str, Contract] | None = None,
    carried: CarryOver | None = None,
) -> list[Path]:
    """published/: aggregates by county and period as CSV and Parquet, small cells suppressed, and a dictionary."""
    with open_source(release_dir / DATABASE, release_dir, settings) as source:
        return write_published(source, release_dir / "published", contracts or load_all(), descriptions, carried)


def list_findings(
    settings: Settings, *, county: str | None = None, rule: str | None = None, limit: int = 100
) -> list[Row]:
    """The current release's findings, masked, gravest first; ``county`` is a code or a name."""
    database = current_database(settings)
    with open_source(database, database.parent, settings) as source:
        return listed_findings(source, load_all(), county, rule, limit)


def signposts(settings: Settings) -> dict[str, Path]:
    """Where a person goes after a run: the newest report, its counties' workbooks, the analysts' database, the public.

    Only what the current release has, in that order, under the names report, returned, analysis, published.
    """
    database = current_database(settings)
    with open_source(database, database.parent, settings) as source:
        newest = [report.code for report in report_periods(source)][-1:] or [""]
    places = {
        "report": settings.current / "reports" / newest[0] / "index.html",
        "returned": settings.current / "returned" / newest[0],
        "analysis": settings.current / "analysis" / "marts.duckdb",
        "published": settings.current / "published" / "data_dictionary.html",
    }
    return {name: path for name, path in places.items() if path.exists()}
