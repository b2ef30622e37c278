"""On programs of known bug depth, over 20 seeds: SURW finds more than PCT and POS, and these more than a plain random walk.

docs/strategies.md has the figures of a run.
"""

import pytest

from forkingpaths.explore.exhaustive import Bounds
from forkingpaths.explore.sampling import Sampling
from tests.explore.exploring import executor
from tests.explore.families import FAMILY

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]
PROGRAMS = ("late_25", "reorder_3", "late_10")
SEEDS = 20
RUNS = 20


def found(name: str, strategy: str) -> int:
    """For how many of the seeds the bug is among the first RUNS runs."""
    runner = executor(FAMILY[name])
    count = 0
    for seed in range(SEEDS):
        sampling = Sampling(runner, Bounds(), strategy, seed)
        count += any(sampling.run(number).status for number in range(RUNS))
    return count


def test_found_rates_are_in_the_order_that_the_literature_gives() -> None:
    rates = {
        strategy: sum(found(name, strategy) for name in PROGRAMS)
        for strategy in ("random", "pct", "pos", "walk")
    }
    assert rates["random"] > max(rates["pct"], rates["pos"]), rates
    assert min(rates["pct"], rates["pos"]) > rates["walk"], rates
