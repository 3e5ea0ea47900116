"""The audit of written reports: figures, claims, verdicts, and what it says about files of every format."""

from __future__ import annotations

import csv
import json
import random
import re
import sys
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_pdf import small_pdf
from written_reports import BAD, DOUBT, GOOD, REPORTS, Written

from dagster_project import narrative
from dagster_project.cli import main
from dagster_project.delivery.pages.audits import render_audits
from dagster_project.narrative.findings import Delivered, findings_of
from dagster_project.narrative.numerals import chinese_value
from dagster_project.narrative.text.figures import find_figures
from dagster_project.narrative.text.script import plain_script
from dagster_project.settings import PROJECT_ROOT

DOMAIN = PROJECT_ROOT.parent / "shared" / "domain"
VERDICTS = {GOOD: ("holds", "rounding"), BAD: ("fails",), DOUBT: ("fails", "ask")}
FAILING = ("fails", "ask")
needs_sources = pytest.mark.skipif(not DOMAIN.exists(), reason="the source documents lie beside the repository")


def numbers(text: str) -> set[Fraction]:
    return {Fraction(number) for number in re.findall(r"\d+(?:\.\d+)?", text)}


def told(relation: narrative.Relation) -> set[Fraction]:
    return numbers(relation.expression) | {Fraction(relation.computed), Fraction(relation.stated)}


def figures_of(text: str) -> list[narrative.Figure]:
    return find_figures(plain_script(text))


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_the_relations_a_reader_lists_are_found(report: Written) -> None:
    relations = narrative.audit(report.text).relations
    for verdict, wanted in report.relations:
        found = {relation.verdict for relation in relations if numbers(wanted) <= told(relation)}
        assert found & set(VERDICTS[verdict]), (wanted, found)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_nothing_else_is_called_wrong(report: Written) -> None:
    wrong = [numbers(wanted) for verdict, wanted in report.relations if verdict != GOOD]
    for relation in narrative.audit(report.text).relations:
        if relation.verdict in FAILING:
            assert any(one <= told(relation) for one in wrong), relation.expression


FILES = PROJECT_ROOT / "tests" / "files"


def test_a_long_report_without_a_mistake_is_left_alone() -> None:
    report = narrative.audit((FILES / "report_without_a_mistake.txt").read_text(encoding="utf-8"))
    assert [r.expression for r in report.relations if r.verdict in FAILING] == []
    assert len(report.relations) > 100


@pytest.mark.parametrize(
    "line", (FILES / "report_with_a_mistake_in_every_line.txt").read_text(encoding="utf-8").splitlines()
)
def test_a_mistake_is_found(line: str) -> None:
    assert any(relation.verdict in FAILING for relation in narrative.audit(line).relations)


def test_offsets_index_the_text_as_given() -> None:
    report = narrative.audit("全縣資助學(xué)生８６０人次（其中春季４２０人次、秋季４４０人次）。")
    assert [report.text[f.start : f.end] for f in report.figures] == ["８６０人次", "４２０人次", "４４０人次"]
    assert all(report.text[r.start : r.end] == r.quote for r in report.relations)


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "unit"),
    [
        ("共29294人次。", 29294, 29294, 29294, "人次"),
        ("户籍人口六万五千人。", 65000, 65000, 65000, "人"),
        ("280余名学生", 280, 280, 290, "名"),
        ("校舍6万多平米", 6, 6, 7, "万平米"),
        ("95%以上", 95, 95, None, "%"),
        ("不超过60%", 60, None, 60, "%"),
        ("百分之五", 5, 5, 5, "%"),
        ("三成", 30, 30, 30, "%"),
        ("1,234.50元", Fraction("1234.5"), Fraction("1234.5"), Fraction("1234.5"), "元"),
        ("500—800元", 500, 500, 800, "元"),
        ("每人100元/人/年", 100, 100, 100, "元/人/年"),
    ],
)
def test_a_figure_is_read_with_its_unit_and_interval(
    text: str, value: int, low: int | None, high: int | None, unit: str
) -> None:
    figure = figures_of(text)[-1]
    assert (figure.value, figure.low, figure.high, figure.unit) == (value, low, high, unit)


@pytest.mark.parametrize(
    "text",
    [
        "2021年3月15日",
        "青教字〔2021〕35号",
        "第3组",
        "三年级",
        "联系电话13912345678",
        "“八个一”工程",
        "《行动计划（2016-2020年）》",
        "一、总体要求",
        "2020-2021学年",
        "石桥镇河湾村12组",
        "https://example.org/2021/35",
        "十分重视，万众一心",
    ],
)
def test_dates_names_and_ordinals_are_no_figures(text: str) -> None:
    assert figures_of(text) == []


@pytest.mark.parametrize(
    ("text", "value"), [("六万五千", 65000), ("一千二", 1200), ("二十", 20), ("一亿零三百万", 103000000)]
)
def test_chinese_numerals_are_read_as_people_say_them(text: str, value: int) -> None:
    assert chinese_value(text) == value


def test_a_failing_claim_says_what_was_tried_and_why() -> None:
    text = "为699名学生每人每年分别资助2190元、2000元、2600元，三年共资助约223万元。"
    (relation,) = [r for r in narrative.audit(text).relations if r.verdict == "fails"]
    assert len(relation.readings) > 3
    assert "不符" in relation.message_zh and "does not agree" in relation.message_en


def test_a_lost_zero_is_named() -> None:
    (relation,) = narrative.audit("为420名学生每人资助2000元，共资助8.4万元。").relations
    assert relation.diagnosis == "missing_zero"


def test_the_author_gets_one_paragraph() -> None:
    report = narrative.audit("全校共有寄宿生315人，其中女生351人。")
    assert "不符" in report.summary_zh and "\n" not in report.summary_zh


@needs_sources
def test_the_source_documents_failures_are_found_and_the_clean_one_is_silent() -> None:
    failures = {"699 223", "2475 2735 95", "4.3 20.1 30.7", "3388 3886", "3886 3472"}
    relations, silent = [], None
    for path in sorted((DOMAIN / "seeds").glob("*.txt")):
        report = narrative.audit(path.read_text(encoding="utf-8"))
        relations += [r for r in report.relations if r.verdict in FAILING]
        silent = report.relations if path.name.startswith("003") else silent
    for wanted in failures:
        assert any(numbers(wanted) <= told(r) and r.verdict == "fails" for r in relations), wanted
    assert any(numbers("140 10") <= told(r) for r in relations)
    assert len(relations) == len(failures) + 1 and silent == ()


@needs_sources
def test_relations_that_hold_in_the_source_documents_are_found() -> None:
    reports = {
        path.name[:3]: narrative.audit(path.read_text(encoding="utf-8")) for path in (DOMAIN / "seeds").glob("*.txt")
    }
    listed = missed = 0
    with (DOMAIN / "seed_relations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            report = reports[row["doc"][:3]]
            printed = {value for figure in report.figures for value in (figure.value, figure.amount)} | {100, 10000}
            wanted = numbers(row["expression"]) - {100, 10000}
            if row["verdict"] in ("holds", "approx") and wanted and wanted <= printed:
                listed += 1
                missed += not any(wanted <= told(r) | {f.amount for f in r.figures} for r in report.relations)
    assert listed > 50 and missed <= listed * 0.1


def test_the_work_grows_with_the_length_of_a_report_and_no_faster() -> None:
    """Calls are counted, not seconds: they are the same on every machine. benchmarks/long_report.py takes the time."""
    text = "\n".join(report.text for report in REPORTS)
    short, long = (_calls((text * (length // len(text) + 1))[:length]) for length in (10_000, 40_000))
    assert long < 5 * short and long < 120 * 40_000


def _calls(text: str) -> int:
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event == "call"

    sys.setprofile(count)
    try:
        narrative.audit(text)
    finally:
        sys.setprofile(None)
    return counted


def _mutated(rng: random.Random) -> str:
    text = list(rng.choice(REPORTS).text)
    for _ in range(rng.randint(1, 25)):
        at = rng.randrange(len(text))
        text[at : at + rng.randint(0, 2)] = rng.choice(
            ["1", "，", "%", "（", "共", "\n", "\t", "其中", "万元", ".", "每人", "0"]
        )
    return "".join(text)


@pytest.mark.parametrize("seed", range(4))
def test_random_bytes_and_mutated_reports_neither_crash_nor_lose_their_place(seed: int) -> None:
    rng = random.Random(seed)
    texts = [_mutated(rng) for _ in range(60)]
    texts += [
        rng.randbytes(200).decode(encoding, "replace") for encoding in ("utf-8", "gb18030", "utf-16") for _ in range(20)
    ]
    for text in texts:
        report = narrative.audit(text)
        assert all(text[f.start : f.end] == f.quote for f in report.figures)
        assert all(text[r.start : r.end] == r.quote for r in report.relations)


@pytest.mark.parametrize(
    "piece", ["1", "其中", "（", "1人，", "占1%，2人", "比上年1人增加1人，", "1个：甲、乙；", "每人1元，共2元，"]
)
def test_repetition_costs_no_more_a_character_the_longer_it_is(piece: str) -> None:
    short, long = (_calls(piece * (length // len(piece))) / length for length in (2_000, 4_000))
    assert long < 1.3 * max(short, 10)


def _run(*arguments: str) -> tuple[int, list[dict]]:
    result = CliRunner().invoke(main, ["audit-text", "--json", *arguments])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def test_the_command_prints_one_object_for_each_document(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_bytes("全校315人，其中女生351人。".encode("gb18030"))
    code, (first, second) = _run(str(tmp_path / "one.txt"), str(tmp_path / "none.txt"))
    assert code == 1 and second["error"] and second["relations"] == [] == second["figures"]
    assert first["figures"][0] | {"value": "315", "unit": "人", "start": 2, "end": 6} == first["figures"][0]
    assert {r["verdict"] for r in first["relations"]} == {"fails"} and first["document"].endswith("one.txt")


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _docx(path: Path, body: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
    return path


def _cells(*texts: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in texts) + "</w:tr>"


def test_a_table_in_a_word_file_is_added_up(tmp_path: Path) -> None:
    rows = _cells("学校", "人数") + _cells("一小", "120") + _cells("二小", "130") + _cells("合计", "260")
    path = _docx(tmp_path / "report.docx", f"<w:p><w:r><w:t>情况如下</w:t></w:r></w:p><w:tbl>{rows}</w:tbl>")
    _, (audit,) = _run(str(path))
    assert [(r["kind"], r["verdict"], r["computed"]) for r in audit["relations"]] == [("table", "fails", "250")]
    assert audit["text"].startswith("情况如下\n学校\t人数")


def test_a_web_page_is_read_without_its_markup(tmp_path: Path) -> None:
    page = "<html><body><p>共资助<b>30</b>人</p><table><tr><td>来源<td>万元<tr><td>省<td>10<tr><td>县<td>5<tr><td>合计<td>15</table>"
    (tmp_path / "page.html").write_text(page + "<script>1人</script></body></html>", encoding="utf-8")
    _, (audit,) = _run(str(tmp_path / "page.html"))
    assert "共资助30人" in audit["text"] and "<" not in audit["text"]
    assert [r["expression"] for r in audit["relations"]] == ["10 + 5 = 15"]


def test_a_pdf_without_words_is_refused_with_advice(tmp_path: Path) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    document.save(str(tmp_path / "scan.pdf"))
    code, (audit,) = _run(str(tmp_path / "scan.pdf"))
    assert code == 1 and audit["error"]["code"] == "scan" and "扫描件" in audit["error"]["message_zh"]


def test_sentences_and_tables_of_a_pdf_are_put_together_again(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    lines = [
        (60, 780, "2022年秋季学期，青溪县认真落实各项资助政策，坚持应助尽助，共资"),
        (60, 760, "助学生1250人（小学620人、初中430人、高中200人）。"),
    ]
    rows = (("学校", "春季", "秋季", "合计"), ("一小", "120", "110", "230"), ("二小", "98", "105", "213"))
    lines += [(60 + 100 * i, 700 - 20 * n, cell) for n, row in enumerate(rows) for i, cell in enumerate(row)]
    (tmp_path / "report.pdf").write_bytes(small_pdf(lines))
    _, (audit,) = _run(str(tmp_path / "report.pdf"))
    told = {(r["expression"], r["verdict"]) for r in audit["relations"]}
    assert ("620 + 430 + 200 = 1250", "holds") in told and ("120 + 110 = 230", "holds") in told


def test_the_page_marks_every_figure_and_escapes_the_text() -> None:
    audit = narrative.audit("全校<script>315人，其中女生351人。", "a<b>.txt").to_json() | {"error": None}
    page = render_audits([audit])
    assert "&lt;script&gt;" in page and "a&lt;b&gt;.txt" in page
    assert page.count('<mark class="m-fails"') == 2 and "351 &lt;= 315" in page


def test_a_failing_claim_becomes_a_finding_under_the_rule_of_its_slip() -> None:
    report = narrative.audit("概况。\n全校共有寄宿生315人，其中女生351人。\n为420名学生每人资助2000元，共资助8.4万元。")
    delivered = Delivered("990101", "2020", "d1", "report.txt", "f1", report.text.split("\n"), [1, 2, 3])
    found = list(findings_of(report, delivered))
    assert [(f.rule_id, f.row_no) for f in found] == [("report_transposed_digits", 2), ("report_magnitude_error", 3)]
    assert (found[1].observed, found[1].expected) == ("8.4万元", "84万元（420×2000÷10000 = 8.4）")
