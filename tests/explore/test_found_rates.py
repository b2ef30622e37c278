"""On programs of known bug depth, over 20 seeds: SURW finds more than PCT and POS, and these more than a plain random walk.

docs/strategies.md has the table of the whole family (tests/explore/found_rates.py makes it); here a part of it is measured.
"""

import pytest

from forkingpaths.explore.sampling import WALKS
from tests.explore.found_rates import SEEDS, firsts, rates

PART = ("late_25", "reorder_3", "late_10", "ladder_1_10")
RUNS = 20


def assert_order(found: dict[str, int]) -> None:
    assert found["random"] > max(found["pct"], found["pos"]), found
    assert min(found["pct"], found["pos"]) > found["walk"], found


@pytest.mark.needs("gcc")
@pytest.mark.slow
def test_found_rates_are_in_the_order_that_the_literature_gives() -> None:
    measured = {name: firsts(name, WALKS, SEEDS, RUNS) for name in PART}
    assert_order({strategy: found["all"] for strategy, found in rates(measured, RUNS).items()})
