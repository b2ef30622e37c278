"""--power-loss: the disks that the power may leave, in every order, judged by a command; the command line that asks for it."""

import os
import shutil
import time
from pathlib import Path

import pytest

from forkingpaths.check import load_properties
from forkingpaths.check.checker import Checker, Result
from forkingpaths.cli.power_loss import power_loss_of
from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.executor import Executor
from forkingpaths.explore.exhaustive import Exhaustive
from forkingpaths.kernel.boot import Options, boot
from tests import guests, host
from tests.cli.fpath import fpath

pytestmark = pytest.mark.needs("gcc")
CORPUS = host.ROOT / "examples" / "corpus"
NOT_EMPTY = "test ! -e settings || test -s settings"
IN_TWO_PROCESSES = """#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    int file = open("settings.new", O_WRONLY | O_CREAT, 0644);
    if (file < 0 || write(file, "new", 3) != 3)
        return 3;
    if (!fork())
        _exit(fsync(file));
    WAIT;
    return rename("settings.new", "settings");
}"""


def judged(text: str, command: str, first: bool = False) -> tuple[Result, Executor]:
    program = host.compile_c(text, "-O1", "-g", "-static")
    options = Options(argv=[os.fsencode(program)], memory_bytes=64 << 20, power_loss=True)
    power = power_loss_of(options, command.format(program=program))
    runner = Executor(lambda streams: boot(options, streams, guests.calls()), power=power)
    properties = load_properties(off=["never-waited", "zombie"])
    checker = Checker(
        runner, Exhaustive(runner, Bounds()), properties, time.monotonic, stop_at_first=first, max_runs=500
    )
    return checker.go(), runner


@pytest.mark.slow
@pytest.mark.parametrize("command", [NOT_EMPTY, "{program} after"])
def test_the_corpus_and_its_twin(command: str) -> None:
    result, _ = judged((CORPUS / "20_power.c").read_text(), command)
    assert [w.finding.property for w in result.witnesses] == ["power-loss"]
    witness = result.witnesses[0]
    assert witness.run.schedule == ()
    call = next(e for e in witness.run.events if e.step == witness.finding.steps[0])
    assert call.data[0] == "rename"
    assert "bytes written to /settings" in witness.finding.why
    assert "/settings (0 bytes)" in witness.finding.why
    twin, runner = judged((CORPUS / "20_power_fixed.c").read_text(), command)
    assert twin.witnesses == []
    assert twin.progress.complete
    assert runner.power is not None
    assert runner.power.complete
    assert len(runner.power.answers) > 3


def test_it_depends_on_the_order() -> None:
    """The child syncs what the parent renames: in time only when the parent waits for it."""
    result, _ = judged(IN_TWO_PROCESSES.replace("WAIT", ""), NOT_EMPTY, first=True)
    assert [w.finding.property for w in result.witnesses] == ["power-loss"]
    twin, runner = judged(IN_TWO_PROCESSES.replace("WAIT", "wait(NULL)"), NOT_EMPTY)
    assert twin.witnesses == []
    assert twin.progress.complete
    assert runner.power is not None
    assert len(runner.power.answers) < 20  # equal disks are asked about once


def test_what_the_command_does() -> None:
    text = (CORPUS / "20_power_fixed.c").read_text()
    for command, words in (
        ("echo it is $(cat settings 2>&1); exit 7", "ends with status 7"),
        ("kill -9 $$", "is killed by signal 9"),
        ("while :; do :; done", "never ends"),
    ):
        result, _ = judged(text, command, first=True)
        assert words in result.witnesses[0].finding.title
        assert ("the command says: it is" in result.witnesses[0].finding.why) == command.startswith("echo")


@pytest.mark.slow
def test_on_the_command_line(tmp_path: Path) -> None:
    for name in ("20_power.c", "20_power_fixed.c"):
        shutil.copy(CORPUS / name, tmp_path)
    words = ("check", "--no-store", "--power-loss", "--after", NOT_EMPTY, "--")
    found = fpath(*words, "20_power.c", cwd=tmp_path)
    assert found.returncode == 1
    assert b"[power-loss; fsync(2)" in found.stdout
    proved = fpath(*words, "20_power_fixed.c", cwd=tmp_path)
    assert proved.returncode == 0
    assert b"a loss of power wherever the disk changes" in proved.stdout
    assert not (tmp_path / "settings").exists()
    for alone in (("--power-loss",), ("--after", "true"), ("--power-loss", "--after", "true", "-j", "2")):
        refused = fpath("check", *alone, "--", "20_power.c", cwd=tmp_path)
        assert refused.returncode == 4
        assert b"--power-loss" in refused.stderr
    both = fpath("outcomes", "--power-loss", "--after", "true", "--", "20_power.c", cwd=tmp_path)
    assert both.returncode == 4
