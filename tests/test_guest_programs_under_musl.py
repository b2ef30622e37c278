"""Programs of tests/guest made with musl-gcc do on our kernel what they do on the host's: a sample; `make nightly` tries all."""

from pathlib import Path

import pytest

from tests import guests
from tests.nightly import under_musl

QUICK = ("futex/wait_and_wake", "signals/sigsuspend_swaps_the_mask")
SAMPLE = (
    *QUICK, "threads/barriers", "threads/keys_and_destructors", "threads/read_write_locks", "semaphores/timed_waits",
    "signals/longjmp_out_of_a_handler", "signals/alternate_stack", "signals/waiting_in_the_three_ways",
    "processes/vfork_ends_with_exec", "terminals/new_terminal", "time/timers_overrun_and_rearm", "mqueue/timed_calls",
    "files/program_in_a_memfd_runs", "scheduling/waiters_by_priority",
)  # fmt: skip


def _path(name: str) -> Path:
    return guests.FOLDER / f"{name}.c"


@pytest.mark.needs("musl-gcc")
@pytest.mark.parametrize(
    "name", [n if n in QUICK else pytest.param(n, marks=pytest.mark.slow) for n in SAMPLE]
)
def test_behaves_as_on_linux(name: str) -> None:
    assert not under_musl(_path(name))
