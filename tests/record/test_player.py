"""Any step of a run can be asked for, and is what it was when the run was made."""

import random

import pytest

from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.exhaustive import Exhaustive
from forkingpaths.explore.schedule import Deviation, ScheduleError
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.events import Kind
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.machine.registers import RFLAGS
from forkingpaths.record.player import SNAPSHOTS, Player
from tests import host
from tests.explore.exploring import executor
from tests.record.recording import player_of

pytestmark = pytest.mark.needs("gcc")
CALLS = (
    "#include <unistd.h>\n#include <sys/syscall.h>\n"
    "int main(void) { for (int i = 0; i < %d; i++) syscall(SYS_getppid); write(1, \"end\\n\", 4); return 7; }"
)  # fmt: skip


def some_runs(name: str, at_most: int) -> tuple[str, list[Run]]:
    """A program of the corpus, and the first runs of its exploration."""
    text = (host.ROOT / "examples" / "corpus" / f"{name}.c").read_text()
    runs = []
    for run in Exhaustive(executor(text), Bounds()).runs():
        runs.append(run)
        if len(runs) == at_most:
            break
    return text, runs


@pytest.mark.parametrize("name", ["03_job", "04_malloc", "15_two_pipes", "18_torn", "21_threads"])
def test_a_player_and_the_explorer_make_the_same_run(name: str) -> None:
    """The explorer on the precise engine with every access logged, the player on the fast one: one run."""
    text, runs = some_runs(name, 40)
    for run in runs[::9]:
        player = player_of(text, run.schedule)
        player.visit()
        assert player.events(1, player.steps) == run.events
        assert (player.points, player.status, player.ending) == (
            len(run.transitions),
            run.status,
            run.ending,
        )
        assert b"".join(written.data for written in player.output) == run.output


def state_of(player: Player, step: int) -> object:
    """What can be seen of the kernel at a step, as plain data."""
    k = player.at(step)
    assert k.step_number == step
    tasks = [
        (t.tid, t.state, t.phase, t.context and list(t.context.regs[: RFLAGS + 1])) for t in k.tasks.values()
    ]
    return k.now_ns(), list(k.run_queue), tasks, k.main_status


def test_steps_in_any_order_are_what_they_were_in_order() -> None:
    text, runs = some_runs("03_job", 4)
    player = player_of(text, runs[-1].schedule)
    player.visit()
    steps = [event.step for event in player.events(1, player.steps)]
    forwards = {step: state_of(player, step) for step in steps}
    random.Random(1).shuffle(steps)
    for step in steps:
        assert state_of(player, step) == forwards[step]


def test_a_call_has_not_happened_at_its_call_and_has_at_its_return() -> None:
    player = player_of(
        "#include <fcntl.h>\n#include <unistd.h>\n"
        'int main(void) { int fd = open("/", O_RDONLY); write(fd, "", 0); return 0; }'
    )
    player.visit()
    events = player.events(1, player.steps)
    call = next(e for e in events if e.kind is Kind.CALL and e.data[0] in ("open", "openat"))
    end = next(e for e in events if e.kind is Kind.RETURN and e.data[4] == call.step)
    assert sorted(player.at(call.step).tasks[2].files.slots) == [0, 1, 2]
    assert sorted(player.at(end.step).tasks[2].files.slots) == [0, 1, 2, 3]


def test_snapshots_are_bounded_and_every_step_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    from forkingpaths.record import player as module

    monkeypatch.setattr(module, "FIRST_DISTANCE", 20_000)
    player = player_of(CALLS % 20_000)
    player.visit()
    assert len(player.marks) <= SNAPSHOTS < 20_000 * module.CALL_WORK // 20_000
    for step in (player.steps, 1000, 39_000, 12, 20_001):
        assert player.at(step).step_number == max(step, player.kernel.step_number if step < 30 else step)
    assert player.status == 7 << 8
    assert [(w.stream, w.data) for w in player.output] == [(1, b"end\n")]


def test_walking_over_all_events_gives_each_once() -> None:
    player = player_of(CALLS % 5000)
    steps = [event.step for event in player.walk()]
    assert steps == list(range(steps[0], player.steps + 1))
    assert [e.step for e in player.walk(100, 120)] == list(range(100, 121))


def test_a_schedule_that_does_not_fit_says_where() -> None:
    with pytest.raises(ScheduleError, match="point 3: task 9 cannot run here"):
        player_of(CALLS % 10, (Deviation(3, Choice("run", 9)),)).visit()
    with pytest.raises(ScheduleError, match="before deviation point 100000"):
        player_of(CALLS % 10, (Deviation(100_000, Choice("run", 2)),)).visit()


def test_a_run_without_end_is_given_up() -> None:
    player = player_of("#include <unistd.h>\nint main(void) { for (;;) getppid(); }", max_points=500)
    player.visit()
    assert (player.ending, player.points, player.status) == ("steps", 500, None)


SPINNING = [
    "if (fork() == 0) while (!told) ; wait(0); return 0;",
    "while (!told) ; return 0;",
]


@pytest.mark.parametrize("main", SPINNING)
def test_a_run_that_only_spins_ends_where_the_explorer_ends_it(main: str) -> None:
    text = f"""
        #include <sys/wait.h>
        #include <unistd.h>
        static volatile int told;
        int main(void) {{ {main} }}
    """
    run = executor(text).run(())
    player = player_of(text, spinning=True)
    player.visit()
    assert (player.ending, player.points, player.steps) == (
        "spinning",
        len(run.transitions),
        run.events[-1].step,
    )
    assert run.ending == "spinning"
    assert player.at(player.steps).step_number == player.steps


def test_a_run_that_is_interrupted_is_as_long_as_it_got() -> None:
    player = player_of(CALLS % 1000)
    player.visit(interrupted=lambda: player.point >= 50)
    assert (player.ending, player.points) == ("interrupted", 50)
    assert player.at(player.steps).step_number == player.steps


def test_what_is_not_there_is_said() -> None:
    player = player_of(CALLS % 1)
    with pytest.raises(IndexError, match="steps 1 to"):
        player.at(10_000)
    with pytest.raises(IndexError, match="points 0 to"):
        player.at_point(10_000)
