"""What an address space does for the kernel: copying in and out, forking, growing, running out."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel import snapshot
from forkingpaths.kernel.memory import change, fault, mapping
from forkingpaths.kernel.memory.layout import layout
from forkingpaths.vfs.pages import MemoryObject
from tests.kernel.memory.world import PAGE, kernel, map_anonymous, space_of

SHARED_ANONYMOUS = 0x21


def test_the_layout_is_linux_without_randomisation() -> None:
    usual = layout(8 << 20)
    assert (usual.mmap_base, usual.stack_top, usual.pie_base) == (
        0x7FFFF7FFF000,
        0x7FFFFFFFF000,
        0x555555554000,
    )
    assert layout(0xFFFF_FFFF_FFFF_FFFF).legacy
    assert layout(1 << 30).mmap_base == 0x7FFFFFFFF000 - (1 << 30) - (1 << 20)


def test_copies_bring_pages_in_and_stop_at_holes() -> None:
    k = kernel()
    space = space_of(k)
    at = map_anonymous(k, 4)
    space.write(at + PAGE - 3, b"across a border")
    assert space.read(at + PAGE - 3, 15) == b"across a border"
    assert space.read(at + 2 * PAGE, 2 * PAGE) == bytes(2 * PAGE)
    mapping.unmap(k, space, at + 3 * PAGE, at + 4 * PAGE)
    for call in (
        lambda: space.read(at + 3 * PAGE - 1, 2),
        lambda: space.write(at + 3 * PAGE - 1, b"xy"),
        lambda: space.read_string(at + 3 * PAGE),
        lambda: space.read(at, 1 << 40),
        lambda: space.read_u64(at + 3 * PAGE - 4),
        lambda: space.write_u32(0, 1),
        lambda: space.read(0xFFFF_8000_0000_0000, 8),
    ):
        with pytest.raises(SysError) as caught:
            call()
        assert caught.value.errno == Errno.EFAULT
    assert space.accessible(at, 10 * PAGE) == 3 * PAGE
    space.write(at + 3 * PAGE - 5, b"abcde")
    with pytest.raises(SysError) as caught:
        space.read_string(at + PAGE - 3, 5)
    assert caught.value.errno == Errno.ENAMETOOLONG


def test_a_debugger_reads_and_writes_whatever_the_rights() -> None:
    k = kernel()
    space = space_of(k)
    at = map_anonymous(k, 1)
    space.write(at, b"secret")
    change.protect(k, space, at, at + PAGE, 0)
    with pytest.raises(SysError):
        space.read(at, 6)
    assert space.force_read(at, 6) == b"secret"
    space.force_write(at, b"public")
    assert space.force_read(at, 6) == b"public"


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3), st.sampled_from("wsf"), st.integers(0, 5), st.binary(min_size=1, max_size=40)
        ),
        max_size=30,
    )
)
def test_forks_share_shared_memory_and_nothing_else(steps) -> None:
    k = kernel()
    first = space_of(k)
    private = map_anonymous(k, 6)
    shared = map_anonymous(k, 6, flags=SHARED_ANONYMOUS)
    spaces = [first]
    models = [bytearray(6 * PAGE)]
    common = bytearray(6 * PAGE)
    for who, what, page, data in steps:
        who %= len(spaces)
        at = page * PAGE + 7
        if what == "f" and len(spaces) < 4:
            spaces.append(spaces[who].fork(k))
            models.append(bytearray(models[who]))
        elif what == "w":
            spaces[who].write(private + at, data)
            models[who][at : at + len(data)] = data
        else:
            spaces[who].write(shared + at, data)
            common[at : at + len(data)] = data
        for space, model in zip(spaces, models, strict=True):
            assert space.read(private, 6 * PAGE) == bytes(model)
            assert space.read(shared, 6 * PAGE) == bytes(common)
    in_use = k.machine.frames.in_use
    for space in spaces:
        space.drop_user(k)
    assert not k.spaces
    assert k.machine.frames.in_use < in_use


def test_nothing_is_left_of_a_space_that_ended() -> None:
    k = kernel()
    before = k.machine.frames.in_use
    space = space_of(k).fork(k)
    thing = MemoryObject(size=3 * PAGE)
    k.tasks[2].memory = space
    at = map_anonymous(k, 3, flags=SHARED_ANONYMOUS, thing=thing)
    space.write(at, bytes(3 * PAGE))
    space.write(map_anonymous(k, 100), bytes(100 * PAGE))
    child = space.fork(k)
    child.write(at, b"x")
    space.drop_user(k)
    assert thing.mapped == 1
    child.drop_user(k)
    assert thing.mapped == 0
    assert k.machine.frames.in_use == before


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["private", "shared", "take", "back", "fork"]),
            st.integers(0, 3),
            st.binary(min_size=1, max_size=9),
        ),
        max_size=25,
    )
)
def test_snapshots_bring_memory_back(steps) -> None:
    """Any order of writes, snapshots and returns: what is read is what was written on the way to here."""
    k = kernel()
    private = map_anonymous(k, 4)
    shared = map_anonymous(k, 4, flags=SHARED_ANONYMOUS)
    contents = {"private": bytearray(4 * PAGE), "shared": bytearray(4 * PAGE)}
    taken = []
    for what, number, data in steps:
        if what == "take":
            taken.append((snapshot.take(k), {name: bytes(b) for name, b in contents.items()}))
        elif what == "back":
            if taken:
                point, old = taken[number % len(taken)]
                snapshot.restore(k, point)
                contents = {name: bytearray(b) for name, b in old.items()}
        elif what == "fork":
            child = space_of(k).fork(k)
            child.write(private, b"child")
            child.drop_user(k)
        else:
            at = number * PAGE + 11
            space_of(k).write((private if what == "private" else shared) + at, data)
            contents[what][at : at + len(data)] = data
        assert space_of(k).read(private, 4 * PAGE) == contents["private"]
        assert space_of(k).read(shared, 4 * PAGE) == contents["shared"]


def test_a_space_is_plain_data() -> None:
    k = kernel()
    map_anonymous(k, 3)
    copy = pickle.loads(pickle.dumps(space_of(k)))
    assert [(v.start, v.end, v.prot) for v in copy.vmas.items] == [
        (v.start, v.end, v.prot) for v in space_of(k).vmas.items
    ]


def test_fork_without_memory_fails_and_leaves_nothing() -> None:
    k = kernel(2 << 20)
    space = space_of(k)
    at = map_anonymous(k, 400)
    space.write(at, bytes(400 * PAGE))
    hold = []
    while frame := k.machine.frames.alloc():
        hold.append(frame)
    in_use = k.machine.frames.in_use
    with pytest.raises(SysError) as caught:
        space.fork(k)
    assert caught.value.errno == Errno.ENOMEM
    assert k.machine.frames.in_use == in_use
    assert len(k.spaces) == 1


def test_the_stack_grows_to_its_limit_and_no_further() -> None:
    from forkingpaths.abi.resource import RLIMIT_STACK
    from forkingpaths.kernel.memory.vma import GROWSDOWN, Vma

    k = kernel()
    space = space_of(k)
    top = space.layout.stack_top
    space.vmas.add(Vma(top - 2 * PAGE, top, 3, 2 | GROWSDOWN))
    k.tasks[2].process.limits[RLIMIT_STACK] = (100 * PAGE, 100 * PAGE)
    assert fault.resolve(k, space, top - 50 * PAGE, fault.WRITE) == fault.DONE
    assert fault.resolve(k, space, top - 101 * PAGE, fault.WRITE) == fault.NO_MAPPING
    assert fault.resolve(k, space, top - 100 * PAGE, fault.WRITE) == fault.DONE
    assert space.vmas.total == 100 * PAGE
