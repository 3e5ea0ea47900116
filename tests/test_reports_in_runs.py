"""Work reports that counties deliver: read in every format, audited in every run."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import ugly_files
from dagster_project import intake, narrative
from inbox_files import PAYMENT_HEADER, deliveries, payments, place, raw, settings_at, write_xlsx


def test_a_run_audits_the_reports_that_counties_delivered(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    text = "青禾县2020年学生资助工作总结\n\n全县资助小学620人、初中340人、高中210人，合计1250人。\n"
    place(settings, "2020年资助工作总结.txt").write_text(text, encoding="utf-8")
    intake.take_in(settings)
    inputs = tmp_path / "inputs"
    intake.export_inputs(settings, inputs)
    assert narrative.audit_deliveries(settings, tmp_path) == 1
    found = pq.read_table(inputs / "narrative_findings.parquet").to_pylist()
    (finding,) = [row for row in found if row["row_kind"] == "finding"]
    assert (finding["rule_id"], finding["county_code"], finding["row_no"]) == ("report_sum_mismatch", "990101", 2)
    assert "1250人" in finding["quote"] and finding["expected"].startswith("1170人")
    counts = {row["rule_id"]: row["rows_failed"] for row in found if row["row_kind"] == "count"}
    assert counts["report_sum_mismatch"] == 1 and counts["report_ratio_mismatch"] == 0


def test_the_words_of_a_word_document_are_loaded(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in ("2020年工作总结", "共资助学生120人。"))
    with zipfile.ZipFile(place(settings, "2020年工作总结.docx"), "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>')
    intake.take_in(settings)
    (row,) = deliveries(settings)
    assert (row["dataset"], row["rows_loaded"]) == ("work_report", 2)


@pytest.mark.parametrize("name", ["工作总结.doc", "工作总结.txt", "工作总结", "工作总结.xlsx", "材料.docx", "材料.csv"])
def test_a_report_is_told_by_its_content_whatever_its_name_ends_in(tmp_path: Path, name: str) -> None:
    settings = settings_at(tmp_path / "home")
    place(settings, name).write_bytes(ugly_files.word(["青禾县2020年工作总结", "共资助学生120人。"]))
    intake.take_in(settings)
    (row,) = raw(settings, "work_report")[1:]
    assert row["text"] == "共资助学生120人。"


@pytest.mark.parametrize("name", ["资助总结.docx", "自查报告.pdf", "情况汇报.txt", "总结.doc"])
def test_a_table_is_no_report_whatever_its_file_is_called(tmp_path: Path, name: str) -> None:
    settings = settings_at(tmp_path / "home")
    write_xlsx(place(settings, name), [PAYMENT_HEADER, *payments(1, 3)])
    intake.take_in(settings)
    (row,) = deliveries(settings)
    assert (row["dataset"], row["rows_loaded"]) == ("subsidy_payment", 3)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (ugly_files.pdf("Aid 2020: 120 pupils"), "其中的表格不读取"),
        (ugly_files.word(["通知", "请按时报送。"]), "文档里没有表格"),
    ],
)
def test_a_document_that_is_neither_report_nor_table_is_told_what_to_send(
    tmp_path: Path, data: bytes, sentence: str
) -> None:
    settings = settings_at(tmp_path / "home")
    place(settings, "花名册.dat").write_bytes(data)
    intake.take_in(settings)
    (row,) = deliveries(settings)
    assert row["status"] == "unrecognised" and sentence in row["message"] and ".xlsx" in row["message"]
