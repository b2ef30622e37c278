"""Random sequences of file-system calls end as on the host: some for every day, 3,000 at night."""

import os

import pytest

from tests.fuzz.file_calls import BATCH, compare

pytestmark = [
    pytest.mark.needs("gcc"),
    pytest.mark.skipif(os.geteuid() != 0, reason="absent: root on the host, for several users"),
]


def test_sixty_sequences() -> None:
    found = compare(100_000, 60)
    assert not found, found


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 600, BATCH))
def test_six_hundred_sequences(first: int) -> None:
    found = compare(first, BATCH)
    assert not found, found


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(600, 3000, BATCH))
def test_three_thousand_sequences(first: int) -> None:
    found = compare(first, BATCH)
    assert not found, found
