"""What the texts of each county mean: its raw files' distinct texts, read once, as the maps that staging joins.

What belongs here: which counties are read again, and sharing them out among processes.
What does not: finding the texts (``intake.texts``), reading them (``readers.values``, ``identity``).
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dagster_project import identity, intake, warehouse
from dagster_project.carry_over import CarryOver, carry_tree
from dagster_project.settings import Settings

Files = Mapping[str, Mapping[str, list[str]]]
TEXTS, IDS, NAMES = "value_texts", "id_map", "name_map"
BY_COUNTY = (TEXTS, IDS, NAMES)
NOBODY = "none"
VALUE_TEXTS = pa.schema([("kind", pa.string()), ("text", pa.string())])
FILES_AT_ONCE = 400
WORTH_A_POOL = 2_000


def write_maps(settings: Settings, inputs: Path, carried: CarryOver | None = None) -> None:
    """Write id_map/, name_map/ and value_texts/ by county, then value_map.parquet over all of them.

    With ``carried`` only its counties are read again. Same deliveries, same bytes.
    """
    files = intake.raw_files(settings, inputs)
    if carried is not None:
        again = {f"county={county}" for county in (*carried.counties, NOBODY)}
        for name in BY_COUNTY:
            carry_tree(carried, inputs.parent, f"inputs/{name}", lambda path: path.parts[0] not in again)
        files = {county: own for county, own in files.items() if county in carried.counties}
    identity.load_key(settings)
    _write_county(settings, inputs, NOBODY, VALUE_TEXTS.empty_table())
    chunks = list(_chunks(files))
    if sum(len(paths) for own in files.values() for paths in own.values()) < WORTH_A_POOL:
        for chunk in chunks:
            _read_counties(settings, inputs, chunk)
    else:
        # Spawned, not forked: a fork would copy the threads' locks of the engine.
        share = replace(settings, memory_bytes=settings.memory_bytes // settings.workers)
        with ProcessPoolExecutor(settings.workers, multiprocessing.get_context("spawn")) as pool:
            for done in [pool.submit(_read_counties, share, inputs, chunk) for chunk in chunks]:
                done.result()
    with warehouse.connect(settings) as connection:
        found = intake.value_map(connection, sorted((inputs / TEXTS).glob("*/*.parquet")))
    _write(found, inputs / "value_map.parquet")


def _chunks(files: Files) -> Iterator[Files]:
    """Some counties at a time, so that memory stays bounded whatever the number of counties."""
    chunk: dict[str, Mapping[str, list[str]]] = {}
    size = 0
    for county in sorted(files):
        chunk[county] = files[county]
        size += sum(len(paths) for paths in files[county].values())
        if size >= FILES_AT_ONCE:
            yield chunk
            chunk, size = {}, 0
    if chunk:
        yield chunk


def _read_counties(settings: Settings, inputs: Path, files: Files) -> None:
    paths: dict[str, list[str]] = {}
    for own in files.values():
        for dataset, listed in own.items():
            paths.setdefault(dataset, []).extend(listed)
    with warehouse.connect(settings) as connection:
        texts = intake.distinct_texts(connection, paths)
    for county in files:
        own_texts = texts.filter(pc.equal(texts.column("county"), county))
        _write_county(settings, inputs, county, own_texts.select(VALUE_TEXTS.names))


def _write_county(settings: Settings, inputs: Path, county: str, texts: pa.Table) -> None:
    key, kinds = identity.load_key(settings), texts.column("kind")
    is_id, is_name = pc.equal(kinds, intake.ID), pc.equal(kinds, intake.NAME)
    ids = [*texts.filter(is_id).column("text").to_pylist(), *_decided(inputs, county)]
    identity.write_id_map(ids, key, county_file(inputs, IDS, county))
    identity.write_name_map(texts.filter(is_name).column("text").to_pylist(), key, county_file(inputs, NAMES, county))
    _write(texts.filter(pc.invert(pc.or_(is_id, is_name))), county_file(inputs, TEXTS, county))


def _decided(inputs: Path, county: str) -> list[str]:
    """The numbers that a person decided in place of damaged ones."""
    path = inputs / "decided_cells.parquet"
    decided = pq.read_table(path) if path.exists() else None
    if decided is None or not decided.num_rows:
        return []
    return decided.filter(pc.equal(decided.column("county_code"), county)).column("candidate").to_pylist()


def county_file(inputs: Path, name: str, county: str) -> Path:
    """Where a county's share of a map lies."""
    return inputs / name / f"county={county}" / "part.parquet"


def _write(table: pa.Table, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    pq.write_table(table, path, compression="zstd")
