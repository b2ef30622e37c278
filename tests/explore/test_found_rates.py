"""On programs of known bug depth, over 20 seeds: SURW finds more than PCT and POS, and these more than a plain random walk.

docs/strategies.md has the table of the whole family (found_rates.py makes it, `make nightly` measures it again); here a part of it is
measured, and the whole is looked at as it was measured last.
"""

import json

import pytest

from tests.explore.families import FAMILY
from tests.explore.found_rates import RESULTS, SEEDS, in_order, measure, rates

PART = ("ladder_1_10", "ladder_2_10", "late_10")
RUNS = 20


def totals(found: dict[str, dict[str, int]]) -> dict[str, int]:
    return {strategy: of_strategy["all"] for strategy, of_strategy in found.items()}


@pytest.mark.needs("gcc")
@pytest.mark.slow
def test_found_rates_are_in_the_order_that_the_literature_gives() -> None:
    found = totals(rates(measure(PART, runs=RUNS), RUNS))
    assert in_order(found), found


def test_the_recorded_rates_are_of_the_whole_family_and_in_that_order() -> None:
    recorded = json.loads(RESULTS.read_text())
    measured = recorded["first"]
    assert set(measured) == set(FAMILY)
    assert all(len(numbers) == SEEDS for of_one in measured.values() for numbers in of_one.values())
    found = totals(rates(measured, recorded["runs"]))
    assert in_order(found), found
