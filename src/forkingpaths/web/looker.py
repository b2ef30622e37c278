"""One run as the page asks for it: the whole in small, and everything about one step.

    whole()          tasks, spans, arrows, marks, output; the kind and task of every event, packed
    state(step)      the kernel's tables, what the step changed in them, where the chosen task stands
    lines(a, b)      a line of words for each event
    search(words)    the steps whose line has all the words, and the lines of the first of them

What was made lately is kept (KEPT states), so that going step by step costs one replay a step and going back none.
"""

from __future__ import annotations

import base64
from array import array
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from forkingpaths.kernel.events import Event, Kind
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.record.player import Player
from forkingpaths.view.export.told import Found
from forkingpaths.view.lines import Lines
from forkingpaths.view.place import Places
from forkingpaths.view.story import INIT, Story, Teller, text_of
from forkingpaths.view.tables import Table, look_at_all

KEPT = 48
FOUND = 500  # steps of a search
LISTED = 60  # of which the lines are told
WINDOW = 400  # lines asked for at once
OUTPUT_PIECE = 1 << 16  # bytes of one write that are shown
OUTPUT_WHOLE = 1 << 20  # and of the run


class Looker:
    """`player` is the run; `places` knows the programs."""

    def __init__(
        self, player: Player, places: Places, name: str, schedule: str, findings: list[Found]
    ) -> None:
        player.visit()
        self.player = player
        self.places = places
        self.name = name
        self.schedule = schedule
        self.findings = findings
        self.states: OrderedDict[int, tuple[list[Table], dict[int, Any], int]] = OrderedDict()
        self.kinds = bytearray()
        self.tids = array("H")
        self.first = 1
        self.switches = [player.step_of(deviation.point) for deviation in player.schedule]
        self.story = self._walk()
        self.words: list[str] = []  # a line for each event, made at the first search

    def _walk(self) -> Story:
        """The only look at all events: a story, and two numbers an event."""
        teller = Teller(self.player.kernel.main_tgid, self.name)
        for event in self.player.walk():
            if not self.kinds:
                self.first = event.step
            self.kinds.append(event.kind)
            self.tids.append(event.tid & 0xFFFF)
            teller.take(event)
        teller.switches((s, d.choice.tid) for s, d in zip(self.switches, self.player.schedule, strict=True))
        return teller.told()

    @property
    def last(self) -> int:
        return self.first + len(self.kinds) - 1

    def whole(self) -> dict[str, Any]:
        """What the page needs before any step is asked for.  Rows of lists rather than objects: a tenth of the bytes."""
        story = self.story
        left = OUTPUT_WHOLE
        output = []
        for written in self.player.output:
            data = written.data[: min(OUTPUT_PIECE, left)]
            left -= len(data)
            if data:
                output.append([written.step, written.stream, text_of(data)])
        return {
            "name": self.name,
            "schedule": self.schedule,
            "status": self.player.status,
            "ending": self.player.ending,
            "first": self.first,
            "last": self.last,
            "rows": [asdict(row) for row in story.rows],
            "spans": [[s.tid, s.kind, s.first, s.last, s.label] for s in story.spans],
            "arrows": [[a.kind, a.source, a.first, a.target, a.last, a.label] for a in story.arrows],
            "marks": [[m.tid, m.step, m.kind, m.label] for m in story.marks],
            "output": output,
            "cut": left <= 0,
            "switches": self.switches,
            "findings": [asdict(found) for found in self.findings],
            "kinds": base64.b64encode(self.kinds).decode(),
            "tids": base64.b64encode(self.tids.tobytes()).decode(),
            "kind_names": {int(kind): kind.name for kind in Kind},
        }

    # ---- one step ----------------------------------------------------------------------------------------------------

    def state(self, step: int, tid: int | None = None) -> dict[str, Any]:
        """Everything about one step; `tid` chooses whose source is shown (default: whose event it is)."""
        step = min(max(step, self.first), self.last)
        before = self._tables(step - 1)[0] if step > self.first else None
        tables, standing, time_ns = self._tables(step)
        return state_of(
            step, tid if tid is not None else self.tid_of(step), tables, before, standing, time_ns
        )

    def tid_of(self, step: int) -> int:
        """Whose event it is."""
        return self.tids[step - self.first]

    def _tables(self, step: int) -> tuple[list[Table], dict[int, Any], int]:
        """The tables and where each task stands, at `step`."""
        found = self.states.get(step)
        if found is None:
            k = self.player.at(step)
            found = self.states[step] = (look_at_all(k), self.standing(k), k.monotonic_ns())
            while len(self.states) > KEPT:
                self.states.popitem(last=False)
        self.states.move_to_end(step)
        return found

    def standing(self, k: Kernel) -> dict[int, Any]:
        """Where each task stands, as plain data."""
        return {tid: asdict(self.places.standing(k, tid)) for tid in k.tasks if tid != INIT}

    def source(self, name: str) -> list[str] | None:
        """The text of a file that debug information named."""
        return self.places.text(name)

    # ---- events ------------------------------------------------------------------------------------------------------

    def lines(self, first: int, last: int) -> list[list[Any]]:
        """[step, tid, kind, words] of each event of a range, at most WINDOW."""
        first, last = max(first, self.first), min(last, self.last, first + WINDOW - 1)
        if self.words:
            return [
                [s, self.tid_of(s), self.kinds[s - self.first], self.words[s - self.first]]
                for s in range(first, last + 1)
            ]
        return list(self._told(self.player.events(self._call_before(first), last), first))

    def _call_before(self, first: int) -> int:
        """Some steps earlier, so that most returns in the range find their call."""
        return max(self.first, first - 64)

    def _told(self, events: list[Event], first: int) -> Iterator[list[Any]]:
        lines = Lines()
        for event in events:
            words = lines.line(event)
            if event.step >= first:
                yield [event.step, event.tid, int(event.kind), words]

    def all_words(self) -> list[str]:
        """The line of every event."""
        if not self.words:
            lines = Lines()
            self.words = [lines.line(event) for event in self.player.walk()]
        return self.words

    def search(self, query: str) -> dict[str, Any]:
        """The hits of a search, and the lines of the first of them."""
        steps = self.hits(query)
        return {"steps": steps, "words": [self.all_words()[step - self.first] for step in steps[:LISTED]]}

    def hits(self, query: str) -> list[int]:
        """Steps whose line has every word of `query`; "pid 3" and "tid 3" say whose, "step 40" says which."""
        tids, steps, wanted = parse(query)
        if steps:
            return [step for step in steps if self.first <= step <= self.last]
        if not wanted and not tids:
            return []
        whose = {row.tid for row in self.story.rows if row.tid in tids or row.tgid in tids}
        found = []
        for index, words in enumerate(self.all_words()):
            if tids and self.tids[index] not in whose:
                continue
            text = f"{words} {Kind(self.kinds[index]).name}".lower()
            if all(word in text for word in wanted):
                found.append(self.first + index)
                if len(found) >= FOUND:
                    break
        return found


def parse(query: str) -> tuple[set[int], list[int], list[str]]:
    """(tasks, steps, words) of what was typed."""
    tids: set[int] = set()
    steps: list[int] = []
    words: list[str] = []
    pieces = query.lower().split()
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        following = pieces[index + 1] if index + 1 < len(pieces) else ""
        if piece in ("pid", "tid", "step") and following.isdecimal() and len(following) < 10:
            if piece == "step":
                steps.append(int(following))
            else:
                tids.add(int(following))
            index += 2
            continue
        words.append(piece)
        index += 1
    return tids, steps, words


def state_of(
    step: int,
    tid: int,
    tables: list[Table],
    before: list[Table] | None,
    standing: dict[int, Any],
    time_ns: int,
) -> dict[str, Any]:
    """The answer about one step; `before` are the tables of the step before it."""
    return {
        "step": step,
        "tid": tid,
        "time_ns": time_ns,
        "tables": [
            {**asdict(table), "changed": changed(_named(before or [], table.name), table)} for table in tables
        ],
        "where": standing.get(tid) or {"tid": tid, "words": "this task is not there at this step"},
    }


def _named(tables: list[Table], name: str) -> Table | None:
    return next((table for table in tables if table.name == name), None)


def changed(before: Table | None, now: Table) -> dict[str, list[int]]:
    """Row number -> the columns that the step changed; a new row is changed in all; "gone" counts those that vanished."""
    if before is None:
        return {}
    old: dict[tuple[str, ...], list[list[str]]] = {}
    for row in before.rows:
        old.setdefault(tuple(row[: now.key]), []).append(row)
    found: dict[str, list[int]] = {}
    for number, row in enumerate(now.rows):
        rows = old.get(tuple(row[: now.key]))
        was = rows.pop(0) if rows else None
        columns = [i for i, cell in enumerate(row) if was is None or i >= len(was) or was[i] != cell]
        if columns:
            found[str(number)] = columns
    gone = sum(len(rows) for rows in old.values())
    if gone:
        found["gone"] = [gone]
    return found
