"""An exploration told to the page, run by run: what its tree grows from.  Dictionaries, each with its "kind":

    run        a run: its schedule, that of its parent in the tree, how it ended, what is wrong with it
    progress   counts
    finding    at the end: what was found, with the smallest schedule that shows it
    done       why it ended, and what was proved                    (cli/serving.py adds it)
    failed     why there is no exploration                          (likewise)

The parent of a run is the known run with the longest beginning of its schedule: the tree is that of the deviations.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from forkingpaths.check.checker import Witness
from forkingpaths.check.finding import Finding
from forkingpaths.explore.bounds import Progress
from forkingpaths.explore.schedule import Schedule, format_schedule
from forkingpaths.explore.trace import Run
from forkingpaths.view.findings import ending_words
from forkingpaths.view.story import text_of

OUTPUT_LIMIT = 4000  # characters of a run's output that the tree tells


class Runs:
    """The runs of one exploration, as they come."""

    def __init__(self, program: bytes) -> None:
        self.program = program
        self.known: dict[Schedule, str] = {}
        self.failing = 0

    def tell(self, run: Run, findings: Sequence[Finding]) -> dict[str, Any]:
        """One run."""
        name = format_schedule(run.schedule, self.program)
        parent = run.schedule[:-1]
        while parent and parent not in self.known:
            parent = parent[:-1]
        self.known[run.schedule] = name
        self.failing += bool(findings)
        return {
            "kind": "run",
            "schedule": name,
            "parent": self.known.get(parent, "") if run.schedule else "",
            "deviations": len(run.schedule),
            "words": ending_words(run.status, run.ending),
            "output": text_of(run.output)[:OUTPUT_LIMIT],
            "outcome": hashlib.sha256(repr((run.output, run.status, run.ending)).encode()).hexdigest()[:12],
            "findings": [_finding(finding) for finding in findings],
        }

    def counts(self, progress: Progress) -> dict[str, Any]:
        """How far it is."""
        return {
            "kind": "progress",
            "runs": progress.runs,
            "waiting": progress.waiting,
            "merged": progress.merged,
            "failing": self.failing,
        }

    def found(self, witness: Witness) -> dict[str, Any]:
        """A finding and the smallest run that shows it."""
        schedule = format_schedule(witness.run.schedule, self.program)
        return {"kind": "finding", "schedule": schedule, "findings": [_finding(witness.finding)]}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "property": finding.property,
        "title": finding.title,
        "why": finding.why,
        "steps": list(finding.steps[:1]),
    }
