"""Each program under tests/guest does on our kernel what it does on the host's: the same standard output, the same status."""

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests import guests

NATIVE_RUNS = (
    3  # the host is not deterministic: under load one run in hundreds comes out in another, also legal, order
)
QUICK_PROGRAMS = 3  # of each family


def _name(path: Path) -> str:
    return str(path.relative_to(guests.FOLDER).with_suffix(""))


def _parameters() -> list[object]:
    """Every program; `make quick` takes the first few of each family alone, without the slow ones."""
    found: list[object] = []
    family: Counter[Path] = Counter()
    for path in guests.sources():
        family[path.parent] += 1
        slow = guests.program(path).slow or family[path.parent] > QUICK_PROGRAMS
        found.append(pytest.param(path, marks=pytest.mark.slow) if slow else path)
    return found


@pytest.mark.needs("gcc")
@pytest.mark.parametrize("path", _parameters(), ids=_name)
def test_behaves_as_on_linux(path: Path) -> None:
    p = guests.program(path)
    if "root" in p.needs and os.geteuid():
        pytest.skip("absent: root on the host")
    if p.init and not guests.may_have_a_namespace():
        pytest.skip("absent: pid namespaces on the host")
    executable = guests.compiled(path)
    folder = guests.scratch(path)
    try:
        ours = guests.run_in_kernel(p, executable, folder)
        for _ in range(NATIVE_RUNS):
            native = guests.run_natively(p, executable, guests.scratch(path))
            if (native.output, native.status) == (ours.output, ours.status):
                break
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    assert ours.output.decode(errors="replace") == native.output.decode(errors="replace"), ours.remarks
    assert ours.status == native.status, ours.remarks
    assert native.status is not None, "it has no end on the host"
