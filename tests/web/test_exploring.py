"""Explorations begun from the page: the options of the command line's check, live, stopped, kept like its runs, findings at their step."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import host
from tests.cli.fpath import COMMAND
from tests.web.serving import SHOTS, browser_on, faultless, program, ready, served, shown

pytestmark = [pytest.mark.needs("gcc", "chromium"), pytest.mark.slow]

FROM_OUTSIDE = """
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
	pid_t child = fork();
	if (child < 0) {
		puts("no fork");
		return 0;
	}
	if (child == 0)
		_exit(0);
	alarm(1);
	wait(NULL);
	puts("fine");
	return 0;
}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_on() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with faultless(browser) as made:
        yield made


def fpath(folder: Path, *words: str) -> str:
    """What the command line says, over the store of the server in `folder`."""
    env = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": str(host.ROOT / "src")}
    done = subprocess.run(
        [*COMMAND, *words], cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False
    )
    return done.stdout.decode()


def jobs(jobs: int = 2) -> str:
    return (host.ROOT / "examples" / "jobs.c").read_text().replace("JOBS = 2", f"JOBS = {jobs}")


def done(page: Page) -> str:
    page.wait_for_selector(".progress[data-done=true]")
    return page.inner_text(".progress")


def test_a_finding_is_kept_and_opens_at_its_critical_step(page: Page, tmp_path: Path) -> None:
    name = program(tmp_path, jobs(), "jobs")
    with served(tmp_path, "--", name) as address:
        ready(page, address)
        page.click(".more summary")
        page.fill("#ask-jobs", page.get_attribute("#ask-jobs", "max") or "1")
        page.fill("#ask-preemptions", "1")
        page.click("#explore")
        assert "complete within the bounds" in done(page)
        assert "proved: all schedules with at most 1 preemption" in page.inner_text(".proof")
        button = page.wait_for_selector("[data-finding]")
        assert button
        schedule = button.get_attribute("data-schedule") or ""
        button.click()
        page.wait_for_selector(".badge.bad")
        step = shown(page)[0]
        page.screenshot(path=SHOTS / "finding.png")
        explained = json.loads(fpath(tmp_path, "explain", "--json", schedule))
        assert step == explained["critical"]["step"]
        kept = fpath(tmp_path, "runs")
        assert any(schedule in line and "FAIL" in line for line in kept.splitlines())


def test_what_may_come_from_outside(page: Page, tmp_path: Path) -> None:
    """Signals, failures and timers are asked for in the form; the runs are of another clock, and open all the same."""
    name = program(tmp_path, FROM_OUTSIDE, "outside")
    with served(tmp_path, "--", name) as address:
        ready(page, address)
        page.click(".more summary")
        page.fill("#ask-send", "TERM")
        page.check("#ask-faults [value=fork]")
        page.select_option("#ask-time", "free")
        page.screenshot(path=SHOTS / "form.png")
        page.focus("#ask-send")
        page.keyboard.press("Enter")  # a form is sent by Enter, too
        assert "complete within the bounds" in done(page)
        assert "SIGTERM, timers, fork" in page.inner_text(".proof")
        outcomes = page.inner_text(".outcomes:not(.found)")
        for words in ("no fork", "fine", "SIGTERM", "SIGALRM"):
            assert words in outcomes
        page.click(".outcome:has-text('no fork')")
        page.wait_for_selector(".terminal:has-text('no fork')")
        assert shown(page)[0] > 1
        schedule = page.inner_text("code.schedule")
        assert "no fork" in fpath(tmp_path, "replay", "--time", "free", schedule, "--", name)


def test_an_entry_stays_the_same_element_while_the_list_grows(page: Page, tmp_path: Path) -> None:
    """Else a click whose button went down before a drawing and came up after it is lost."""
    with served(tmp_path, "--", program(tmp_path, jobs(3), "jobs")) as address:
        ready(page, address)
        page.click("#explore")
        page.wait_for_selector(".outcome.bad")
        page.evaluate("() => { window.first = [...document.querySelectorAll('.outcome')]; }")
        before = page.inner_text(".outcomes:not(.found)")
        page.wait_for_function(
            "before => document.querySelector('.outcomes:not(.found)').innerText !== before", arg=before
        )
        assert page.evaluate("() => window.first.map((one) => one.isConnected)") == [True] * page.evaluate(
            "() => window.first.length"
        )
        page.click("#stop")
        done(page)


def test_a_wrong_number(browser: Browser, tmp_path: Path) -> None:
    """It is said beside the field, and nothing begins; a server that is asked all the same says the same."""
    with (
        served(tmp_path, "--", program(tmp_path, jobs(), "jobs")) as address,
        faultless(browser, expected="400") as page,
    ):
        ready(page, address)
        page.click(".more summary")
        for field, value in (
            ("preemptions", "99"),
            ("signals", "-1"),
            ("max_runs", ""),
            ("depth", "2.5"),
        ):
            usual = page.input_value(f"#ask-{field}")
            page.fill(f"#ask-{field}", value)
            page.click("#explore")
            page.wait_for_selector(f"#ask-{field}[aria-invalid=true]")
            assert "a whole number from" in page.inner_text(f"#ask-{field}-wrong")
            page.evaluate(
                "() => { const p = HTMLInputElement.prototype; p.own ??= p.checkValidity; p.checkValidity = () => true; }"
            )
            page.click("#explore")
            page.wait_for_selector(f"#ask-{field}-wrong:has-text('was expected')")
            page.evaluate("() => { const p = HTMLInputElement.prototype; p.checkValidity = p.own; }")
            page.fill(f"#ask-{field}", usual)
        count = page.evaluate(
            "() => fetch('api/page').then((a) => a.json()).then((a) => a.explorations.length)"
        )
        assert count == 0


def test_a_signal_that_is_none(page: Page, tmp_path: Path) -> None:
    """What only the worker can know is said where progress is; the next exploration may begin."""
    with served(tmp_path, "--", program(tmp_path, jobs(), "jobs")) as address:
        ready(page, address)
        page.click(".more summary")
        page.fill("#ask-send", "<b>NOSUCH</b>")
        page.click("#explore")
        assert "'<b>NOSUCH</b>' is not a signal" in done(page)
        assert page.query_selector(".progress b") is None
        page.wait_for_selector(".more:not([open])", state="attached")  # folded once the exploration has begun
        page.click(".more summary")
        page.fill("#ask-send", "")
        page.fill("#ask-max_runs", "5")
        page.click("#explore")
        page.wait_for_selector(".progress:has-text('ended by the limit of runs')")


def test_stopping(page: Page, tmp_path: Path) -> None:
    """An exploration that would take long is stopped from the page, and what it found stays."""
    with served(tmp_path, "--", program(tmp_path, jobs(5), "jobs")) as address:
        ready(page, address)
        page.fill("#ask-max_runs", "100000")
        page.fill("#ask-real_timeout_s", "3600")
        page.click("#explore")
        page.wait_for_selector("#stop:not([hidden])")
        page.wait_for_selector(".outcome.bad")
        page.click("#stop")
        assert "stopped" in done(page)
        assert re.match(r"\d+ runs?", page.inner_text(".progress"))
        page.wait_for_selector("[data-finding]")
        assert "FAIL" in fpath(tmp_path, "runs")
