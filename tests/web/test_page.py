"""The page in a real browser: a real exploration is started, watched, stepped through, searched, exported, and opened from the disk.

Screenshots are kept in .build/screenshots, to be looked at.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests import host
from tests.web.programs import HOSTILE, PING_PONG
from tests.web.serving import SHOTS, at, browser_on, faultless, program, ready, served, shown

pytestmark = [pytest.mark.needs("gcc", "chromium"), pytest.mark.slow]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_on() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on which nothing may go wrong unseen."""
    with faultless(browser) as made:
        yield made


def test_a_real_exploration(page: Page, tmp_path: Path) -> None:
    name = program(tmp_path, (host.ROOT / "examples" / "jobs.c").read_text(), "jobs")
    with served(tmp_path, "--", name) as address:
        ready(page, address)
        assert page.inner_text("h1") == "jobs"
        page.click("#explore")
        page.wait_for_selector(".outcome.bad")  # live: findings come before the end
        page.wait_for_selector(".progress[data-done=true]")
        assert "complete within the bounds" in page.inner_text(".progress")
        page.screenshot(path=SHOTS / "explored.png")
        page.click(".outcome.bad")
        page.wait_for_selector(".badge.bad")
        page.wait_for_selector(".graph .switch", state="attached")
        page.wait_for_selector(".source .line.here:has-text('fork()')")
        start, _ = shown(page)
        page.keyboard.press("ArrowRight")
        at(page, start + 1)
        page.keyboard.press("ArrowLeft")
        at(page, start)
        page.keyboard.press("Shift+ArrowRight")
        assert shown(page)[0] > start
        page.click(".terminal [data-step]")
        wrote = int(page.get_attribute(".terminal [data-step]", "data-step") or 0)
        at(page, wrote)
        assert "output on stream 1" in page.inner_text(".now-line")
        page.screenshot(path=SHOTS / "output.png")
        _search(page)
        _tabs(page)
        before = shown(page)
        page.wait_for_function(f"() => location.hash.includes('step={before[0]}&tab={before[1]}')")
        link = page.url
        page.goto("about:blank")
        ready(page, link)
        at(page, before[0])
        assert shown(page) == before
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=SHOTS / "dark.png")
        _quiz(page)
        run, tree = _exported(page, tmp_path)
    _opened(page, run, "run")
    _opened(page, tree, "exploration")


def _search(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("SIGCHLD")
    page.keyboard.press("Enter")
    page.wait_for_selector(".results [data-hit]")
    hits = [int(e.get_attribute("data-hit") or 0) for e in page.query_selector_all(".results [data-hit]")]
    assert shown(page)[0] in hits
    page.keyboard.press("n")
    first = shown(page)[0]
    assert first in hits
    page.fill("#search", "pid 3 exit_group")
    page.press("#search", "Enter")
    assert shown(page)[0] != first
    assert "exit_group" in page.inner_text(".now-line")
    page.keyboard.press("b")
    at(page, first)
    page.keyboard.press("Escape")


def _tabs(page: Page) -> None:
    for name in ("signals", "fds", "maps", "events", "ps"):
        page.click(f"#tab-{name}")
        assert shown(page)[1] == name
    page.click("#tab-fds")
    page.wait_for_selector(".tables h3:has-text('open file descriptions')")
    page.screenshot(path=SHOTS / "fds.png")
    page.click("#tab-signals")
    page.wait_for_selector(".boxes i.on")
    page.keyboard.press("Home")
    at(page, int(page.get_attribute("#slider", "min") or 0))
    seen = 0
    for _ in range(40):
        step = shown(page)[0]
        page.keyboard.press("ArrowRight")
        at(page, step + 1)
        seen += page.query_selector(".tables td.changed") is not None
    assert seen  # what a step changes is highlighted


def _quiz(page: Page) -> None:
    page.wait_for_selector("#quiz:not([hidden])")
    page.click("#quiz")
    page.wait_for_selector(".choices input")
    page.click(".choices label >> nth=0")
    page.click(".quiz .primary")
    page.wait_for_selector(".choices .right, .choices .wrong")
    assert "right" in page.inner_text(".verdict")
    page.screenshot(path=SHOTS / "quiz.png")
    page.click(".choices .after button >> nth=0")
    page.wait_for_selector(".panes", state="visible")


def _exported(page: Page, folder: Path) -> tuple[Path, Path]:
    found = []
    for name in ("run", "tree"):
        with page.expect_download() as download:
            page.click(f"#export-{name}")
        path = folder / f"{name}.html"
        download.value.save_as(path)
        found.append(path)
    return found[0], found[1]


def _opened(page: Page, path: Path, kind: str) -> None:
    """The file works from the disk, and asks for nothing else."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("about:blank")
    ready(page, path.as_uri())
    page.wait_for_selector(".graph .life", state="attached")
    page.keyboard.press("End")
    assert shown(page)[0] > 60
    page.click("#tab-ps")
    page.wait_for_selector(".tables table")
    page.fill("#search", "SIGCHLD")
    page.press("#search", "Enter")
    page.wait_for_selector(".results [data-hit]")
    page.keyboard.press("Escape")
    if kind == "exploration":
        page.wait_for_selector(".outcome.bad")
        page.click(".outcome.bad")
        page.wait_for_selector(".badge.bad")
    page.screenshot(path=SHOTS / f"file-{kind}.png")
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:", "blob:"))] == []


# From the key (or a new address) to the frame that shows the place whole, in ms, one after the other.
MEASURE = """async (wanted) => {
    const took = [];
    for (const what of wanted) {
        const begun = performance.now();
        const drawn = new Promise((go) => {
            const watch = new MutationObserver(() => {
                if (!document.body.dataset.shown) return;
                watch.disconnect();
                requestAnimationFrame(() => setTimeout(go));
            });
            watch.observe(document.body, {attributes: true});
        });
        if (typeof what === 'number') location.hash = 'step=' + what;
        else document.dispatchEvent(new KeyboardEvent('keydown', {key: what, bubbles: true}));
        await drawn;
        took.push(Math.round(performance.now() - begun));
    }
    return took;
}"""
STEPS = {"jumps": [], "forward": ["ArrowRight"] * 40, "back": ["ArrowLeft"] * 60, "tables": [*"123456789"]}


def test_a_hundred_thousand_steps(page: Page, tmp_path: Path, record_property: Any) -> None:
    """First paint and steps are measured, and told in the report (-rA, or the JUnit file)."""
    name = program(tmp_path, PING_PONG, "ping")
    with served(tmp_path, "--max-steps", "400000", "--", name, "7200") as address:
        ready(page, address)
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        whole = page.evaluate("performance.now()")
        last = int(page.get_attribute("#slider", "max") or 0)
        assert last > 100_000
        figures: dict[str, Any] = {"steps": last, "first paint ms": round(paint), "ready ms": round(whole)}
        for name, keys in STEPS.items():
            went = [last // 7, last // 2, last - 5, 50, last // 3] if name == "jumps" else keys
            figures[f"{name} ms"] = page.evaluate(MEASURE, went)
        assert page.inner_text(".where") == f"step {shown(page)[0]} of {last}"
        page.screenshot(path=SHOTS / "long.png")
        record_property("page", str(figures))
        print(figures)


def test_hostile_output(page: Page, tmp_path: Path) -> None:
    """What a program prints, and how it is called, is text on the page and in the file."""
    program(tmp_path, HOSTILE, "hostile")
    odd = '"><img src=x onerror=window.owned=1>'.replace("/", "")
    (tmp_path / "hostile").rename(tmp_path / odd)
    with served(tmp_path, "--", f"./{odd}") as address:
        ready(page, address)
        page.keyboard.press("End")
        page.wait_for_selector(".terminal span:not(.later)")
        assert "<img src=x" in page.inner_text(".terminal")
        assert "\x1b" not in page.inner_text(".terminal")
        assert page.query_selector("#app img") is None
        page.click("#tab-events")
        page.screenshot(path=SHOTS / "hostile.png")
        with page.expect_download() as download:
            page.click("#export-run")
        download.value.save_as(tmp_path / "run.html")
    assert page.evaluate("window.owned") is None
    ready(page, (tmp_path / "run.html").as_uri())
    page.wait_for_selector(".terminal span")
    assert page.evaluate("window.owned") is None
    assert page.query_selector("#app img") is None
