"""What the look worker answers: a question is a dictionary with "do" and, for most, "s", the schedule of the run it is about.

A run is opened when it is first asked for, and LOOKERS of them are kept open: each has a kernel with its memory.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from forkingpaths.kernel.events import Event
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.view import quiz as quizzes
from forkingpaths.view.tables import Table, look_at_all
from forkingpaths.web.looker import Looker, compared
from forkingpaths.web.workers import WorkerFailed

LOOKERS = 4
KEPT_STATES = 3000  # of a run in one HTML file
KEPT_LINES = 200_000
KEPT_RUNS = 8  # of an exploration in one HTML file
NOTABLE = ("exec", "exit", "output", "deliver", "kill", "sent", "fault", "switch", "reap", "stop")


class Answers:
    """`open_run` makes the looker of a schedule ("" is the run the page was started with)."""

    def __init__(
        self, open_run: Callable[[str], Looker], about: dict[str, Any], program_text: Callable[[], list[str]]
    ) -> None:
        self.open_run = open_run
        self.program_text = program_text
        self.about = about
        self.lookers: OrderedDict[str, Looker] = OrderedDict()

    def answer(self, question: dict[str, Any]) -> Any:
        """ValueError or LookupError say what is wrong with a question."""
        do = question["do"]
        if do == "page":
            return {**self.about, "schedule": self.looker("").schedule}
        if do == "quiz":
            return self.quiz(question["log"])
        if do == "export tree":
            return self.export_tree(question["log"], question["s"])
        looker = self.looker(question["s"])
        if do == "run":
            return looker.whole()
        if do == "state":
            return looker.state(
                question.get("step", looker.first), question.get("tid"), question.get("tab", "ps")
            )
        if do == "lines":
            return looker.lines(question.get("first", 1), question.get("last", looker.last))
        if do == "search":
            return looker.search(question.get("q", ""))
        if do == "source":
            return looker.source(question.get("file", ""))
        if do == "export":
            return {**self.about, **export_run(looker, looker.name)}
        raise LookupError(f"no such question: {do}")

    def looker(self, schedule: str) -> Looker:
        """The run of a schedule, opened if need be."""
        found = self.lookers.get(schedule)
        if found is None:
            found = self.open_run(schedule)
            found.state(found.critical())  # reads debug information, before anybody waits for it
            self.lookers[schedule] = found
            self.lookers.setdefault(found.schedule, found)
            while len(self.lookers) > LOOKERS + 1:
                oldest = next(
                    name
                    for name in self.lookers
                    if name != "" and self.lookers[name] is not self.lookers.get("")
                )
                del self.lookers[oldest]
        self.lookers.move_to_end(schedule)
        return found

    def quiz(self, log: list[dict[str, Any]]) -> dict[str, Any]:
        """The quiz about what an exploration saw so far."""
        outcomes: dict[str, quizzes.Seen] = {}
        for entry in log:
            if entry["kind"] == "run":
                known = outcomes.get(entry["outcome"])
                first = known.schedule if known else entry["schedule"]
                runs = 1 + (known.runs if known else 0)
                outcomes[entry["outcome"]] = quizzes.Seen(entry["output"], entry["words"], first, runs)
        if not outcomes:
            raise LookupError("explore first: the quiz asks about what was found")
        complete = any(entry.get("complete") for entry in log[-3:])
        return asdict(
            quizzes.make(self.about["name"], self.program_text(), list(outcomes.values()), complete)
        )

    def export_tree(self, log: list[dict[str, Any]], shown: str) -> dict[str, Any]:
        """An exploration with the runs that matter: the default one, the smallest of each finding, the one shown, and the first of each
        outcome.
        """
        wanted = [entry["schedule"] for entry in log if entry["kind"] == "run"][:1]
        wanted += [entry["schedule"] for entry in log if entry["kind"] == "finding"][: KEPT_RUNS // 2]
        seen: set[str] = set()
        for entry in log:
            if entry["kind"] != "run":
                continue
            keys = {f["property"] for f in entry["findings"]} | {entry["outcome"]}
            if entry["schedule"] == shown or not keys <= seen:
                wanted.append(entry["schedule"])
                seen |= keys
        runs = {}
        for schedule in list(dict.fromkeys(wanted))[:KEPT_RUNS]:
            try:
                runs[schedule] = export(self.looker(schedule))
            except WorkerFailed:
                continue
        chosen = shown if shown in runs else next(iter(runs), "")
        return {
            **self.about,
            "kind": "exploration",
            "schedule": chosen,
            "runs": runs,
            "log": log,
            "quiz": self.quiz(log),
        }


class _States:
    """The listener that takes the tables at the steps wanted, while the run goes by once."""

    def __init__(self, k: Kernel, looker: Looker, wanted: set[int]) -> None:
        self.k, self.looker, self.wanted = k, looker, wanted
        self.found: dict[int, Any] = {}

    def event(self, event: Event) -> None:
        if event.step in self.wanted:
            self.found[event.step] = (
                look_at_all(self.k),
                self.looker.standing(self.k),
                self.k.monotonic_ns(),
            )


def export_run(looker: Looker, name: str) -> dict[str, Any]:
    """The data of a file with one run."""
    about = {"name": name, "arguments": [name], "kind": "run", "schedule": looker.schedule}
    return {**about, "runs": {looker.schedule: export(looker)}}


def export(looker: Looker) -> dict[str, Any]:
    """A run with its lines and its states: all of them, or of a long run those at which something happened."""
    count = looker.last - looker.first + 1
    wanted = set(range(looker.first, looker.last + 1))
    if count > KEPT_STATES:
        steps = [mark.step for mark in looker.story.marks if mark.kind in NOTABLE]
        steps += [step for arrow in looker.story.arrows for step in (arrow.first, arrow.last)]
        wanted = set(sorted(set(steps))[:KEPT_STATES]) | {looker.first, looker.last}
    states = _States(looker.player.kernel, looker, wanted)
    looker.player.watch(states, looker.first, looker.last)
    sources: dict[str, list[str] | None] = {}
    packed: dict[int, Any] = {}
    before: dict[str, Any] = {}
    earlier: list[Table] = []
    for step in sorted(states.found):
        tables, standing, time_ns = states.found[step]
        now = {table["name"]: table for table in compared(earlier, tables)}
        earlier = tables
        different = {name: table for name, table in now.items() if before.get(name) != table["rows"]}
        before = {name: table["rows"] for name, table in now.items()}
        packed[step] = [time_ns, different, {t: s for t, s in standing.items() if s["line"] or s["code"]}]
        for where in standing.values():
            if where["file"] and where["file"] not in sources:
                sources[where["file"]] = looker.source(where["file"])
    words = looker.all_words()[:KEPT_LINES]
    return {"whole": looker.whole(), "states": packed, "words": words, "sources": sources}
