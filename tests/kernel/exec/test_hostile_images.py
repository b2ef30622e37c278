"""Files come from strangers: whatever is executed, the answer is an errno, a dead process or a running program."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forkingpaths.abi.elf import EHDR64, PHDR64
from forkingpaths.abi.errno import SysError
from forkingpaths.kernel import scheduler
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.exec import execve, script
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.sys import table
from forkingpaths.vfs.opening import open_path

BASE = 0x400000
CODE = EHDR64.size + 3 * PHDR64.size
SIZE = CODE + 16


class Nobody:
    def write(self, stream: int, data: bytes) -> int:
        return len(data)

    def read(self, stream: int, count: int) -> bytes | None:
        return b""


def program() -> bytearray:
    """exit(42), with a text segment, a data segment and a note."""
    ident = b"\x7fELF\x02\x01\x01".ljust(16, b"\0")
    head = EHDR64.pack(ident, 2, 62, 1, BASE + CODE, EHDR64.size, 0, 0, EHDR64.size, PHDR64.size, 3, 0, 0, 0)
    load = PHDR64.pack(1, 5, 0, BASE, BASE, SIZE, SIZE, 0x1000)
    data = PHDR64.pack(1, 6, 0, 2 * BASE, 2 * BASE, 100, 0x3000, 0x1000)
    note = PHDR64.pack(4, 4, 0, 0, 0, 0, 0, 1)
    return bytearray(head + load + data + note + b"\xb8\x3c\0\0\0\xbf\x2a\0\0\0\x0f\x05".ljust(16, b"\0"))


def waiting_kernel() -> Kernel:
    """A kernel whose main process stands at its first instruction."""
    return boot(Options(argv=[b"/bin/true"], memory_bytes=64 << 20), Nobody(), table.load())


def put_file(k: Kernel, name: bytes, data: bytes) -> None:
    t = k.tasks[k.main_tgid]
    file = open_path(k, t.fs, t.credentials, None, name, 0o1102, 0o755, 0)
    file.references += 1
    file.inode.pages.truncate(k, 0)  # type: ignore[attr-defined]  # a regular file
    file.inode.pages.write(k, 0, data)  # type: ignore[attr-defined]  # likewise
    file.references -= 1
    file.release(k)


EDGES = [
    0,
    1,
    2,
    0x1000,
    0xFFFF,
    0x7FFFFFFF,
    0x80000000,
    0x7FFFFFFFF000,
    1 << 63,
    (1 << 64) - 1,
    (1 << 64) - 0x1000,
]
MUTATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("byte"), st.integers(0, CODE - 1), st.integers(0, 255)),
        st.tuples(st.just("word"), st.integers(0, CODE // 8 - 1), st.sampled_from(EDGES)),
        st.tuples(st.just("cut"), st.integers(0, SIZE), st.just(0)),
    ),
    min_size=1,
    max_size=4,
)


def execute_mutated(mutations: list[tuple[str, int, int]]) -> None:
    image = program()
    for how, where, value in mutations:
        if how == "byte" and where < len(image):
            image[where] = value
        elif how == "word" and where * 8 + 8 <= len(image):
            struct.pack_into("<Q", image, where * 8, value)
        elif how == "cut":
            del image[where:]
    k = waiting_kernel()
    t = k.tasks[k.main_tgid]
    put_file(k, b"/tmp/image", bytes(image))
    before = t.memory
    try:
        execve.execute(k, t, b"/tmp/image", [b"image"], [])
    except SysError:
        assert t.memory is before
        assert len(k.spaces) == 1
        return
    for _ in range(200):
        if k.main_status is not None:
            break
        scheduler.run(k, k.step_number + 10)
        if not k.run_queue:
            break
    assert len(k.spaces) <= 1


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(MUTATIONS)
def test_mutated_headers(mutations: list[tuple[str, int, int]]) -> None:
    execute_mutated(mutations)


@pytest.mark.slow
@settings(max_examples=2000, deadline=None)
@given(MUTATIONS)
def test_two_thousand_mutated_headers(mutations: list[tuple[str, int, int]]) -> None:
    execute_mutated(mutations)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300), st.text("#!/ \t\n\0ab", max_size=300).map(lambda s: b"#!" + s.encode())
    )
)
def test_first_lines(head: bytes) -> None:
    try:
        line = script.parse(head)
    except SysError:
        return
    if not head.startswith(b"#!"):
        assert line is None
        return
    assert line is not None
    assert line.interpreter
    for part in (line.interpreter, line.argument or b""):
        assert b"\n" not in part
        assert b"\0" not in part
    assert not set(line.interpreter) & set(b" \t")
