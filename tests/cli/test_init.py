"""--init: the program is pid 1, for every verb that starts one, and for the replay of what was found."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.fpath import fpath

pytestmark = [pytest.mark.needs("sh"), pytest.mark.slow]
SAY = ("sh", "-c", "echo $$; kill -TERM $$; echo alive")


def test_run_and_trace() -> None:
    assert fpath("run", "--init", "--", *SAY).stdout == b"1\nalive\n"
    without = fpath("run", "--", *SAY)
    assert (without.stdout, without.returncode) == (b"2\n", 143)
    assert b"kill(1, SIGTERM)" in fpath("trace", "--init", "--", *SAY).stderr


def test_check_outcomes_and_replay(tmp_path: Path) -> None:
    """An orphan comes to the program, which exits without having asked for it."""
    words = ("sh", "-c", "(sleep 1 & echo $$); sleep 3; exit 4")
    found = fpath("check", "--init", "--max-runs", "3", "--", *words, cwd=tmp_path)
    assert found.returncode == 1, found.stderr
    schedule = re.findall(r"fpath replay (\S+)", found.stdout.decode())[0]
    again = fpath("replay", "--init", schedule, "--", *words, cwd=tmp_path)
    assert (again.returncode, again.stdout) == (4, b"1\n")
    other = fpath("replay", schedule, "--", *words, cwd=tmp_path)
    assert other.returncode == 4
    assert b"another program" in other.stderr
    told = json.loads(
        fpath("outcomes", "--init", "--json", "--max-runs", "2", "--", *words, cwd=tmp_path).stdout
    )
    assert {o["output"] for o in told["outcomes"]} == {"1\n"}


def test_sigkill_from_outside_reaches_pid_1_and_sigterm_does_not() -> None:
    words = ("check", "--init", "--no-store", "--max-runs", "6", "--preemptions", "0")
    spared = fpath(*words, "--send", "TERM", "--json", "--", "sleep", "1")
    assert json.loads(spared.stdout)["findings"] == []
    outcomes = ("outcomes", *words[1:], "--json")
    killed = json.loads(fpath(*outcomes, "--kill9", "--", "sleep", "1").stdout)
    assert {o["status"] for o in killed["outcomes"]} == {0, 9}
    sent = json.loads(fpath(*outcomes, "--send", "TERM", "--", "sleep", "1").stdout)
    assert {o["status"] for o in sent["outcomes"]} == {0}
