"""On programs of known bug depth, over 20 seeds: SURW finds more than PCT and POS, and these more than a plain random walk.

docs/strategies.md has the table of the whole family (tests/explore/found_rates.py makes it); here a part of it is measured, and the
whole is looked at as it was measured last.
"""

import json

import pytest

from forkingpaths.explore.sampling import WALKS
from tests.explore.families import FAMILY
from tests.explore.found_rates import RESULTS, SEEDS, firsts, rates

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


def test_the_recorded_rates_are_of_the_whole_family() -> None:
    recorded = json.loads(RESULTS.read_text())
    measured = recorded["first"]
    assert set(measured) == set(FAMILY)
    assert all(len(numbers) == SEEDS for of_one in measured.values() for numbers in of_one.values())
    found = rates(measured, recorded["runs"])
    everything = {strategy: of_strategy["all"] for strategy, of_strategy in found.items()}
    assert everything["random"] == max(everything.values()), everything
    large = {
        name: measured[name]
        for name in measured
        if name.startswith("late") or name[6:] in ("_1_10", "_2_10", "_3_10")
    }
    assert_order(
        {strategy: of_strategy["all"] for strategy, of_strategy in rates(large, recorded["runs"]).items()}
    )
