"""CPython's own tests of files, memory and waiting (Debian's libpython3.11-testsuite) end inside as they do on the host, test by test."""

import re
import shutil
import subprocess

import pytest

from tests import guests
from tests.vfs.shell import Setting, sh

pytestmark = pytest.mark.needs("libpython3.11-testsuite", "python3")
VERDICT = re.compile(
    r"^(test\w* \([\w.]+\)).*?\.\.\. ?(.*?)(ok|FAIL|ERROR|skipped .*)$", re.MULTILINE | re.DOTALL
)


def verdicts(text: str) -> dict[str, str]:
    """Test -> how it ended; what a test wrote in between is left out."""
    return {name: end.partition(" ")[0] for name, _, end in VERDICT.findall(text)}


def compare(module: str) -> None:
    line = f"exec /usr/bin/python3.11 -m unittest -v test.{module} 2>&1"
    folder = guests.scratch(guests.FOLDER / module)
    try:
        native = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=300,
            check=False,
            env={**guests.ENVIRONMENT},
        )
        ours = sh(line, Setting(cwd=folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    inside, outside = verdicts(ours.out), verdicts(native.stdout)
    assert outside, native.stdout[-2000:]
    differ = {
        name: (outside.get(name), inside.get(name))
        for name in {*inside, *outside}
        if inside.get(name) != outside.get(name)
    }
    assert differ == {}, ours.out[-5000:]
    assert ours.status == native.returncode


@pytest.mark.slow
@pytest.mark.parametrize("module", ["test_stat", "test_select", "test_epoll"])
def test_verdicts_are_those_of_the_host(module: str) -> None:
    compare(module)


@pytest.mark.nightly
@pytest.mark.parametrize(
    "module",
    ["test_posixpath", "test_shutil", "test_tempfile", "test_mmap", "test_fcntl", "test_poll", "test_glob"],
)
def test_verdicts_are_those_of_the_host_at_night(module: str) -> None:
    compare(module)
