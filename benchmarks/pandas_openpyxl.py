"""What people use today: the files read with pandas and openpyxl, checked with merges and groupbys.

What belongs here: the payments mart, the county summaries and the main rules on payments, rolls and registers (RULES),
as one would write them in pandas. What does not: everything else the pipeline does; this script does less.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook

from benchmarks.known_layout import (
    LAYOUT,
    MONEY,
    SEEDS,
    Delivered,
    delivered,
    encoding_of,
    newest,
    read_rows,
    table_in,
)

DATASETS = (
    "school_roll", "subsidy_payment", "subsidy_summary", "poverty_household", "poverty_member", "special_group",
    "external_enrolment",
)  # fmt: skip
RULES = (
    "id_checksum_fail", "id_length_invalid", "id_missing_or_placeholder", "id_birth_mismatch", "id_gender_mismatch",
    "id_duplicate_within_table", "xueji_no_mismatch", "same_id_different_name", "double_enrolment",
    "age_stage_primary", "age_stage_junior", "age_stage_senior", "subsidy_without_enrolment",
    "subsidy_duplicate_same_term", "subsidy_cross_stage", "subsidy_age_anomaly", "boarding_rate_for_day_pupil",
    "category_lower_than_entitled", "category_not_in_source_list", "registered_poor_not_aided",
    "shared_or_wrong_bank_card", "report_vs_ledger",
)  # fmt: skip
CODES = {
    "stage": "stage", "grade": "grade", "boarding": "boarding", "difficulty_kind": "difficulty",
    "aid_item": "aid_item", "payee_relation": "payee_relation", "gender": "gender", "status": "roll_status",
    "household_kind": "household_kind", "group_kind": "special_group",
}  # fmt: skip
STAGE_OF_GRADE = {"k": "preschool", "p": "primary", "j": "junior", "s": "senior", "v": "vocational"}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
AGES = {"primary": (6, 14), "junior": (11, 17), "senior": (14, 20), "vocational": (14, 20)}
AID_AGES = {"preschool": (2, 7), "primary": (5, 16), "junior": (10, 19), "senior": (13, 22), "vocational": (13, 22)}
LISTS = {"dibao_rural": "dibao", "dibao_urban": "dibao", "orphan": "orphan", "de_facto_orphan": "orphan"}
PLACE = ["county_code", "period"]


def run(home: Path, out: Path) -> None:
    """Read the inbox of ``home``; leave payments.parquet, county_subsidy.csv and findings.csv in ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    files = newest(delivered(home))
    tables = {name: _typed(name, _read(name, [f for f in files if f.dataset == name])) for name in DATASETS}
    payments = tables["subsidy_payment"]
    payments.to_parquet(out / "payments.parquet")
    _summary(payments, tables["subsidy_summary"]).to_csv(out / "county_subsidy.csv", index=False)
    findings = pd.concat([*_identity(tables), *_enrolment(tables), *_subsidy(tables)])
    findings.drop_duplicates().to_csv(out / "findings.csv", index=False)


# ---------------------------------------------------------------- reading


def _read(dataset: str, files: list[Delivered]) -> pd.DataFrame:
    frames = []
    for file in files:
        frame = _csv(file) if file.path.suffix == ".csv" else _workbook(file)
        frames.append(frame.assign(county_code=file.county_code, period=file.period))
    columns = list(dict.fromkeys(LAYOUT[dataset][1].values()))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[*columns, *PLACE], dtype=str)


def _csv(file: Delivered) -> pd.DataFrame:
    frame = pd.read_csv(file.path, dtype=str, encoding=encoding_of(file.path))
    return frame.rename(columns=LAYOUT[file.dataset][1])


def _workbook(file: Delivered) -> pd.DataFrame:
    book = load_workbook(file.path, read_only=True, data_only=True)
    grid = [["" if cell is None else cell for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    table = table_in(file.dataset, grid)
    frame = pd.DataFrame(table.rows, columns=[name or f"other_{i}" for i, name in enumerate(table.names)])
    for name in MONEY & set(frame.columns):
        frame[name] = pd.to_numeric(frame[name], errors="coerce") * table.yuan
    return frame.astype(str).replace("", None)


# ---------------------------------------------------------------- values


def _typed(dataset: str, frame: pd.DataFrame) -> pd.DataFrame:
    words = _words()
    for column, code_table in CODES.items():
        if column in frame:
            frame[column] = frame[column].str.strip().map(words[code_table])
    for column in MONEY & set(frame.columns):
        frame[column] = pd.to_numeric(frame[column].str.replace(",", ""), errors="coerce")
    for column in ("birth_on", "paid_on", "valid_from", "valid_to"):
        if column in frame:
            frame[column] = _days(frame[column])
    if {"stage", "grade"} <= set(frame.columns):
        frame["stage"] = frame["stage"].fillna(frame["grade"].str[0].map(STAGE_OF_GRADE))
    if "id_number" in frame:
        frame = _with_person(frame)
    return frame


def _words() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    for row in read_rows(SEEDS / "codes.csv"):
        for word in (row["label_zh"], *row["synonyms"].split(";")):
            tables.setdefault(row["code_table"], {})[word.strip()] = row["code"]
    return tables


def _days(texts: pd.Series) -> pd.Series:
    plain = texts.str[:10].str.replace(r"[年月./]", "-", regex=True).str.rstrip("日")
    return pd.to_datetime(plain, format="ISO8601", errors="coerce")


def _with_person(frame: pd.DataFrame) -> pd.DataFrame:
    """id_number judged: id_status, and birth date and gender of the sound ones."""
    number = frame["id_number"].str.strip().str.upper()
    is_full = number.str.fullmatch(r"\d{17}[\dX]").fillna(False).astype(bool)
    full = number[is_full]
    total = pd.Series(0, index=full.index)
    for place, weight in enumerate(WEIGHTS):
        total += full.str[place].astype(int) * weight
    digit = (total % 11).map(dict(enumerate("10X98765432")))
    born = pd.to_datetime(full.str[6:14], format="%Y%m%d", errors="coerce")
    status = pd.Series("length", index=frame.index)
    status[number.isna()] = "missing"
    status[number.str.startswith("999999").fillna(False) | number.isin(["无", "/", "-", "暂无", "不详"])] = (
        "placeholder"
    )
    status[is_full & ~status.isin(["placeholder"])] = "checksum"
    sound = full.index[(digit == full.str[17]) & born.notna() & (status[full.index] == "checksum")]
    status[sound] = "ok"
    frame["id_number"], frame["id_status"] = number, status
    frame["id_birth_on"] = born.reindex(sound).reindex(frame.index)
    gender = full.str[16].astype(int).mod(2).map({1: "male", 0: "female"})
    frame["id_gender"] = gender.reindex(sound).reindex(frame.index)
    if "name" in frame:
        frame["name"] = frame["name"].str.replace(r"\s", "", regex=True)
    return frame


# ---------------------------------------------------------------- summaries and rules


def _summary(payments: pd.DataFrame, reported: pd.DataFrame) -> pd.DataFrame:
    poor = payments["difficulty_kind"].isin(["registered_poor", "lifted"])
    by_county = payments.assign(poor_yuan=payments["amount"].where(poor, 0)).groupby(PLACE)
    paid = by_county.agg(
        aided_students=("id_number", "nunique"),
        aid_person_times=("amount", "size"),
        paid_yuan=("amount", "sum"),
        registered_poor_paid_yuan=("poor_yuan", "sum"),
    )
    stages = payments.pivot_table(index=PLACE, columns="stage", values="amount", aggfunc="sum").add_suffix("_paid_yuan")
    said = reported.assign(person_times=pd.to_numeric(reported["person_times"], errors="coerce")).groupby(PLACE)
    told = said.agg(reported_person_times=("person_times", "sum"), reported_yuan=("amount", "sum"))
    return paid.join(stages).join(told).reset_index()


def _found(rule: str, rows: pd.DataFrame, key: str, amount: str | None = None) -> pd.DataFrame:
    """Findings: one for each county, period and entity, with the sum at stake."""
    grouped = rows.groupby([*PLACE, key], dropna=False)
    found = grouped[amount].sum() if amount else grouped.size() * float("nan")
    found.index.names = [*PLACE, "entity"]
    return found.rename("amount_yuan").reset_index().assign(rule_id=rule)


def _identity(tables: dict[str, pd.DataFrame]) -> list[pd.DataFrame]:
    named = [tables[name] for name in ("school_roll", "subsidy_payment", "poverty_member", "special_group")]
    everybody = pd.concat([frame[[c for c in MENTION if c in frame]] for frame in named], ignore_index=True)
    sound = everybody[everybody["id_status"] == "ok"]
    births = sound[sound["birth_on"].notna() & (sound["birth_on"] != sound["id_birth_on"])]
    genders = sound[sound["gender"].notna() & (sound["gender"] != sound["id_gender"])]
    names = sound.groupby(["county_code", "id_number"])["name"].transform("nunique")
    roll = tables["school_roll"]
    active = roll[(roll["status"] == "in_school") & (roll["id_status"] == "ok")]
    repeated = active[active.duplicated([*PLACE, "school_code", "id_number"], keep=False)]
    number = roll["xueji_no"].str.upper()
    wrong = (number.str.len() != 19) | ~number.str[0].isin(["G", "J", "L"])
    wrong |= (number.str[0] == "G") & (roll["id_status"] == "ok") & (number.str[1:] != roll["id_number"])
    return [
        _found("id_checksum_fail", everybody[everybody["id_status"] == "checksum"], "id_number"),
        _found("id_length_invalid", everybody[everybody["id_status"] == "length"], "id_number"),
        _found("id_missing_or_placeholder", everybody[everybody["id_status"].isin(["missing", "placeholder"])], "name"),
        _found("id_birth_mismatch", births, "id_number"),
        _found("id_gender_mismatch", genders, "id_number"),
        _found("same_id_different_name", sound[names > 1], "id_number"),
        _found("id_duplicate_within_table", repeated, "id_number"),
        _found("xueji_no_mismatch", roll[number.notna() & wrong], "id_number"),
    ]


MENTION = [*PLACE, "id_number", "id_status", "id_birth_on", "id_gender", "name", "birth_on", "gender"]


def _enrolment(tables: dict[str, pd.DataFrame]) -> list[pd.DataFrame]:
    roll = tables["school_roll"]
    active = roll[(roll["status"] == "in_school") & (roll["id_status"] == "ok")]
    schools = active.groupby(["period", "id_number"])["school_code"].transform("nunique")
    start = roll["period"].str[:4].astype(int) - roll["period"].str.endswith("spring").astype(int)
    born = roll["id_birth_on"]
    age = start - born.dt.year - (born.dt.month > 8).astype(int)
    found = [_found("double_enrolment", active[schools > 1], "id_number")]
    for stage, (youngest, oldest) in AGES.items():
        odd = roll[(roll["stage"] == stage) & born.notna() & ~age.between(youngest, oldest)]
        rule = "age_stage_senior" if stage == "vocational" else f"age_stage_{stage}"
        found.append(_found(rule, odd, "id_number"))
    return found


def _subsidy(tables: dict[str, pd.DataFrame]) -> list[pd.DataFrame]:
    payments, roll = tables["subsidy_payment"], tables["school_roll"]
    paid = payments[payments["id_status"] == "ok"]
    return [
        *_paid_twice(paid),
        *_against_roll(paid, roll, tables["external_enrolment"]),
        *_against_lists(paid, roll, tables),
        *_cards(paid, payments),
        *_reported(payments, tables["subsidy_summary"]),
    ]


def _paid_twice(paid: pd.DataFrame) -> list[pd.DataFrame]:
    same = [*PLACE, "id_number", "aid_item", "school_code"]
    groups = paid[paid.duplicated(same, keep=False)].groupby(same)["amount"]
    surplus = (groups.sum() - groups.max()).rename("amount").reset_index()
    schools = paid.groupby(["period", "id_number"])["school_code"].transform("nunique")
    return [
        _found("subsidy_duplicate_same_term", surplus, "id_number", "amount"),
        _found("subsidy_cross_stage", paid[schools > 1], "id_number", "amount"),
    ]


def _against_roll(paid: pd.DataFrame, roll: pd.DataFrame, outside: pd.DataFrame) -> list[pd.DataFrame]:
    keys = [*PLACE, "id_number"]
    enrolled = pd.concat([roll[keys], outside[keys]]).drop_duplicates().assign(is_enrolled=True)
    known = paid.merge(enrolled, on=keys, how="left")
    compulsory = known["stage"].isin(["primary", "junior", "senior", "vocational"])
    active = roll[(roll["status"] == "in_school") & roll["boarding"].notna()]
    lives = active.assign(boards=active["boarding"] == "boarding").groupby(keys)["boards"].max().reset_index()
    boards = paid[paid["aid_item"] == "boarding_living"].merge(lives, on=keys)
    term_start = pd.to_datetime(
        paid["period"].str[:4] + paid["period"].str[5:].map({"spring": "-03-01", "autumn": "-09-01"})
    )
    born = paid["id_birth_on"]
    before = (term_start.dt.month * 100 + term_start.dt.day) < (born.dt.month * 100 + born.dt.day)
    age = term_start.dt.year - born.dt.year - before.astype(int)
    low = paid["stage"].map({stage: ages[0] for stage, ages in AID_AGES.items()})
    high = paid["stage"].map({stage: ages[1] for stage, ages in AID_AGES.items()})
    return [
        _found("subsidy_without_enrolment", known[compulsory & known["is_enrolled"].isna()], "id_number", "amount"),
        _found("boarding_rate_for_day_pupil", boards[~boards["boards"]], "id_number", "amount"),
        _found("subsidy_age_anomaly", paid[(age < low) | (age > high)], "id_number", "amount"),
    ]


def _against_lists(paid: pd.DataFrame, roll: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> list[pd.DataFrame]:
    keys = ["county_code", "year", "id_number"]
    households = tables["poverty_household"][[*PLACE, "household_no", "household_kind"]].drop_duplicates()
    members = tables["poverty_member"].merge(households, on=[*PLACE, "household_no"])
    poor = members[members["household_kind"].isin(["registered_poor", "lifted"]) & (members["id_status"] == "ok")]
    poor = poor.assign(year=poor["period"].str[:4])[keys].drop_duplicates().assign(is_poor=True)
    paid = paid.assign(year=paid["period"].str[:4], list=paid["difficulty_kind"].replace({"lifted": "registered_poor"}))
    lower = paid[paid["difficulty_kind"] == "other"].merge(poor, on=keys)
    groups = tables["special_group"]
    groups = groups.assign(list=groups["group_kind"].replace(LISTS), year=groups["period"].str[:4])
    listed = pd.concat([groups[["list", "id_number"]], members[["id_number"]].assign(list="registered_poor")])
    claims = paid[paid["list"].isin(["registered_poor", "dibao", "tekun", "orphan", "disabled"])]
    claims = claims[claims["id_number"].str[:6] == claims["county_code"]]
    claims = claims.merge(listed.drop_duplicates().assign(is_listed=True), on=["list", "id_number"], how="left")
    pupils = roll[(roll["status"] == "in_school") & (roll["id_status"] == "ok")]
    pupils = pupils.assign(year=pupils["period"].str[:4]).merge(poor, on=keys)
    aided = paid[[*PLACE, "id_number"]].drop_duplicates().assign(is_aided=True)
    unaided = pupils.merge(aided, on=[*PLACE, "id_number"], how="left")
    return [
        _found("category_lower_than_entitled", lower, "id_number"),
        _found("category_not_in_source_list", claims[claims["is_listed"].isna()], "id_number", "amount"),
        _found("registered_poor_not_aided", unaided[unaided["is_aided"].isna()], "id_number"),
    ]


def _cards(paid: pd.DataFrame, payments: pd.DataFrame) -> list[pd.DataFrame]:
    """Cards of several pupils; unlike the pipeline's rule, brothers and sisters are not taken out."""
    with_card = paid[paid["card_no"].notna()]
    users = with_card.groupby([*PLACE, "card_no"])["id_number"].transform("nunique")
    strange = payments[payments["payee_relation"].isin(["teacher", "other"])]
    return [
        _found("shared_or_wrong_bank_card", with_card[users > 1], "id_number", "amount"),
        _found("shared_or_wrong_bank_card", strange, "id_number", "amount"),
    ]


def _reported(payments: pd.DataFrame, reported: pd.DataFrame) -> list[pd.DataFrame]:
    keys = [*PLACE, "difficulty_kind"]
    said = reported.assign(person_times=pd.to_numeric(reported["person_times"], errors="coerce"))
    said = said.groupby(keys).agg(said_times=("person_times", "sum"), said_yuan=("amount", "sum"))
    paid = payments.groupby(keys).agg(paid_times=("amount", "size"), paid_yuan=("amount", "sum"))
    both = said.join(paid, how="left").fillna(0).reset_index()
    both["amount"] = (both["said_yuan"] - both["paid_yuan"]).abs()
    off = both[(both["said_times"] != both["paid_times"]) | (both["amount"] > 0.5)]
    return [_found("report_vs_ledger", off, "difficulty_kind", "amount")]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    run(arguments.home, arguments.out)
