"""Identity numbers, names and tokens."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project import identity
from dagster_project.identity.numbers import read_ids, with_check_digit
from dagster_project.settings import Settings

GOOD = with_check_digit("99010120100101003")
KEY = b"k" * 32


def _wrong(number: str) -> str:
    return number[:17] + ("1" if number[17] != "1" else "2")


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.lower(),
        f" {GOOD[:6]} {GOOD[6:]}",
        f"'{GOOD}",
        f"{GOOD}。",
        f"{GOOD}..",
        f"{GOOD}\u200b",
        "９９" + GOOD[2:],
        f"{GOOD}\u3000",
    ],
)
def test_written_forms_of_one_number_are_one_person(text: str) -> None:
    reading = identity.read_id(text)
    assert (reading.id_number, reading.status) == (GOOD, "ok")


def test_a_good_number_tells_birth_sex_and_region() -> None:
    reading = identity.read_id(GOOD)
    assert (reading.birth_on, reading.gender, reading.region_code) == (date(2010, 1, 1), "male", "990101")


def test_fifteen_digits_are_expanded() -> None:
    reading = identity.read_id("990101750101124")
    assert reading.status == "legacy15" and reading.birth_on == date(1975, 1, 1)
    assert reading.id_number == with_check_digit("99010119750101124") and reading.gender == "female"


@pytest.mark.parametrize("tail", ["43", "11", "74", "43B1"])
def test_a_disability_certificate_names_the_person(tail: str) -> None:
    reading = identity.read_id(GOOD + tail)
    assert (reading.id_number, reading.status) == (GOOD, "cert")


@pytest.mark.parametrize("text", [GOOD + "83", GOOD + "45", _wrong(GOOD) + "43", GOOD + "03B1"])
def test_an_impossible_certificate_is_said_to_be_one(text: str) -> None:
    assert identity.read_id(text).status == "cert_invalid"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (_wrong(GOOD), "checksum"),
        (with_check_digit("99010120101301003"), "checksum"),
        (with_check_digit("99010120100229003"), "checksum"),
        (GOOD[:17], "length"),
        (GOOD + "9", "length"),
        ("遗失", "length"),
        ("5.10322E+17", "truncated"),
        ("", "missing"),
        ("999999201001010015", "placeholder"),
        ("无", "placeholder"),
        ("-", "placeholder"),
        ("000000000000000000", "placeholder"),
    ],
)
def test_what_is_wrong_with_a_number(text: str, status: str) -> None:
    reading = identity.read_id(text)
    assert (reading.status, reading.birth_on) == (status, None)


def test_three_zeros_are_suspect_only_with_a_wrong_check_digit() -> None:
    numbers = [f"9901012010010{serial}000" for serial in range(10, 99)]
    statuses = {status for _, _, status, *_ in read_ids(numbers)}
    assert statuses == {"ok", "truncated"}
    assert all(with_check_digit(number[:17]) == number for number, _, status, *_ in read_ids(numbers) if status == "ok")


@given(st.dates(date(1900, 1, 1), date(2050, 12, 31)), st.integers(0, 999), st.integers(990101, 999998))
@settings(max_examples=200)
def test_every_number_with_its_check_digit_is_good_and_with_another_is_not(day: date, serial: int, region: int) -> None:
    number = with_check_digit(f"{region}{day:%Y%m%d}{serial:03d}")
    assert identity.read_id(number)[1:4] == (number, "ok", day)
    assert identity.read_id(_wrong(number)).status in ("checksum", "truncated")


@given(st.text(max_size=24))
@settings(max_examples=200)
def test_any_text_gets_a_status(text: str) -> None:
    assert identity.read_id(text).status in {
        "ok",
        "legacy15",
        "cert",
        "length",
        "checksum",
        "truncated",
        "placeholder",
        "cert_invalid",
        "missing",
    }
    assert identity.read_name(text).status in {
        "ok",
        "digits",
        "letters",
        "brackets",
        "missing",
        "masked",
        "several",
    }


@pytest.mark.parametrize(
    ("text", "name", "status"),
    [
        ("演 练甲", "演练甲", "ok"),
        ("演\u3000练甲", "演练甲", "ok"),
        ("古丽•买买提", "古丽·买买提", "ok"),
        ("古丽．买买提", "古丽·买买提", "ok"),
        ("演练甲(转学)", "演练甲", "brackets"),
        ("演练甲2", "演练甲2", "digits"),
        ("YanLian", "YanLian", "letters"),
        ("演练甲*", "演练甲", "ok"),
        ("\ue81e演练", "\u9fb4演练", "ok"),
        *((text, None, "masked") for text in ["演**", "演*练", "*练", "演某某", "演XX", "演○○", "演?练", "演同学"]),
        *(
            (text, None, "several")
            for text in ["张演、李练", "张演/李练", "张演 李练", "张演（父）李练（母）", "演练等3人"]
        ),
        ("欧阳 演练", "欧阳演练", "ok"),
        ("古丽·买买提·艾力", "古丽·买买提·艾力", "ok"),
        ("买买提艾力", "买买提艾力", "ok"),
        ("演练甲、演练甲", "演练甲", "ok"),
        ("演（水旁）练", "演练", "brackets"),
        ("无", None, "missing"),
    ],
)
def test_names(text: str, name: str | None, status: str) -> None:
    assert identity.read_name(text)[1:] == (name, status)


def test_maps_give_one_person_one_token_and_nobody_none(tmp_path: Path) -> None:
    identity.write_id_map([GOOD, f" {GOOD}", GOOD + "43", _wrong(GOOD), "无"], KEY, tmp_path / "id_map.parquet")
    identity.write_name_map(["演 练", "演练"], KEY, tmp_path / "name_map.parquet")
    ids = {row["id_text"]: row for row in pq.read_table(tmp_path / "id_map.parquet").to_pylist()}
    assert ids[GOOD]["person_token"] == ids[f" {GOOD}"]["person_token"] == ids[GOOD + "43"]["person_token"]
    assert ids[_wrong(GOOD)]["person_token"] not in (None, ids[GOOD]["person_token"])
    assert ids["无"]["person_token"] is None
    names = pq.read_table(tmp_path / "name_map.parquet").to_pylist()
    assert len({row["name_token"] for row in names}) == 1


@pytest.mark.parametrize(
    ("text", "how"),
    [
        (GOOD, "as_is"),
        (f" {GOOD}", "trimmed"),
        (f"{GOOD[:6]} {GOOD[6:]}", "blanks_dropped"),
        (GOOD.translate(str.maketrans("0123456789", "０１２３４５６７８９")), "fullwidth"),
        (f"{GOOD}。", "decoration_dropped"),
        (f"{GOOD}43", "of_a_certificate"),
        ("990101100101001", "old_number_expanded"),
        ("99010119100101002x", "capital_x"),
    ],
)
def test_what_was_repaired_in_a_number_is_labelled(tmp_path: Path, text: str, how: str) -> None:
    identity.write_id_map([text], KEY, tmp_path / "id_map.parquet")
    (row,) = pq.read_table(tmp_path / "id_map.parquet").to_pylist()
    assert row["how"] == how


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("演练甲", "as_is"),
        ("演 练 甲", "blanks_dropped"),
        ("演练甲（低保）", "without_notes"),
        ("\ue81e演练", "one_form_of_characters"),
        ("艾力•买买提", "one_form_of_characters"),
        ("无", None),
    ],
)
def test_what_was_repaired_in_a_name_is_labelled(tmp_path: Path, text: str, how: str | None) -> None:
    identity.write_name_map([text], KEY, tmp_path / "name_map.parquet")
    (row,) = pq.read_table(tmp_path / "name_map.parquet").to_pylist()
    assert row["how"] == how


def test_tokens_depend_on_the_key_and_do_not_show_the_number() -> None:
    first, second = identity.token(KEY, "person", GOOD), identity.token(b"x" * 32, "person", GOOD)
    assert first != second and GOOD[6:14] not in first and len(first) == 32


def test_same_texts_make_the_same_bytes(tmp_path: Path) -> None:
    for folder, texts in (("a", [GOOD, "无"]), ("b", ["无", GOOD, GOOD])):
        identity.write_id_map(iter(texts), KEY, tmp_path / folder / "id_map.parquet")
    assert (tmp_path / "a/id_map.parquet").read_bytes() == (tmp_path / "b/id_map.parquet").read_bytes()


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    place = Settings(home=tmp_path)
    key = identity.load_key(place)
    assert len(key) == 32 and identity.load_key(place) == key
    assert place.key.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_damaged_key_is_refused_without_being_shown(tmp_path: Path) -> None:
    place = Settings(home=tmp_path)
    place.key.write_bytes(b"secret")
    with pytest.raises(identity.KeyFileError) as caught:
        identity.load_key(place)
    assert "secret" not in str(caught.value)
