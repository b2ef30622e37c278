"""Memory calls with any numbers at all: an errno or a result, never an exception, and the books stay right."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forkingpaths.abi.errno import SysError
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.machine.registers import R8, R9, R10, RDI, RDX, RSI
from forkingpaths.sys import table
from tests.kernel.memory.world import PAGE, NoHost

NAMES = (
    "mmap munmap mprotect mremap brk msync mincore madvise mlock munlock mlock2 mlockall munlockall memfd_create pkey_mprotect "
    "process_vm_readv process_vm_writev"
).split()
EDGES = [
    0,
    1,
    2,
    3,
    7,
    PAGE,
    2 * PAGE,
    1 << 20,
    1 << 31,
    1 << 32,
    1 << 47,
    (1 << 47) - PAGE,
    1 << 63,
    (1 << 64) - 1,
    (1 << 64) - PAGE,
]


def numbers(known: list[int]) -> st.SearchStrategy[int]:
    return st.one_of(
        st.sampled_from(EDGES + known),
        st.sampled_from(known).map(lambda a: a + PAGE),
        st.integers(0, 64),
        st.integers(0, (1 << 64) - 1),
    )


def check(k: Kernel) -> None:
    for space in k.spaces.values():
        items = space.vmas.items
        assert space.vmas.starts == [v.start for v in items]
        assert space.vmas.total == sum(v.end - v.start for v in items)
        for before, after in itertools.pairwise(items):
            assert before.end <= after.start
        for page in k.machine.pages(space.space, 0, 1 << 47):
            vma = space.vmas.find(page.address)
            assert vma is not None, f"a page at {page.address:#x} without a mapping"
            assert vma.object is not None or vma.flags & 2
        assert space.locked == sum(v.end - v.start for v in items if v.flags & 0x2000)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_arguments(data: st.DataObject) -> None:
    k = boot(Options(argv=[b"/bin/true"], memory_bytes=64 << 20), NoHost(), table.load())
    calls = {call.name: call for call in k.calls.values()}
    t = k.tasks[k.main_tgid]
    regs = t.context.regs
    known = [v.start for v in t.memory.vmas.items] + [v.end for v in t.memory.vmas.items]
    strategy = numbers(known)
    for _ in range(data.draw(st.integers(1, 12))):
        name = data.draw(st.sampled_from(NAMES))
        for register in (RDI, RSI, RDX, R10, R8, R9):
            regs[register] = data.draw(strategy)
        try:
            result = calls[name].invoke(k, t, regs)
        except SysError:
            continue
        assert -1 < result < 1 << 64
        check(k)
