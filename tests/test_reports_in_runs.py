"""Work reports that counties deliver: read in every format, audited in every run."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pyarrow.parquet as pq

from dagster_project import intake, narrative
from inbox_files import deliveries, place, settings_at


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
