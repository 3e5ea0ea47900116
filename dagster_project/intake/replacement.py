"""Whether a file adds to what a county has delivered, replaces it, repeats it, or has to wait for a person.

What belongs here: this decision, from file names and natural keys. What does not: reading or writing the ledger.

Files of different reporting units add up. Of one unit, a file replaces an earlier one when it has the same name,
holds at least half of the earlier file's keys, or says that it is a correction. Two lists without a kind or without a
school in common (寄宿生 and 普高, 小学 and 初中) add up. Otherwise nobody can tell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from dagster_project.contracts import Contract, code_tables, load_all
from dagster_project.intake.ledger import ACTIVE, Delivery, Outcome
from dagster_project.intake.reporting_units import BUREAU
from dagster_project.intake.work_reports import DATASET as REPORTS
from dagster_project.readers.values import parse

Place = tuple[str | None, str | None, str | None]
Keys = frozenset[tuple[str | None, ...]]
SAME_KEYS_SHARE = 0.5
PART_OF_A_FILE = 0.5
_CORRECTION = re.compile(
    r"更正|修正|更新|订正|修改|改后|重报|重新|补正|新版|最新|终稿|最终|定稿|\(新\)|新$|v\d+|\(\d+\)$|_r\d+$|rev\d*|final"
)
_ID_KINDS = frozenset({"person", "cert", "card"})


def looks_like_correction(file_name: str) -> bool:
    """Whether a file's name says it corrects an earlier one: 更正, 修正, v2, (2), 最新 …"""
    stem = file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return _CORRECTION.search(unicodedata.normalize("NFKC", stem).lower().strip()) is not None


def _plain_stem(file_name: str) -> str:
    stem = file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return _CORRECTION.sub("", unicodedata.normalize("NFKC", stem).lower()).strip(" -_()")


def key_columns(contract: Contract) -> tuple[list[str], list[str]]:
    """Two ways to know a row again: by natural key, and by what is required without identity numbers."""
    others = [item.name for item in contract.fields if item.required and item.kind not in _ID_KINDS]
    return list(contract.natural_key), [name for name in others if name != "xueji_no"]


def place(delivery: Delivery) -> Place:
    """What deliveries have in common that can replace each other."""
    return delivery.county_code, delivery.period, delivery.dataset


@dataclass
class Standing:
    """Deliveries as they stand, and what happens to them while new ones come in."""

    deliveries: list[Delivery]
    keys_of: Callable[[Delivery], tuple[Keys, Keys]]
    outcomes: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._active: dict[Place, list[Delivery]] = {}
        for delivery in self.deliveries:
            if delivery.status in ACTIVE:
                self._active.setdefault(place(delivery), []).append(delivery)
        self._of_path: dict[str, list[Delivery]] = {}
        for delivery in self.deliveries:
            if delivery.status not in ("duplicate", "superseded"):
                self._of_path.setdefault(delivery.file_name, []).append(delivery)

    def receive(self, deliveries: list[Delivery]) -> None:
        """Settle the tables of one new file: each keeps its status, or waits; what it replaces is superseded."""
        if not deliveries or deliveries[0].status == "duplicate":
            return
        counting = [delivery for delivery in deliveries if delivery.status in ACTIVE]
        overwritten = self._of_path.pop(deliveries[0].file_name, []) if counting else []
        for old in overwritten:
            self._supersede(old, counting[0])
        groups: dict[tuple[Place, str | None], list[Delivery]] = {}
        for delivery in counting:
            groups.setdefault((place(delivery), delivery.reporting_unit), []).append(delivery)
        datasets_overwritten = {old.dataset for old in overwritten}
        for group in groups.values():
            self._settle(group, group[0].dataset in datasets_overwritten)
        for delivery in counting:
            if delivery.status in ACTIVE:
                self._active.setdefault(place(delivery), []).append(delivery)
        self._of_path.setdefault(deliveries[0].file_name, []).extend(deliveries)

    def _settle(self, group: list[Delivery], is_overwriting: bool) -> None:
        one = group[0]
        rivals = [old for old in self._active.get(place(one), []) if old.file_sha256 != one.file_sha256]
        same_unit = _by_file([old for old in rivals if old.reporting_unit == one.reporting_unit])
        replaced = [olds for olds in same_unit if self._replaces(group, olds)]
        if is_overwriting or one.dataset == REPORTS:
            pass  # reports have no keys: all but a corrected one add up
        elif same_unit and not replaced and all(self._is_another_list(group, olds) for olds in same_unit):
            pass
        elif same_unit and not replaced:
            _wait(group, same_unit[0][0])
            return
        elif part := self._part_of_another_unit(group, rivals):
            _wait(group, part)
            return
        for olds in replaced:
            for old in olds:
                self._supersede(old, one)

    def _replaces(self, group: list[Delivery], olds: list[Delivery]) -> bool:
        if group[0].dataset == REPORTS:
            return _plain_stem(group[0].file_name) == _plain_stem(olds[0].file_name)
        new_keys, old_keys = self._all_keys(group), self._all_keys(olds)
        share = max(_share(old, new) for new, old in zip(new_keys, old_keys, strict=True))
        if share >= SAME_KEYS_SHARE:
            return True
        rows_new, rows_old = (sum(item.rows_loaded for item in items) for items in (group, olds))
        return looks_like_correction(group[0].file_name) and rows_new >= PART_OF_A_FILE * rows_old

    def _is_another_list(self, group: list[Delivery], olds: list[Delivery]) -> bool:
        """Whether the two have no kind or no school in common, and the new one does not say it corrects anything."""
        contract = load_all()[group[0].dataset or ""]
        if looks_like_correction(group[0].file_name):
            return False
        for names, new, old in zip(key_columns(contract), self._all_keys(group), self._all_keys(olds), strict=True):
            for mine, theirs in zip(_told(contract, names, new), _told(contract, names, old), strict=True):
                if mine and theirs and mine.isdisjoint(theirs):
                    return True
        return False

    def _part_of_another_unit(self, group: list[Delivery], rivals: list[Delivery]) -> Delivery | None:
        """A delivery of another unit that already holds half of the new rows, where the two may be one unit.

        That is so where one is the bureau's, and where one school is known by its code and the other by its name.
        """
        for old in rivals:
            units = {old.reporting_unit or "", group[0].reporting_unit or ""}
            if len(units) == 2 and (BUREAU in units or len({unit.isdigit() for unit in units}) == 2):
                new_keys = self._all_keys(group)[0]
                if _share(new_keys, self.keys_of(old)[0]) >= SAME_KEYS_SHARE:
                    return old
        return None

    def _all_keys(self, deliveries: list[Delivery]) -> tuple[Keys, Keys]:
        pairs = [self.keys_of(delivery) for delivery in deliveries]
        return frozenset().union(*(pair[0] for pair in pairs)), frozenset().union(*(pair[1] for pair in pairs))

    def _supersede(self, old: Delivery, new: Delivery) -> None:
        remaining = self._active.get(place(old), [])
        self._active[place(old)] = [item for item in remaining if item is not old]
        self.outcomes.append(superseded(old, new))


def superseded(old: Delivery, new: Delivery) -> Outcome:
    """The outcome of a delivery that a later one replaces."""
    return Outcome(
        "replaced",
        "superseded",
        old.file_name,
        old.file_sha256,
        old.delivery_id,
        new.delivery_id,
        f"已被后来的文件“{new.file_name}”替换。",
        f"Replaced by the later file “{new.file_name}”.",
    )


def _told(contract: Contract, names: list[str], keys: Keys) -> list[set[str]]:
    """What tells one list from another: the codes of each kind in the natural key, and the own schools.

    Schools of datasets without a school code of their own are somebody else's, and tell nothing.
    """
    tables, told = code_tables(), []
    for at, name in enumerate(names):
        item = contract.field(name)
        if item.kind == "code" and name in contract.natural_key:
            texts = {key[at] or "" for key in keys}
            told.append({parse(f"code:{item.code_table}", text, tables)[0] or text for text in texts})
    if any(item.name == "school_code" for item in contract.fields):
        places = [at for at, name in enumerate(names) if name in ("school_code", "school_name")]
        told.append({(key[at] or "").strip() for key in keys for at in places})
    return told


def _by_file(deliveries: list[Delivery]) -> list[list[Delivery]]:
    files: dict[str, list[Delivery]] = {}
    for delivery in deliveries:
        files.setdefault(delivery.file_sha256, []).append(delivery)
    return list(files.values())


def _share(part: Keys, whole: Keys) -> float:
    return len(part & whole) / len(part) if part else 0.0


def _wait(group: list[Delivery], old: Delivery) -> None:
    for delivery in group:
        delivery.status = "waiting"
        delivery.message_zh = (
            f"无法判断本文件是替换还是补充先前报送的“{old.file_name}”，暂不计入，请确认（补充 / 替换 / 不采用）。"
            f"{delivery.message_zh}"
        )
        delivery.message_en = (
            f"It cannot be told whether this file replaces or adds to the earlier “{old.file_name}”; "
            f"it waits, uncounted, for a decision (adds / replaces / set aside). {delivery.message_en}"
        )
