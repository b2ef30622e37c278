"""Random programs of fork, kill, mask, wait, alarm, pipe and exit calls come out here as on the host.

`make test` tries SAMPLE of them; `make nightly` (python -m tests.nightly differential) tries 2,000 and others each night.
"""

from pathlib import Path

import pytest

from tests import guests, host
from tests.differential.scripts import Script

HERE = Path(__file__).parent
QUICK, SAMPLE = 20, 200


def compare(seed: int) -> str:
    """What differs between the two kernels for the script of `seed`; "" when nothing does."""
    text = Script(seed).text
    executable = host.compile_c(HERE / "interpreter.c", "-O1", "-static", "-Wall", "-D_GNU_SOURCE")
    program = guests.Program(HERE / "interpreter.c", arguments=[text])
    folder = guests.scratch(program.path)
    ours = guests.run_in_kernel(program, executable, folder)
    for _ in range(2):  # the host's times are not ours to determine: a run that was held up is repeated
        native = guests.run_natively(program, executable, folder)
        if (native.status, native.output) == (ours.status, ours.output):
            return ""
    return f"seed {seed}: {text}\nnative {native.status} {native.output!r}\nours   {ours.status} {ours.output!r}\n{ours.remarks}"


@pytest.mark.needs("gcc")
@pytest.mark.parametrize("first", range(0, QUICK, 10))
def test_some_scripts_agree(first: int) -> None:
    assert not [d for d in map(compare, range(first, first + 10)) if d]


@pytest.mark.slow
@pytest.mark.needs("gcc")
@pytest.mark.parametrize("first", range(QUICK, SAMPLE, 20))
def test_more_scripts_agree(first: int) -> None:
    assert not [d for d in map(compare, range(first, first + 20)) if d]
