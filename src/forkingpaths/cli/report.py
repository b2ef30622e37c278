"""What is said about a run when it is over: a few lines for people, or one JSON object.

People hear only what they would otherwise have to guess: why a run was ended for them, and, when the program failed, what it
asked for that the kernel does not model.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from forkingpaths.abi.signals import Signal
from forkingpaths.kernel.task import State
from forkingpaths.record.inputs import host_inputs

if TYPE_CHECKING:
    from forkingpaths.cli.asked import GuestOptions
    from forkingpaths.cli.driver import Ending
    from forkingpaths.kernel.kernel import Kernel

NAMED = 8  # things listed before "and N more"


def text(k: Kernel, ending: Ending, asked: GuestOptions) -> list[str]:
    """The lines for people; often none."""
    lines = []
    if ending.why == "stuck":
        lines.append("the run cannot go on: every process sleeps and nothing can wake one")
        lines += [f"  {line}" for line in _few(sleepers(k))]
    elif ending.why == "time":
        lines.append(f"ended after {_seconds(asked.timeout_ns or 0)} of the guest's time (--timeout)")
    elif ending.why == "real time":
        lines.append(f"ended after {asked.real_timeout_s:g} s (--real-timeout)")
    elif ending.why == "steps":
        lines.append(f"ended after {k.step_number} steps (--max-steps)")
    elif ending.why == "interrupted":
        lines.append(f"ended: {_signal(ending.signal)} came three times, and the program lives on")
    if ending.status != 0 and k.unmodelled:
        lines.append("not modelled, and asked for by the program: " + ", ".join(_few(unmodelled(k))))
    return lines


def data(k: Kernel, ending: Ending) -> dict[str, Any]:
    """Everything, as plain data."""
    status = ending.status
    return {
        "ending": ending.why,
        "exit_status": ending.exit_status(),
        "program": None
        if status is None
        else {"signal": _signal(status & 0x7F), "core": bool(status & 0x80)}
        if status & 0x7F
        else {"status": status >> 8 & 0xFF},
        "steps": k.step_number,
        "virtual_time_ns": k.monotonic_ns(),
        "blocks": k.clock.blocks,
        "calls": k.clock.calls,
        "sleeping": sleepers(k),
        "not_modelled": dict(k.unmodelled),
        "host_files": host_inputs(k),
    }


def tell(k: Kernel, ending: Ending, asked: GuestOptions, quiet: bool, as_json: bool) -> None:
    """Say it on standard error: standard output is the guest's."""
    try:
        if as_json:
            print(json.dumps(data(k, ending), indent=2), file=sys.stderr)
        elif not quiet:
            for line in text(k, ending, asked):
                print(f"fpath: {line}", file=sys.stderr)
    except OSError:
        pass  # nobody listens any more; the exit status says the rest


def sleepers(k: Kernel) -> list[str]:
    """Who sleeps, and for what."""
    found = []
    for t in k.tasks.values():
        if t.state is State.BLOCKED and t.wait is not None:
            what = t.wait.reason or ", ".join(queue.name for queue in t.wait.queues) or "for ever"
            found.append(f"{t.tid} {t.name.decode(errors='replace')} waits: {what}")
    return found


def unmodelled(k: Kernel) -> list[str]:
    """What was asked for and is not there."""
    return [what if count == 1 else f"{what} ({count} times)" for what, count in k.unmodelled.items()]


def _few(items: list[str]) -> list[str]:
    more = len(items) - NAMED
    return items if more <= 0 else [*items[:NAMED], f"and {more} more"]


def _seconds(time_ns: int) -> str:
    return f"{time_ns / 1e9:g} s"


def _signal(number: int) -> str:
    try:
        return Signal(number).name
    except ValueError:
        return f"signal {number}"
