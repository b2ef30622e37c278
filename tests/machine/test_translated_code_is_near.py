"""Translated code lies within reach of a direct call to the engine and to our hooks (machine/ram.py says why)."""

import subprocess
import sys

from tests.host import ROOT

SCRIPT = """
from forkingpaths.machine.cpu import Context, Machine
machine = Machine(1 << 30)
held = [bytes(1 << 20) for _ in range(200)]  # before the precise engine is made
context = Context()
context.space = machine.new_space()
machine.run_precise(context, 1)
for line in open("/proc/self/maps"):
    place, rights, *_, name = line.split()
    if rights[2] == "x" and (rights[1] == "w" or "unicorn" in name or "_native" in name):
        first, last = (int(end, 16) for end in place.split("-"))
        print(rights, first, last)
"""


def test_calls_from_translated_code_are_direct() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, cwd=ROOT / "src"
    )
    areas = [(r, int(first), int(last)) for r, first, last in map(str.split, done.stdout.splitlines())]
    code = [area for area in areas if area[0][1] == "w"]
    called = [area for area in areas if area[0][1] != "w"]
    assert len(code) == 2
    assert len(called) >= 2
    ends = [end for _, first, last in areas for end in (first, last)]
    assert max(ends) - min(ends) < 1 << 31
