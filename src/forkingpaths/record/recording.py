"""From a run just made to its run file."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from forkingpaths import __version__
from forkingpaths.check.finding import Finding
from forkingpaths.explore.schedule import Schedule, format_schedule
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.boot import Options
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.record.inputs import host_inputs
from forkingpaths.record.player import Player
from forkingpaths.record.run_file import (
    FORMAT,
    VERSION,
    Made,
    Program,
    RecordedFinding,
    RunFile,
    recorded_choices,
)


@dataclass(slots=True)
class Subject:
    """A program with everything else that its runs have in common."""

    program: Program
    options: Options  # as the file has them: the bind of a compiled program has no host path
    stdin: bytes
    max_points: int
    after: str = ""  # what judges the disks that a loss of power leaves
    hidden: str = ""  # the host path of a compiled program, which is gone when we are
    hashes: dict[str, str | None] = field(default_factory=dict)  # of the host's files, read once

    def file(
        self,
        schedule: Schedule,
        made: Made,
        inputs: dict[str, str | None],
        findings: Iterable[Finding] = (),
    ) -> RunFile:
        """The run file of one run of it."""
        return RunFile(
            format=FORMAT,
            version=VERSION,
            fpath=__version__,
            program=self.program,
            options=self.options,
            stdin=base64.b64encode(self.stdin).decode(),
            max_points=self.max_points,
            schedule=format_schedule(schedule, bytes.fromhex(self.program.identity)),
            choices=recorded_choices(schedule),
            inputs=inputs,
            made=made,
            findings=tuple(recorded(finding) for finding in findings),
            after=self.after,
        )

    def of_explored(self, run: Run, k: Kernel, findings: Iterable[Finding] = ()) -> RunFile:
        """The run file of a run that an executor has just made; `k` stands at its end."""
        points = len(run.transitions)
        idle = run.ending == "idle"  # given up, though sooner than others are
        made = _made(run.status, "steps" if idle else run.ending, points, k, run.output)
        file = self.file(run.schedule, made, self.inputs(k), findings)
        return replace(file, max_points=points) if idle else file

    def of_played(self, player: Player) -> RunFile:
        """The run file of a run that was played to its end."""
        player.visit()
        output = b"".join(written.data for written in player.output)
        k = player.at_point(player.points)
        made = _made(player.status, player.ending, player.points, k, output)
        return self.file(player.schedule, made, self.inputs(k))

    def inputs(self, k: Kernel) -> dict[str, str | None]:
        """What the run read from the host, the compiled program itself left out."""
        return {name: found for name, found in host_inputs(k, self.hashes).items() if name != self.hidden}


def _made(status: int | None, ending: str, points: int, k: Kernel, output: bytes) -> Made:
    return Made(
        status=status,
        ending=ending,
        points=points,
        steps=k.step_number,
        time_ns=k.monotonic_ns(),
        output_bytes=len(output),
        output_sha256=hashlib.sha256(output).hexdigest(),
    )


def recorded(finding: Finding) -> RecordedFinding:
    """A finding as the file has it."""
    return RecordedFinding(
        finding.property,
        finding.title,
        finding.why,
        finding.steps,
        finding.tid,
        finding.address,
        finding.details,
    )


def differences(was: Made, now: Made) -> list[str]:
    """In what a replay differs from what was recorded, in words; none when it is the same run."""
    return [
        f"{what}: {a} then, {b} now"
        for what, a, b in (
            ("the ending", was.ending, now.ending),
            ("the status", was.status, now.status),
            ("points", was.points, now.points),
            ("steps", was.steps, now.steps),
            ("the guest's time in ns", was.time_ns, now.time_ns),
            ("bytes of output", was.output_bytes, now.output_bytes),
            ("the output's SHA-256", was.output_sha256, now.output_sha256),
        )
        if a != b
    ]
