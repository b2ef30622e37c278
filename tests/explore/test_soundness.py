"""The explorer finds what there is: for tiny programs, exactly the outcomes of a walk over every interleaving, with every
instruction as a place to stop."""

import pytest

from tests.explore.tiny_programs import names, reduced, text_of, walked

pytestmark = pytest.mark.needs("gcc")
LARGE = {"coalesced", "orphan", "pipe_order", "three_processes", "two_signals"}  # thousands of states


@pytest.mark.parametrize(
    "name", ["killed_with_shared_memory", "message_passing", "torn_pair", "threads_count"]
)
def test_the_same_outcomes(name: str) -> None:
    text = text_of(name)
    assert reduced(text, 2, 1) == walked(text, 2, 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_the_same_outcomes_of_each(name: str) -> None:
    text = text_of(name)
    bounds = (1, 1) if name in LARGE else (2, 1)
    assert reduced(text, *bounds) == walked(text, *bounds)
