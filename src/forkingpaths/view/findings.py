"""A check's result for people and for programs: the first screen is enough (docs: a finding).

    FAIL  jobs.c:57  the program exited with status 1            8 runs, 0.1 s
          1 switch is enough.   schedule  30r3.1c5e
    step
      41  ...                                                                     <- switch
    why   ...
    mend  ...
    next  fpath replay ...

Lines about steps come from the events of the smallest failing run; places in the source from one more run
of it, watched.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import Any

from forkingpaths.check.checker import Result, Witness
from forkingpaths.check.ending import signal_name
from forkingpaths.check.finding import REGISTRY
from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.code import load
from forkingpaths.explore.executor import Executor
from forkingpaths.explore.schedule import Schedule, format_schedule
from forkingpaths.explore.shrink import attempt
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.events import Event, Kind
from forkingpaths.kernel.outside import OUTSIDE, May, words_of
from forkingpaths.view import source
from forkingpaths.view.source import Line
from forkingpaths.view.strace_calls import entering, form_of, leaving, seen_of
from forkingpaths.view.strace_results import outcome
from forkingpaths.view.strace_signals import siginfo
from forkingpaths.view.text import printable
from forkingpaths.view.where import Place, Watched, watch

STEP_LINES = 14
LAST_CALLS = 4  # of the task, among which a line of its own is looked for when the steps that a finding names have none
WIDTH = 78
FAMILY_CALLS = (
    "fork", "vfork", "clone", "clone3", "wait4", "waitid", "exit_group", "exit", "kill", "tgkill", "pause", "rt_sigsuspend",
    "execve", "rt_sigprocmask", "rt_sigtimedwait", "futex",
)  # fmt: skip


WHY_STOPPED = {
    "runs": "--max-runs",
    "time": "the time allowed",
    "memory": "the memory allowed",
    "interrupted": "an interruption",
}


@dataclass(slots=True)
class Context:
    """What a report needs besides the result."""

    executor: Executor
    bounds: Bounds
    program: bytes
    name: str
    path: str
    seconds: float
    kept: bool = False  # whether the store has the runs, so that a schedule names one without its program


def report(context: Context, result: Result) -> str:
    """The screen of `fpath check`."""
    lines: list[str] = []
    told: dict[Schedule, int] = {}  # schedule -> the line after its finding
    for witness in result.witnesses:
        finding, schedule = witness.finding, witness.run.schedule
        if schedule in told:  # of one run only the most telling finding is told at length
            lines.insert(told[schedule], f"also  {printable(finding.title)}    [{finding.property}]")
            told = {s: at + (at >= told[schedule]) for s, at in told.items()}
            continue
        lines += _finding(context, result, witness)
        told[schedule] = len(lines) - 1
        lines.append("")
    if not result.witnesses:
        lines.append(
            f"ok    {context.name}: no finding{'' if result.progress.complete else ', incomplete'}    {counted(context, result)}"
        )
        lines.append(f"      {proved(context.bounds, context.executor, result)}")
    if result.progress.runs and result.default_run is not None:
        for what, times in sorted(result.default_run.details["unmodelled"].items()):
            lines.append(f"note  not modelled: {printable(what)} (asked for {times} times)")
    return "\n".join(lines) + "\n"


def counted(context: Context, result: Result) -> str:
    """118 runs, 0.9 s."""
    return f"{result.progress.runs} runs, {context.seconds:.1f} s"


def proved(bounds: Bounds, executor: Executor, result: Result) -> str:
    """What was shown, exactly: the bound and whether it was reached."""
    limit = f"at most {_many(bounds.preemptions, 'preemption')} and {_many(bounds.signals, 'asynchronous signal')}"
    may = executor.may
    if may != May():
        limit = f"{limit.replace(' and ', ', ')} and {_many(bounds.outside, 'thing')} from outside ({', '.join(may.words())})"
    if executor.mark is not None:
        limit += f", behind the mark {executor.mark}"
    if executor.power is not None:
        disks = _many(len(executor.power.answers), "disk")
        some = "" if executor.power.complete else ", a selection of those possible"
        limit += f", each with a loss of power wherever the disk changes ({disks}{some})"
    if any(outcome.ending == "idle" for outcome in result.outcomes):
        limit += f", followed until all has slept {_many(executor.limits.waits, 'time')} since the last signal (--waits)"
    if result.progress.complete:
        return (
            f"proved: all schedules with {limit}: {result.progress.runs} runs, complete "
            f"({result.progress.merged} merged as another order of one already done; sequential consistency)"
        )
    why = WHY_STOPPED.get(result.stopped, result.stopped)
    words = f"incomplete: {why} ended the search with {result.progress.waiting} schedules waiting, of those with {limit}"
    if result.progress.sampled:
        words += f"; {result.progress.sampled} of the runs were random"
    if result.cut_at is not None:
        words += f"; a run was given up in the middle, at point {result.cut_at}, and nothing is said of it"
    if result.unasked:
        words += f"; the last run was not looked at for {', '.join(result.unasked)}"
    return words


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _finding(context: Context, result: Result, witness: Witness) -> list[str]:
    """One finding, at most a screen."""
    finding = witness.finding
    watched = watch(context.executor, witness.run, _steps_asked(witness))
    places = watched.places
    where = place_of(context, witness, watched)
    text = format_schedule(witness.run.schedule, context.program)
    title = f"FAIL  {printable(str(where)) + '  ' if where is not None else ''}{printable(finding.title)}"
    enough = _enough(witness.run.schedule)
    lines = [f"{title:<{WIDTH}}  {counted(context, result)}", f"      {enough}.   schedule  {text}", "step"]
    failed = tuple(place.step for place in places if place.choice.kind == "fault")
    lines += _steps(witness.run, places, (*finding.steps, *failed))
    lines.append(f"why   {printable(finding.why)}")
    for place in places:
        line = place.line
        at = printable(f"{line.function or '?'} ({line})") if line is not None else ""
        if place.choice.kind in OUTSIDE:
            lines.append(
                f"at    step {place.step}: {words_of(place.choice)}{f'; task {place.leaving} is in {at}' if at else ''}"
            )
        elif at:
            lines.append(f"at    step {place.step}: task {place.leaving} was left in {at}")
    nearest = attempt(context.executor, witness.run.schedule[:-1]) if places else None
    if nearest is not None:
        what = ending_words(nearest.status, nearest.ending)
        lines.append(f"else  without the last of the switches, at step {places[-1].step}: {what}")
    if finding.property == "status" and not witness.run.schedule:
        lines.append(
            "note  it does so in the default order; if that is meant, --no-check status looks for what else there is"
        )
    known = {p.id: p for p in REGISTRY.properties}.get(finding.property)
    if known is not None:
        lines.append(f"mend  {known.mend}    [{finding.property}; {known.manual}]")
    if context.kept:
        lines.append(f"next  fpath replay {text}    fpath explain {text}")
    else:
        lines.append(f"next  fpath replay {text} -- {printable(context.name)}")
    return lines


def _enough(schedule: Schedule) -> str:
    """How many deviations it took."""
    if not schedule:
        return "no switch is needed: it happens in the default order"
    outside = sum(choice.kind in OUTSIDE for _, choice in schedule)
    switches = len(schedule) - outside
    parts = [_many(switches, "switch").replace("switchs", "switches")] if switches else []
    parts += [_many(outside, "thing") + " from outside"] if outside else []
    return f"{' and '.join(parts)} {'is' if len(schedule) == 1 else 'are'} enough"


def place_of(context: Context, witness: Witness, watched: Watched | None = None) -> Line | None:
    """The line of source that a finding is about: of the instruction that it names, else where the first deviation left a task, else
    of its first step."""
    steps = _steps_asked(witness)
    watched = watched or watch(context.executor, witness.run, steps)
    said = next((watched.lines[step] for step in steps if step in watched.lines), None)
    if witness.finding.there and witness.finding.steps[0] in watched.lines:
        return watched.lines[witness.finding.steps[0]]
    return _of_finding(context, witness) or watched.first() or said


def _of_finding(context: Context, witness: Witness) -> Line | None:
    """The line of the instruction that the finding names, when it is the program's own."""
    address = witness.finding.address
    path = os.path.realpath(context.path)
    for images in witness.run.code.spaces.values() if address else ():
        for image in images:
            if image.start <= address < image.end and os.path.realpath(image.host) == path:
                return source.load(context.path).line(address - load(image.host).bias(image))
    return None


def _steps_asked(witness: Witness) -> tuple[int, ...]:
    """The steps of a finding in the order in which their places are told: its own task's, others', and the task's last calls."""
    finding, events = witness.finding, witness.run.events
    own = {event.step for event in events if event.tid == finding.tid}
    calls = [event.step for event in events if event.tid == finding.tid and event.kind is Kind.CALL]
    return (*sorted(finding.steps, key=lambda step: step not in own), *reversed(calls[-LAST_CALLS:]))


def _steps(run: Run, places: list[Place], important: tuple[int, ...]) -> list[str]:
    """The events that tell the story: family and signal calls, signals, and the steps named by the finding."""
    switches = {place.step: "outside" if place.choice.kind in OUTSIDE else "switch" for place in places}
    returns = {e.data[4]: e for e in run.events if e.kind is Kind.RETURN}
    first = min((*important, *switches), default=0)

    def matters(event: Event) -> bool:
        named = event.kind is Kind.CALL and (event.data[0] in FAMILY_CALLS or event.step in important)
        return named or event.kind is Kind.SIGNAL

    chosen = [event for event in run.events if matters(event)]
    near = [e for e in chosen if e.step >= first - 6]
    chosen = near[:STEP_LINES] if len(near) > STEP_LINES else near or chosen[-STEP_LINES:]
    lines = []
    last_tid = 0
    for event in chosen:
        mark = ""
        passed = {s for s in switches if s <= event.step}
        if passed:
            mark = f"   <- {' and '.join(sorted({switches.pop(s) for s in passed}, reverse=True))}"
        text = event_text(event, returns)
        lines.append(f"  {event.step:>4}  {event.tid if event.tid != last_tid else '':<4} {text}{mark}")
        last_tid = event.tid
    return lines


def event_text(event: Event, returns: dict[int, Event]) -> str:
    """A line about one event, as strace prints it."""
    if event.kind is Kind.SIGNAL:
        action = "" if event.data[2] == "handler" else f"  ({event.data[2]})"
        return f"--- {signal_name(event.data[0])} {siginfo(event.data[1])} ---{action}"
    name, arguments, before = event.data
    seen = seen_of(name, arguments, before)
    form = form_of(seen)
    text = f"{name}({entering(seen, form)}"
    ended = returns.get(event.step)
    if ended is not None and ended.data[2] is not None:
        seen.after, seen.result = ended.data[3], ended.data[2]
    seen.ended = True
    text += (leaving(seen, form) if seen.result is not None else "") + ")"
    result = outcome(seen, form) if seen.result is not None else "?"
    return printable(f"{text:<40} = {result}")


def outcomes(context: Context, result: Result) -> str:
    """The screen of `fpath outcomes`."""
    lines = [f"{_many(len(result.outcomes), 'outcome')}    {counted(context, result)}"]
    for found in result.outcomes:
        text = format_schedule(found.run.schedule, context.program)
        lines.append(f"  {found.count:>6} runs  {ending_words(found.status, found.ending):<24} {text}")
        lines += [f"        | {printable(line)}" for line in found.output.splitlines()]
    lines.append(proved(context.bounds, context.executor, result))
    return "\n".join(lines) + "\n"


def ending_words(status: int | None, ending: str) -> str:
    """How a run ended: "status 0", "SIGSEGV", "never ends (blocked)"."""
    if status is None and ending == "idle":
        return "waits for a signal"
    if status is None:
        return f"never ends ({ending})"
    return signal_name(status & 0x7F) if status & 0x7F else f"status {status >> 8}"


def outcomes_as_json(context: Context, result: Result) -> dict[str, Any]:
    """The distinct outcomes as plain data."""
    return {
        "program": context.name,
        "program_sha256": context.program.hex(),
        **_asked(context),
        "runs": result.progress.runs,
        "complete": result.progress.complete,
        "stopped": result.stopped,
        "cut_at": result.cut_at,
        "seconds": round(context.seconds, 3),
        "outcomes": [
            {
                "output": o.output.decode(errors="backslashreplace"),
                "status": o.status,
                "ending": o.ending,
                "runs": o.count,
                "schedule": format_schedule(o.run.schedule, context.program),
            }
            for o in result.outcomes
        ],
    }


def _asked(context: Context) -> dict[str, Any]:
    """How far was explored."""
    mark = context.executor.mark
    return {"bounds": asdict(context.bounds), "from": str(mark) if mark is not None else None}


def _place(line: Line | None) -> dict[str, Any] | None:
    return {"file": line.file, "line": line.line, "function": line.function} if line is not None else None


def _known(name: str) -> dict[str, str]:
    """What is said of a property to those whom it finds."""
    known = {p.id: p for p in REGISTRY.properties}.get(name)
    return {"mend": known.mend, "manual": known.manual} if known is not None else {"mend": "", "manual": ""}


def as_json(context: Context, result: Result) -> dict[str, Any]:
    """The result as plain data."""
    return {
        "program": context.name,
        "program_sha256": context.program.hex(),
        **_asked(context),
        "runs": result.progress.runs,
        "transitions": result.progress.transitions,
        "considered": result.progress.considered,
        "merged": result.progress.merged,
        "beyond": result.progress.beyond,
        "waiting": result.progress.waiting,
        "complete": result.progress.complete,
        "stopped": result.stopped,
        "cut_at": result.cut_at,
        "seconds": round(context.seconds, 3),
        "findings": [
            {
                "property": w.finding.property,
                "title": w.finding.title,
                "why": w.finding.why,
                "details": list(w.finding.details),
                **_known(w.finding.property),
                "steps": list(w.finding.steps),
                "task": w.finding.tid,
                "place": _place(place_of(context, w)),
                "schedule": format_schedule(w.run.schedule, context.program),
                "deviations": len(w.run.schedule),
                "found_after_runs": w.found_after_runs,
                "found_after_s": round(w.found_after_s, 3),
            }
            for w in result.witnesses
        ],
    }
