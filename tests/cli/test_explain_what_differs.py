"""fpath explain of findings that no single step shows: outcomes that differ between orders, and what a loss of power leaves."""

from pathlib import Path

import pytest

from tests import host
from tests.cli.fpath import fpath

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]
EXAMPLES = host.ROOT / "examples"
AFTER = ("--power-loss", "--after", "test ! -e settings || test -s settings")


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def explained(folder: Path, *asked: str) -> str:
    """Check, keep what was found, and explain it from the store."""
    assert fpath("check", "-q", *asked, cwd=folder).returncode == 1
    done = fpath("explain", "latest", cwd=folder)
    assert done.returncode == 1, done.stderr
    return done.stdout.decode()


def test_of_an_outcome_both_outputs_are_shown(tmp_path: Path) -> None:
    shown = explained(tmp_path, "--check", "outcomes", "--", str(EXAMPLES / "findings" / "outcomes.c"))
    both = shown.split("output of this run\n")[1].split("\n\n")[0].splitlines()
    assert [line.split("|")[0].split() for line in both] == [
        [],
        ["parent", "parent"],
        ["child"],
        ["status", "0", "status", "0"],
    ]
    assert both[0].endswith("| child")
    assert "was left, and task 3 ran" in shown


def test_of_a_loss_of_power_the_disk_is_shown_and_what_it_lacks(tmp_path: Path) -> None:
    shown = explained(tmp_path, *AFTER, "--", str(EXAMPLES / "corpus" / "20_power.c"))
    assert "the power is lost behind this step; in rename, called by main (20_power.c:32)" in shown
    disk = shown.split("disk      that is left")[1].split("\n\n")[0]
    assert f"has      {tmp_path}/settings (0 bytes)" in disk
    assert f"has not  4 of the bytes written to {tmp_path}/settings" in disk
    assert disk.endswith(f"status 0 with 4 of the bytes written to {tmp_path}/settings on it")
    assert "passing" not in shown


def test_a_run_with_which_nothing_is_wrong_has_no_critical_step(tmp_path: Path) -> None:
    assert fpath("run", "--record", "--", "/bin/true", cwd=tmp_path).returncode == 0
    done = fpath("explain", "latest", cwd=tmp_path)
    assert done.returncode == 0
    assert b"nothing is wrong with this run" in done.stdout
    assert b"critical" not in done.stdout
    assert b"sleeps for ever" not in done.stdout
