"""A page that may be written and executed is data until an instruction is fetched from it: stores to it are cheap."""

from forkingpaths.kernel.memory import fault
from forkingpaths.machine.space import PTE_NX
from tests.kernel.memory.world import kernel, map_anonymous, space_of

PRESENT = 1


def test_the_right_to_execute_comes_with_the_first_fetch() -> None:
    k = kernel()
    space = space_of(k)
    address = map_anonymous(k, 1, prot=7)
    t = k.tasks[2]

    def flags() -> int:
        entry = k.machine.query(space.space, address)
        assert entry is not None
        return entry[1]

    assert fault.fault(k, t, address, 2) is None
    assert flags() & PTE_NX
    counted = t.usage.minor_faults
    assert fault.fault(k, t, address, fault.ERROR_FETCH | PRESENT) is None
    assert not flags() & PTE_NX
    assert t.usage.minor_faults == counted


def test_what_may_not_be_executed_is_not() -> None:
    k = kernel()
    address = map_anonymous(k, 1, prot=3)
    t = k.tasks[2]
    assert fault.fault(k, t, address, 2) is None
    info = fault.fault(k, t, address, fault.ERROR_FETCH | PRESENT)
    assert info is not None
    assert info.signal == 11
