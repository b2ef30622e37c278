"""check, outcomes and run --record keep runs; replay, runs and rm find them; and no trouble with the store or the
process loses a finding that was made."""

import json
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests import host
from tests.cli.fpath import COMMAND, environment, fpath

pytestmark = pytest.mark.needs("gcc")
JOB = host.ROOT / "examples" / "corpus" / "03_job.c"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the job list's text in it and a store of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "work").mkdir()
    shutil.copy(JOB, tmp_path / "work" / "job.c")
    return tmp_path / "work"


def listed() -> list[dict]:
    rows: list[dict] = json.loads(fpath("runs", "--json").stdout)["runs"]
    return rows


@pytest.mark.slow
def test_a_finding_is_kept_and_made_again_by_every_name_it_has(place: Path) -> None:
    found = fpath("check", "job.c", cwd=place)
    assert found.returncode == 1
    (row,) = listed()
    assert row["kind"] == "finding"
    assert row["schedule"].encode() in found.stdout
    fpath("runs", "latest", "-o", place / "run.json")
    (place / "elsewhere").mkdir()
    for name in ("latest", row["id"], row["id"][:5], row["schedule"], place / "run.json"):
        again = fpath("replay", name, cwd=place / "elsewhere")
        assert (again.returncode, again.stderr) == (1, b""), name
    assert b"FAIL" in fpath("runs").stdout
    assert row["schedule"].encode() in fpath("runs", row["id"][:4]).stdout


@pytest.mark.slow
def test_a_schedule_of_a_known_program_needs_no_run_of_its_own(place: Path) -> None:
    result = json.loads(fpath("outcomes", "--json", "job.c", cwd=place).stdout)
    good = next(o for o in result["outcomes"] if o["status"] == 0)
    fpath("rm", "-q", next(row["id"] for row in listed() if row["schedule"] == good["schedule"]))
    assert good["schedule"] not in [row["schedule"] for row in listed()]
    assert fpath("replay", good["schedule"]).returncode == 0


@pytest.mark.slow
def test_a_program_that_has_changed_is_said_and_can_be_forced(place: Path) -> None:
    fpath("check", "job.c", cwd=place)
    text = (place / "job.c").read_text()
    (place / "job.c").write_text(text.replace("return", "return 0 +", 1))
    said = fpath("replay", "latest")
    assert said.returncode == 4
    assert b"job.c) has changed since this run was recorded" in said.stderr
    assert b"fpath check" in said.stderr
    assert b"--force" in said.stderr
    assert fpath("replay", "--force", "latest").returncode in (0, 1)
    (place / "job.c").write_text(text)
    assert fpath("replay", "latest").returncode == 1


@pytest.mark.slow
def test_an_input_that_has_changed_is_said_by_name(place: Path) -> None:
    (place / "note").write_text("one\n")
    kept = fpath("run", "--record", "-e", "X=1", "cat", "-", "note", stdin=b"typed\n", cwd=place)
    assert (kept.returncode, kept.stdout) == (0, b"typed\none\n")
    assert fpath("replay", "latest").stdout == b"typed\none\n"
    (place / "note").write_text("two\n")
    said = fpath("replay", "latest")
    assert (said.returncode, said.stdout) == (4, b"")
    assert f"{place}/note".encode() in said.stderr
    assert fpath("replay", "--force", "latest").stdout == b"typed\ntwo\n"


@pytest.mark.slow
def test_a_proof_and_outcomes_are_kept_too(place: Path) -> None:
    fpath("check", f"{JOB}".replace(".c", "_fixed.c"))
    assert b"ok    proved: all schedules with at most 2 preemptions" in fpath("runs").stdout
    fpath("outcomes", "job.c", cwd=place)
    kinds = [row["kind"] for row in listed()]
    assert kinds.count("outcome") == 2
    assert kinds.count("default") == 1
    assert fpath("rm", "--all").stdout == b"3 runs forgotten\n"
    assert listed() == []


@pytest.mark.slow
def test_replay_shows_what_was_written_up_to_a_step(place: Path) -> None:
    fpath("run", "--record", "-q", "sh", "-c", "echo one; echo two", cwd=place)
    whole = json.loads(fpath("replay", "--json", "latest").stdout)
    assert whole["output"] == "one\ntwo\n"
    seen = [
        json.loads(fpath("replay", "--json", f"latest@{step}").stdout)["output"]
        for step in (1, whole["steps"] // 2, whole["steps"])
    ]
    assert seen[0] == ""
    assert seen[2] == "one\ntwo\n"
    assert fpath("replay", "latest@999999999").returncode == 4


@pytest.mark.parametrize(
    "name", ["nothing", "la", "../../etc", "0.0000", "1q2.ffff", "x" * 5000, "a\x1b[31mb", "%"]
)
def test_a_name_that_means_nothing_is_said_in_one_line(place: Path, name: str) -> None:
    said = fpath("replay", name)
    assert (said.returncode, said.stdout) == (4, b"")
    assert said.stderr.count(b"\n") == 1
    assert b"\x1b" not in said.stderr
    assert b"Traceback" not in said.stderr


@pytest.mark.slow
def test_a_forged_run_file_is_refused_and_not_shown_raw(place: Path) -> None:
    fpath("check", "job.c", cwd=place)
    fpath("runs", "latest", "-o", place / "run.json")
    run = json.loads((place / "run.json").read_text())
    run["fpath"] = "0.1\x1b]0;owned\x07"
    run["made"]["steps"] += 1
    (place / "run.json").write_text(json.dumps(run))
    said = fpath("replay", place / "run.json")
    assert said.returncode == 4
    assert b"not the run that was recorded (steps: " in said.stderr
    assert b"\x1b" not in said.stderr
    run["options"]["argv"] = "./job"
    (place / "run.json").write_text(json.dumps(run))
    said = fpath("replay", place / "run.json")
    assert said.returncode == 4
    assert b"options.argv: a list expected" in said.stderr


# ---- trouble ---------------------------------------------------------------------------------------------------


def on_a_mount(options: str, folder: Path, *words: object) -> subprocess.CompletedProcess[bytes]:
    """`fpath WORDS` with `folder` covered by a tmpfs of its own."""
    script = f'mount -t tmpfs -o {options} none "$0" && exec "$@"'
    command = ["unshare", "-rm", "sh", "-c", script, str(folder), *COMMAND, *map(str, words)]
    return subprocess.run(command, capture_output=True, timeout=60, env=environment(), check=False)


def mounts() -> bool:
    done = subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
    )
    return done.returncode == 0


@pytest.mark.needs("setsid")
@pytest.mark.parametrize(
    ("options", "why", "jobs"),
    [("size=16k", b"full", ()), ("ro", b"Read-only", ()), ("size=16k", b"full", ("-j", "2"))],
)
def test_a_disk_that_is_full_or_read_only_loses_no_finding(
    place: Path, options: str, why: bytes, jobs: tuple[str, ...]
) -> None:
    if not mounts():
        pytest.skip("this machine lets nobody mount in a namespace of its own")
    (place.parent / "cache").mkdir()
    found = on_a_mount(options, place.parent / "cache", "check", *jobs, place / "job.c")
    assert found.returncode == 1
    assert b"FAIL" in found.stdout
    assert found.stderr.startswith(b"fpath: not kept for later: ")
    assert why in found.stderr
    assert found.stderr.count(b"\n") == 1
    assert b"-- job" in found.stdout  # without a store a replay needs the program


@pytest.mark.slow
def test_a_limit_on_file_size_loses_no_finding_and_breaks_no_store(place: Path) -> None:
    fpath("check", "job.c", cwd=place)
    store = place.parent / "cache" / "forkingpaths" / "runs.sqlite"
    limit = f"ulimit -f {store.stat().st_size // 1024 // 2}"
    found = subprocess.run(
        ["bash", "-c", f'{limit}; exec "$@"', "sh", *COMMAND, "check", host.compile_c(JOB)],
        capture_output=True, timeout=60, env=environment(), check=False,
    )  # fmt: skip
    assert found.returncode == 1
    assert b"FAIL" in found.stdout
    assert b"fpath: not kept for later" in found.stderr
    assert [row["name"] for row in listed()] == ["job"]


@pytest.mark.slow
def test_without_a_store_it_works_as_before(place: Path) -> None:
    found = fpath("check", "--no-store", "job.c", cwd=place)
    assert found.returncode == 1
    assert found.stderr == b""
    assert b"-- job" in found.stdout
    assert not (place.parent / "cache").exists()


LONG = """
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    for (int i = 0; i < 5; i++) if (fork() == 0) { getppid(); getppid(); _exit(0); }
    while (wait(NULL) > 0) ;
    return 1;
}
"""  # fails in every order, so that the first run finds something, and has many orders


def children_of(pid: int) -> list[int]:
    """The processes that it has, and that are no zombies."""
    done = subprocess.run(
        ["ps", "-o", "pid=,stat=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    rows = [line.split() for line in done.stdout.splitlines()]
    return [int(row[0]) for row in rows if not row[1].startswith("Z")]


def living(pids: list[int]) -> list[int]:
    """Those that are there still, a moment later."""
    for _ in range(100):
        there = [pid for pid in pids if os.path.exists(f"/proc/{pid}")]
        if not there:
            return []
        time.sleep(0.05)
    return there


def long_search(place: Path, jobs: int) -> tuple[subprocess.Popen[bytes], list[int]]:
    """One that has found something, and with several jobs its workers."""
    (place / "long.c").write_text(LONG)
    child = subprocess.Popen(
        [*COMMAND, "check", "--stop-at", "all", "--preemptions", "6", "-j", str(jobs), "long.c"], cwd=place,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    )  # fmt: skip
    workers: list[int] = []
    for _ in range(600):
        time.sleep(0.1)
        workers = children_of(child.pid) if jobs > 1 else []
        if (jobs == 1 or len(workers) >= jobs) and (place.parent / "cache").exists() and listed():
            break
    return child, workers


def assert_interrupted(child: subprocess.Popen[bytes], workers: list[int]) -> None:
    """It told and kept what it had found, and nobody is left."""
    output, errors = child.communicate(timeout=120)
    assert (child.returncode, errors) == (2, b"")
    assert b"FAIL" in output
    assert b"schedule" in output
    assert living(workers) == []
    kept = json.loads(fpath("runs", "--json").stdout)
    assert kept["runs"]
    assert all(row["kind"] == "finding" for row in kept["runs"])
    assert [e["stopped"] for e in kept["explorations"].values()] == ["interrupted"]
    assert fpath("replay", "latest").returncode not in (0, 4)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_search_and_what_was_found_is_told_and_kept(
    place: Path, number: int, jobs: int
) -> None:
    child, workers = long_search(place, jobs)
    child.send_signal(number)
    assert_interrupted(child, workers)


@pytest.mark.slow
def test_killed_workers_are_replaced_and_lose_nothing(place: Path) -> None:
    child, workers = long_search(place, 2)
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    fresh: list[int] = []
    for _ in range(200):
        time.sleep(0.1)
        fresh = children_of(child.pid)
        if len(fresh) == 2 and not set(fresh) & set(workers):
            break
    assert len(fresh) == 2
    child.send_signal(signal.SIGTERM)
    assert_interrupted(child, [*workers, *fresh])


@pytest.mark.slow
def test_a_killed_search_leaves_no_worker_and_a_whole_store(place: Path) -> None:
    child, workers = long_search(place, 2)
    child.kill()
    child.communicate()
    assert living(workers) == []
    kept = json.loads(fpath("runs", "--json").stdout)
    assert kept["runs"][0]["kind"] == "finding"  # from before the end
    assert [e["stopped"] for e in kept["explorations"].values()] == ["unfinished"]


@pytest.mark.slow
def test_killed_at_any_moment_the_store_is_whole(place: Path) -> None:
    chance = random.Random(3)
    shutil.copy(host.compile_c(JOB), place / "job")
    for _ in range(8):
        child = subprocess.Popen(
            [*COMMAND, "check", "--stop-at", "all", "./job"], cwd=place, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(),
        )  # fmt: skip
        time.sleep(0.25 + chance.random() * 0.4)
        child.kill()
        child.wait()
        assert fpath("runs").returncode == 0
    assert fpath("check", "./job", cwd=place).returncode == 1
    assert listed()[0]["kind"] == "finding"
    assert os.listdir(place.parent / "cache" / "forkingpaths") == ["runs.sqlite"]
