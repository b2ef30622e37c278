"""`fpath serve` as a process, and Debian's Chromium on it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests import host
from tests.cli.fpath import COMMAND

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE_MS = 120_000  # no wait of a browser test is about time: a machine may be busy
SHOTS = host.ROOT / ".build" / "screenshots"


@contextmanager
def served(folder: Path, *words: str) -> Iterator[str]:
    """The address of a server that runs meanwhile."""
    env = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": str(host.ROOT / "src")}
    command = [*COMMAND, "serve", *words]
    process = subprocess.Popen(
        command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().decode().strip()
        assert address.startswith("http://127.0.0.1:"), process.stderr.read() if process.stderr else ""
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=20)


def program(folder: Path, text: str, name: str) -> str:
    """A C text and what it compiles to, in `folder`; how to call it."""
    (folder / f"{name}.c").write_text(text)
    source = folder / f"{name}.c"
    subprocess.run(["gcc", "-g", "-O1", "-static", "-o", name, source.name], cwd=folder, check=True)
    return f"./{name}"


def chromium() -> str:
    found = shutil.which("chromium")
    assert found
    return found


@contextmanager
def browser_on() -> Iterator[Browser]:
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    SHOTS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium(), args=FLAGS, timeout=PATIENCE_MS)
        yield started
        started.close()


@contextmanager
def faultless(browser: Browser, width: int = 1440, height: int = 900, expected: str = "") -> Iterator[Page]:
    """A page on which nothing may go wrong unseen; a message with `expected` in it is no fault."""
    made = browser.new_page(viewport={"width": width, "height": height})
    made.set_default_timeout(PATIENCE_MS)
    made.set_default_navigation_timeout(PATIENCE_MS)
    wrong: list[str] = []
    made.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    made.on("pageerror", lambda error: wrong.append(str(error)))
    yield made
    made.close()
    assert [words for words in wrong if not (expected and expected in words)] == []


def ready(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("body[data-ready]", state="attached")


def shown(page: Page) -> tuple[int, str]:
    """The step and the tab that are drawn, once nothing is on its way any more (`data-shown` is there only then)."""
    page.wait_for_selector("body[data-shown]", state="attached")
    _, step, tab, *_ = (page.get_attribute("body", "data-shown") or "").split(" ")
    return int(step), tab


def at(page: Page, step: int) -> None:
    page.wait_for_function(f"() => (document.body.dataset.shown || '').split(' ')[1] == '{step}'")
