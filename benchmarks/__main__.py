"""make bench: the same programs natively, under strace -f, under qemu-user, under Qiling and under fpath, in one run on one core.

Every contender is pinned to the same processor and takes its turn in every round; the figure is the median of the rounds, and what
counts are ratios.  They are ratios of processor time, of the command and all its children, user and system: pinned to one core nobody
waits for anything else, and what else the machine has to do does not count.  "net" is the time of the workload less that of a
program that does nothing, under the same contender.  The last results are kept in benchmarks/results.json with machine and versions.

    python -m benchmarks [--only WORD] [--rounds N]     a part of the table, nothing kept
    python -m benchmarks.exploration                    the exploration table
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.where import described
from benchmarks.workloads import Command, Workload, workloads
from tests import host

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
QILING = host.BUILD / "qiling"
ROUNDS = 9  # a figure is what is left of two medians that are alike: with three it varied by a third
LIMIT_S = 120.0
Table = dict[str, dict[str, dict[str, float]]]


def contenders() -> dict[str, Callable[[Command], Command]]:
    """Name -> how it runs a command.  Those that are not installed are left out, and said."""
    found: dict[str, Callable[[Command], Command]] = {"native": lambda command: command}
    if shutil.which("strace"):
        found["strace"] = lambda command: ["strace", "-f", "-o", "/dev/null", *command]
    if shutil.which("qemu-x86_64-static"):
        # what a program executes is run by qemu too only where binfmt_misc says so: exec'd programs are native here
        found["qemu-user"] = lambda command: ["qemu-x86_64-static", *command]
    if qiling_python() is not None:
        found["qiling"] = lambda command: [str(qiling_python()), str(HERE / "qiling_run.py"), *command]
    found["fpath"] = lambda command: [sys.executable, "-m", "forkingpaths.cli", "run", "--", *command]
    return found


def qiling_python() -> Path | None:
    """An environment of its own for Qiling, made on first use; None when it cannot be installed."""
    python = QILING / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(QILING)], check=True)
        done = subprocess.run(
            [str(python), "-m", "pip", "install", "-q", "qiling==1.4.6"], capture_output=True, check=False
        )
        if done.returncode:
            shutil.rmtree(QILING, ignore_errors=True)
            return None
    return python


def measure(command: Command) -> tuple[float, float, int] | None:
    """(processor seconds, wall seconds, peak resident KiB) of one run pinned to one core; None when it failed or took too long."""
    environment = {"PATH": os.environ["PATH"], "HOME": "/root", "PYTHONPATH": str(HERE.parent / "src")}
    core = min(os.sched_getaffinity(0))
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode or seconds > LIMIT_S:
        return None
    return usage.ru_utime + usage.ru_stime, seconds, usage.ru_maxrss


def run_all(only: str, times: int) -> Table:
    """workload -> contender -> figures; contenders take turns in every round."""
    table: Table = {}
    runners = contenders()
    for workload in workloads():
        if only not in workload.name and not workload.name.startswith("nothing"):
            continue
        rounds: dict[str, list[tuple[float, float, int]]] = {}
        for _ in range(times):
            for name, wrap in runners.items():
                if name in workload.without:
                    continue
                figure = measure(wrap(workload.command))
                if figure is not None:
                    rounds.setdefault(name, []).append(figure)
        table[workload.name] = {
            name: {
                "seconds": statistics.median(s for s, _, _ in figures),
                "wall_seconds": statistics.median(w for _, w, _ in figures),
                "peak_kib": max(k for _, _, k in figures),
            }
            for name, figures in rounds.items()
        }
        show(workload, table)
    return table


def show(workload: Workload, table: Table) -> None:
    cells = []
    for name, figures in table[workload.name].items():
        spent = net(table, workload.name, name) or 0.0
        each = (
            f" ({max(spent, 0.0) / workload.operations * 1e6:.2f} us each)" if workload.operations > 1 else ""
        )
        cells.append(f"{name} {figures['seconds']:.3f} s{each}")
    print(f"{workload.name:<26} " + "   ".join(cells), flush=True)


def net(table: Table, workload: str, contender: str) -> float | None:
    """Seconds less those of the program that does nothing."""
    row, base = table.get(workload, {}), table["nothing (static)"]
    if contender not in row or contender not in base:
        return None
    return row[contender]["seconds"] - base[contender]["seconds"]


def bars(table: Table) -> list[tuple[str, float, float, bool]]:
    """(what, measured, bar, whether it holds): ratios in this run."""
    found: list[tuple[str, float, float, bool]] = []

    def ratio(what: str, workload: str, over: str, bar: float, *, at_least: bool) -> None:
        other, ours = net(table, workload, over), net(table, workload, "fpath")
        if other is None or ours is None or other <= 0 or ours <= 0:
            return
        value = other / ours if at_least else ours / other
        found.append((what, value, bar, value >= bar if at_least else value <= bar))

    ratio("getpid: times faster than strace (>=)", "getpid x 100,000", "strace", 2.5, at_least=True)
    ratio("getpid: times faster than Qiling (>=)", "getpid x 100,000", "qiling", 3.0, at_least=True)
    ratio("fork+exit+wait: times native (<=)", "fork+exit+wait x 2,000", "native", 1.0, at_least=False)
    ratio("integer loop: times native (<=)", "integer loop", "native", 4.0, at_least=False)
    ratio("fork tree: times native (<=)", "fork tree, 1,000 processes", "native", 1.0, at_least=False)
    trip = net(table, "signal to itself x 10,000", "fpath")
    if trip is not None:
        each_us = trip / 10_000 * 1e6
        found.append(("signal, handler, return: us (<=)", each_us, 60.0, each_us <= 60.0))
    if "hello (static)" not in table:
        return found
    hello = table["hello (static)"]["fpath"]
    found.append(("hello, start to finish: s (<=)", hello["wall_seconds"], 0.4, hello["wall_seconds"] <= 0.4))
    resident = hello["peak_kib"] / 1024
    found.append(("hello: MB resident, guest's pages included (<=)", resident, 60.0, resident <= 60.0))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--only", default="", metavar="WORD", help="the rows whose name has WORD in it")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    table = run_all(asked.only, asked.rounds)
    print()
    results = bars(table)
    for what, value, bar, holds in results:
        print(f"{what:<50} {value:8.2f}   bar {bar:g}   {'holds' if holds else 'MISSED'}")
    if asked.only:
        return
    RESULTS.write_text(
        json.dumps(
            {
                "machine": described(),
                "figures": table,
                "bars": [
                    {"what": what, "measured": round(value, 3), "bar": bar, "holds": holds}
                    for what, value, bar, holds in results
                ],
            },
            indent=1,
        )
        + "\n"
    )


if __name__ == "__main__":
    main()
