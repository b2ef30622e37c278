"""Snapshots of memory: a tree of them, restored in any order, against a model."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from forkingpaths.machine import PAGE, Machine, MachineError, MemorySnapshot, PageMissing, TrapKind
from forkingpaths.machine.registers import RAX, RIP
from tests.machine.box import CODE, DATA, READ, WRITE, Box

COUNT = f"inc qword ptr [{DATA}]\n mov rax, [{DATA}]\n syscall\n jmp {CODE}"


def test_restore_brings_back_memory():
    box = Box(COUNT)
    box.run()
    context, snapshot = box.context.copy(), box.machine.snapshot()
    for _ in range(3):
        box.run()
    assert box.regs[RAX] == 4
    for _ in range(3):
        box.machine.restore(snapshot)
        box.context.assign(context)
        assert box.machine.peek64(box.space, DATA) == 1
        box.run()
        assert box.regs[RAX] == 2
    box.machine.drop(snapshot)
    box.run()
    assert box.regs[RAX] == 3


def test_snapshots_do_not_change_the_run():
    plain, held = Box(COUNT), Box(COUNT)
    for _ in range(5):
        plain.run()
    for _ in range(5):
        held.machine.snapshot()
        held.run()
    assert plain.regs.tolist()[:18] == held.regs.tolist()[:18]
    assert plain.machine.blocks == held.machine.blocks
    assert plain.machine.frames.in_use == held.machine.frames.in_use


def test_a_tree_of_snapshots_in_any_order():
    box = Box(COUNT)
    held = []
    for _ in range(4):
        box.run()
        held.append((box.machine.snapshot(), box.context.copy()))
    for index in (2, 0, 3, 1, 1, 0, 2):
        snapshot, context = held[index]
        box.machine.restore(snapshot)
        box.context.assign(context)
        box.run()
        assert box.regs[RAX] == index + 2
        inner = box.machine.snapshot()
        box.run()
        box.machine.restore(inner)
        assert box.machine.peek64(box.space, DATA) == index + 2
        box.machine.drop(inner)


def test_dropping_frees_what_only_it_held():
    box = Box(COUNT, Machine(1 << 20))
    snapshot = box.machine.snapshot()
    used = box.machine.frames.in_use
    box.run()
    assert box.machine.frames.in_use == used
    box.machine.drop(snapshot)
    for frame in range(1, 40):
        assert box.machine.frames.snapshots(frame) == 0
    with pytest.raises(MachineError):
        box.machine.restore(snapshot)
    with pytest.raises(MachineError):
        box.machine.drop(snapshot)


def test_spaces_come_and_go_with_snapshots():
    box = Box(COUNT)
    one = box.machine.snapshot()
    child = box.twin()
    child.run()
    two, context = box.machine.snapshot(), child.context.copy()
    box.machine.restore(one)
    assert TrapKind(box.machine.run(child.context, 10)) is TrapKind.ENGINE_ERROR
    box.run()
    box.machine.restore(two)
    child.context.assign(context)
    child.run()
    assert child.regs[RAX] == 2
    assert box.machine.peek64(box.space, DATA) == 0


def test_a_shared_page_faults_to_the_kernel_while_it_is_held():
    box = Box(COUNT)
    box.page(DATA, shared=True)
    snapshot = box.machine.snapshot()
    assert box.run() is TrapKind.PAGE_FAULT
    assert box.fault() == (14, 7, DATA)
    assert not box.machine.resolve_cow(box.space, DATA)
    with pytest.raises(PageMissing):
        box.machine.poke64(box.space, DATA, 1)
    entry = box.machine.query(box.space, DATA)
    assert entry
    assert box.machine.frames.snapshots(entry[0]) == 1
    blocks = box.machine.blocks
    fresh = box.machine.frames.copy(entry[0])
    box.machine.replace(box.space, DATA, fresh)
    assert box.run() is TrapKind.SYSCALL
    assert box.machine.blocks == blocks
    assert box.machine.frames.read(fresh, 0, 8)[0] == 1
    box.machine.restore(snapshot)
    assert box.machine.peek64(box.space, DATA) == 0
    box.machine.drop(snapshot)
    box.regs[RIP] = CODE
    assert box.run() is TrapKind.SYSCALL  # held no more: the machine lets it be written by itself


def test_writing_a_held_frame_is_refused():
    box = Box()
    snapshot = box.machine.snapshot()
    with pytest.raises(MachineError, match="snapshot"):
        box.machine.frames.write(box.data, 0, b"x")
    box.machine.drop(snapshot)
    box.machine.frames.write(box.data, 0, b"x")


def test_memory_held_by_snapshots_does_not_count_as_used():
    """Whether a program runs out of memory must not depend on who watches."""
    box = Box(machine=Machine(1 << 20))
    pages = [DATA + n * PAGE for n in range(100)]
    for page in pages:
        box.page(page)
    for _ in range(3):
        box.machine.snapshot()
        for page in pages:
            box.machine.poke32(box.space, page, 1)
    assert box.machine.frames.in_use < 120


ADDRESSES = [DATA + n * PAGE for n in range(1, 7)]


class Tree(RuleBasedStateMachine):
    """Two spaces, six addresses; the model is a dict a space."""

    def __init__(self) -> None:
        super().__init__()
        self.machine = Machine(4 << 20)
        self.spaces = [self.machine.new_space()]
        self.model: list[dict[int, int]] = [{}]
        self.held: list[tuple[MemorySnapshot, list[int], list[dict[int, int]]]] = []

    @rule(which=st.integers(0, 3), address=st.sampled_from(ADDRESSES), value=st.integers(1, 1 << 63))
    def write(self, which, address, value):
        which %= len(self.spaces)
        if address not in self.model[which]:
            self.machine.map_new(self.spaces[which], address, READ | WRITE)
        self.machine.poke64(self.spaces[which], address, value)
        self.model[which][address] = value

    @rule(which=st.integers(0, 3), address=st.sampled_from(ADDRESSES))
    def unmap(self, which, address):
        which %= len(self.spaces)
        assert self.machine.zap(self.spaces[which], address) == (
            self.model[which].pop(address, None) is not None
        )

    @rule(which=st.integers(0, 3))
    @precondition(lambda self: len(self.spaces) < 3)
    def fork(self, which):
        which %= len(self.spaces)
        space = self.machine.fork_space(self.spaces[which])
        self.spaces.append(space)
        self.model.append(dict(self.model[which]))

    @rule(which=st.integers(0, 3))
    @precondition(lambda self: len(self.spaces) > 1)
    def exit(self, which):
        which %= len(self.spaces)
        self.machine.free_space(self.spaces.pop(which))
        self.model.pop(which)

    @rule()
    @precondition(lambda self: len(self.held) < 6)
    def snapshot(self):
        self.held.append((self.machine.snapshot(), list(self.spaces), [dict(one) for one in self.model]))

    @rule(which=st.integers(0, 5))
    @precondition(lambda self: self.held)
    def restore(self, which):
        snapshot, spaces, model = self.held[which % len(self.held)]
        self.machine.restore(snapshot)
        self.spaces, self.model = list(spaces), [dict(one) for one in model]

    @rule(which=st.integers(0, 5))
    @precondition(lambda self: self.held)
    def drop(self, which):
        snapshot, _, _ = self.held.pop(which % len(self.held))
        self.machine.drop(snapshot)

    @rule()
    def check(self):
        for space, model in zip(self.spaces, self.model, strict=True):
            pages = {page.address for page in self.machine.pages(space, 0, 1 << 47)}
            assert pages == set(model)
            for address, value in model.items():
                assert self.machine.peek64(space, address) == value

    def teardown(self):
        self.check()
        for snapshot, _, _ in self.held:
            self.machine.drop(snapshot)
        self.check()
        for space in self.spaces:
            self.machine.free_space(space)
        assert self.machine.frames.in_use == 0
        seen = [self.machine.frames.alloc() for _ in range(64)]
        assert seen == list(range(6, 70))  # nothing leaked: the lowest frames are free again
        assert all(self.machine.frames.read(frame) == bytes(PAGE) for frame in seen)


TestTree = Tree.TestCase
TestTree.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
