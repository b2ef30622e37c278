"""What takes too long for `make test`: `make nightly`, or python -m tests.nightly [PART...].

    differential   2,000 random scripts of fork, signal, wait and pipe calls, and 2,000 in rounds, with threads, timers, groups and
                   clone, beside the host (tests/differential)
    calls          1,000,000 random system calls, the invariants asserted after each (tests/fuzz, accounts.py)
    musl           every program of tests/guest that musl-gcc compiles, beside the host
    python         CPython's own tests, on the host and inside (tests/programs/cpython.py); a suite's name, test_os, is a part too
    files          3,000 random sequences of 50 file-system calls by root and two users, beside the host (tests/fuzz/file_calls.py)
    servers        real servers with 200 requests each, git, tar, rsync, sqlite3, make, PostgreSQL; 100,000 random paths stay inside
    rates          how often the random strategies find the bugs of the whole family (tests/explore/found_rates.py), and in what order
    marked         the tests that are marked nightly: servers, files

Results are kept in docs/nightly.md (tests/nightly_page.py) beside what the others last were.
"""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests import guests, host, nightly_page
from tests.programs import cpython

SCRIPTS = 2000
CALLS, SEEDS = 100_000, 10
SEQUENCES = 3000
WORKERS = 2


def differential() -> str:
    from tests.differential.rounds import test_rounds
    from tests.differential.test_scripts import compare

    with ProcessPoolExecutor(WORKERS) as pool:
        different = [text for text in pool.map(compare, range(SCRIPTS), chunksize=20) if text]
        in_rounds = [text for text in pool.map(test_rounds.compare, range(SCRIPTS), chunksize=20) if text]
    for text in different + in_rounds:
        print(text, file=sys.stderr)
    return f"{SCRIPTS} scripts, {len(different)} differ; {SCRIPTS} in rounds, {len(in_rounds)} differ"


def _fuzz(seed: int) -> int:
    from tests.fuzz.system_calls import fuzz

    return fuzz(CALLS, seed, strict=True).made


def calls() -> str:
    with ProcessPoolExecutor(WORKERS) as pool:
        made = sum(pool.map(_fuzz, range(100, 100 + SEEDS)))
    return f"{made:,} random calls, every invariant after each: no exception, none broken"


# ---- musl -----------------------------------------------------------------------------------------------------------


def compiled_by_musl(path: Path) -> Path | None:
    """The program made with musl-gcc, or None: glibc's own extensions, headers of the kernel."""
    flags = [f for f in guests.program(path).flags if f != "-dynamic"]
    folders = ["-I", str(guests.FOLDER), "-I", str(path.parent)]
    names = "-Dstrerrorname_np=strerror -Dsigabbrev_np=strsignal -D__FILE_NAME__=__FILE__".split()
    try:
        return host.compile_c(path, *guests.FLAGS, "-Wno-all", *names, *flags, *folders, cc="musl-gcc")
    except AssertionError:
        return None


def under_musl(path: Path) -> str | None:
    """ "" when a program made with musl-gcc does the same on both kernels, what differs, or None when it cannot be made."""
    p = guests.program(path)
    executable = compiled_by_musl(path)
    if executable is None or p.init:
        return None
    ours = guests.run_in_kernel(p, executable, guests.scratch(path))
    seen: list[bytes] = []
    for _ in range(3):
        native = guests.run_natively(p, executable, guests.scratch(path))
        seen.append(native.output)
        if (native.status, native.output) == (ours.status, ours.output):
            return ""
    if len(set(seen)) == len(seen):  # the host never does the same twice: a structure that musl leaves unset
        return None
    return f"{path.stem}: native {native.status}, ours {ours.status} {ours.remarks[-300:]}"


def musl() -> str:
    with ProcessPoolExecutor(WORKERS) as pool:
        results = list(pool.map(under_musl, guests.sources(), chunksize=4))
    ran = [text for text in results if text is not None]
    different = [text for text in ran if text]
    for text in different:
        print(text, file=sys.stderr)
    return f"{len(ran)} of {len(results)} programs compile, {len(different)} differ"


# ---- CPython --------------------------------------------------------------------------------------------------------


def python(suites: Iterable[str] = cpython.SUITES) -> str:
    """Each suite's row is written as soon as it is known."""
    if not host.present(cpython.PACKAGE):
        raise SystemExit(f"CPython's tests are not here: apt-get install {cpython.PACKAGE}")
    for suite in suites:
        compared = cpython.compare(suite)
        print(nightly_page.record_suite(compared, list(PARTS)), flush=True)
    return nightly_page.suites_in_words()


# ---- tests with the mark --------------------------------------------------------------------------------------------


def _sequences(first: int) -> str:
    from tests.fuzz.file_calls import BATCH, compare

    return compare(first, BATCH)


def files() -> str:
    from tests.fuzz.file_calls import BATCH, CALLS

    with ProcessPoolExecutor(WORKERS) as pool:
        different = [text for text in pool.map(_sequences, range(0, SEQUENCES, BATCH)) if text]
    for text in different:
        print(text, file=sys.stderr)
    return (
        f"{SEQUENCES:,} sequences of {CALLS} calls, {len(different)} of {SEQUENCES // BATCH} batches differ"
    )


def servers() -> str:
    return _pytest(
        "-m", "nightly or not nightly", "tests/programs/test_servers.py", "tests/vfs/test_escapes.py"
    )


def rates() -> str:
    from tests.explore import families, found_rates

    found = found_rates.rates(found_rates.measure(workers=WORKERS), found_rates.RUNS)
    of_all = {strategy: of_strategy["all"] for strategy, of_strategy in found.items()}
    words = ", ".join(f"{strategy} {count}" for strategy, count in of_all.items())
    if not found_rates.in_order(of_all):
        print(f"rates: not in the order of the literature: {words}", file=sys.stderr)
    seeds = found_rates.SEEDS * len(families.FAMILY)
    return f"of {seeds} seeds: {words}; {'in' if found_rates.in_order(of_all) else 'NOT in'} the order of the literature"


def marked() -> str:
    return _pytest("-m", "nightly")


def _pytest(*words: str) -> str:
    """What pytest says last."""
    command = [sys.executable, "-m", "pytest", "-n", str(WORKERS), "--dist", "worksteal", "-q", *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=host.ROOT, check=False)
    print(done.stdout, file=sys.stderr)
    return re.sub(r" in [\d.]+s.*", "", done.stdout.strip().splitlines()[-1].strip("= "))


PARTS: dict[str, Callable[[], str]] = {
    "differential": differential, "calls": calls, "musl": musl, "python": python, "files": files, "servers": servers,
    "rates": rates, "marked": marked,
}  # fmt: skip


def main(words: Iterable[str]) -> None:
    parts = list(words) or list(PARTS)
    suites = [part.removeprefix("test_") for part in parts if part.startswith("test_")]
    if unknown := {*parts} - {*PARTS} - {f"test_{suite}" for suite in cpython.SUITES}:
        raise SystemExit(
            f"no such part: {' '.join(sorted(unknown))}; there are {' '.join(PARTS)}, and CPython's suites, as test_os"
        )
    if suites:
        python(suites)
    for part in [part for part in parts if part in PARTS]:
        start = time.monotonic()
        result = PARTS[part]()
        print(f"{part}: {result}")
        nightly_page.record_part(part, result, time.monotonic() - start, list(PARTS))


if __name__ == "__main__":
    main(sys.argv[1:])
