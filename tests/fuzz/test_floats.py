"""Floating-point instructions do here what they do on the processor: results, flags, the x87's stack, and what is not masked."""

import subprocess

import pytest

from tests import guests, host

pytestmark = pytest.mark.needs("gcc")
FOLDER = host.ROOT / "tests" / "fuzz"
FLAGS = ["-O1", "-static", "-fno-stack-protector", "-no-pie", "-mno-red-zone", "-msse3"]


@pytest.mark.slow
@pytest.mark.parametrize("bits", [64, pytest.param(32, marks=pytest.mark.needs("gcc-multilib"))])
@pytest.mark.parametrize("mode", ["", "open"])
def test_floating_point(bits: int, mode: str) -> None:
    text = (FOLDER / "floats.c").read_text().replace('#include "floats.h"', (FOLDER / "floats.h").read_text())
    executable = host.compile_c(text, *FLAGS, f"-m{bits}")
    p = guests.Program(FOLDER / "floats.c", arguments=["3", "2000" if mode else "8000", *mode.split()])
    native = subprocess.run([executable, *p.arguments], capture_output=True, check=True, timeout=60).stdout
    ours = guests.run_in_kernel(p, executable, guests.scratch(p.path))
    pairs = list(zip(native.decode().splitlines(), ours.output.decode().splitlines(), strict=True))
    assert len(pairs) == int(p.arguments[1])
    assert not [pair for pair in pairs if pair[0] != pair[1]][:5]
