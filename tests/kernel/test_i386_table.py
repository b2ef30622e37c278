"""The calls of i386 are bound to those of x86-64, all that both have."""

from forkingpaths.abi import numbers
from forkingpaths.kernel.i386 import I386
from forkingpaths.sys import table
from forkingpaths.sys.declare import CALLS
from forkingpaths.sys.i386 import table as i386


def test_every_call_that_both_have_is_bound() -> None:
    calls = table.load()
    assert i386.unbound() == []
    missing = [name for name in numbers.I386 if name in CALLS and I386 | numbers.I386[name] not in calls]
    assert missing == []


def test_the_other_names_lead_to_calls() -> None:
    calls = table.load()
    for name in [*i386.OTHER_NAMES, *i386.TIME64, *i386.STAT64]:
        assert I386 | numbers.I386[name] in calls
