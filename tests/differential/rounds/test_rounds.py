"""Random programs in rounds, of signals, groups, timers, threads and clone, come out here as on the host.

`make test` tries SAMPLE of them, of all families in turn; `make nightly` (python -m tests.nightly differential) tries 2,000.
"""

import pytest

from tests.differential.compared import difference
from tests.differential.rounds.families import FAMILIES
from tests.differential.rounds.program import executable
from tests.differential.rounds.script import script

QUICK, SAMPLE = 10, 100


def compare(seed: int) -> str:
    """What differs between the two kernels for the script of `seed`; "" when nothing does."""
    return difference(f"rounds {seed}", script(seed), executable())


@pytest.mark.needs("gcc")
def test_some_rounds_agree() -> None:
    assert not [d for d in map(compare, range(QUICK)) if d]


@pytest.mark.slow
@pytest.mark.needs("gcc")
@pytest.mark.parametrize("first", range(QUICK, SAMPLE, 10))
def test_more_rounds_agree(first: int) -> None:
    assert not [d for d in map(compare, range(first, first + 10)) if d]


def test_every_family_has_scripts_of_its_own() -> None:
    """The families' scripts differ in what they are mostly made of, and a seed always gives the same one."""
    for family, operations in FAMILIES.items():
        assert operations
        assert script(7, family) == script(7, family)
    assert len({script(7, family) for family in FAMILIES}) == len(FAMILIES)
