"""Why a run failed: the critical step, the passing run beside it, both stacks there, and the words.

run       30r3.9747  status 1          passing run  0.7d4c  status 0 (without that choice)
critical  step 33: task 2 was left in fork, called by main (jobs.c:54), and task 3 ran
[two columns: the passing run, the failing run; where they part, and the first difference that matters]
stacks    of the task that was left, of the task that ran instead
why, mend, manual
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forkingpaths.abi.signals import name_of
from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.explore.nearest import Nearest, parting
from forkingpaths.explore.power_loss import Loss
from forkingpaths.explore.schedule import format_schedule
from forkingpaths.explore.trace import Run
from forkingpaths.record.player import Player
from forkingpaths.view.backtrace import Backtraces, Frame, line_of
from forkingpaths.view.findings import ending_words
from forkingpaths.view.side_by_side import Item, draw, first_difference, items, outputs, pair
from forkingpaths.view.text import printable

SHOWN_FRAMES = 12
SHOWN_FILES = 8
SHOWN_STACKS = 4  # of those left asleep
HOW = {
    "left out": "one choice less",
    "instead": "one choice otherwise",
    "also": "one choice more",
    "earlier": "another choice, and none after it",
}
SourceLine = Callable[
    [str, int], str
]  # file name of the debug information, line -> its text, "" when it is not there


@dataclass(slots=True)
class Stack:
    """A task at the critical step."""

    tid: int
    words: str
    frames: list[Frame]


@dataclass(slots=True)
class Explanation:
    """All that is said about a failing run."""

    name: str
    program: bytes
    bad: Run
    nearest: Nearest | None
    findings: list[Finding]
    point: int  # the critical one: where the passing run chose otherwise, or the last deviation
    step: int
    words: str
    stacks: list[Stack]
    source: SourceLine
    spared: tuple[str, ...] | None = (
        None  # what is lost on another disk of the moment, with which the command is content
    )


def explained(
    name: str,
    program: bytes,
    bad: Run,
    nearest: Nearest | None,
    findings: list[Finding],
    player: Player,
    source: SourceLine,
) -> Explanation:
    """Look at the run where it parts from the passing one; `player` plays the failing run."""
    if nearest is not None:
        point = parting(bad, nearest.run)
    elif bad.ending == "blocked" or not (findings and findings[0].steps):
        point = player.points
    else:
        point = player.point_of(findings[0].steps[0])
    step = min(player.step_of(point), player.steps)
    loss = bad.details.get("power loss")
    if isinstance(loss, Loss) and findings and findings[0].property == "power-loss":
        point, step = loss.transition.index, loss.transition.step + 1
        words, stacks = "the power is lost behind this step", _at(bad, None, point, player)[1][:1]
    elif point < player.points:
        words, stacks = _at(bad, nearest, point, player)
    else:
        words, stacks = _end(player)
    return Explanation(name, program, bad, nearest, findings, point, step, words, stacks, source)


def _at(bad: Run, nearest: Nearest | None, point: int, player: Player) -> tuple[str, list[Stack]]:
    """What was chosen at the critical point, in words, and the stacks of those it was between."""
    taken = bad.transitions[point]
    choice = taken.choice
    stopped = choice.kind == "stop"
    k = player.at_point(point + 1 if stopped else point)
    if choice.kind == "send":
        left = k.run_queue[0] if k.run_queue else 0
        words, others = f"{name_of(choice.number)} came from outside", [(left, "which would have gone on")]
    elif choice.kind == "deliver":
        words = f"task {choice.tid} took its signal before {taken.call or 'its call'}, not after it"
        others = [(choice.tid, "in front of the call")]
    elif stopped:
        ran = bad.transitions[point + 1].tid if point + 1 < len(bad.transitions) else 0
        words = (
            f"task {choice.tid} was left after {choice.number} instructions of its own, and task {ran} ran"
        )
        others = [(choice.tid, "left at this instruction"), (ran, "which ran instead")]
    elif choice.kind == "run":
        would = (
            nearest.run.transitions[point].tid
            if nearest and point < len(nearest.run.transitions)
            else taken.previous
        )
        if would == choice.tid:
            words, others = f"task {choice.tid} went on", [(choice.tid, "which ran")]
        else:
            words = f"task {would} was left, and task {choice.tid} ran"
            others = [(would, "which was left"), (choice.tid, "which ran instead")]
    else:
        words, others = f"choice {choice.kind} {choice.number}", [(choice.tid, "the task it happened to")]
    traces = Backtraces()
    stacks = [
        Stack(tid, said, traces.of(k, k.tasks[tid])) for tid, said in others if _has_stack(k.tasks.get(tid))
    ]
    return words, stacks


def _end(player: Player) -> tuple[str, list[Stack]]:
    """Who is left when nothing can happen any more."""
    k = player.at_point(player.points)
    traces = Backtraces()
    left = [
        t for t in k.tasks.values() if _has_stack(t) and t.wait is not None and not t.process.kernel_owned
    ]
    stacks = [Stack(t.tid, "which sleeps for ever", traces.of(k, t)) for t in left[:SHOWN_STACKS]]
    return f"the end of the run: {len(left)} task{'' if len(left) == 1 else 's'} left asleep", stacks


def _has_stack(t: object) -> bool:
    return t is not None and getattr(t, "memory", None) is not None


def text(it: Explanation, width: int = 120) -> str:
    """The screen of `fpath explain`."""
    finding = it.findings[0] if it.findings else None
    title = printable(finding.title) if finding is not None else "nothing is wrong with this run"
    lines = [f"{'EXPLAIN' if finding is not None else 'ok'}  {printable(it.name)}: {title}", ""]
    bad_text = format_schedule(it.bad.schedule, it.program)
    lines.append(f"run       {bad_text}  {ending_words(it.bad.status, it.bad.ending)}")
    if it.nearest is not None:
        good = it.nearest.run
        lines.append(
            f"passing   {format_schedule(good.schedule, it.program)}  {ending_words(good.status, good.ending)}"
            f"    ({HOW[it.nearest.kind]})"
        )
    elif finding is not None and finding.property != "power-loss":
        lines.append("passing   none found near it: every order tried fails too")
    if it.stacks and finding is not None:
        lines.append(f"critical  step {it.step}: {it.words}{_place(it.stacks[0].frames)}")
    lines += ["", *_beside(it, width), *_endings(it, width)] if it.nearest is not None else []
    lines += _disks(it)
    for stack in it.stacks if finding is not None else ():
        lines += ["", f"stack     of task {stack.tid}, {stack.words}, at step {it.step}"]
        lines += _frames(stack.frames, it.source)
    for number, found in enumerate(it.findings):
        known = {p.id: p for p in REGISTRY.properties}.get(found.property)
        lines += ["", f"why       {printable(found.why)}"]
        lines += [f"          {printable(detail)}" for detail in found.details]
        if known is not None:
            lines.append(f"mend      {known.mend}")
            lines.append(f"manual    {known.manual}    [{found.property}]")
        if number == 2:
            break
    return "\n".join(lines) + "\n"


def _place(frames: list[Frame]) -> str:
    """Where the task stood: the innermost function, and the innermost line that is known."""
    line = line_of(frames)
    known = next((f for f in frames if line is not None and f.line == line), None)
    if known is None:
        return f", in {printable(str(frames[0]))}" if frames else ""
    inner = (
        f" in {printable(frames[0].function or str(frames[0]))}, called by"
        if frames[0] is not known
        else " in"
    )
    return f";{inner} {printable(str(known))}"


def _beside(it: Explanation, width: int) -> list[str]:
    """Both runs, where they part and where that first makes a difference."""
    assert it.nearest is not None
    good, bad = items(it.nearest.run), items(it.bad)
    one, other = first_difference(good, bad, it.step)
    rows = pair(good, bad)
    switch = next((i.step for i in bad if i.step >= it.step), 0)
    marks = {switch: "   <- switch"}
    if other is not None:
        marks[other.step] = "   <- differs" if other.step != switch else "   <- switch, differs"
    last = {bad[-1].step} if bad else set()
    said = {step for finding in it.findings[:1] for step in finding.steps}
    matters = {switch, *said, *last} | ({other.step} if other else set()) | ({-one.step} if one else set())
    column = (width - 5) // 2
    lines = [f"  {'step  task  the passing run':<{column}} | step  task  this run"]
    lines += draw(rows, marks, matters, width)
    if one is not None or other is not None:
        lines += ["", *_difference(one, other)]
    else:
        lines += ["", "differs   each task did the same in both runs: only the order is another"]
    return lines


def _endings(it: Explanation, width: int) -> list[str]:
    """What the two runs wrote, where that is not the same."""
    assert it.nearest is not None
    good, bad = it.nearest.run, it.bad
    if good.output == bad.output:
        return []
    column = (width - 5) // 2
    ends = [ending_words(run.status, run.ending) for run in (good, bad)]
    return [
        "",
        f"  {'output of the passing run':<{column}} | output of this run",
        *outputs(good.output, bad.output, width),
        f"  {ends[0]:<{column}} {' ' if ends[0] == ends[1] else '|'} {ends[1]}",
    ]


def _disks(it: Explanation) -> list[str]:
    """After a loss of power: the disk that is left, and what would have had to be on it."""
    loss = it.bad.details.get("power loss")
    if not isinstance(loss, Loss):
        return []
    lines = ["", f"disk      that is left when the power is lost behind step {loss.transition.step + 1}"]
    lines += [
        f"    has      {printable(path)} ({size} bytes)" for path, size in loss.answer.files[:SHOWN_FILES]
    ]
    lines += [f"    has not  {printable(lost)}" for lost in loss.lost[:SHOWN_FILES]]
    said = loss.answer.output.decode(errors="replace").splitlines()[:SHOWN_FILES]
    lines += [f"    says     {printable(line)}" for line in said]
    lines.append(f"    ends     `{printable(loss.command)}`: {ending_words(loss.answer.status, 'blocked')}")
    if it.spared is None:
        return [*lines, "    status 0 on no disk that could be left at this moment"]
    hangs = [lost for lost in loss.lost if lost not in it.spared]
    others = [lost for lost in it.spared if lost not in loss.lost]
    parts = [f"with {', '.join(hangs[:SHOWN_FILES])} on it"] if hangs else []
    parts += [f"without {', '.join(others[:SHOWN_FILES])}"] if others else []
    return [*lines, f"    status 0 {printable(' and '.join(parts))}"]


def _difference(one: Item | None, other: Item | None) -> list[str]:
    tid = (other or one or Item(0, 0, "")).tid
    here, there = (
        f"{item.step:>5} {item.text}" if item is not None else "      nothing more" for item in (other, one)
    )
    return [
        f"differs   task {tid}  this run         {printable(here)}",
        f"          {'':{len(str(tid)) + 5}}  the passing run  {printable(there)}",
    ]


def _frames(frames: list[Frame], source: SourceLine) -> list[str]:
    lines = []
    for number, frame in enumerate(frames[:SHOWN_FRAMES]):
        text_of_line = source(frame.line.file, frame.line.line) if frame.line is not None else ""
        shown = f"    {text_of_line.strip()}" if text_of_line else ""
        lines.append(printable(f"    #{number} {frame}{shown}", 160))
    if len(frames) > SHOWN_FRAMES:
        lines.append(f"    ... {len(frames) - SHOWN_FRAMES} more")
    return lines
