"""The quiz for teachers: a program, outputs that look possible, and the question which of them are.

The possible ones are outcomes of an exploration, each with a run that shows it.  The others are made from those by what people get
wrong: lines in another order, one missing or twice, a number off by one, another exit status.  Nothing is drawn by chance: the same
outcomes make the same quiz.  An answer "not possible" is only as good as the exploration: the quiz says whether that was complete.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from forkingpaths.view.text import printable

POSSIBLE, OTHERS = 4, 4
LINE_LIMIT = 200


@dataclass(slots=True, frozen=True)
class Seen:
    """An outcome: text, how it ended in words, a schedule that shows it, and how many runs did."""

    output: str
    words: str
    schedule: str
    runs: int


@dataclass(slots=True)
class Choice:
    """One thing to be ticked or not."""

    output: str
    words: str
    possible: bool
    schedule: str = ""
    runs: int = 0


@dataclass(slots=True)
class Quiz:
    """The whole question."""

    name: str
    program: list[str]  # its source, if there is any
    choices: list[Choice] = field(default_factory=list)
    complete: bool = False


def make(name: str, program: list[str], outcomes: list[Seen], complete: bool) -> Quiz:
    """A quiz about `outcomes`: the commonest and the rarest of them, among others that were not seen."""
    ordered = sorted(outcomes, key=lambda seen: (-seen.runs, seen.output, seen.words))
    half = POSSIBLE // 2
    shown = ordered if len(ordered) <= POSSIBLE else ordered[:half] + ordered[-(POSSIBLE - half) :]
    known = {(seen.output, seen.words) for seen in outcomes}
    choices = [Choice(seen.output, seen.words, True, seen.schedule, seen.runs) for seen in shown]
    for seen in shown:
        for output, words in _wrong(seen):
            if (output, words) not in known and len(choices) < len(shown) + OTHERS:
                known.add((output, words))
                choices.append(Choice(output, words, False))
    choices.sort(
        key=lambda choice: hashlib.sha256(
            f"{name}\0{choice.output}\0{choice.words}".encode(errors="replace")
        ).digest()
    )
    return Quiz(name, program, choices, complete)


def _wrong(seen: Seen) -> Iterator[tuple[str, str]]:
    """What `seen` might be taken for."""
    lines = seen.output.splitlines(keepends=True)
    if len(lines) > 1:
        yield "".join(reversed(lines)), seen.words
        yield "".join([*lines[1:], lines[0]]), seen.words
    numbers = list(re.finditer(r"\d+", seen.output))
    if numbers:
        last = numbers[-1]
        yield f"{seen.output[: last.start()]}{int(last[0][:9]) + 1}{seen.output[last.end() :]}", seen.words
    if len(lines) > 1:
        yield "".join(lines[:-1]), seen.words
    if lines:
        yield seen.output + lines[-1], seen.words
    yield seen.output, "status 0" if seen.words != "status 0" else "status 1"
    if lines:
        yield "", seen.words


def question(quiz: Quiz) -> str:
    """The quiz for a terminal."""
    parts = [printable(f"{number:4}  {line}", LINE_LIMIT) for number, line in enumerate(quiz.program, 1)]
    parts.append(
        f"\nWhich of these can {printable(quiz.name)} print?  Every order in which it could have run counts.\n"
    )
    for letter, choice in zip("abcdefghijkl", quiz.choices, strict=False):
        parts.append(f"  {letter})  {printable(choice.words)}")
        parts += [
            f"      | {printable(line, LINE_LIMIT)}" for line in choice.output.splitlines() or ["(nothing)"]
        ]
    return "\n".join(parts) + "\n"


def answer(quiz: Quiz, given: str | None) -> str:
    """What is true, and how much of `given` (letters) is; the truth alone when nothing was given."""
    parts = []
    right = 0
    for letter, choice in zip("abcdefghijkl", quiz.choices, strict=False):
        said = given is not None and letter in given
        right += said == choice.possible
        mark = "" if given is None else "right  " if said == choice.possible else "wrong  "
        if choice.possible:
            words = f"possible: {choice.runs} of the runs explored; fpath replay {choice.schedule} -- {printable(quiz.name)}"
        else:
            words = (
                "not possible within the bounds explored"
                if quiz.complete
                else "not seen; not every order was tried"
            )
        parts.append(f"  {letter})  {mark}{words}")
    if given is not None:
        parts.append(f"{right} of {len(quiz.choices)} right")
    return "\n".join(parts) + "\n"
