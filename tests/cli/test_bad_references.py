"""A schedule string or run file that was cut, changed, forged or made for another program: every verb that takes one says so in a
line, and ends with status 4."""

import json
import shutil
from pathlib import Path
from typing import TypeVar

import pytest

from forkingpaths.explore.schedule import Deviation, format_schedule
from forkingpaths.kernel.scheduler import Choice
from tests import host
from tests.cli.fpath import fpath

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]
T = TypeVar("T")
JOB = host.ROOT / "examples" / "corpus" / "03_job.c"
# each verb that takes a reference, with what has to stand behind it
VERBS: dict[str, tuple[str, ...]] = {
    "replay": (), "explain": (), "show": ("ps",), "graph": (), "serve": (), "runs": (),
    "export": ("-f", "json"),
}  # fmt: skip
OF_A_PROGRAM = ("replay", "explain", "show", "graph", "serve", "export")  # take `-- PROGRAM` too


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the job list, compiled, and the run file and schedule of its finding."""
    folder = tmp_path_factory.mktemp("work")
    shutil.copy(host.compile_c(JOB, "-O1", "-g", "-static"), folder / "job")
    shutil.copy(host.compile_c(JOB.with_name("01_pause.c"), "-O1", "-g", "-static"), folder / "other")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        assert fpath("check", "./job", cwd=folder).returncode == 1
        assert fpath("runs", "latest", "-o", "run.json", cwd=folder).returncode == 0
    return folder


@pytest.fixture(autouse=True)
def store(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(place / "cache"))


def command(verb: str, reference: str) -> list[str]:
    options = list(VERBS[verb])
    return [verb, *options, reference] if options[:1] == ["-f"] else [verb, reference, *options]


def assert_said(words: list[str], place: Path) -> None:
    """Status 4, one line, nothing on standard output."""
    said = fpath(*words, cwd=place, timeout=30)
    assert (said.returncode, said.stdout) == (4, b""), words
    assert said.stderr.startswith(b"fpath"), said.stderr
    assert said.stderr.count(b"\n") == 1, said.stderr
    assert b"Traceback" not in said.stderr


def tried(verb: str, items: list[T]) -> list[T]:
    """All of them with replay; with the other verbs, which look a reference up by the same function, a few."""
    return items if verb == "replay" else items[1::4]


def schedules(place: Path) -> list[str]:
    """What is not a schedule of ./job, or none at all."""
    run = json.loads((place / "run.json").read_text())
    good = run["schedule"]
    program = bytes.fromhex(run["program"]["identity"])
    body, _, check = good.partition(".")
    forged = [
        (Deviation(1, Choice("run", 77)),),
        (Deviation(10**6, Choice("run", 3)),),
        (Deviation(10**30, Choice("run", 3)),),
        (Deviation(30, Choice("stop", 10**25, 10**25)),),
    ]
    return [
        body, good[:-1], body[:-1] + "." + check, f"{body}-.{check}", body.replace("r", "q") + "." + check,
        f"{body}.0000" if check != "0000" else f"{body}.0001", f"x{good}",
        *(format_schedule(schedule, program) for schedule in forged),
    ]  # fmt: skip


@pytest.mark.parametrize("verb", OF_A_PROGRAM)
def test_a_string_that_is_none_of_this_program(verb: str, place: Path) -> None:
    for text in tried(verb, schedules(place)):
        assert_said([*command(verb, text), "--", "./job"], place)
    good = json.loads((place / "run.json").read_text())["schedule"]
    assert_said([*command(verb, good), "--", "./other"], place)


@pytest.mark.parametrize("verb", VERBS)
def test_a_string_without_a_program(verb: str, place: Path) -> None:
    for text in tried(verb, schedules(place)):
        assert_said(command(verb, text), place)


def broken_files(place: Path) -> dict[str, bytes]:
    whole = (place / "run.json").read_bytes()
    run = json.loads(whole)
    files = {
        "empty": b"", "cut": whole[: len(whole) // 2], "last byte": whole[:-3], "binary": bytes(range(256)) * 8,
        "list": b"[]", "null": b"null", "deep": b"[" * 100_000, "number": b"9" * 5000,
    }  # fmt: skip
    changes: dict[str, dict[str, object]] = {
        "schedule": {"schedule": "1r2.0000"}, "no choices": {"choices": None}, "negative": {"max_points": -1},
        "options": {"options": {}}, "program": {"program": "job"}, "made": {"made": []}, "unknown": {"surprise": 1},
    }  # fmt: skip
    for name, change in changes.items():
        files[f"changed {name}"] = json.dumps({**run, **change}).encode()
    forged = {**run, "choices": [[1, "run", 77, 0]]}
    files["forged"] = json.dumps(forged).encode()
    return files


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "runs"])
def test_a_run_file_that_is_none(verb: str, place: Path) -> None:
    for name, data in tried(verb, list(broken_files(place).items())):
        (place / f"{name}.json").write_bytes(data)
        assert_said(command(verb, f"{name}.json"), place)
    assert_said(command(verb, "nothing.json"), place)
    assert_said(command(verb, "."), place)
