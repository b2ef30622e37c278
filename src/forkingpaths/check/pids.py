"""Signals to processes that are no more: once a child was waited for, its number may be anybody's (kill(2), wait(2))."""

from __future__ import annotations

from dataclasses import dataclass

from forkingpaths.check.ending import signal_name
from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.events import Kind

CLONE_THREAD = 0x10000
KILLING = ("kill", "tgkill", "tkill", "rt_sigqueueinfo")
U32 = 0xFFFF_FFFF


@dataclass(slots=True, frozen=True)
class RecycledPid:
    """A process sent a signal to a number it had from a child that it has waited for: nobody has it any more, or a stranger."""

    id: str = "recycled-pid"
    title: str = "a signal to a number that was given back"
    manual: str = "kill(2), wait(2), pidfd_send_signal(2)"
    mend: str = (
        "forget the number when waitpid has returned it (with SIGCHLD blocked in between), or use a pidfd"
    )
    example: str = "findings/recycled_pid"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        leader: dict[int, int] = {}
        mother: dict[int, int] = {}  # living process -> who made it last under this number
        given_back: dict[tuple[int, int], int] = {}  # (parent, number) -> step at which it was waited for
        for e in run.events:
            me = leader.get(e.tid, e.tid)
            if e.kind is Kind.FORK and e.data[1] & CLONE_THREAD:
                leader[e.data[0]] = me
            elif e.kind is Kind.FORK:
                mother[e.data[0]] = me
                given_back.pop((me, e.data[0]), None)
            elif e.kind is Kind.REAPED:
                given_back[me, e.data[0]] = e.step
                mother.pop(e.data[0], None)
            elif e.kind is Kind.CALL and e.data[0] in KILLING:
                target = e.data[1][0] & U32
                signal = e.data[1][2 if e.data[0] == "tgkill" else 1] & U32
                since = given_back.get((me, target))
                if since is None or not signal:
                    continue
                now = (
                    f"{target} is now a child of {mother[target]}"
                    if target in mother
                    else "nobody has that number now"
                )
                return [
                    Finding(
                        self.id,
                        f"process {me} sent {signal_name(signal)} to {target}, which it had waited for",
                        f"{target} was waited for at step {since}, and at step {e.step} the signal was sent to that number; {now}",
                        (since, e.step),
                        e.tid,
                    )
                ]
        return []


REGISTRY.add(RecycledPid())
