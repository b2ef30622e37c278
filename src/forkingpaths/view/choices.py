"""What the search looked at, a line each: the choices that were possible, and the runs that were made (-v).

run    30r3.9747          52 points, status 1
point    36  step    41   2 in front of wait4       run 3             to be tried
"""

from __future__ import annotations

from forkingpaths.explore.schedule import format_schedule
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.view.findings import ending_words

NOT_ENDED = {
    "merged": "another order of one already made",
    "again": "looked at again: a handler was seen to touch more than was known",
}


def told_choice(program: bytes, run: Run, point: int, choice: Choice, what: str) -> str:
    """The line for one of them; `point` is below 0 for a run that was made."""
    if point < 0:
        ended = NOT_ENDED.get(what) or ending_words(run.status, run.ending)
        text = format_schedule(run.schedule, program)
        return f"run    {text:<24} {len(run.transitions):>5} points, {ended}"
    if point < len(run.transitions):
        at = run.transitions[point]
        where = f"{at.choice.tid} in front of {at.call}" if at.call else f"{at.choice.tid} in user code"
        step = at.step + 1
    else:
        where, step = "the end", run.events[-1].step if run.events else 0
    number = f" {choice.number}" if choice.number else ""
    return f"  point {point:>5}  step {step:>6}   {where:<28} {choice.kind} {choice.tid}{number:<12} {what}"
