"""Random instructions do here what they do on the processor: signal, si_code, address, trap number, error code, registers, memory."""

import subprocess

import pytest

from tests import guests, host

pytestmark = pytest.mark.needs("gcc")
FOLDER = host.ROOT / "tests" / "fuzz"
FLAGS = ["-O1", "-static", "-fno-stack-protector", "-no-pie"]


def differences(source: str, flags: list[str], seed: int, count: int) -> list[tuple[str, str]]:
    """Lines that differ, native and ours; of what differed, only what does so again (the host may have been too slow for its limit)."""
    shared = (FOLDER / "instructions.h").read_text()
    text = (FOLDER / source).read_text().replace('#include "instructions.h"', shared)
    executable = host.compile_c(text, *FLAGS, *flags)
    arguments = [str(seed), str(count)]
    p = guests.Program(FOLDER / source, arguments=arguments)
    ours = guests.run_in_kernel(p, executable, guests.scratch(p.path))
    seen = ours.output.decode().splitlines()
    found: list[tuple[str, str]] = []
    for _ in range(2):
        native = subprocess.run([executable, *arguments], capture_output=True, check=True, timeout=60).stdout
        expected = native.decode().splitlines()
        assert len(expected) == len(seen) == count, ours.remarks
        found = [pair for pair in zip(expected, seen, strict=True) if pair[0] != pair[1]]
        if not found:
            break
    return found


@pytest.mark.parametrize(
    ("seed", "count"),
    [
        pytest.param(1, 1000, marks=pytest.mark.slow),
        *(pytest.param(seed, 5000, marks=pytest.mark.nightly) for seed in range(2, 6)),
    ],
)
def test_random_instructions(seed: int, count: int) -> None:
    found = differences("instructions.c", [], seed, count)
    assert not found, "\n".join(line for pair in found[:5] for line in pair)


@pytest.mark.slow
@pytest.mark.needs("gcc-multilib")
def test_random_instructions_of_32_bit_code() -> None:
    found = differences("instructions_32.c", ["-m32"], 14, 1000)
    assert not found, "\n".join(line for pair in found[:5] for line in pair)
