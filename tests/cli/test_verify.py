"""`fpath verify`: real programs do the same thing twice, to the byte; and a difference would be seen.

The two runs differ in process number, time of day, working directory and the seed of Python's string hashes.
"""

import io
import json
from dataclasses import replace

import pytest

from forkingpaths.cli import run, verify
from forkingpaths.record.digest import first_difference
from tests.cli.fpath import fpath
from tests.host import compile_c
from tests.programs.test_command_lines import command_lines, prepare

LINES = 50
PLAIN = [line for needs, line in command_lines() if not needs]
STRIDE = max(1, len(PLAIN) // LINES)
EQUAL = ("ending", "status", "steps", "time_ns", "output", "events", "memory")


@pytest.mark.slow
@pytest.mark.parametrize("line", PLAIN[::STRIDE][:LINES], ids=lambda line: line[:40])
def test_two_runs_are_equal(line, tmp_path):
    prepare(tmp_path)
    # bound where nothing above it changes while the test runs: programs look at their parents' times too
    place = ["-v", f"{tmp_path}:/mnt", "-w", "/mnt", "-e", "TMPDIR=/dev/shm"]
    done = fpath("verify", "--json", *place, "--", "bash", "-c", line, timeout=300)
    result = json.loads(done.stdout)
    assert result["equal"], result["first_difference"]
    assert done.returncode == 0
    first, second = result["runs"]
    assert {name: first[name] for name in EQUAL} == {name: second[name] for name in EQUAL}
    assert first["event_count"] > 10


def test_there_are_fifty_of_them():
    assert len(PLAIN[::STRIDE][:LINES]) == LINES


def test_standard_input_is_given_to_both():
    copy = compile_c(
        "#include <unistd.h>\nint main(void) { char b[99]; write(1, b, read(0, b, 99)); return 0; }"
    )
    done = fpath("verify", "--json", copy, stdin=b"twice\n")
    assert json.loads(done.stdout)["runs"][1]["output_bytes"] == 6


def test_c_text_is_compiled_once_for_both(tmp_path):
    (tmp_path / "one.c").write_text("int main(void) { return 9; }\n")
    done = fpath("verify", tmp_path / "one.c")
    assert done.returncode == 0
    assert done.stdout.startswith(b"equal: 2 runs, exit status 9, ")


def test_a_program_that_is_not_there_is_a_usage_error():
    done = fpath("verify", "/no/such/program")
    assert done.returncode == 4
    assert done.stderr == b"fpath: /no/such/program: No such file or directory\n"


def test_a_difference_is_told_and_is_status_1(monkeypatch, capfd):
    """Two runs that differ cannot be had on purpose, so the second child here is given another seed."""
    real = verify._run_in_child

    def other_seed(guest, standard_input, folder, number):
        return real(replace(guest, seed=number), standard_input, folder, number)

    monkeypatch.setattr(verify, "_run_in_child", other_seed)
    monkeypatch.setattr("sys.stdin", None)
    assert run(["verify", "head", "-c", "8", "/dev/urandom"]) == 1
    said = capfd.readouterr().out
    assert said.startswith("DIFFERENT: ")
    assert "output" in said.splitlines()[0]
    assert "the runs part at" in said


def test_the_first_line_that_differs():
    assert first_difference(io.BytesIO(b"a\nb\n"), io.BytesIO(b"a\nb\n")) is None
    assert first_difference(io.BytesIO(b"a\nb\n"), io.BytesIO(b"a\nc\n")) == ("b", "c")
    assert first_difference(io.BytesIO(b"a\n"), io.BytesIO(b"a\nc\n")) == ("", "c")
