"""What takes too long for `make test`: `make nightly`, or python -m tests.nightly [PART...].

    differential   2,000 random scripts of fork, signal, wait and pipe calls, beside the host (tests/differential)
    calls          1,000,000 random system calls, the invariants asserted after each (tests/fuzz)
    musl           every program of tests/guest that musl-gcc compiles, beside the host
    python         CPython's own tests of processes, signals, threads and terminals, inside
    marked         the tests that are marked nightly: servers, files, more of CPython's

Each part's result is one line, kept in docs/nightly.md beside what the others last were.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests import guests, host
from tests.cli.fpath import COMMAND, environment

PAGE = host.ROOT / "docs" / "nightly.md"
HEAD = """# The long tests

`make nightly` runs what takes too long for `make test` and writes its results here; tests/nightly.py says what each part is.

| part | result | seconds | on |
|---|---|---|---|
"""
SCRIPTS = 2000
CALLS, SEEDS = 100_000, 10
WORKERS = 2
PYTHON = "/usr/bin/python3"
SUITE = "libpython3.11-testsuite"
TESTS = Path("/usr/lib/python3.11/test")
PYTHON_TESTS = (
    "test_signal test_fork1 test_wait3 test_wait4 test_threading test_subprocess test_pty test_posix "
    "test_multiprocessing_forkserver test_multiprocessing_fork test_multiprocessing_spawn"
).split()
PYTHON_SECONDS = 3600


def differential() -> str:
    from tests.differential.test_scripts import compare

    with ProcessPoolExecutor(WORKERS) as pool:
        different = [text for text in pool.map(compare, range(SCRIPTS), chunksize=20) if text]
    for text in different:
        print(text, file=sys.stderr)
    return f"{SCRIPTS} scripts, {len(different)} differ"


def _fuzz(seed: int) -> int:
    from tests.fuzz.system_calls import fuzz

    return fuzz(CALLS, seed).made


def calls() -> str:
    with ProcessPoolExecutor(WORKERS) as pool:
        made = sum(pool.map(_fuzz, range(100, 100 + SEEDS)))
    return f"{made:,} random calls, no exception, no invariant broken"


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


def suite() -> Path:
    """CPython's tests: where Debian puts them, or unpacked from its package under .build."""
    if (TESTS / "test_signal.py").exists():
        return TESTS
    made = host.BUILD / "python-tests" / "test"
    if not made.exists():
        work = host.BUILD / "python-tests" / "package"
        work.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", SUITE], cwd=work, check=True, capture_output=True)
        (package,) = work.glob("*.deb")
        subprocess.run(["dpkg", "-x", package, work], check=True)
        shutil.copytree(TESTS, made)
        shutil.copytree(work / "usr/lib/python3.11/test", made, dirs_exist_ok=True)
    return made


def run_python_test(name: str) -> dict[str, str]:
    """One suite inside: name of a test -> "ok", "FAIL", "ERROR", "skipped ..."."""
    words = [
        "run",
        "-v",
        f"{suite()}:{TESTS}",
        "-e",
        "PYTHONDONTWRITEBYTECODE=1",
        "--",
        PYTHON,
        "-m",
        "test",
        "-v",
        name,
    ]
    done = subprocess.run(
        [*COMMAND, *words], capture_output=True, timeout=PYTHON_SECONDS, env=environment(), check=False
    )
    return _results(done.stdout.decode(errors="replace"))


def run_python_test_natively(name: str) -> dict[str, str]:
    env = {**os.environ, "PYTHONPATH": str(suite().parent), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [PYTHON, "-m", "test", "-v", name], capture_output=True, timeout=PYTHON_SECONDS, env=env, check=False
    )
    return _results(done.stdout.decode(errors="replace"))


def _results(text: str) -> dict[str, str]:
    found = re.findall(r"^(test_\w+ \([\w.]+\)).*?\.\.\. .*?(ok|FAIL|ERROR|skipped)\b", text, re.M | re.S)
    return dict(found)


def python() -> str:
    passed = total = 0
    for name in PYTHON_TESTS:
        native, ours = run_python_test_natively(name), run_python_test(name)
        wanted = [test for test, result in native.items() if result == "ok"]
        missing = [test for test in wanted if ours.get(test) != "ok"]
        print(
            f"{name}: {len(wanted) - len(missing)} of {len(wanted)}", *missing, sep="\n    ", file=sys.stderr
        )
        total += len(wanted)
        passed += len(wanted) - len(missing)
    return f"{passed} of the {total} tests that pass natively, in {len(PYTHON_TESTS)} suites"


# ---- tests with the mark --------------------------------------------------------------------------------------------


def marked() -> str:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        str(WORKERS),
        "--dist",
        "worksteal",
        "-m",
        "nightly",
        "-q",
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=host.ROOT, check=False)
    print(done.stdout, file=sys.stderr)
    return re.sub(r" in [\d.]+s.*", "", done.stdout.strip().splitlines()[-1].strip("= "))


PARTS: dict[str, Callable[[], str]] = {
    "differential": differential, "calls": calls, "musl": musl, "python": python, "marked": marked
}  # fmt: skip


def record(part: str, result: str, seconds: float) -> None:
    """Replace the part's line."""
    rows = re.findall(r"^\| (\w+) \| (.*)$", PAGE.read_text(), re.M) if PAGE.exists() else []
    kept = {name: rest for name, rest in rows if name in PARTS}
    kept[part] = f"{result} | {seconds:.0f} | {time.strftime('%Y-%m-%d')} |"
    PAGE.write_text(HEAD + "".join(f"| {name} | {kept[name]}\n" for name in PARTS if name in kept))


def main(parts: Iterable[str]) -> None:
    for part in parts or PARTS:
        start = time.monotonic()
        result = PARTS[part]()
        print(f"{part}: {result}")
        record(part, result, time.monotonic() - start)


if __name__ == "__main__":
    main(sys.argv[1:])
