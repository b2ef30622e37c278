"""Every property has a program in examples that shows it, and a twin that does not: of the mistake in it the property is the name, and no
other property takes the twin for wrong."""

import subprocess
import time

import pytest

from forkingpaths.check import ORDER, all_properties, load_properties
from forkingpaths.check.checker import Checker, Result
from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.exhaustive import Exhaustive
from tests import host
from tests.explore.exploring import executor, started

pytestmark = pytest.mark.needs("gcc")
EXAMPLES = host.ROOT / "examples"
IDS = [p.id for p in all_properties()]
MORE = {  # other ways to the same property
    "findings/own_lock": "unsafe-in-handler",
    "findings/jumped_out": "longjmp",
    "findings/data_race": "data-race",
}
PROGRAMS = [(p.example, p.id) for p in all_properties() if p.example.startswith("findings/")] + list(
    MORE.items()
)


def judged(name: str, kind: str, *, first: bool, max_runs: int = 2000) -> Result:
    """What all default properties, and `kind`, say of examples/`name`.c."""
    runner = executor((EXAMPLES / f"{name}.c").read_text())
    properties = load_properties([kind])
    exploration = Exhaustive(runner, Bounds())
    return Checker(
        runner, exploration, properties, time.monotonic, stop_at_first=first, max_runs=max_runs
    ).go()


def test_the_list_is_whole() -> None:
    assert set(ORDER) == set(IDS)
    shown = {name for name, _ in PROGRAMS}
    made = {f"findings/{path.stem.removesuffix('_fixed')}" for path in (EXAMPLES / "findings").glob("*.c")}
    assert made == shown
    for item in all_properties():
        assert (EXAMPLES / f"{item.example}.c").exists()
        assert (EXAMPLES / f"{item.example}_fixed.c").exists()
        assert item.title
        assert item.manual
        assert item.mend
        assert type(item).__doc__


@pytest.mark.parametrize(("name", "kind"), PROGRAMS)
def test_found(name: str, kind: str) -> None:
    result = judged(name, kind, first=True)
    assert result.witnesses
    assert result.witnesses[0].finding.property == kind
    assert len(result.witnesses[0].run.schedule) <= 1


@pytest.mark.parametrize(("name", "kind"), PROGRAMS)
def test_the_twin_is_clean(name: str, kind: str) -> None:
    result = judged(f"{name}_fixed", kind, first=False)
    assert [w.finding.title for w in result.witnesses] == []
    assert result.progress.complete


def test_without_symbols_a_handler_that_enters_malloc_is_found_by_what_is_lost() -> None:
    text = (EXAMPLES / "corpus" / "04_malloc.c").read_text()
    program = host.compile_c(text, "-O1", "-g", "-static", "-pthread")
    stripped = program.with_name(program.name + ".stripped")
    subprocess.run(["strip", "-o", stripped, program], check=True)
    runner = started([stripped])
    result = Checker(
        runner, Exhaustive(runner, Bounds()), load_properties(), time.monotonic, max_runs=500
    ).go()
    finding = result.witnesses[0].finding
    assert finding.property == "unsafe-in-handler"
    assert "ran the code that it had interrupted" in finding.title


def test_names_that_are_none_are_refused() -> None:
    with pytest.raises(KeyError, match="no-such"):
        load_properties(["no-such"])
    assert "status" not in {p.id for p in load_properties(off=["status"])}
