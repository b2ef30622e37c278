"""--cpus: what programs see of the processors, and that it belongs to a run as its other options do."""

from dataclasses import replace

import pytest

from forkingpaths.abi.processors import LIMIT, USUAL, mask_list, mask_words
from forkingpaths.explore.program import identity
from forkingpaths.kernel.boot import Options
from forkingpaths.record.run_file import BrokenRunFile, dump, load
from tests.cli.fpath import fpath
from tests.record.samples import sample

SEEN = "grep -c ^processor /proc/cpuinfo; grep -c '^cpu[0-9]' /proc/stat; cat /sys/devices/system/cpu/online"
ALLOWED = "grep Cpus_allowed_list /proc/self/status"


@pytest.mark.slow
@pytest.mark.parametrize(("count", "every"), [(1, "0"), (3, "0-2"), (LIMIT, f"0-{LIMIT - 1}")])
def test_the_files_and_calls_tell_the_number(count: int, every: str) -> None:
    done = fpath("run", "--cpus", str(count), "--", "sh", "-c", f"{SEEN}; nproc; {ALLOWED}")
    assert done.stdout.decode().split() == [
        str(count),
        str(count),
        every,
        str(count),
        "Cpus_allowed_list:",
        every,
    ]


def test_two_without_the_option() -> None:
    assert fpath("run", "--", "nproc").stdout.decode().split() == [str(USUAL)]


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["0", str(LIMIT + 1), "two"])
def test_what_is_no_number_of_processors_is_said(wrong: str) -> None:
    done = fpath("run", "--cpus", wrong, "--", "true")
    assert done.returncode == 125
    assert b"--cpus" in done.stderr


def test_a_run_file_keeps_them() -> None:
    file = sample()
    three = replace(file, options=replace(file.options, processors=3))
    assert load(dump(three)).options.processors == 3
    with pytest.raises(BrokenRunFile, match="processors"):
        load(dump(replace(file, options=replace(file.options, processors=LIMIT + 1))))


def test_schedules_belong_to_a_number_of_processors() -> None:
    options = Options(argv=[b"/bin/true"])
    assert identity(options, b"") == identity(replace(options, processors=USUAL), b"")
    assert identity(options, b"") != identity(replace(options, processors=1), b"")


def test_masks_are_written_as_linux_writes_them() -> None:
    """cpuset(7), "FORMATS": its own examples, and as wide as there are processors."""
    assert mask_list(0b11_1010_0001_1111) == "0-4,9,11-13"
    assert mask_list(0) == ""
    assert mask_words(3, 2) == "3"
    assert mask_words(1, 8) == "01"
    assert mask_words(1 << 33, 40) == "02,00000000"
