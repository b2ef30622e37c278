"""Random strategies: they find what the exhaustive one finds, by schedules that replay and shrink like its own."""

import pytest

from forkingpaths.check import load_properties
from forkingpaths.check.checker import Checker
from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.sampling import WALKS, Sampling
from tests.explore.exploring import executor
from tests.explore.programs import BUGS, LOOPING_REAPER, TORN_PAIR, TWO_COUNTERS, TWO_COUNTERS_LOCKED

pytestmark = pytest.mark.needs("gcc")


def sampled(text: str, name: str, runs: int, seed: int = 0) -> Checker:
    runner = executor(text)
    strategy = Sampling(runner, Bounds(), name, seed)
    return Checker(runner, strategy, load_properties(), lambda: 0.0, max_runs=runs)


@pytest.mark.slow
@pytest.mark.parametrize("strategy", WALKS)
@pytest.mark.parametrize("bug", BUGS)
def test_finds_and_shrinks(strategy: str, bug: str) -> None:
    text, kind, deviations = BUGS[bug]
    result = sampled(text, strategy, 300).go()
    assert kind in {w.finding.property for w in result.witnesses}
    assert min(len(w.run.schedule) for w in result.witnesses if w.finding.property == kind) <= deviations


@pytest.mark.parametrize("strategy", WALKS)
@pytest.mark.parametrize("text", [LOOPING_REAPER, TWO_COUNTERS_LOCKED], ids=["processes", "threads"])
def test_finds_nothing_in_a_correct_program(strategy: str, text: str) -> None:
    result = sampled(text, strategy, 100).go()
    assert [w.finding.title for w in result.witnesses] == []
    assert result.stopped == "runs"
    assert not result.progress.complete


@pytest.mark.parametrize("strategy", WALKS)
def test_a_drawn_run_replays_from_its_schedule(strategy: str) -> None:
    for text in (TORN_PAIR, TWO_COUNTERS):
        sampling = Sampling(executor(text), Bounds(), strategy, seed=3)
        other = executor(text)
        for number in range(20):
            drawn = sampling.run(number)
            again = other.run(drawn.schedule)
            assert again.events == drawn.events
            assert again.output == drawn.output


@pytest.mark.parametrize("strategy", WALKS)
def test_the_seed_decides_the_runs(strategy: str) -> None:
    def schedules(seed: int) -> list[object]:
        sampling = Sampling(executor(TWO_COUNTERS), Bounds(), strategy, seed)
        return [sampling.run(number).schedule for number in range(30)]

    assert schedules(1) == schedules(1)
    assert schedules(1) != schedules(2)
