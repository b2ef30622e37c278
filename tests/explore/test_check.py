"""What `check` is for: known races are found, with a short schedule; their fixed twins are proved clean."""

import pytest

from forkingpaths.explore.bounds import Bounds
from tests.explore.exploring import check, executor
from tests.explore.programs import BOTH_FORK, BUGS, LOOPING_REAPER, LOST_WAKEUP, TWINS, TWO_COUNTERS

pytestmark = pytest.mark.needs("gcc")


@pytest.mark.parametrize("name", BUGS)
def test_finds(name: str) -> None:
    text, kind, deviations = BUGS[name]
    result = check(text)
    kinds = {w.finding.property for w in result.witnesses}
    assert kind in kinds
    assert min(len(w.run.schedule) for w in result.witnesses if w.finding.property == kind) <= deviations


@pytest.mark.parametrize("name", TWINS)
def test_proves_the_twin(name: str) -> None:
    result = check(TWINS[name], first=False)
    assert [w.finding.title for w in result.witnesses] == []
    assert result.progress.complete
    assert result.progress.runs >= 2


def test_a_schedule_gives_the_same_run_every_time() -> None:
    witness = check(LOST_WAKEUP).witnesses[0]
    runner = executor(LOST_WAKEUP)
    first = runner.run(witness.run.schedule)
    for _ in range(20):
        again = runner.run(witness.run.schedule)
        assert again.events == first.events
        assert again.output == first.output
    assert witness.run.events == first.events


def test_without_preemptions_and_signals_only_the_free_switches_remain() -> None:
    result = check(TWO_COUNTERS, first=False, bounds=Bounds(0, 0))
    assert result.progress.complete
    assert {o.status for o in result.outcomes} == {0}


def test_two_that_fork_at_once_may_get_each_others_numbers() -> None:
    outcomes = {o.output for o in check(BOTH_FORK, first=False).outcomes}
    assert outcomes == {b"1\n", b"2\n"}


def test_merging_keeps_every_outcome() -> None:
    """With the caching switched off the exploration is longer and finds the same outcomes."""
    import time

    from forkingpaths.check.checker import Checker
    from forkingpaths.explore.exhaustive import Exhaustive

    class Unmerged(Exhaustive):
        def _seen(self, prefix_hash: int, cost: tuple[int, int, int]) -> bool:
            return False

    for text in (TWO_COUNTERS, LOST_WAKEUP, LOOPING_REAPER):
        outcomes = []
        for kind in (Exhaustive, Unmerged):
            runner = executor(text)
            result = Checker(
                runner, kind(runner, Bounds(1, 1)), [], time.monotonic, stop_at_first=False, max_runs=3000
            ).go()
            assert result.progress.complete
            outcomes.append({(o.output, o.status, o.ending) for o in result.outcomes})
        assert outcomes[0] == outcomes[1]
