"""One run as the page asks for it: the whole in small, and everything about one step.

    whole()            tasks, spans, arrows, marks, output; the kind and task of every event, packed
    state(step, tab)   the kernel's tables of that tab, what the step changed in them, where the chosen task stands
    lines(a, b)        a line of words for each event
    search(words)      the steps whose line has all the words, and the lines of the first of them

What was seen lately is kept, and what goes by in a replay is looked at too: one replay a step forward, from where the last one ended;
AROUND steps at a time back; none where one has just been.
"""

from __future__ import annotations

import base64
from array import array
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, NamedTuple

from forkingpaths.kernel.events import Event, Kind
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.record.player import Player
from forkingpaths.view.export.told import Found
from forkingpaths.view.lines import Lines
from forkingpaths.view.place import Places
from forkingpaths.view.story import INIT, Story, Teller, text_of
from forkingpaths.view.tables import TABLES, Table, look

KEPT = 96  # states
AROUND = 16  # of them taken at once when the steps go back
QUICK_ROWS = 200  # of tables that are made in a millisecond or two
CHUNK, KEPT_CHUNKS = 128, 64  # lines made at a time, and how many times that are kept
FOUND = 500  # steps of a search
LISTED = 60  # of which the lines are told
WINDOW = 400  # lines asked for at once
OUTPUT_PIECE = 1 << 16  # bytes of one write that are shown
OUTPUT_WHOLE = 1 << 20  # and of the run


class Seen(NamedTuple):
    """The kernel at one step: the tables of a tab, and where a task stands."""

    tables: list[Table]
    standing: dict[str, Any]
    time_ns: int


class Asked(NamedTuple):
    """What of a step is to be seen; without `tid`, of the task whose event it is."""

    step: int
    tid: int | None
    tab: str


class _Watch:
    """The listener that looks at the kernel from step `first` to `last`, and where that is quick at what follows in the same transition."""

    def __init__(self, looker: Looker, asked: Asked, first: int, last: int) -> None:
        self.looker, self.asked, self.first, self.last = looker, asked, first, last
        self.rows = 0  # of the tables seen

    def event(self, event: Event) -> None:
        asked = self.asked._replace(step=event.step)
        ahead = AROUND if self.rows < QUICK_ROWS else 0
        if self.first <= event.step <= self.last + ahead and asked not in self.looker.states:
            seen = self.looker.states[asked] = self.looker.look(asked)
            self.rows = sum(len(table.rows) for table in seen.tables)


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
        self.states: OrderedDict[Asked, Seen] = OrderedDict()
        self.chunks: OrderedDict[int, list[str]] = OrderedDict()
        self.at = 0  # the step that was asked for last
        self.rows = 0  # of its tables
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
            "critical": self.critical(),
            "findings": [asdict(found) for found in self.findings],
            "kinds": base64.b64encode(self.kinds).decode(),
            "tids": base64.b64encode(self.tids.tobytes()).decode(),
            "kind_names": {int(kind): kind.name for kind in Kind},
        }

    def critical(self) -> int:
        """Where to begin to look: where the last deviation was taken; without any, at what the finding is about."""
        steps = [step for found in self.findings for step in found.steps]
        return self.switches[-1] if self.switches else steps[0] if steps else self.first

    # ---- one step ----------------------------------------------------------------------------------------------------

    def state(self, step: int, tid: int | None = None, tab: str = "ps") -> dict[str, Any]:
        """Everything about one step; `tid` chooses whose source is shown (default: whose event it is)."""
        step = min(max(step, self.first), self.last)
        asked = Asked(step, tid, tab)
        before, here = self._see(asked)
        return {
            "step": step,
            "tid": self.whose(asked),
            "time_ns": here.time_ns,
            "tables": compared(before.tables if before else [], here.tables),
            "where": here.standing,
            "line": self.line(step),
        }

    def whose(self, asked: Asked) -> int:
        """The task that is looked at."""
        return self.tid_of(asked.step) if asked.tid is None else asked.tid

    def tid_of(self, step: int) -> int:
        """Whose event it is."""
        return self.tids[step - self.first]

    def _see(self, asked: Asked) -> tuple[Seen | None, Seen]:
        """The state at the step before, and at this one."""
        step = asked.step
        pair = [asked._replace(step=s) for s in (step - 1, step) if s >= self.first]
        missing = [one.step for one in pair if one not in self.states]
        if missing:
            back = AROUND if step < self.at <= step + AROUND and self.rows < QUICK_ROWS else 0
            first = max(self.first, missing[0] - back)
            watch = _Watch(self, asked, first, missing[-1])
            self.player.watch(watch, first, missing[-1])
            self.rows = watch.rows
        self.at = step
        for one in pair:
            self.states.move_to_end(one)
        while len(self.states) > KEPT:
            self.states.popitem(last=False)
        return self.states[pair[0]] if len(pair) > 1 else None, self.states[asked]

    def look(self, asked: Asked) -> Seen:
        """The kernel as it stands now."""
        k = self.player.kernel
        tables = look(k, asked.tab) if asked.tab in TABLES else []
        return Seen(tables, asdict(self.places.standing(k, self.whose(asked))), k.monotonic_ns())

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
        return [[s, self.tid_of(s), self.kinds[s - self.first], self.line(s)] for s in range(first, last + 1)]

    def line(self, step: int) -> str:
        """The words of one event."""
        if self.words:
            return self.words[step - self.first]
        number = (step - self.first) // CHUNK
        first = self.first + number * CHUNK
        found = self.chunks.get(number)
        if found is None:
            last = min(first + CHUNK - 1, self.last)
            found = self.chunks[number] = list(
                self._told(self.player.events(self._call_before(first), last), first)
            )
            while len(self.chunks) > KEPT_CHUNKS:
                self.chunks.popitem(last=False)
        self.chunks.move_to_end(number)
        return found[step - first]

    def _call_before(self, first: int) -> int:
        """Some steps earlier, so that most returns in the range find their call."""
        return max(self.first, first - 64)

    def _told(self, events: list[Event], first: int) -> Iterator[str]:
        lines = Lines()
        for event in events:
            words = lines.line(event)
            if event.step >= first:
                yield words

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


def compared(before: list[Table], now: list[Table]) -> list[dict[str, Any]]:
    """Tables as plain data, each with what is new in it since those of `before`."""
    earlier = {table.name: table for table in before}
    return [{**asdict(table), "changed": changed(earlier.get(table.name), table)} for table in now]


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
