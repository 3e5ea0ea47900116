"""The pages in a real browser: they speak both languages, run only our script, and ask the network for nothing."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dagster_project import delivery
from dagster_project.settings import Settings
from synthetic_release import HOSTILE, make_release

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
PATIENCE_S = 60


class Browser:
    """Just enough of the DevTools protocol, over a pipe: send a command, wait for its answer, keep the events."""

    def __init__(self, program: str, profile: Path) -> None:
        to_read, self._write = os.pipe()
        self._read, to_write = os.pipe()

        def on_descriptors_3_and_4() -> None:
            high_read, high_write = fcntl.fcntl(to_read, fcntl.F_DUPFD, 64), fcntl.fcntl(to_write, fcntl.F_DUPFD, 64)
            os.dup2(high_read, 3)
            os.dup2(high_write, 4)

        self._process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=on_descriptors_3_and_4, pass_fds=(3, 4), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(to_read)
        os.close(to_write)
        self._buffer, self._number, self.events = b"", 0, []
        target = self.send("Target.createTarget", url="about:blank", session=None)["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True, session=None)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], PATIENCE_S)
            piece = os.read(self._read, 1 << 16) if ready else b""
            if not piece:
                raise RuntimeError("the browser went away")
            self._buffer += piece
        message, self._buffer = self._buffer.split(b"\0", 1)
        return dict(json.loads(message))

    def send(self, method: str, session: str | None = "", **parameters: Any) -> dict[str, Any]:
        self._number += 1
        command: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if session is not None:
            command["sessionId"] = self._session
        os.write(self._write, json.dumps(command).encode() + b"\0")
        while True:
            message = self._next()
            if message.get("id") == self._number:
                assert "error" not in message, message
                return dict(message["result"])
            self.events.append(message)

    def open(self, page: Path, width: int = 1400, fragment: str = "") -> None:
        self._go("about:blank")  # or else another fragment of the same page would load nothing
        self.events.clear()
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self._go(page.as_uri() + fragment)

    def _go(self, url: str) -> None:
        self.events = [event for event in self.events if event["method"] != "Page.loadEventFired"]
        self.send("Page.navigate", url=url)
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def value(self, expression: str) -> Any:
        return self.send("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def picture(self, path: Path, **options: Any) -> None:
        answer = self.send("Page.captureScreenshot", captureBeyondViewport=True, **options)
        path.write_bytes(base64.b64decode(answer["data"]))

    def complaints(self) -> list[str]:
        kinds = ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled")
        return [json.dumps(event["params"]) for event in self.events if event["method"] in kinds]

    def asked_for(self) -> set[str]:
        sent = (
            event["params"]["request"]["url"] for event in self.events if event["method"] == "Network.requestWillBeSent"
        )
        return {url for url in sent if not url.startswith("file:")}

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20)
        os.close(self._read)
        os.close(self._write)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = Settings.load(tmp_path_factory.mktemp("browser"))
    release = make_release(settings)
    delivery.write_reports(settings, release)
    return release / "reports" / "2020-autumn"


@pytest.fixture(scope="module")
def browser(program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    started = Browser(program("chromium"), tmp_path_factory.mktemp("profile"))
    yield started
    started.close()


@pytest.mark.parametrize("page", ["index.html", "990102.html", "990103.html", "expectations.html"])
def test_page_runs_without_complaint_and_asks_for_nothing(browser: Browser, reports: Path, page: str) -> None:
    browser.open(reports / page)
    assert browser.complaints() == []
    assert browser.asked_for() == set()
    assert browser.value("document.scripts.length") == 1
    assert browser.value("document.body.innerText").startswith("跳到正文")


def test_hostile_names_stay_text(browser: Browser, reports: Path) -> None:
    browser.open(reports / "990103.html", fragment="#en")
    assert HOSTILE in browser.value("document.querySelector('h1').innerText")


def test_policy_stops_a_script_that_is_not_ours(browser: Browser, reports: Path) -> None:
    browser.open(reports / "index.html")
    browser.value("var s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s)")
    browser.value("var i = new Image(); i.src = 'http://127.0.0.1:9/x.png'; document.body.append(i)")
    assert browser.value("typeof window.ran") == "undefined"


def test_button_switches_the_language_and_links_carry_it(browser: Browser, reports: Path) -> None:
    browser.open(reports / "index.html")
    assert browser.value("document.documentElement.lang") == "zh-CN"
    assert "各县一览" in browser.value("document.body.innerText")
    browser.value("document.getElementById('language').click()")
    text = browser.value("document.querySelector('main').innerText")
    assert browser.value("document.documentElement.lang") == "en"
    assert "The counties" in text and "各县一览" not in text
    assert browser.value("document.querySelector('tbody a').getAttribute('href')").endswith(".html#en")
    assert browser.value("Object.keys(localStorage).length + document.cookie.length") == 0


@pytest.mark.parametrize("page", ["index.html", "990102.html", "expectations.html"])
def test_phone_scrolls_tables_not_the_page(browser: Browser, reports: Path, page: str) -> None:
    browser.open(reports / page, width=390)
    assert browser.value("document.documentElement.scrollWidth") <= 390


def test_print_opens_everything_and_hides_buttons(browser: Browser, reports: Path) -> None:
    browser.open(reports / "990102.html")
    browser.send("Emulation.setEmulatedMedia", media="print")
    browser.value("window.dispatchEvent(new Event('beforeprint'))")
    assert browser.value("document.querySelectorAll('details:not([open])').length") == 0
    assert browser.value("getComputedStyle(document.getElementById('language')).display") == "none"
    browser.send("Emulation.setEmulatedMedia", media="")


def test_keyboard_reaches_skip_link_first(browser: Browser, reports: Path) -> None:
    browser.open(reports / "index.html")
    browser.send("Input.dispatchKeyEvent", type="keyDown", key="Tab", code="Tab", windowsVirtualKeyCode=9)
    assert browser.value("document.activeElement.className") == "skip"
