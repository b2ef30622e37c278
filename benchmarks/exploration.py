"""The exploration table: python -m benchmarks.exploration [--native-limit S] [--only WORD] [--budget S].

For each program of examples/corpus: seconds of `check` until the first finding, and of plain repetition natively until the first
run that ends otherwise than most (at most --native-limit: 60 in what is recorded; 0: as recorded).  For each of them and for
MOSAIC's published examples, rebuilt as C programs of the same shape (benchmarks/mosaic): schedules and states a second over the whole
exploration, at most --budget seconds of it.  A *state* is what follows a transition; MOSAIC counts its own the same way.  The
two that lose power (xv6-log, fs-crash): the disks that are possible at each point of the run.  Then what a snapshot costs to take,
to go back to, and to keep a thousand of; and how much faster two workers are than one.  All figures but the last are of
processor time.  Results: benchmarks/exploration.json.
"""

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.where import described
from forkingpaths.check import load_properties
from forkingpaths.check.checker import Checker
from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.executor import Executor
from forkingpaths.explore.exhaustive import Exhaustive
from forkingpaths.kernel import snapshot
from forkingpaths.vfs import disk_states
from tests import host
from tests.explore.exploring import started

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "exploration.json"
CORPUS = host.ROOT / "examples" / "corpus"
FLAGS = ("-O1", "-g", "-static", "-pthread")
SAMPLE = 20  # native runs that say what is usual
# MOSAIC's configurations (its Table 2), the larger ones
MOSAIC = {
    "fork_buf": ("-DN=2", "-DN=3"),
    "cond_var": ("-DN=1 -DPRODUCERS=1 -DCONSUMERS=1", "-DN=1 -DPRODUCERS=1 -DCONSUMERS=2"),
    "tocttou": ("-DP=2", "-DP=3"),
    "parallel_inc": ("-DN=1 -DT=2", "-DN=2 -DT=2"),
    "xv6_log": ("-DN=2", "-DN=4", "-DN=8"),
    "fs_crash": ("-DN=2", "-DN=4", "-DN=8"),
}
# what two workers are measured with: explorations of some seconds, a program of MOSAIC's and the bound on preemptions
LONG = (
    ("parallel_inc", "-DN=2 -DT=2", 2),
    ("tocttou", "-DP=3", 4),
    ("cond_var", "-DN=1 -DPRODUCERS=1 -DCONSUMERS=1", 2),
)
LOSES_POWER = ("xv6_log", "fs_crash")
AFTER = {
    "20_power": "test ! -e settings || test -s settings"
}  # the programs that lose power, and what judges the disks
Row = dict[str, Any]


def explored(program: Path, budget_s: float, *, first: bool, after: str | None = None) -> Row:
    """One check: to its first finding, or all of it.  `after`: with a loss of power, judged by this command."""
    start = time.process_time()
    runner: Executor = started([program], after=after)
    booted = time.process_time()
    exploration = Exhaustive(runner, Bounds())
    checker = Checker(
        runner, exploration, load_properties(), time.process_time, budget_s=budget_s, stop_at_first=first, shrink_runs=0
    )  # fmt: skip
    result = checker.go()
    seconds = time.process_time() - booted
    progress = exploration.progress
    return {
        "finding_s": round(result.witnesses[0].found_after_s, 4) if result.witnesses else None,
        "boot_s": round(booted - start, 4),
        "seconds": round(seconds, 4),
        "schedules": progress.runs,
        "states": progress.transitions,
        "schedules_per_s": round(progress.runs / seconds, 1),
        "states_per_s": round(progress.transitions / seconds, 1),
        "complete": progress.complete,
    }


def native_failure_s(program: Path, limit_s: float) -> float | None:
    """Seconds of plain repetition until a run ends otherwise than most do; None when none did."""
    start = time.monotonic()
    usual: Counter[tuple[int | None, bytes]] = Counter()
    seen = 0
    while time.monotonic() - start < limit_s:
        try:
            with tempfile.TemporaryDirectory() as folder:  # some write files
                done = subprocess.run(
                    [program],
                    cwd=folder,
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    timeout=5,
                    check=False,
                )
            ending: tuple[int | None, bytes] = (done.returncode, done.stdout)
        except subprocess.TimeoutExpired:
            ending = (None, b"")  # it hangs
        seen += 1
        usual[ending] += 1
        if ending[0] is None or (seen > SAMPLE and ending != usual.most_common(1)[0][0]):
            return round(time.monotonic() - start, 3)
    return None


def disks(program: Path) -> Row:
    """The disks that a loss of power may leave, at each point of the default run."""
    runner = started([program], after="true", cwd=b"/var/tmp")
    k = runner.kernel
    snapshot.restore(k, runner.begin.snapshot)
    start = time.process_time()
    states = points = 0
    while k.choices():
        k.step(k.choices()[0])
        states += len(disk_states.possible(k).states)
        points += 1
    seconds = time.process_time() - start
    return {"points": points, "states": states, "seconds": round(seconds, 4), "states_per_s": round(states / seconds, 1)}  # fmt: skip


def snapshots(program: Path, count: int = 1000) -> Row:
    """What one costs, and what a thousand keep, along one run."""
    runner = started([program])
    k = runner.kernel
    point = runner.origin.snapshot
    gc.collect()
    before = resident_bytes()
    start = time.process_time()
    held = [snapshot.take(k) for _ in range(count)]
    take_s = (time.process_time() - start) / count
    kept = resident_bytes() - before
    start = time.process_time()
    for _ in range(count):
        snapshot.restore(k, point)
    restore_s = (time.process_time() - start) / count
    for one in held:
        snapshot.drop(k, one)
    return {"take_ms": round(take_s * 1e3, 4), "restore_ms": round(restore_s * 1e3, 4), "thousand_mib": round(kept / 2**20, 2)}  # fmt: skip


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def two_workers(program: Path, preemptions: int, budget_s: float) -> float | None:
    """Wall time of the whole exploration by one process, over that by two; None when it is not done within the budget."""
    seconds = []
    for jobs in ("1", "2"):
        command = [
            sys.executable,
            "-m",
            "forkingpaths.cli",
            "check",
            "--no-store",
            "--json",
            "--stop-at",
            "all",
            "-j",
            jobs,
        ]
        command += ["--preemptions", str(preemptions), "--real-timeout", str(budget_s), "--", str(program)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        told = json.loads(done.stdout)
        if not told["complete"]:
            return None
        seconds.append(told["seconds"])
    return round(seconds[0] / seconds[1], 3)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exploration", description=__doc__)
    parser.add_argument("--native-limit", type=float, default=60.0, metavar="S")
    parser.add_argument("--budget", type=float, default=30.0, metavar="S", help="of one exploration")
    parser.add_argument(
        "--only", default="", metavar="WORD", help="programs with WORD in the name; nothing is kept"
    )
    asked = parser.parse_args()
    table: dict[str, Row] = {}
    before = json.loads(RESULTS.read_text()) if not asked.native_limit else {}
    limit_s = asked.native_limit or before["native_limit_s"]
    for source in sorted(CORPUS.glob("*.c")):
        if asked.only not in source.stem or source.stem.endswith("_fixed"):
            continue
        program = host.compile_c(source, *FLAGS)
        twin = host.compile_c(source.with_name(f"{source.stem}_fixed.c"), *FLAGS)
        after = AFTER.get(source.stem)
        row = table[source.stem] = explored(twin, asked.budget, first=False, after=after)
        row["finding_s"] = explored(program, asked.budget, first=True, after=after)["finding_s"]
        recorded = before["corpus"].get(source.stem) if before else None
        row["native_s"] = recorded["native_s"] if recorded else native_failure_s(program, limit_s)
        native = f"{row['native_s']} s" if row["native_s"] is not None else f"not in {limit_s:g} s"
        show(source.stem, f"found in {row['finding_s']} s, natively {native}; the twin: ", row)
    mosaic: dict[str, Row] = {}
    for name, settings in MOSAIC.items():
        if asked.only not in name:
            continue
        for setting in settings:
            program = host.compile_c(HERE / "mosaic" / f"{name}.c", *FLAGS, *setting.split())
            title = f"{name} {setting.replace('-D', '')}"
            row = disks(program) if name in LOSES_POWER else explored(program, asked.budget, first=False)
            mosaic[title] = row
            show(title, "", row)
    if asked.only:
        return
    some = host.compile_c(CORPUS / "03_job_fixed.c", *FLAGS)
    costs = snapshots(some)
    print("snapshot", costs)
    faster: dict[str, float | None] = {}
    for name, setting, preemptions in LONG:
        program = host.compile_c(HERE / "mosaic" / f"{name}.c", *FLAGS, *setting.split())
        faster[name] = two_workers(program, preemptions, asked.budget * 4)
        print(f"{name:<36} two workers: {faster[name]} times as fast as one", flush=True)
    found = [row["finding_s"] for row in table.values() if row["finding_s"] is not None]
    rates = [row["states_per_s"] for row in table.values()]
    bars = [
        ("corpus: median seconds to the first finding (<=)", statistics.median(found), 1.0, False),
        ("corpus: bugs found (>=)", len(found), len(table), True),
        ("corpus: states a second, the median program's (>=)", statistics.median(rates), 1000.0, True),
        ("restore: ms (<=)", costs["restore_ms"], 1.0, False),
        (
            "two workers: times as fast as one, median of three (>=)",
            statistics.median(n or 0.0 for n in faster.values()),
            1.7,
            True,
        ),
    ]
    told = [
        {"what": what, "measured": value, "bar": bar, "holds": value >= bar if least else value <= bar}
        for what, value, bar, least in bars
    ]
    for line in told:
        print(
            f"{line['what']:<52} {line['measured']:8.3f}   bar {line['bar']:g}   {'holds' if line['holds'] else 'MISSED'}"
        )
    everything = {
        "machine": described(), "native_limit_s": limit_s, "budget_s": asked.budget, "corpus": table,
        "mosaic": mosaic, "snapshots": costs, "two_workers": faster, "bars": told,
    }  # fmt: skip
    RESULTS.write_text(json.dumps(everything, indent=1) + "\n")


def show(name: str, words: str, row: Row) -> None:
    if "points" in row:
        print(
            f"{name:<36} {row['states']} disks at {row['points']} points, {row['states_per_s']:.0f} a second",
            flush=True,
        )
        return
    print(
        f"{name:<36} {words}{row['schedules']} schedules, {row['states']} states, {row['states_per_s']:.0f} a second"
        f"{'' if row['complete'] else ', incomplete'}",
        flush=True,
    )


if __name__ == "__main__":
    main()
