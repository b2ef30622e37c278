"""--property FILE.py: what users say must not happen is found, shrunk and explained as everything else, and what is wrong with
their file is said with its line."""

import json
from pathlib import Path

import pytest

from tests import host
from tests.cli.fpath import fpath

pytestmark = pytest.mark.needs("gcc")
JOBS = host.ROOT / "examples" / "jobs.c"
EXAMPLE = host.ROOT / "examples" / "properties" / "one_line.py"


def test_the_example_finds_the_job_that_is_left() -> None:
    found = fpath("check", "--no-store", "--property", EXAMPLE, "--no-check", "status", "--json", JOBS)
    assert found.returncode == 1
    (first, *_) = json.loads(found.stdout)["findings"]
    assert first["property"] == "one-line.every-job-leaves-the-list"
    assert first["title"] == "not so: No job is left on the list"
    assert "1 are still on the list" in first["why"]
    assert first["deviations"] == 1
    shown = fpath("check", "--no-store", "--property", EXAMPLE, "--no-check", "status", JOBS)
    assert b"mend  block SIGCHLD from before fork" in shown.stdout
    assert b"one_line.py:" in shown.stdout


@pytest.mark.slow
def test_the_example_proves_the_twin() -> None:
    clean = fpath(
        "check", "--no-store", "--property", EXAMPLE, "--max-runs", "100", JOBS.with_name("jobs_fixed.c")
    )
    assert (clean.returncode, clean.stderr) == (0, b"")


WRONG = [
    ("def check_it(run):\n    return run.nothing\n", "FILE:2: AttributeError"),
    ("def check_it(run):\n    x = 1\n    yield 1 / 0\n", "FILE:3: ZeroDivisionError"),
    ("def check_it(run)\n    pass\n", "FILE:1: SyntaxError"),
    ("import nothing_of_that_name\n", "FILE:1: ModuleNotFoundError"),
    ("raise SystemExit(3)\n", "FILE:1: SystemExit: 3"),
    ("def something(run): pass\n", "FILE: it has no function whose name begins with check_"),
    ("def check_it(run):\n    return 5\n", "FILE:1: check_it gave int 5: it has to give None"),
    ("def check_it():\n    return None\n", "FILE"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
@pytest.mark.slow
def test_a_mistake_in_the_file_is_said_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "mine.py"
    file.write_text(text)
    program = host.compile_c("int main(void) { return 0; }", "-static")
    done = fpath("check", "--no-store", "--property", file, program)
    assert (done.returncode, done.stdout) == (4, b"")
    assert done.stderr.decode().startswith(f"fpath: {said.replace('FILE', str(file))}")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.slow
def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = fpath("check", "--no-store", "--property", tmp_path / "none.py", JOBS)
    assert done.returncode == 4
    assert b"none.py: No such file or directory" in done.stderr
