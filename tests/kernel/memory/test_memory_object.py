"""A memory object is a byte array with holes, over a host file or over nothing, and no snapshot ever sees it change."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs import holes
from forkingpaths.vfs.pages import MemoryObject
from tests.kernel.memory.world import PAGE, kernel

SIZES = st.one_of(st.integers(0, 6 * PAGE), st.sampled_from([0, 1, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE]))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), SIZES, st.binary(max_size=2 * PAGE + 5)),
        st.tuples(st.just("read"), SIZES, SIZES),
        st.tuples(st.just("truncate"), SIZES),
        st.tuples(st.just("punch"), SIZES, SIZES),
        st.tuples(st.just("frame"), st.integers(0, 6), st.booleans()),
        st.tuples(st.just("reclaim")),
        st.tuples(st.just("snapshot")),
    ),
    max_size=25,
)


def perform(k, thing: MemoryObject, model: bytearray, step) -> None:
    match step:
        case ("write", offset, data):
            assert thing.write(k, offset, data) == len(data)
            if data:
                model.extend(bytes(max(0, offset + len(data) - len(model))))
                model[offset : offset + len(data)] = data
        case ("read", offset, count):
            assert thing.read(k, offset, count) == bytes(model[offset : offset + count])
        case ("truncate", size):
            thing.truncate(k, size)
            del model[size:]
            model.extend(bytes(size - len(model)))
        case ("punch", a, b):
            start, end = min(a, b), min(max(a, b), len(model))
            holes.punch(k, thing, start, max(a, b))
            if start < end:
                model[start:end] = bytes(end - start)
        case ("frame", index, write):
            frame = thing.frame_for(k, index, write)
            if index * PAGE >= len(model):
                assert frame == 0
            else:
                expected = bytes(model[index * PAGE : (index + 1) * PAGE])
                assert k.machine.frames.read(frame)[: len(expected)] == expected
        case ("reclaim",):
            thing.reclaim(k)
    assert thing.size == len(model)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_it_is_a_byte_array(steps) -> None:
    k = kernel()
    thing, model = MemoryObject(), bytearray()
    before = k.machine.frames.in_use
    snapshots = []
    for step in steps:
        if step == ("snapshot",):
            held = dict(thing.frames)
            snapshots.append(
                (k.machine.snapshot(), held, {f: k.machine.frames.read(f) for f in held.values()})
            )
        perform(k, thing, model, step)
        for _, _, contents in snapshots:
            for frame, data in contents.items():
                assert k.machine.frames.read(frame) == data
    assert thing.read(k, 0, len(model) + 10) == bytes(model)
    for snapshot, _, _ in snapshots:
        k.machine.drop(snapshot)
    thing.discard(k)
    assert k.machine.frames.in_use == before


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=5 * PAGE), STEPS)
def test_it_shows_a_host_file_and_leaves_it_alone(
    tmp_path_factory: pytest.TempPathFactory, contents: bytes, steps
) -> None:
    path = tmp_path_factory.getbasetemp() / f"lower-{len(contents)}-{hash(contents) & 0xFFFFFF:x}"
    path.write_bytes(contents)
    k = kernel()
    thing, model = MemoryObject(lower=os.fsencode(path), size=len(contents)), bytearray(contents)
    for step in steps:
        perform(k, thing, model, step)
    assert thing.read(k, 0, len(model) + 10) == bytes(model)
    assert path.read_bytes() == contents


def test_holes_take_no_space(tmp_path: Path) -> None:
    k = kernel()
    thing = MemoryObject()
    thing.truncate(k, 100 * PAGE)
    assert thing.allocated == 0
    thing.write(k, 50 * PAGE, b"x")
    assert thing.allocated == PAGE
    assert holes.next_data(thing, 0) == 50 * PAGE
    assert holes.next_hole(thing, 50 * PAGE) == 51 * PAGE
    assert holes.next_data(thing, 51 * PAGE) == -1
    holes.punch(k, thing, 50 * PAGE, 51 * PAGE)
    assert thing.allocated == 0


def test_clean_pages_of_the_host_can_be_given_up(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(range(256)) * 64)
    k = kernel()
    thing = MemoryObject(lower=os.fsencode(path), size=4 * PAGE)
    thing.read(k, 0, 4 * PAGE)
    thing.write(k, PAGE, b"changed")
    assert thing.reclaim(k) == 3
    assert thing.read(k, PAGE, 7) == b"changed"
    assert thing.read(k, 0, 4) == bytes(range(4))


def test_read_only_files_are_noted_for_the_report(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    k = kernel()
    MemoryObject(lower=os.fsencode(path), size=3).read(k, 0, 3)
    assert k.vfs.host_reads[os.fsencode(path)] == 3


def test_a_file_larger_than_memory_can_be_read(tmp_path: Path) -> None:
    from forkingpaths.vfs.regular import RegularFile
    from forkingpaths.vfs.tree import TreeFileSystem

    path = tmp_path / "file"
    contents = b"".join(b"%015d\n" % i for i in range(12 << 16))
    path.write_bytes(contents)
    k = kernel(4 << 20)
    thing = MemoryObject(lower=os.fsencode(path), size=len(contents))
    inode = RegularFile(number=1, device=5, mode=0o100644, pages=thing)
    k.vfs.filesystems[5] = TreeFileSystem(device=5, kind=b"tmpfs", magic=0, inodes={1: inode})
    for at in range(0, len(contents), 100_000):
        assert thing.read(k, at, 100_000) == contents[at : at + 100_000]
    assert thing.read(k, 0, len(contents)) == contents


def test_memory_that_is_full_is_no_space_left() -> None:
    k = kernel(2 << 20)
    thing = MemoryObject()
    written = thing.write(k, 0, bytes(3 << 20))
    assert 1 << 20 < written < 3 << 20
    with pytest.raises(SysError) as caught:
        thing.write(k, 2 << 20, b"x")
    assert caught.value.errno == Errno.ENOSPC
