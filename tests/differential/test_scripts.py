"""Random programs of fork, kill, mask, wait, alarm, pipe and exit calls come out here as on the host.

`make test` tries SAMPLE of them; `make nightly` (python -m tests.nightly differential) tries 2,000 and others each night.
"""

from pathlib import Path

import pytest

from tests import host
from tests.differential.compared import difference
from tests.differential.scripts import Script

HERE = Path(__file__).parent
QUICK, SAMPLE = 10, 100


def compare(seed: int) -> str:
    """What differs between the two kernels for the script of `seed`; "" when nothing does."""
    executable = host.compile_c(HERE / "interpreter.c", "-O1", "-static", "-Wall", "-D_GNU_SOURCE")
    return difference(f"script {seed}", Script(seed).text, executable)


@pytest.mark.needs("gcc")
def test_some_scripts_agree() -> None:
    assert not [d for d in map(compare, range(QUICK)) if d]


@pytest.mark.slow
@pytest.mark.needs("gcc")
@pytest.mark.parametrize("first", range(QUICK, SAMPLE, 10))
def test_more_scripts_agree(first: int) -> None:
    assert not [d for d in map(compare, range(first, first + 10)) if d]
