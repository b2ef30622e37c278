"""Going places faster than the server answers: what is drawn, the address and the way back are those of the last place asked for.

Each answer is held back for a while of its own, so that navigations overlap and answers come late; the whiles come from a seed.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests import host
from tests.web.serving import at, browser_on, faultless, program, ready, served, shown

pytestmark = [pytest.mark.needs("gcc", "chromium"), pytest.mark.slow]

# Every `fetch` of the page is answered up to 120 ms late; what is drawn meanwhile must be of one place.
LATE = """(() => {
    let seed = 7;
    const real = window.fetch;
    window.fetch = async (...words) => {
        const answer = await real(...words);
        seed = (seed * 48271) % 2147483647;
        await new Promise((go) => setTimeout(go, seed % 120));
        return answer;
    };
})()"""
# All that a place shows; the outcomes are of the exploration.
PICTURE = """() => Object.fromEntries(
    [['run', 'code.schedule'], ['where', '.where'], ['line', '.now-line'], ['source', '.source .here'], ['stack', '.stack'],
     ['tables', '.tables'], ['badge', '.badge'], ['terminal', '.terminal span.later']]
    .map(([name, what]) => [name, [...document.querySelectorAll(what)].map((e) => e.textContent).join('|')])
    .concat([['slider', document.querySelector('#slider').value], ['cursor', document.querySelector('.graph .cursor').getAttribute('x1')],
             ['chooser', document.querySelector('.pane-source select').value],
             ['tab', document.querySelector('.tabs [aria-selected=true]').textContent],
             ['shown', document.body.dataset.shown.split(' ').slice(0, 3).join(' ')]]))"""
KEYS = [
    "ArrowRight",
    "ArrowLeft",
    "Shift+ArrowRight",
    "Shift+ArrowLeft",
    "n",
    "p",
    "b",
    "Home",
    "End",
    *"123456789",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_on() as started:
        yield started


@pytest.fixture(scope="module")
def explored(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page with an exploration that is over."""
    folder: Path = tmp_path_factory.mktemp("course")
    name = program(folder, (host.ROOT / "examples" / "jobs.c").read_text(), "jobs")
    with served(folder, "--", name) as address:
        with faultless(browser) as page:
            ready(page, address)
            page.fill("#ask-max_runs", "40")
            page.click("#explore")
            page.wait_for_selector(".progress[data-done=true]")
        yield address


@pytest.fixture
def late(browser: Browser, explored: str) -> Iterator[Page]:
    with faultless(browser, expected="422") as page:  # one test asks for a run that cannot be
        page.add_init_script(LATE)
        ready(page, explored)
        page.wait_for_selector(".outcome.bad")
        yield page


def picture(page: Page) -> Any:
    shown(page)
    return page.evaluate(PICTURE)


def search(page: Page, words: str) -> None:
    page.keyboard.press("/")
    page.keyboard.insert_text(words)
    page.keyboard.press("Enter")


def another_run(page: Page, dice: random.Random) -> None:
    """Click on one of the outcomes, as they are, without waiting for anything."""
    page.evaluate(
        "(n) => { const all = document.querySelectorAll('.outcome'); all[n % all.length].click(); }",
        dice.randrange(100),
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_hammered(browser: Browser, late: Page, explored: str, seed: int) -> None:
    """A hundred keys, searches and runs asked for, none waited for: what is shown at last is what its link shows."""
    dice = random.Random(seed)
    for _ in range(100):
        what = dice.randrange(10)
        if what == 0:
            another_run(late, dice)
        elif what == 1:
            search(late, dice.choice(["SIGCHLD", "wait4", "pid 3 exit", "nothing at all"]))
        else:
            late.keyboard.press(dice.choice(KEYS))
    late.keyboard.press("1")
    seen = picture(late)
    assert late.input_value("#slider") == seen["shown"].split(" ")[1]
    late.wait_for_function(f"() => location.hash.includes('step={seen['slider']}&tab=ps')")
    with faultless(browser) as other:
        ready(other, late.url)
        expected = picture(other)
    for name in (
        "cursor",
        "badge",
    ):  # how far the graph was scrolled is no part of a link, nor are the findings of the run
        del seen[name], expected[name]
    assert seen == expected


def test_the_way_back(late: Page) -> None:
    """Jumps that overlap are all gone back through, in order, however fast; a run that was never shown is no place to come back to."""
    start = shown(late)[0]
    search(late, "SIGCHLD")
    shown(late)
    hits = [int(e.get_attribute("data-hit") or 0) for e in late.query_selector_all(".results [data-hit]")]
    assert len(hits) > 3
    late.keyboard.press("Home")
    first = int(late.get_attribute("#slider", "min") or 0)
    last = int(late.get_attribute("#slider", "max") or 0)
    at(late, first)
    hit = shown(late)[0]
    for key in ("End", "Home", "End"):
        late.keyboard.press(key)
    at(late, last)
    for expected in (first, last, first):
        late.keyboard.press("b")
        hit = expected
    at(late, hit)
    for key in ("End", "Home", "End", "b", "b", "b"):
        late.keyboard.press(key)
    at(late, first)
    late.keyboard.press("b")  # to the hit of the search
    assert shown(late)[0] in hits
    late.keyboard.press("b")
    at(late, start)
    late.keyboard.press("b")  # there is nothing before the beginning
    assert shown(late)[0] == start


def test_of_two_runs_the_last_is_shown(late: Page) -> None:
    """Both are asked for at once; the first comes when the second is there already, and leaves no trace."""
    names = late.eval_on_selector_all(".outcome", "(all) => all.map((e) => e.dataset.schedule)")
    assert len(names) > 1
    shown(late)
    begin = late.inner_text("code.schedule")
    wanted = [name for name in names if name != begin]
    late.evaluate(
        "(names) => names.forEach((name) => document.querySelector(`.outcome[data-schedule='${name}']`).click())",
        wanted,
    )
    late.keyboard.press("ArrowRight")  # there is no step beside one that nobody knows yet
    shown(late)
    assert late.inner_text("code.schedule") == wanted[-1]
    late.keyboard.press("b")
    shown(late)
    assert late.inner_text("code.schedule") == begin


def test_a_run_that_cannot_be_shown(late: Page) -> None:
    """The page stays where it is, says why, and the way back is what it was."""
    before = picture(late)
    late.keyboard.press("End")
    end = picture(late)
    late.evaluate("location.hash = 'run=99999.0000&step=3'")
    late.wait_for_selector(".message:not([hidden])")
    assert picture(late) == end
    late.keyboard.press("b")
    assert picture(late) == before
