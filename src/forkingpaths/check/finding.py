"""A finding: what is wrong with a run, in words, with the steps that matter; and the protocol of the properties that make them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from forkingpaths.explore.trace import Run


@dataclass(slots=True, frozen=True)
class Finding:
    """One thing wrong with one run.  `key` says when two findings of different runs are the same one."""

    property: str  # the stable id of the property, e.g. "deadlock"
    title: str  # one line, with names and numbers of this run
    why: str  # what led to it, in Unix words
    steps: tuple[int, ...] = ()  # the steps that matter, the critical one first
    tid: int = 0  # the task it happened to
    address: int = 0  # of the instruction, for the source line
    details: tuple[str, ...] = ()
    there: bool = (
        False  # its line is where the task stood at the first of `steps`, not where a switch left another
    )

    def key(self) -> tuple[str, str]:
        """Findings with equal keys are one finding, seen in several schedules."""
        return self.property, self.title


class Property(Protocol):
    """Something that must not happen."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def manual(self) -> str: ...
    @property
    def mend(self) -> str: ...
    @property
    def example(self) -> str:
        """A program under examples/ that shows it, without ".c"; its twin, which does not, has "_fixed" added."""

    @property
    def default(self) -> bool:
        """On unless switched off."""

    def check(self, run: Run) -> list[Finding]: ...


@dataclass(slots=True)
class Registry:
    """The known properties, in order of importance for people."""

    properties: list[Property] = field(default_factory=list)

    def add(self, item: Property) -> Property:
        assert all(p.id != item.id for p in self.properties), f"property {item.id} is declared twice"
        self.properties.append(item)
        return item


REGISTRY = Registry()
