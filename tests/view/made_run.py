"""A run made by hand: two processes, a signal, a pipe, output that is hostile if asked for; the same on every machine."""

from forkingpaths.abi.clone import CLONE_THREAD
from forkingpaths.abi.signals import SI_USER, Signal
from forkingpaths.kernel.events import Event, Fate, Kind, Passage
from forkingpaths.kernel.signals.info import pack
from forkingpaths.kernel.task import SigInfo
from forkingpaths.sys import table
from forkingpaths.vfs.wait import Wake
from forkingpaths.view.export.told import Found, Place, Told
from forkingpaths.view.story import tell

CHLD = int(Signal.SIGCHLD)


class Script:
    """Events one after another, a microsecond apart."""

    def __init__(self) -> None:
        table.load()
        self.events: list[Event] = []

    def add(self, tid: int, kind: Kind, data: object = None, passages: tuple[Passage, ...] = ()) -> int:
        step = len(self.events) + 2
        self.events.append(Event(step, tid, kind, data, 1000 * step, passages))
        return step

    def call(self, tid: int, name: str, arguments: tuple[int, ...], result: int | None) -> int:
        begun = self.add(tid, Kind.CALL, (name, arguments, {}))
        self.add(tid, Kind.RETURN, (name, arguments, result, {}, begun))
        return begun


def events(name: bytes = b"/bin/worker", output: bytes = b"done\n") -> list[Event]:
    """main (2) forks 3, which execs, writes to a pipe and ends; 4 is a thread of 2."""
    run = Script()
    info = pack(SigInfo(CHLD, SI_USER, 0, bytes(8), sender=3))
    run.call(2, "getpid", (), 2)
    run.add(2, Kind.FORK, (3, 17))
    run.add(2, Kind.FORK, (4, CLONE_THREAD))
    begun = run.add(2, Kind.CALL, ("read", (3, 0x1000, 10), {}))
    run.add(2, Kind.BLOCKED, ("pipe 7 is empty", 512))
    run.add(3, Kind.SCHEDULE, (2, "NONE"))
    run.add(3, Kind.EXEC, (name, (name, b"-v")))
    run.add(2, Kind.WOKEN, (Wake.QUEUE, 3), (Passage(3, "pipe", 7, 5),))
    run.call(3, "write", (4, 0x2000, 5), 5)
    run.add(3, Kind.EXIT, (256, True))
    run.add(3, Kind.SENT, (CHLD, SI_USER, -2, 3, info, Fate.PENDING))
    run.add(3, Kind.SENT, (CHLD, SI_USER, -2, 3, info, Fate.MERGED))
    run.add(2, Kind.SCHEDULE, (3, "QUEUE"))
    run.add(2, Kind.RETURN, ("read", (3, 0x1000, 10), 5, {}, begun), (Passage(2, "pipe", 7, -5),))
    run.add(2, Kind.SIGNAL, (CHLD, info, "handler", 0x401000, 0x7FFF0000))
    run.add(2, Kind.REAPED, (3, 256))
    run.add(2, Kind.HANDLER_RETURN, (0x401234,))
    run.add(4, Kind.EXIT, (0, False))
    run.add(2, Kind.OUTPUT, (1, output))
    run.call(2, "exit_group", (0,), None)
    run.add(2, Kind.EXIT, (0, True))
    return run.events


def told(
    name: str = "jobs", output: bytes = b"done\n", worker: bytes = b"/bin/worker", file: str = "jobs.c"
) -> Told:
    """The same with everything that exporters read."""
    made = events(worker, output)
    step = next(e.step for e in made if e.kind is Kind.OUTPUT)
    return Told(
        name=name,
        arguments=(name, "-x"),
        program="ab" * 32,
        schedule="30r3.9747",
        status=0,
        ending="finished",
        story=tell(made, 2, name, [(7, 3)]),
        events=lambda: made,
        output=[(step, 1, output)],
        findings=[
            Found(
                "status",
                f"{name} exited with status 1",
                "the main process exited with status 1",
                (9,),
                "look",
                "exit(3)",
            )
        ],
        places=[Place(7, file, 54, "main")],
        switches=[7],
    )
