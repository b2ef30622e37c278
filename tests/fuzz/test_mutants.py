"""Each invariant that the fuzzer asserts fails when the kernel makes the mistake that it is there for."""

import os
import subprocess
import sys

import pytest

from tests import host
from tests.fuzz.mutants import MUTANTS

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]


@pytest.mark.parametrize("name", MUTANTS)
def test_a_broken_kernel_is_noticed(name: str) -> None:
    words, _ = MUTANTS[name]
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.mutants", name],
        capture_output=True,
        text=True,
        cwd=host.ROOT,
        env={**os.environ, "FPATH_PURE": "1"},
        timeout=300,
        check=False,
    )
    assert words in done.stdout, done.stdout + done.stderr
