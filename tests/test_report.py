"""The report: facts stand once, county text stays text, and nothing that names a person is on a page."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from dagster_project import delivery
from dagster_project.contracts import load_all
from dagster_project.delivery import facts, figures, masking
from dagster_project.delivery.pages.findings_csv import harmless
from dagster_project.delivery.source import open_source
from dagster_project.settings import Settings
from synthetic_release import CANARIES, COUNTIES, HOSTILE, ID, NAME, RULES, make_release

TERM = "2020-autumn"
TERMLY = {rule for rule, dataset, *_ in RULES if dataset == "any" or load_all()[dataset].period_kind == "term"}
SUMMED = (
    *("findings", "with_amount", "settled", "at_stake_yuan", "rows_loaded", "rows_quarantined", "cells_set_aside"),
    *("due", "arrived"),
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.load(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def release(settings: Settings) -> Path:
    folder = make_release(settings)
    delivery.write_reports(settings, folder)
    return folder


def test_every_term_has_a_page_for_the_region_and_each_county(release: Path) -> None:
    assert sorted(path.name for path in (release / "reports").iterdir()) == [
        "2019-autumn",
        "2020-autumn",
        "2020-spring",
    ]
    names = {path.name for path in (release / "reports" / TERM).iterdir()}
    assert names == {"index.html", "expectations.html", "findings.csv", *(f"{code}.html" for code, _, _ in COUNTIES)}


def test_no_canary_is_in_any_byte_of_the_report(release: Path) -> None:
    for path in sorted((release / "reports").rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        assert [canary for canary in CANARIES if canary.encode() in content] == [], path.name


def test_text_of_counties_is_escaped(release: Path) -> None:
    pages = list((release / "reports" / TERM).glob("*.html"))
    assert all(HOSTILE not in page.read_text(encoding="utf-8") for page in pages)
    assert "&lt;script&gt;alert(1)" in (release / "reports" / TERM / "990103.html").read_text(encoding="utf-8")


def test_pages_load_nothing_and_forbid_the_network(release: Path) -> None:
    for page in (release / "reports" / TERM).glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "default-src &#39;none&#39;" in text
        assert not [
            mark for mark in ("<link", "src=", "@import", "url(", "http://", "https://", " style=") if mark in text
        ]


def test_every_page_of_a_demo_says_so(release: Path) -> None:
    assert all("演练数据" in page.read_text(encoding="utf-8") for page in (release / "reports" / TERM).glob("*.html"))


def test_both_languages_are_on_the_page(release: Path) -> None:
    text = (release / "reports" / TERM / "index.html").read_text(encoding="utf-8")
    assert '<span lang="zh-CN">各县一览</span><span lang="en">The counties</span>' in text
    assert text.count('<span lang="zh-CN">') == text.count('<span lang="en">')


def test_same_release_gives_the_same_bytes(settings: Settings, release: Path) -> None:
    before = {path: path.read_bytes() for path in (release / "reports").rglob("*") if path.is_file()}
    delivery.write_reports(settings, release)
    assert {path: path.read_bytes() for path in before} == before


def test_long_rules_are_cut_and_say_how_many_more(release: Path) -> None:
    text = (release / "reports" / TERM / "990102.html").read_text(encoding="utf-8")
    assert "另有 20 条" in text
    rows = list(csv.DictReader(io.StringIO((release / "reports" / TERM / "findings.csv").read_text("utf-8-sig"))))
    assert sum(row["rule_id"] == "id_checksum_fail" and row["county_code"] == "990102" for row in rows) == 70


def test_findings_csv_holds_no_formula(release: Path) -> None:
    rows = list(csv.reader(io.StringIO((release / "reports" / TERM / "findings.csv").read_text("utf-8-sig"))))
    assert not [
        cell
        for row in rows
        for cell in row
        if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@x", "\tx", "\rx", "＝1", "　=1", " ＠a"])
def test_cells_that_would_run_start_with_an_apostrophe(text: str) -> None:
    assert harmless(text) == "'" + text


def test_published_figures_that_contradict_themselves_are_marked(release: Path) -> None:
    text = (release / "reports" / TERM / "index.html").read_text(encoding="utf-8")
    assert "文内不一致" in text and "与汇总不一致" in text and "3,388" in text


def test_the_newest_report_has_every_document_and_earlier_ones_their_own(release: Path) -> None:
    newest, earlier = (
        (release / "reports" / term / "index.html").read_text(encoding="utf-8") for term in (TERM, "2019-autumn")
    )
    assert "最新一期列出全部文件" in newest and "其他时期的文件" in newest
    assert "这是较早的学期" in earlier and "其他时期的文件" not in earlier


def test_received_and_usable_are_told_apart(release: Path) -> None:
    text = (release / "reports" / TERM / "index.html").read_text(encoding="utf-8")
    assert "收到／应报" in text and "部分采用 " in text


def test_numbers_of_the_matrix_are_findings_as_in_the_list(release: Path) -> None:
    text = (release / "reports" / TERM / "990102.html").read_text(encoding="utf-8")
    assert "70 条" in text
    index = (release / "reports" / TERM / "index.html").read_text(encoding="utf-8")
    assert re.search(r'class="cell c-fail f-\w+"[^>]*>70<', index)


def test_silence_is_told_apart_from_health(release: Path) -> None:
    text = (release / "reports" / TERM / "321302.html").read_text(encoding="utf-8")
    assert "无数据" in text and "未运行" in text and "通过" in text


def test_masks_keep_region_and_last_characters() -> None:
    payments = load_all()["subsidy_payment"]
    assert masking.mask_cell(ID, payments.field("id_number")) == "990102**********57"
    assert masking.mask_cell(f"{NAME}、李四", payments.field("name")) == "钱**、李*"
    assert masking.mask_cell("13900001234", payments.field("phone")) == "139******34"
    assert masking.mask_cell("寄宿", payments.field("boarding")) == "寄宿"
    assert masking.mask_cell(NAME, None) == "钱**"
    assert masking.mask_cell("未收到", None, is_of_a_field=False) == "未收到"


def test_words_of_rules_stay_whole_beside_the_cells_they_speak_of() -> None:
    name, born = load_all()["subsidy_payment"].field("name"), load_all()["school_roll"].field("birth_on")
    words = "应只填汉字或间隔号 / Han characters or ·"
    assert masking.mask_said(words, name) == masking.mask_expected(words, name) == words
    assert masking.mask_expected("应只填汉字", name) == "应只填汉字"
    assert masking.mask_cell("应只填汉字", name) != "应只填汉字"
    assert masking.mask_said("户主的有 2 人，应为 1 人。", None) == "户主的有 2 人，应为 1 人。"
    assert masking.mask_said("证件号码中为 2012-09-08。", born) == "证件号码中为 2012-09-**。"
    assert masking.mask_said(f"{NAME}（{ID}）", name, {NAME: "钱**"}) == "钱**（990102**********57）"


def test_a_name_in_a_cell_is_masked_and_the_rule_beside_it_is_read(release: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((release / "reports" / TERM / "findings.csv").read_text("utf-8-sig"))))
    named = [row for row in rows if row["rule_id"] == "same_id_different_name"]
    assert named and {row["observed"] for row in named} == {"钱**"}
    assert {row["expected"] for row in named} == {"应只填汉字"}
    assert {row["message_zh"] for row in named} == {"同一证件号姓名不同：原值 钱**"}


def test_a_years_findings_stand_in_its_last_term_only(release: Path) -> None:
    def periods(term: str) -> set[str]:
        path = release / "reports" / term / "findings.csv"
        return {row["period"] for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))}

    assert (periods("2020-spring"), periods(TERM)) == ({"2020-spring"}, {"2020", TERM})


def test_files_of_no_county_are_on_the_newest_first_page(release: Path) -> None:
    newest, earlier = (
        (release / "reports" / term / "index.html").read_text(encoding="utf-8") for term in (TERM, "2020-spring")
    )
    assert "未能归属的文件" in newest and "未能归属的文件" not in earlier
    assert "汇总&lt;script&gt;alert(1)" in newest and "弄清是哪个县的" in newest and "弄清是哪个时期的" in newest


def test_a_rule_is_left_out_where_its_dataset_has_another_period(settings: Settings, release: Path) -> None:
    with open_source(release / "warehouse.duckdb", release, settings) as source:
        report = next(each for each in facts.report_periods(source) if each.code == "2020-spring")
        catalogue = facts.rules(source)
        asked, everything = (facts.rule_matrix(source, report, catalogue, known) for known in (load_all(), {}))
    idle = {rule for (rule, _), row in everything.items() if row["status"] == "not_run"}
    assert "teacher_subsidy_product" in idle
    assert {rule for (rule, _), row in asked.items() if row["status"] == "not_run"} == idle & TERMLY


@pytest.mark.parametrize(
    "text",
    [
        f"电话13900001234，证号{ID}",
        "990102 20100512 3457",
        "6222 0202 0011 2233 445",
        "９９０１０２２０１００５１２３４５７",
    ],
)
def test_sweep_leaves_no_run_of_digits(text: str) -> None:
    assert not [run for run in ("3900001234", "20100512", "0011 2233", "２０１００５") if run in masking.sweep(text)]


def test_listed_findings_are_masked(settings: Settings, release: Path) -> None:
    settings.current.unlink(missing_ok=True)
    settings.current.symlink_to(Path("releases") / release.name)
    rows = delivery.list_findings(settings, county="云岭县", rule="id_checksum_fail", limit=5)
    assert len(rows) == 5 and ID not in str(rows) and rows[0]["observed"] == "990102**********57"


def test_a_county_nobody_knows_is_no_good_news(settings: Settings, release: Path) -> None:
    settings.current.unlink(missing_ok=True)
    settings.current.symlink_to(Path("releases") / release.name)
    with pytest.raises(ValueError, match="没有名为“不存在县”的县"):
        delivery.list_findings(settings, county="不存在县")
    with pytest.raises(ValueError, match="no rule is called"):
        delivery.list_findings(settings, rule="rule_7")


def test_signposts_lead_to_the_newest_report(settings: Settings, release: Path) -> None:
    settings.current.unlink(missing_ok=True)
    settings.current.symlink_to(Path("releases") / release.name)
    assert delivery.signposts(settings) == {"report": settings.current / "reports" / TERM / "index.html"}


def test_coverage_counts_only_counties_that_delivered_aid() -> None:
    line = {"coverage_pct": None, "poor_students": 4667, "poor_aided_students": None}
    aided = {"coverage_pct": 50, "poor_students": 10, "poor_aided_students": 5}
    blank = dict.fromkeys((*figures.FIGURES, *facts.SEVERITIES, *facts.CELL_STATES, *SUMMED), 0)
    totals = figures._totals([{**blank, **line}, {**blank, **aided}])
    assert (totals["poor_students"], totals["coverage_pct"]) == (10, 50)
