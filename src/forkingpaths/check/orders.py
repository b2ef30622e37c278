"""Output or status that depends on the order in which things happened to happen: for programs that are meant to have one outcome."""

from __future__ import annotations

from dataclasses import dataclass, field

from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.explore.trace import Run

SHOWN = 60  # bytes of an output in a title


@dataclass(slots=True)
class Outcomes:
    """The program's output or status is not the same as in the default order."""

    id: str = "outcomes"
    title: str = "the outcome depends on the order"
    manual: str = "wait(2), fork(2)"
    mend: str = "wait for what must come first, or sort what is printed; `fpath outcomes` lists all outcomes"
    example: str = "findings/outcomes"
    default: bool = False
    first: tuple[bytes, int | None] | None = field(default=None, compare=False)  # of the default order

    def check(self, run: Run) -> list[Finding]:
        if run.ending == "steps":
            return []
        outcome = run.output, run.status
        if self.first is None or not run.schedule:
            self.first = outcome
        if outcome == self.first:
            return []
        return [
            Finding(
                self.id,
                f"another order, another outcome: {_words(outcome)}",
                f"in the default order it is {_words(self.first)}",
                (),
                run.details["main"],
            )
        ]


def _words(outcome: tuple[bytes, int | None]) -> str:
    output, status = outcome
    text = output.decode(errors="backslashreplace")
    text = text if len(text) <= SHOWN else text[:SHOWN] + "..."
    return f"{text!r} and status {status >> 8 if status is not None and not status & 0x7F else status}"


REGISTRY.add(Outcomes())
