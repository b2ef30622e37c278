"""Random instructions do here what they do on the processor: signal, si_code, address, trap number, error code, registers, memory."""

import subprocess

import pytest

from tests import guests, host

pytestmark = pytest.mark.needs("gcc")
SOURCE = host.ROOT / "tests" / "fuzz" / "instructions.c"
FLAGS = ["-O1", "-static", "-fno-stack-protector", "-no-pie"]


@pytest.mark.parametrize(
    ("seed", "count"),
    [
        pytest.param(1, 1000, marks=pytest.mark.slow),
        *(pytest.param(seed, 5000, marks=pytest.mark.nightly) for seed in range(2, 6)),
    ],
)
def test_random_instructions(seed: int, count: int) -> None:
    executable = host.compile_c(SOURCE, *FLAGS)
    arguments = [str(seed), str(count)]
    native = subprocess.run([executable, *arguments], capture_output=True, check=True, timeout=60).stdout
    p = guests.Program(SOURCE, arguments=arguments)
    ours = guests.run_in_kernel(p, executable, guests.scratch(SOURCE))
    expected, seen = native.decode().splitlines(), ours.output.decode().splitlines()
    assert len(expected) == len(seen) == count, ours.remarks
    differences = [pair for pair in zip(expected, seen, strict=True) if pair[0] != pair[1]]
    assert not differences, "\n".join(line for pair in differences[:5] for line in pair)
