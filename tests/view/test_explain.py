"""Explanations of the corpus's bugs: the critical step, the passing run beside the failing one, both stacks, the words."""

import os
import re
from pathlib import Path

import pytest

from forkingpaths.check import load_properties
from forkingpaths.check.finding import Finding
from forkingpaths.explore.nearest import Nearest, nearest_passing, parting
from forkingpaths.explore.trace import Run
from forkingpaths.view.explain import Explanation, explained, text
from tests import host
from tests.explore.exploring import check, executor
from tests.record.recording import player_of

pytestmark = pytest.mark.needs("gcc")
GOLDEN = Path(__file__).parent / "golden"
CORPUS = host.ROOT / "examples" / "corpus"


def judge(run: Run) -> list[Finding]:
    return [finding for item in load_properties() for finding in item.check(run)]


def explanation(program: str, name: str = "program") -> Explanation:
    """Of the smallest failing run that check finds."""
    bad = executor(program).run(
        check(program).witnesses[0].run.schedule
    )  # whole: what is kept has no accesses
    findings = judge(bad)
    near = nearest_passing(executor(program), bad, lambda run: not judge(run))
    lines = program.splitlines()

    def line(_: str, number: int) -> str:
        return lines[number - 1]

    return explained(name, bytes(32), bad, near, findings, player_of(program, bad.schedule), line)


def same_everywhere(shown: str) -> str:
    """Without what another version of the C library changes."""
    return re.sub(r"0x[0-9a-f]+", "0x...", re.sub(r"\.[0-9a-f]{4}\b", ".....", shown))


@pytest.mark.parametrize("name", ["01_pause", "03_job", "15_two_pipes", "18_torn"])
def test_golden(name: str) -> None:
    shown = same_everywhere(text(explanation((CORPUS / f"{name}.c").read_text(), name), 120))
    path = GOLDEN / f"explain_{name}.txt"
    if os.environ.get("FPATH_GOLDEN") == "write":
        path.write_text(shown)
    assert shown == path.read_text()


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.slow
def test_the_columns_fit_the_page(width: int) -> None:
    shown = text(explanation((CORPUS / "03_job.c").read_text()), width)
    beside = shown.split("the passing run")[1].split("differs ")[0].splitlines()
    rows = [line.split("   <- ")[0] for line in beside]
    assert len(rows) > 5
    assert max(map(len, rows)) <= width


@pytest.mark.slow
def test_the_passing_run_differs_in_one_choice_and_passes() -> None:
    for name in ("01_pause", "04_malloc", "17_toctou", "21_threads"):
        it = explanation((CORPUS / f"{name}.c").read_text())
        assert isinstance(it.nearest, Nearest), name
        assert judge(it.nearest.run) == []
        one, other = set(it.bad.schedule), set(it.nearest.run.schedule)
        assert len(one ^ other) <= 2
        assert len({d.point for d in one ^ other}) == 1
        assert it.point == parting(it.bad, it.nearest.run) == it.nearest.point


DEFAULT_FAILS = """
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    int ends[2];
    char byte = 0;
    if (pipe(ends)) return 9;
    if (fork() == 0) { if (write(ends[1], "c", 1) < 0) return 9; _exit(0); }
    if (write(ends[1], "p", 1) < 0) return 9;
    if (read(ends[0], &byte, 1) != 1) return 9;
    while (wait(0) > 0) ;
    return byte == 'p';
}
"""


def test_a_failure_in_the_default_order_has_a_passing_run_with_one_choice_more() -> None:
    it = explanation(DEFAULT_FAILS)
    assert it.bad.schedule == ()
    assert it.nearest is not None
    assert (it.nearest.kind, len(it.nearest.run.schedule)) == ("also", 1)
    shown = text(it)
    assert "one choice more" in shown
    assert [stack.tid for stack in it.stacks] == [3, 2]


def test_a_run_in_which_nothing_is_wrong_says_so() -> None:
    program = "int main(void) { return 0; }"
    bad = executor(program).run(())
    it = explained("a\x1b[31mb", bytes(32), bad, None, [], player_of(program), lambda _file, _line: "")
    assert text(it).startswith("ok  a\\x1b[31mb: nothing is wrong with this run")
    assert "\x1b" not in text(it)
