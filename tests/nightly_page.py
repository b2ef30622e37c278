"""docs/nightly.md: what the long tests last gave. One row a part, one a suite of CPython's, one line a difference.

The page is its own store: what it holds is read back, the new row put in, and the whole is written anew.
"""

import platform
import re
import subprocess
import time

from tests import host
from tests.programs import cpython

PAGE = host.ROOT / "docs" / "nightly.md"
HEAD = """# The long tests

`make nightly` runs what takes too long for `make test` and writes its results here; tests/nightly.py says what each part is.
`make nightly PARTS=musl` runs one part, `make nightly PARTS=test_os` one suite of CPython's.

| part | result | seconds | on |
|---|---|---|---|
"""
SUITES_HEAD = """
## CPython's own tests

Each suite of Debian's libpython3.11-testsuite runs on the host and inside by the same command, `python3.11 -m unittest -v`,
as root, with every resource enabled. *Alike* counts the tests that end inside as on the host: passed, skipped, or failed on
both. A test that takes more than ten minutes would be *hung*. Seconds are real ones, those in brackets of computing: what tests
sleep takes no time inside, and where real ones are far above the bracket the machine had other work. Suites with a * are in
`make test` too.

| suite | tests | passed on the host | skipped | failed | alike | seconds on the host | inside | with | on |
|---|---|---|---|---|---|---|---|---|---|
"""
DIFFERENCES_HEAD = "\nWhat does not end alike, and why:\n\n"


class Page:
    """What docs/nightly.md says, to be changed and written."""

    def __init__(self) -> None:
        text = PAGE.read_text() if PAGE.exists() else ""
        self.parts: dict[str, str] = dict(re.findall(r"^\| ([a-z]+) \| (.*)$", text, re.M))
        self.parts.pop("part", None)
        self.parts.pop("suite", None)
        self.suites: dict[str, str] = dict(re.findall(r"^\| test_(\w+)\*? \| (.*)$", text, re.M))
        self.differences: list[tuple[str, str]] = re.findall(r"^- test_(\w+): (.*)$", text, re.M)

    def write(self, order: list[str]) -> None:
        """Parts stand in the order given."""
        parts = [f"| {name} | {self.parts[name]}\n" for name in order if name in self.parts]
        known = [name for name in cpython.SUITES if name in self.suites]
        star = {name: "*" if name in cpython.QUICK else "" for name in known}
        suites = [f"| test_{name}{star[name]} | {self.suites[name]}\n" for name in known]
        lines = [f"- test_{name}: {text}\n" for s in known for name, text in self.differences if name == s]
        told = [HEAD, *parts]
        told += [SUITES_HEAD, *suites] if suites else []
        told += [DIFFERENCES_HEAD, *lines] if lines else []
        PAGE.write_text("".join(told))


def today() -> str:
    return time.strftime("%Y-%m-%d")


def versions() -> str:
    """The host's Python and kernel, and this checkout."""
    python = subprocess.run(
        [cpython.PYTHON, "-V"], capture_output=True, text=True, check=True
    ).stdout.split()[1]
    words = ["git", "describe", "--always", "--exclude=*"]
    commit = subprocess.run(words, cwd=host.ROOT, capture_output=True, text=True, check=False).stdout.strip()
    return f"Python {python}, Linux {platform.release()}, {commit or 'no git'}"


def record_part(part: str, result: str, seconds: float, order: list[str]) -> None:
    page = Page()
    page.parts[part] = f"{result} | {seconds:.0f} | {today()} |"
    page.write(order)


def record_suite(c: cpython.Comparison, order: list[str]) -> str:
    """Replace the suite's row and its differences; what is to be said of it in a line."""
    page = Page()
    differ = c.differences()
    alike = len(c.tests) - len(differ)
    passed, skipped = c.count("ok") + c.count("expected failure"), c.count("skipped") + c.count("-")
    cells: list[int | str] = [len(c.tests), passed, skipped, len(c.tests) - passed - skipped, alike]
    cells += [f"{ran.seconds:.0f} ({ran.processor_seconds:.0f})" for ran in (c.native, c.ours)]
    cells += [versions(), today()]
    page.suites[c.suite] = " | ".join(map(str, cells)) + " |"
    page.differences = [(suite, text) for suite, text in page.differences if suite != c.suite]
    for test, (native, ours) in differ.items():
        text = f"`{test.partition('.test_')[2]}` {native}, inside {ours}: {c.why(test)}"
        page.differences.append((c.suite, text))
    page.write(order)
    return f"test_{c.suite}: {alike} of {len(c.tests)} alike, {c.ours.seconds:.0f} s inside"


def suites_in_words() -> str:
    """All the suites' rows in one line."""
    rows = [text.split(" | ") for text in Page().suites.values()]
    tests, alike = (sum(int(row[column]) for row in rows) for column in (0, 4))
    return f"{alike} of {tests} tests of {len(rows)} suites of CPython end as on the host"
