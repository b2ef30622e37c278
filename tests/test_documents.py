"""What the documents quote is what the commands say: every example is made again and compared.

    README.md          each block that begins with `$ fpath`, run; `[...]` stands for what is left out, seconds and counts of runs are free
    docs/gallery.md    each bug's words and picture, by tools/gallery                 -> stale: `make gallery`
    docs/findings.md   each example's screen, by tools/findings-page                  -> stale: `make docs`
    docs/corpus.md     by tests/explore/test_corpus.py, which explores it; the twins' counts by `make nightly`   -> stale: `make docs`
    docs/examples.md   by tests/programs/test_examples.py

Steps and schedules depend on the compiler and the C library: with others than those that the documents were made with the comparison says
nothing, and is left out.
"""

import json
import os
import platform
import re
import runpy
import subprocess
from pathlib import Path
from typing import Any

import pytest

from forkingpaths.check import all_properties
from tests import host
from tests.cli.fpath import COMMAND

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]
DOCS = host.ROOT / "docs"
GALLERY: dict[str, Any] = runpy.run_path(str(host.ROOT / "tools" / "gallery"))
FINDINGS: dict[str, Any] = runpy.run_path(str(host.ROOT / "tools" / "findings-page"))
MADE_WITH = ("12.2.0", "2.36")  # gcc, glibc: Debian 12's


@pytest.fixture(autouse=True)
def _compiler() -> None:
    gcc = subprocess.run(
        ["gcc", "-dumpfullversion"], capture_output=True, text=True, check=True
    ).stdout.strip()
    if (gcc, platform.libc_ver()[1]) != MADE_WITH:
        pytest.skip(f"the documents are made with gcc {MADE_WITH[0]} and glibc {MADE_WITH[1]}")


@pytest.mark.parametrize("name", GALLERY["BUGS"])
def test_the_gallery(name: str) -> None:
    text, picture = GALLERY["entry"](name)
    assert text in (DOCS / "gallery.md").read_text(), "run `make gallery`"
    assert picture == (DOCS / "gallery" / f"{name}.svg").read_text(), "run `make gallery`"


@pytest.mark.parametrize("item", all_properties(), ids=lambda item: item.id)
def test_the_findings(item: Any) -> None:
    kept = FINDINGS["kept"]((DOCS / "findings.md").read_text())
    assert FINDINGS["output"](COMMAND, item) + "\n" == kept[item.id], "run `make docs`"


CORPUS: dict[str, Any] = runpy.run_path(str(host.ROOT / "tools" / "corpus-table"))


@pytest.mark.nightly
@pytest.mark.parametrize(
    "source", [s for s in CORPUS["sources"]() if s.suffix == ".c"], ids=CORPUS["name_of"]
)
def test_the_corpus(source: Path) -> None:
    """Every cell but the seconds."""
    known = json.loads((DOCS / "corpus-native.json").read_text())
    table = [line.split(" | ") for line in (DOCS / "corpus.md").read_text().splitlines()]
    now = CORPUS["row"](COMMAND, source, known).split(" | ")
    row = next(row for row in table if row[0] == now[0])
    assert [re.sub(r"\d+\.\d+( s|$)", "", cell) for cell in now] == [
        re.sub(r"\d+\.\d+( s|$)", "", cell) for cell in row
    ], "run `make docs`"


def blocks(text: str) -> list[tuple[str, list[str]]]:
    """(command, what it is said to print) of each indented block that begins with `$ fpath`."""
    found: list[tuple[str, list[str]]] = []
    inside = False
    for line in text.splitlines():
        inside = line.startswith("    $ fpath ") or (inside and line.startswith("    "))
        if line.startswith("    $ fpath "):
            found.append((line.removeprefix("    $ "), []))
        elif inside:
            found[-1][1].append(line.removeprefix("    "))
    return found


def pattern(lines: list[str]) -> str:
    """A regular expression for a quoted screen: spaces, seconds, counts of runs and check digits are free, `[...]` is anything."""
    made = []
    for line in lines:
        if line.strip() == "[...]":
            made.append(r"(?:.*\n)*?")
            continue
        text = re.escape(line.strip())
        text = re.sub(r"(\\ )+", lambda _: r"\s+", text)
        text = re.sub(r"\d+\\\.\d(?=\\s\+s\b)", lambda _: r"[\d.]+", text)
        text = re.sub(r"\d+(?=\\s\+runs\b)", lambda _: r"\d+", text)
        text = re.sub(r"\\\.[0-9a-f]{4}\b", lambda _: r"\.[0-9a-f]{4}", text)
        made.append(r"\s*" + text.replace(re.escape("[...]"), ".*") + r"\s*?\n")
    return "".join(made)


@pytest.mark.parametrize(("command", "lines"), blocks((host.ROOT / "README.md").read_text()))
def test_the_readme(command: str, lines: list[str], tmp_path: Path) -> None:
    for name in ("jobs", "jobs_fixed"):
        source = host.ROOT / "examples" / f"{name}.c"
        subprocess.run(["gcc", "-g", "-O1", "-static", "-o", name, str(source)], cwd=tmp_path, check=True)
    env = {
        **os.environ,
        "XDG_CACHE_HOME": str(tmp_path),
        "PYTHONPATH": str(host.ROOT / "src"),
        "COLUMNS": "120",
    }
    done = subprocess.run(
        [*COMMAND, *command.split()[1:]],
        cwd=tmp_path,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert re.fullmatch(pattern(lines), done.stdout.rstrip() + "\n"), (
        f"the README quotes otherwise:\n{done.stdout}"
    )


def test_a_pattern_can_fail() -> None:
    said = "ok    12 runs, 0.3 s\n      schedule  30r3.c156\n"
    assert re.fullmatch(pattern(["ok   12 runs, 9.9 s", "   schedule  30r3.0000"]), said)
    assert re.fullmatch(pattern(["[...]", "schedule  [...]"]), said)
    assert not re.fullmatch(pattern(["ok   13 runs, 9.9 s", "   schedule  30r4.0000"]), said)
    assert not re.fullmatch(pattern(["ok   12 runs, 9.9 s"]), said)


def test_there_is_something_to_compare() -> None:
    assert len(blocks((host.ROOT / "README.md").read_text())) >= 3
