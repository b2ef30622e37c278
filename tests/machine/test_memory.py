"""Frames and page tables: references, copy-on-write, protection, the kernel's access to user memory."""

import pytest

from forkingpaths.machine import PAGE, Machine, MachineError, OutOfFrames, PageMissing, TrapKind
from forkingpaths.machine.registers import RAX, RIP
from forkingpaths.machine.space import PTE_ACCESSED, PTE_COW, PTE_DIRTY, PTE_NONE, PTE_SHARED, PTE_WRITE
from tests.machine.box import CODE, DATA, EXEC, READ, STACK, WRITE, Box

STORE = f"mov qword ptr [{DATA}], 7\n mov rax, [{DATA + 8}]\n syscall"


# --- frames ---


def test_frames_come_zeroed_lowest_first_and_go_back():
    frames = Machine(4 << 20).frames
    first, second, third = frames.alloc(), frames.alloc(), frames.alloc()
    assert 0 < first < second < third
    assert frames.in_use == 3
    frames.write(second, 10, b"dirt")
    frames.put(second)
    assert frames.in_use == 2
    assert frames.alloc() == second
    assert frames.read(second) == bytes(PAGE)


def test_references_are_counted():
    frames = Machine(4 << 20).frames
    frame = frames.alloc()
    frames.get(frame)
    frames.put(frame)
    assert frames.in_use == 1
    frames.put(frame)
    assert frames.in_use == 0
    with pytest.raises(MachineError):
        frames.put(frame)


def test_memory_is_limited():
    machine = Machine(1 << 20)
    got = 0
    while machine.frames.alloc():
        got += 1
    assert got == 256
    assert machine.new_space() == 0


def test_a_copy_has_the_bytes_and_a_life_of_its_own():
    frames = Machine(4 << 20).frames
    frame = frames.alloc()
    frames.write(frame, 100, b"abc")
    twin = frames.copy(frame)
    frames.write(frame, 100, b"xyz")
    assert frames.read(twin, 100, 3) == b"abc"


def test_a_space_gives_everything_back():
    machine = Machine(4 << 20)
    box = Box(STORE, machine)
    for n in range(50):
        box.page(0x7F00_0000_0000 + n * (1 << 30))
    machine.free_space(box.space)
    assert machine.frames.in_use == 0
    assert box.run() is TrapKind.ENGINE_ERROR


# --- fork and copy-on-write ---


def test_fork_shares_until_written():
    box = Box(STORE)
    box.machine.poke64(box.space, DATA + 8, 55)
    used = box.machine.frames.in_use
    child = box.twin()
    tables = box.machine.frames.in_use - used
    assert child.run() is TrapKind.SYSCALL
    assert box.machine.frames.in_use == used + tables + 1
    assert child.regs[RAX] == 55
    assert child.machine.peek64(child.space, DATA) == 7
    assert box.machine.peek64(box.space, DATA) == 0
    assert box.machine.cow_faults == 1
    assert box.run() is TrapKind.SYSCALL  # the last owner writes in place
    assert box.machine.frames.in_use == used + tables + 1
    assert box.machine.cow_faults == 2


def test_a_read_before_the_write_sees_the_copy_afterwards():
    text = f"mov rax, [{DATA}]\n inc qword ptr [{DATA}]\n mov rax, [{DATA}]\n syscall"
    box = Box(text)
    child = box.twin()
    assert child.run() is TrapKind.SYSCALL
    assert child.regs[RAX] == 1
    assert box.run() is TrapKind.SYSCALL
    assert box.regs[RAX] == 1


def test_three_generations():
    boxes = [Box(f"add qword ptr [{DATA}], 1\n syscall\n jmp {CODE}")]
    for _ in range(3):
        boxes.append(boxes[-1].twin())
    for number, box in enumerate(boxes):
        for _ in range(number + 1):
            box.regs[RIP] = CODE
            assert box.run() is TrapKind.SYSCALL
    assert [box.machine.peek64(box.space, DATA) for box in boxes] == [1, 2, 3, 4]
    for box in boxes:
        box.machine.free_space(box.space)
    assert boxes[0].machine.frames.in_use == 0


def test_shared_pages_stay_shared_over_fork():
    box = Box(STORE.replace(str(DATA), str(0x600000)).replace(str(DATA + 8), str(0x600008)))
    box.page(0x600000, shared=True)
    child = box.twin()
    assert child.run() is TrapKind.SYSCALL
    assert box.machine.peek64(box.space, 0x600000) == 7
    assert box.machine.cow_faults == 0


def test_running_out_in_copy_on_write_is_a_page_fault_that_says_so():
    box = Box(STORE, Machine(1 << 20))
    child = box.twin()
    hoard = []
    while frame := box.machine.frames.alloc():
        hoard.append(frame)
    assert child.run() is TrapKind.PAGE_FAULT
    assert box.machine.oom
    assert box.fault() == (14, 7, DATA)
    with pytest.raises(OutOfFrames):
        box.machine.resolve_cow(child.space, DATA)
    with pytest.raises(PageMissing) as missing:
        box.machine.copy_out(child.space, DATA, b"x")
    assert missing.value.oom
    box.machine.frames.put(hoard[0])
    assert child.run() is TrapKind.SYSCALL
    assert not box.machine.oom


def test_a_read_only_private_page_is_copied_when_it_becomes_writable():
    box = Box(STORE)
    box.machine.protect(box.space, DATA, DATA + PAGE, READ)
    child = box.twin()
    child.machine.protect(child.space, DATA, DATA + PAGE, READ | WRITE)
    assert child.run() is TrapKind.SYSCALL
    assert box.machine.peek64(box.space, DATA) == 0
    assert box.run() is TrapKind.PAGE_FAULT


def test_a_page_of_the_cache_mapped_privately_is_not_written_through():
    box = Box(STORE)
    cached = box.machine.frames.alloc()
    box.machine.frames.get(cached)
    box.machine.map(box.space, DATA, cached, READ | WRITE, cow=True)
    assert box.run() is TrapKind.SYSCALL
    assert box.machine.frames.read(cached, 0, 8) == bytes(8)
    assert box.machine.peek64(box.space, DATA) == 7
    assert box.machine.frames.references(cached) == 1


# --- mapping ---


def test_unmap_takes_effect_at_once():
    box = Box(f"mov rax, [{DATA}]\n syscall\n mov rax, [{DATA}]\n syscall")
    box.run()
    assert box.machine.unmap(box.space, DATA, DATA + PAGE) == 1
    assert box.run() is TrapKind.PAGE_FAULT
    assert box.machine.query(box.space, DATA) is None


def test_mapping_over_a_page_replaces_it():
    box = Box(f"mov rax, [{DATA}]\n syscall\n mov rax, [{DATA}]\n syscall")
    box.run()
    frame = box.machine.frames.alloc()
    box.machine.frames.write(frame, 0, b"\x09")
    used = box.machine.frames.in_use
    box.machine.map(box.space, DATA, frame, READ)
    assert box.machine.frames.in_use == used - 1
    box.run()
    assert box.regs[RAX] == 9


def test_protection_none_keeps_the_page():
    box = Box(f"mov rax, [{DATA}]\n syscall")
    box.machine.poke64(box.space, DATA, 123)
    box.machine.protect(box.space, DATA, DATA + PAGE, 0)
    assert box.run() is TrapKind.PAGE_FAULT
    assert box.fault() == (14, 4, DATA)
    entry = box.machine.query(box.space, DATA)
    assert entry
    assert entry[1] & PTE_NONE
    with pytest.raises(PageMissing):
        box.machine.copy_in(box.space, DATA, 8)
    assert box.machine.force_in(box.space, DATA, 1) == b"\x7b"
    box.machine.protect(box.space, DATA, DATA + PAGE, READ)
    assert box.run() is TrapKind.SYSCALL
    assert box.regs[RAX] == 123


def test_protect_revokes_writing_and_executing():
    box = Box(f"mov [{DATA}], rax\n syscall\n mov [{DATA}], rax\n syscall")
    box.run()
    box.machine.protect(box.space, DATA, DATA + PAGE, READ)
    assert box.run() is TrapKind.PAGE_FAULT
    assert box.fault()[1] == 7
    box.machine.protect(box.space, CODE, CODE + PAGE, READ)
    assert box.run() is TrapKind.PAGE_FAULT
    assert box.fault() == (14, 0x15, box.regs[RIP])


def test_move():
    box = Box(f"mov rax, [{DATA}]\n syscall")
    box.page(DATA + PAGE)
    box.machine.poke64(box.space, DATA, 1)
    box.machine.poke64(box.space, DATA + PAGE, 2)
    assert box.machine.move(box.space, DATA, 0x7000_0000, 2 * PAGE) == 2
    assert box.run() is TrapKind.PAGE_FAULT
    assert box.machine.peek64(box.space, 0x7000_0000) == 1
    assert box.machine.peek64(box.space, 0x7000_1000) == 2


def test_pages_lists_what_is_there_and_what_was_touched():
    box = Box(STORE)
    box.page(0x7F00_0000_0000)
    box.machine.clear_bits(box.space, 0, 1 << 47, PTE_ACCESSED | PTE_DIRTY)
    box.run()
    listed = {page.address: page for page in box.machine.pages(box.space, 0, 1 << 47)}
    assert list(listed) == [CODE, DATA, STACK - PAGE, 0x7F00_0000_0000]
    assert listed[DATA].flags & PTE_DIRTY
    assert listed[DATA].frame == box.data
    assert listed[CODE].flags & PTE_ACCESSED
    assert not listed[CODE].flags & PTE_DIRTY
    assert not listed[STACK - PAGE].flags & PTE_ACCESSED
    assert box.machine.clear_bits(box.space, 0, 1 << 47, PTE_DIRTY) == 1
    box.regs[RIP] = CODE
    box.run()
    entry = box.machine.query(box.space, DATA)
    assert entry
    assert entry[1] & PTE_DIRTY


def test_many_pages_list():
    box = Box()
    for n in range(1500):
        box.page(0x1000_0000 + n * PAGE)
    assert len(box.machine.pages(box.space, 0x1000_0000, 0x2000_0000)) == 1500


def test_entry_bits_tell_private_from_shared():
    box = Box()
    box.page(0x600000, shared=True)
    shared, private = box.machine.query(box.space, 0x600000), box.machine.query(box.space, DATA)
    assert shared
    assert private
    assert shared[1] & PTE_SHARED
    assert not private[1] & PTE_SHARED
    assert private[1] & PTE_WRITE
    box.twin()
    private = box.machine.query(box.space, DATA)
    assert private
    assert private[1] & PTE_COW


# --- the kernel's access ---


def test_copying_across_pages():
    box = Box()
    box.page(DATA + PAGE)
    text = bytes(range(200))
    box.machine.copy_out(box.space, DATA + PAGE - 100, text)
    assert box.machine.copy_in(box.space, DATA + PAGE - 100, 200) == text
    large = b"z" * (2 * PAGE)
    box.machine.copy_out(box.space, DATA, large)
    assert box.machine.copy_in(box.space, DATA, 2 * PAGE) == large


def test_large_copies():
    box = Box()
    for n in range(40):
        box.page(0x1000_0000 + n * PAGE)
    data = bytes(n * 7 & 255 for n in range(39 * PAGE))
    box.machine.copy_out(box.space, 0x1000_0123, data)
    assert box.machine.copy_in(box.space, 0x1000_0123, len(data)) == data


def test_a_missing_page_says_where_and_how_far():
    box = Box()
    with pytest.raises(PageMissing) as missing:
        box.machine.copy_out(box.space, DATA + PAGE - 10, b"0123456789abcdef")
    assert (missing.value.address, missing.value.done, missing.value.write) == (DATA + PAGE, 10, True)
    assert box.machine.copy_in(box.space, DATA + PAGE - 10, 10) == b"0123456789"
    with pytest.raises(PageMissing) as missing:
        box.machine.copy_in(box.space, 0xFFFF_8000_0000_0000, 4)
    assert not missing.value.write
    for address in (0, (1 << 47) - 2, 1 << 63, (1 << 64) - 4):
        with pytest.raises(PageMissing):
            box.machine.copy_in(box.space, address, 4)


def test_rights_hold_for_the_kernel_too():
    box = Box("nop")
    with pytest.raises(PageMissing):
        box.machine.copy_out(box.space, CODE, b"x")
    assert box.machine.copy_in(box.space, CODE, 1) == b"\x90"


def test_copy_out_copies_on_write():
    box = Box()
    child = box.twin()
    child.machine.copy_out(child.space, DATA, b"child")
    assert box.machine.copy_in(box.space, DATA, 5) == bytes(5)
    assert child.machine.copy_in(child.space, DATA, 5) == b"child"


def test_the_program_sees_what_copy_out_wrote_to_a_copied_page():
    text = f"mov rax, [{DATA}]\n syscall\n mov rax, [{DATA}]\n syscall"
    box = Box(text)
    child = box.twin()
    child.run()
    child.machine.poke64(child.space, DATA, 99)
    child.run()
    assert child.regs[RAX] == 99


def test_cstrings():
    box = Box()
    box.page(DATA + PAGE)
    box.machine.copy_out(box.space, DATA + PAGE - 5, b"hello world\0")
    assert box.machine.read_cstring(box.space, DATA + PAGE - 5, 4096) == b"hello world"
    assert box.machine.read_cstring(box.space, DATA + PAGE - 5, 11) is None
    assert box.machine.read_cstring(box.space, DATA + PAGE - 5, 12) == b"hello world"
    assert box.machine.read_cstring(box.space, DATA, 4096) == b""
    box.machine.copy_out(box.space, DATA + 2 * PAGE - 3, b"end")
    with pytest.raises(PageMissing) as missing:
        box.machine.read_cstring(box.space, DATA + 2 * PAGE - 3, 4096)
    assert missing.value.address == DATA + 2 * PAGE


def test_words():
    box = Box()
    box.machine.poke32(box.space, DATA + 4, 0xDEADBEEF)
    assert box.machine.peek64(box.space, DATA) == 0xDEADBEEF << 32
    assert box.machine.peek32(box.space, DATA + 4) == 0xDEADBEEF
    assert box.machine.compare_exchange32(box.space, DATA + 4, 1, 2) == (False, 0xDEADBEEF)
    assert box.machine.compare_exchange32(box.space, DATA + 4, 0xDEADBEEF, 2) == (True, 0xDEADBEEF)
    assert box.machine.peek32(box.space, DATA + 4) == 2
    with pytest.raises(PageMissing):
        box.machine.compare_exchange32(box.space, CODE, 0, 1)


def test_between_frames_and_users():
    box = Box()
    frame = box.machine.frames.alloc()
    box.machine.frames.write(frame, 10, b"payload")
    box.machine.copy_frame_to_user(box.space, DATA + 100, frame, 10, 7)
    assert box.machine.copy_in(box.space, DATA + 100, 7) == b"payload"
    box.machine.copy_user_to_frame(box.space, DATA + 100, frame, 4000, 7)
    assert box.machine.frames.read(frame, 4000, 7) == b"payload"
    with pytest.raises(PageMissing):
        box.machine.copy_frame_to_user(box.space, 0x600000, frame, 0, 1)


def test_ptrace_writes_into_read_only_text_get_their_own_copy():
    box = Box("nop\n syscall")
    child = box.twin()
    child.machine.force_out(child.space, CODE, b"\xcc")
    assert child.run() is TrapKind.EXCEPTION
    assert child.machine.trap_vector == 3
    assert box.run() is TrapKind.SYSCALL
    with pytest.raises(PageMissing):
        child.machine.copy_out(child.space, CODE, b"\x90")


def test_digest_depends_on_contents_only():
    one, two = Box(STORE), Box(STORE)
    two.machine.frames.alloc()
    assert one.machine.digest(one.space, 0, 1 << 47) == two.machine.digest(two.space, 0, 1 << 47)
    two.machine.poke32(two.space, STACK - 4, 1)
    assert one.machine.digest(one.space, 0, 1 << 47) != two.machine.digest(two.space, 0, 1 << 47)
    two.machine.poke32(two.space, STACK - 4, 0)
    assert one.machine.digest(one.space, 0, 1 << 47) == two.machine.digest(two.space, 0, 1 << 47)
    two.machine.protect(two.space, DATA, DATA + PAGE, EXEC | READ)
    assert one.machine.digest(one.space, 0, 1 << 47) != two.machine.digest(two.space, 0, 1 << 47)
