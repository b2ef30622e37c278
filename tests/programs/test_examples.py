"""docs/examples.md is true: each program of examples/processes prints what the page says, on the host and inside."""

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import guests, host
from tests.cli.fpath import COMMAND, environment

FOLDER = host.ROOT / "examples" / "processes"
PAGE = host.ROOT / "docs" / "examples.md"
QUICK = ("futex_mutex", "warm_shutdown 3")


class Shown(NamedTuple):
    """A command of the page, and what it says comes of it."""

    name: str
    argument: str
    stdin: str
    output: str
    status: int


def shown() -> list[Shown]:
    found = []
    for block in re.findall(r"^    \$ fpath run -- (.*\n(?:    .*\n)*)", PAGE.read_text(), re.M):
        command, *lines = block.splitlines()
        words, _, stdin = command.partition(" < ")
        name, _, argument = words.removeprefix("./").partition(" ")
        lines = [line.removeprefix("    ") for line in lines]
        status = int(lines.pop()[len("(status ") : -1]) if lines[-1].startswith("(status ") else 0
        found.append(Shown(name, argument, stdin, "".join(f"{line}\n" for line in lines), status))
    return found


def test_every_example_is_on_the_page() -> None:
    assert {example.name for example in shown()} == {path.stem for path in FOLDER.glob("*.c")}


def _id(example: Shown) -> str:
    return f"{example.name} {example.argument}".strip()


def _run(command: list[str | Path], example: Shown, folder: Path) -> tuple[str, int]:
    stdin = (FOLDER / example.stdin).read_bytes() if example.stdin else b""
    done = subprocess.run(
        command, input=stdin, capture_output=True, cwd=folder, timeout=120, env=environment(), check=False
    )
    status = done.returncode if done.returncode >= 0 else 128 - done.returncode
    return done.stdout.decode(), status


@pytest.mark.needs("gcc")
@pytest.mark.parametrize(
    "example", [e if _id(e) in QUICK else pytest.param(e, marks=pytest.mark.slow) for e in shown()], ids=_id
)
def test_prints_what_the_page_says(example: Shown) -> None:
    source = FOLDER / f"{example.name}.c"
    program = host.compile_c(source, "-O1", "-g", "-Wall")
    arguments = [example.argument] if example.argument else []
    wanted = (example.output, example.status)
    assert _run([*COMMAND, "run", "-q", "--", program, *arguments], example, guests.scratch(source)) == wanted
    assert _run([program, *arguments], example, guests.scratch(source)) == wanted
