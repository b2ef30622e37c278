"""Processes that do random things to each other, under random schedules: the invariants hold after every transition, and no run of the
kernel ends in a Python exception."""

import random

import pytest

from forkingpaths.kernel import invariants, scheduler
from forkingpaths.kernel.boot import Options, boot
from tests import guests, host

SOURCE = host.ROOT / "tests" / "programs" / "chaos.c"
TRANSITIONS = 4000
QUICK = 4  # seeds that `make quick` tries too
SEEDS = [seed if seed < QUICK else pytest.param(seed, marks=pytest.mark.slow) for seed in range(40)]


@pytest.mark.needs("gcc")
@pytest.mark.parametrize("seed", SEEDS)
def test_invariants_hold(seed: int) -> None:
    executable = host.compile_c(SOURCE)
    options = Options(
        argv=[bytes(executable), str(seed).encode()], memory_bytes=64 << 20, task_limit=40, seed=seed
    )
    k = boot(options, guests.Streams(b""), guests.calls())
    choose = random.Random(seed)
    random_schedule = seed % 2 == 1
    for _ in range(TRANSITIONS):
        choices = scheduler.choices(k)
        if not choices:
            break
        scheduler.step(k, choose.choice(choices) if random_schedule else choices[0])
        invariants.check(k)
