"""Worlds that tests share, run through the whole pipeline once, and which tests one process keeps together for them; the
servers that tests of pulling start.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from dagster_project.settings import Settings
from inbox_files import settings_at
from servers import PASSWORD, Bucket, Sftp, Web, s3, sftp, web

# No clock decides a test: on a machine that others use, drawing examples may take its time.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")

# Where `make test-spark` has installed PySpark, Great Expectations imports it, and it ends a process whose main module has
# no file (as those of several processes): it takes that for a run of its doctests.
if not hasattr(sys.modules["__main__"], "__file__"):
    sys.modules["__main__"].__file__ = __file__

WORLDS = ("rehearsal", "copied_counties")
# The files whose tests use a shared world: one process makes each. They take longest, so they come first.
SHARED_WORLDS = {
    path.name: world
    for world in WORLDS
    for path in sorted(Path(__file__).parent.glob("test_*.py"))
    if f"{world}: Settings" in path.read_text(encoding="utf-8")
}
LONG = ("test_worlds.py", "test_adding_a_rule.py")


class FilesTogether(LoadScopeScheduling):
    """A file's tests run in one process, and so do the files that share a world."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return SHARED_WORLDS.get(Path(file).name, file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """How tests are given to processes, when there are several."""
    return FilesTogether(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Shared worlds first, then the other long tests."""
    order = [*SHARED_WORLDS, *LONG]
    items.sort(key=lambda item: order.index(item.path.name) if item.path.name in order else len(order))


@pytest.fixture(autouse=True)
def bytes_are_what_they_say() -> Iterator[None]:
    """Compiled code that writes into the interpreter's own bytes breaks tests far away; it fails here instead."""
    yield
    assert bytes(range(256)) == b"".join(bytes([number]) for number in range(256))


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """The path of an outside program; skips with its name if it is missing, fails where CI promised it."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None and os.environ.get("REQUIRE_PROGRAMS"):
            pytest.fail(f"{name} is not installed")
        if path is None:
            pytest.skip(f"{name} is not installed")
        return str(path)

    return find


@pytest.fixture(scope="module")
def sftp_server(program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sftp]:
    os.environ["PATH"] += f"{os.pathsep}/usr/sbin"
    with sftp(program("sshd"), program("ssh-keygen"), tmp_path_factory.mktemp("sftp")) as server:
        yield server


@pytest.fixture(scope="module")
def web_server(program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    os.environ["PATH"] += f"{os.pathsep}/usr/sbin"
    with web(program("nginx"), tmp_path_factory.mktemp("web")) as server:
        yield server


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    with s3() as server:
        yield server


@pytest.fixture
def pulling_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("AID_KEY", "aid")
    monkeypatch.setenv("AID_SECRET", PASSWORD.encode().hex())
    monkeypatch.setenv("AID_PASSWORD", PASSWORD)
    return settings_at(tmp_path / "home")


@pytest.fixture(scope="session")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Twelve counties, taken in, built, checked and reported."""
    return run_world(tmp_path_factory.mktemp("rehearsal"), seed=1)


@pytest.fixture(scope="session")
def copied_counties(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two blocks of small counties as the large worlds have them, run through the whole pipeline."""
    from dagster_project import journey
    from dagster_project.demo import scale

    settings = Settings.load(tmp_path_factory.mktemp("copied")).prepare()
    scale.simulate(settings, scale.Size(counties=8, payments=600), seed=5, faults=2)
    journey.run(settings, progress=lambda step: None)
    return settings


def run_world(home: Path, **world: object) -> Settings:
    """Simulate a world in ``home`` and run the whole pipeline over it, in this process."""
    from dagster_project import demo, journey

    settings = Settings.load(home).prepare()
    demo.simulate(settings, **{"students": 150, **world})  # type: ignore[arg-type]
    journey.run(settings, progress=lambda step: None)
    return settings
