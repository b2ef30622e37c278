"""The fuzzer of system calls, in two lengths: some for every day, a million before a release."""

import pytest

from tests.fuzz.system_calls import fuzz

pytestmark = pytest.mark.needs("gcc")


def test_ten_thousand_random_calls() -> None:
    assert fuzz(10_000, seed=0).made == 10_000


@pytest.mark.slow
def test_invariants_after_each_of_ten_thousand_calls() -> None:
    assert fuzz(10_000, seed=0, strict=True).made == 10_000


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 11))
def test_a_million_random_calls(seed: int) -> None:
    """Ten seeds of 100,000 calls each."""
    assert fuzz(100_000, seed).made == 100_000
