"""fpath verify: run a program twice, in two processes as different as the host can make them, and compare everything.

The two differ in their process number, the time of day, the seed of Python's string hashes and the working directory.
The guest gets the same command, files and standard input, so output, events, step count and memory must be equal, to
the byte.  A difference is a defect of this kernel; the first event in which the runs part is shown.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, replace
from typing import Any

import click

from forkingpaths.cli.asked import GuestOptions, Volume
from forkingpaths.cli.errors import Failure
from forkingpaths.cli.options import CONTEXT, guest_options, report_options

COMPARED = ("ending", "status", "steps", "time_ns", "output", "events", "memory", "not_modelled")
SHOWN = 400  # characters of an event


@click.command("verify", context_settings=CONTEXT)
@guest_options("-e", "-E")
@report_options
def command(guest: GuestOptions, as_json: bool, quiet: bool) -> int:
    """Run PROGRAM twice and compare: output, events, number of steps, memory at the end.

    Standard input is read to its end first and given to both runs; their output is compared and not shown.

    The exit status is 0 when the runs are equal, 1 when they are not, 2 interrupted, 3 internal error, 4 usage.
    """
    from forkingpaths.cli.guest import Guest

    standard_input = b"" if sys.stdin is None or os.isatty(0) else sys.stdin.buffer.read()
    with Guest(guest) as options, tempfile.TemporaryDirectory(prefix="fpath-verify-") as folder:
        # Whatever depends on this process's place is settled now, once for both: C text, folders, the environment.
        settled = replace(
            guest,
            command=tuple(os.fsdecode(word) for word in options.argv),
            environment=tuple(os.fsdecode(entry) for entry in options.env),
            workdir=os.fsdecode(options.cwd),
            root=options.root,
            volumes=tuple(Volume(host, os.fsdecode(place), ro) for host, place, ro in options.binds),
        )
        results = [_run_in_child(settled, standard_input, folder, number) for number in (1, 2)]
        differing = [name for name in COMPARED if results[0][name] != results[1][name]]
        parted = _first_parting(folder) if "events" in differing else None
    if as_json:
        result = {"equal": not differing, "differing": differing, "first_difference": parted, "runs": results}
        print(json.dumps(result, indent=2))
    elif not quiet:
        _tell(results, differing, parted)
    return 1 if differing else 0


def _run_in_child(guest: GuestOptions, standard_input: bytes, folder: str, number: int) -> dict[str, Any]:
    """One run, in a process of its own with its own hash seed and working directory."""
    place = os.path.join(folder, f"run{number}")
    os.mkdir(place)
    with open(os.path.join(place, "input"), "wb") as file:
        file.write(standard_input)
    done = subprocess.run(
        [sys.executable, "-c", "from forkingpaths.cli.verify import child; child()", place],
        cwd=place,
        env={
            **os.environ,
            "PYTHONHASHSEED": str(number),
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        },
        input=json.dumps(asdict(guest)).encode(),
        stdout=subprocess.PIPE,
        check=False,
    )
    if not done.stdout:
        raise Failure(f"run {number} ended with {done.returncode} and no result")
    result: dict[str, Any] = json.loads(done.stdout)
    if "failure" in result:
        raise Failure(result["failure"])
    return result


def child() -> None:
    """What the child process does: the run that standard input describes; the digests of it on standard output."""
    from forkingpaths.cli.host import RecordedStreams
    from forkingpaths.cli.start import run_once
    from forkingpaths.record.digest import EventLog, memory_digest

    asked: dict[str, Any] = json.load(sys.stdin)
    asked["volumes"] = tuple(Volume(**volume) for volume in asked["volumes"])
    asked["command"] = tuple(asked["command"])
    place = sys.argv[1]
    with open(os.path.join(place, "input"), "rb") as file:
        host = RecordedStreams(file.read())
    try:
        with open(os.path.join(place, "events"), "wb", buffering=1 << 20) as file:
            log = EventLog(file)
            k, ending = run_once(GuestOptions(**asked), host, lambda kernel: kernel.listeners.append(log))
    except Failure as failure:
        print(json.dumps({"failure": failure.message}))
        return
    digest = hashlib.sha256()
    for stream, data in host.output:
        digest.update(b"%d:%d:" % (stream, len(data)) + data)
    result = {
        "ending": ending.why,
        "status": ending.exit_status(),
        "steps": k.step_number,
        "time_ns": k.monotonic_ns(),
        "output": digest.hexdigest(),
        "output_bytes": sum(len(data) for _, data in host.output),
        "events": log.hexdigest(),
        "event_count": log.count,
        "memory": memory_digest(k),
        "memory_pages": k.machine.frames.in_use,
        "not_modelled": dict(k.unmodelled),
    }
    print(json.dumps(result), flush=True)


def _first_parting(folder: str) -> tuple[str, str] | None:
    from forkingpaths.record.digest import first_difference

    paths = [os.path.join(folder, f"run{number}", "events") for number in (1, 2)]
    with open(paths[0], "rb") as first, open(paths[1], "rb") as second:
        return first_difference(first, second)


def _tell(results: list[dict[str, Any]], differing: list[str], parted: tuple[str, str] | None) -> None:
    one, other = results
    if not differing:
        print(
            f"equal: 2 runs, exit status {one['status']}, {one['steps']} steps, {one['event_count']} events, "
            f"{one['output_bytes']} bytes of output, {one['memory_pages']} pages of memory at the end"
        )
        return
    print("DIFFERENT: " + ", ".join(differing))
    for name in differing:
        print(f"  {name:12} {one[name]}\n  {'':12} {other[name]}")
    if parted is not None:
        print(f"  the runs part at\n    {parted[0][:SHOWN]}\n    {parted[1][:SHOWN]}")
