"""What `fpath check` promises to find, item by item, as a user asks for it: for each a program in which `fpath check --json` tells it, with
its id, its words, the manual's page and how to mend it, and a twin in which it is not told."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from forkingpaths.check import ORDER, all_properties
from tests import host
from tests.cli.fpath import fpath

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]
EXAMPLES = host.ROOT / "examples"
MISTAKES = host.ROOT / "tests" / "explore" / "mistakes"
AFTER = "test ! -e settings || test -s settings"
RUNS_OF_A_TWIN = 150  # that nothing at all is in them is proved elsewhere (tests/explore)
LIST: dict[str, tuple[str, Path, tuple[str, ...]]] = {  # what is wrong -> the property, the program, options
    "crash": ("crash", EXAMPLES / "corpus/19_setjmp", ()),
    "non-zero status": ("status", EXAMPLES / "corpus/03_job", ()),
    "killed by a signal": ("status", MISTAKES / "reset_handler", ()),
    "deadlock: two pipes": ("deadlock", EXAMPLES / "corpus/15_two_pipes", ()),
    "deadlock: a lock whose holder has ended": ("deadlock", MISTAKES / "cancelled", ()),
    "lost wake-up": ("lost-wakeup", EXAMPLES / "corpus/01_pause", ()),
    "lost wake-up of a main loop": ("lost-wakeup", MISTAKES / "self_pipe", ()),
    "livelock": ("livelock", EXAMPLES / "findings/livelock", ()),
    "zombies left at the end": ("zombie", MISTAKES / "self_pipe", ()),
    "zombies growing": ("zombie", EXAMPLES / "findings/zombie", ()),
    "a child taken by a wait for any": ("stolen-child", EXAMPLES / "findings/stolen_child", ()),
    "a child never waited for": ("never-waited", EXAMPLES / "findings/never_waited", ()),
    "SIGCHLD coalesced": ("coalesced", EXAMPLES / "corpus/02_coalesced", ()),
    "EINTR taken for an end": ("eintr", EXAMPLES / "corpus/07_eintr", ()),
    "errno changed by a handler": ("errno", EXAMPLES / "corpus/05_errno", ()),
    "an unsafe function, by its name": ("unsafe-in-handler", EXAMPLES / "findings/unsafe_in_handler", ()),
    "an unsafe function, by a lock": ("unsafe-in-handler", EXAMPLES / "findings/own_lock", ()),
    "an unsafe function, without symbols": ("unsafe-in-handler", EXAMPLES / "corpus/04_malloc", ("stripped",)),
    "data race of threads": ("data-race", EXAMPLES / "corpus/21_threads", ()),
    "data race of threads, on a flag": ("data-race", EXAMPLES / "findings/data_race", ()),
    "data race of processes": ("data-race", MISTAKES / "shared_counter", ()),
    "an update torn by a handler": ("torn", EXAMPLES / "corpus/21_counter", ()),
    "a structure torn by a handler": ("torn", EXAMPLES / "corpus/18_torn", ()),
    "longjmp out of a call": ("longjmp", EXAMPLES / "corpus/08_longjmp", ()),
    "longjmp out of an unsafe function": ("longjmp", EXAMPLES / "findings/jumped_out", ()),
    "longjmp when a timer expires": ("longjmp", MISTAKES / "timed_read", ("--time", "free")),
    "a signal to a recycled number": ("recycled-pid", EXAMPLES / "findings/recycled_pid", ()),
    "a signal to a recycled number, given again": ("recycled-pid", EXAMPLES / "findings/recycled_pid", ("--pids", "reuse")),
    "signals blocked at exec": ("blocked-at-exec", EXAMPLES / "corpus/22_mask_at_exec", ()),
    "signals blocked for a signalfd at exec": ("blocked-at-exec", MISTAKES / "signalfd_mask", ()),
    "signals blocked in a handler that calls exec": ("blocked-at-exec", MISTAKES / "reload", ()),
    "a signal swallowed before exec": ("inherited-handler", EXAMPLES / "corpus/06_inherited", ()),
    "a descriptor leaked into exec": ("descriptor-leak", EXAMPLES / "findings/descriptor_leak", ()),
    "a write end kept open": ("pipe-end", EXAMPLES / "corpus/13_write_end", ()),
    "stdio written twice": ("stdio-twice", EXAMPLES / "corpus/14_stdio", ()),
    "access, then open": ("access-then-open", EXAMPLES / "corpus/17_toctou", ()),
    "access asked at all": ("checked-by-name", EXAMPLES / "findings/checked_by_name", ()),
    "not synced before rename": ("unsynced-rename", EXAMPLES / "findings/unsynced_rename", ()),
    "a loss of power": ("power-loss", EXAMPLES / "corpus/20_power", ("--power-loss", "--after", AFTER)),
    "output that differs between orders": ("outcomes", EXAMPLES / "findings/outcomes", ()),
}  # fmt: skip
BY_ID = {p.id: p for p in all_properties()}


def test_the_list_is_whole() -> None:
    assert {kind for kind, _, _ in LIST.values()} == set(ORDER) == set(BY_ID)


def told(program: Path, kind: str, options: tuple[str, ...], *more: str) -> tuple[int, dict[str, Any]]:
    """The exit status of fpath check, and what it says."""
    words: list[object] = [program]
    if "stripped" in options:
        whole = host.compile_c(program, "-O1", "-static")
        words = [whole.with_name(whole.name + ".stripped")]
        subprocess.run(["strip", "-o", str(words[0]), whole], check=True)
        options = ()
    asked = () if BY_ID[kind].default or kind == "power-loss" else ("--check", kind)
    result = fpath("check", "--json", "--no-store", *asked, *options, *more, "--", *words, timeout=300)
    return result.returncode, json.loads(result.stdout)


@pytest.mark.parametrize("item", LIST)
def test_told(item: str) -> None:
    kind, program, options = LIST[item]
    status, result = told(program.with_suffix(".c"), kind, options)
    assert status == 1
    finding = next(f for f in result["findings"] if f["property"] == kind)
    assert finding["manual"] == BY_ID[kind].manual
    assert finding["mend"] == BY_ID[kind].mend
    assert finding["title"]
    assert finding["why"]
    assert finding["steps"] or kind == "outcomes", "that one compares runs; all others are about steps of one"
    assert finding["deviations"] <= 3
    assert "stripped" in options or finding["place"]["file"] == f"{program.name}.c"


@pytest.mark.parametrize("item", LIST)
def test_not_told_of_the_twin(item: str) -> None:
    kind, program, options = LIST[item]
    twin = program.with_name(f"{program.name}_fixed.c")
    runs = 3 if program.name == "cancelled" else RUNS_OF_A_TWIN  # that one loads an unwinder in each run
    status, result = told(twin, kind, options, "--max-runs", str(runs))
    assert [f["title"] for f in result["findings"]] == []
    assert status == 0
    assert result["runs"] > 0
