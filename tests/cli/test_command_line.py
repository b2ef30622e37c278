"""The command line itself: help, options, and the exit status of each way to be wrong; no guest runs here."""

import pytest
from click.testing import CliRunner

from forkingpaths.cli import VERBS, fpath, run
from forkingpaths.cli.asked import GuestOptions, Volume
from forkingpaths.cli.errors import Failure
from forkingpaths.cli.options import Seconds, Size, VolumeType


@pytest.mark.parametrize("verb", list(VERBS))
def test_every_verb_explains_itself(verb):
    done = CliRunner().invoke(fpath, [verb, "--help"])
    assert done.exit_code == 0
    assert done.output.startswith("Usage: fpath " + verb)


def test_the_list_of_verbs_imports_none(monkeypatch):
    monkeypatch.setattr("importlib.import_module", lambda name: pytest.fail(f"imported {name}"))
    done = CliRunner().invoke(fpath, ["--help"])
    assert done.exit_code == 0
    assert all(verb in done.output for verb in VERBS)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (["run"], 125),
        (["run", "--bogus", "true"], 125),
        (["run", "--memory", "lots", "true"], 125),
        (["run", "--memory", "1K", "true"], 125),
        (["run", "--timeout", "0", "true"], 125),
        (["run", "--timeout", "soon", "true"], 125),
        (["run", "--max-steps", "0", "true"], 125),
        (["run", "-v", "nowhere", "true"], 125),
        (["run", "-v", "/etc:relative", "true"], 125),
        (["run", "-v", "/does/not/exist:/mnt", "true"], 125),
        (["run", "--root", "/does/not/exist", "true"], 125),
        (["run", "-u", "nobody-of-that-name", "true"], 125),
        (["run", "-u", "4294967295", "true"], 125),
        (["run", "-w", "relative", "true"], 125),
        (["run", "-e", "=value", "true"], 125),
        (["run", "/does/not/exist.c"], 127),
        (["nonsense"], 125),
        (["--nonsense"], 125),
        (["trace"], 125),
        (["verify"], 4),
        (["verify", "--bogus", "true"], 4),
        (["syscalls", "no_such_call"], 4),
        (["syscalls", "--format", "cuneiform"], 4),
    ],
)
def test_a_wrong_command_line_says_so_and_has_its_status(line, status, capfd):
    assert run(line) == status
    said = capfd.readouterr().err
    assert said
    assert "Traceback" not in said
    assert "internal error" not in said


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("4194304", 4 << 20),
        ("64M", 64 << 20),
        ("1G", 1 << 30),
        ("2g", 2 << 30),
        ("16MiB", 16 << 20),
        ("8MB", 8 << 20),
    ],
)
def test_sizes(text, size):
    assert Size()(text) == size


@pytest.mark.parametrize(
    ("text", "seconds"), [("10", 10), ("0.5", 0.5), ("250ms", 0.25), ("2m", 120), ("1h", 3600)]
)
def test_durations(text, seconds):
    assert Seconds()(text) == pytest.approx(seconds)


def test_volumes():
    assert VolumeType()("/a:/b") == Volume("/a", "/b", False)
    assert VolumeType()("a:/b:ro") == Volume("a", "/b", True)


def test_options_after_the_program_are_the_programs(monkeypatch):
    seen: list[GuestOptions] = []

    def note(guest, host):
        seen.append(guest)
        raise Failure("noted")

    monkeypatch.setattr("forkingpaths.cli.start.run_once", note)
    assert run(["run", "-e", "A=1", "--seed", "7", "ls", "-l", "--seed", "8"]) == 125
    assert seen[0].command == ("ls", "-l", "--seed", "8")
    assert seen[0].seed == 7
    assert seen[0].environment == ("A=1",)
