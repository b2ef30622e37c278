"""The block counter: exact, and the same whatever interrupts the run."""

import pytest

from forkingpaths.machine import TrapKind
from forkingpaths.machine.registers import RAX, RCX, RIP
from tests.machine.box import CODE, DATA, READ, WRITE, Box, assemble

LOOP = "mov ecx, 1000\n again: inc rax\n dec ecx\n jnz again\n syscall"


def blocks(box: Box, fuel: int = 1 << 40) -> int:
    before = box.machine.blocks
    while box.run(fuel) is TrapKind.FUEL:
        pass
    return box.machine.blocks - before


def test_fuel_stops_before_the_next_block():
    box = Box(LOOP)
    assert box.run(1) is TrapKind.FUEL  # the first block holds the first turn
    assert (box.regs[RAX], box.regs[RIP]) == (1, CODE + 5)
    assert box.run(10) is TrapKind.FUEL
    assert box.regs[RAX] == 11
    assert box.run(0) is TrapKind.FUEL
    assert box.regs[RAX] == 11
    assert box.machine.blocks == 11


def test_left_over_fuel_is_told():
    box = Box(LOOP)
    assert box.run(5000) is TrapKind.SYSCALL
    assert box.machine.blocks == 1001
    assert box.machine.blocks_left == 5000 - 1001


def test_running_out_exactly_at_a_trap_is_the_trap():
    box = Box("nop\n syscall\n nop\n syscall")
    assert box.run(1) is TrapKind.SYSCALL
    assert box.machine.blocks_left == 0
    assert box.run(0) is TrapKind.FUEL
    assert box.run(1) is TrapKind.SYSCALL


@pytest.mark.parametrize("fuel", [1, 2, 3, 7, 100])
def test_the_count_does_not_depend_on_how_it_is_cut(fuel):
    whole, cut = Box(LOOP), Box(LOOP)
    assert blocks(whole) == blocks(cut, fuel) == 1001
    assert whole.regs.tolist()[:18] == cut.regs.tolist()[:18]


TOUCH = f"""
    lea rdi, [{DATA}]
    mov ecx, 40
again:
    mov qword ptr [rdi], 1
    mov qword ptr [rdi + 8], 2
    add rdi, 512
    mov rax, [rdi]
    dec ecx
    jnz again
    syscall"""


def test_page_faults_do_not_count():
    """Demand paging stops in the middle of a block, which then is not counted twice."""
    ready, lazy = Box(TOUCH), Box(TOUCH)
    for page in range(1, 6):
        ready.page(DATA + page * 4096)
    plain = blocks(ready)
    before, faults = lazy.machine.blocks, 0
    while (kind := lazy.run()) is TrapKind.PAGE_FAULT:
        faults += 1
        lazy.page(lazy.machine.trap_address & ~4095)
    assert kind is TrapKind.SYSCALL
    assert faults == 5
    assert lazy.machine.blocks - before == plain


def test_copy_on_write_does_not_count():
    box = Box(TOUCH)
    for page in range(1, 6):
        box.page(DATA + page * 4096)
    twin = box.twin()
    plain = blocks(box)
    assert box.machine.cow_faults
    assert blocks(twin) == plain


STRAIGHT = "\n".join(
    ["add rax, 3\n xor rbx, rax\n rol rcx, 5\n mov [rdi + 8], rbx\n sub rcx, [rdi + 8]"] * 400
)


def test_long_straight_code_counts_once_wherever_it_is_interrupted():
    """The translator cuts what is too long; a fault in the middle makes it cut elsewhere."""
    text = f"mov edi, {DATA}\n jmp start\n start:\n {STRAIGHT}\n syscall"
    plain = Box(text)
    assert blocks(plain) == 2
    for address in (0x300, 0x777, 0x1234, 0x1C00):
        broken = Box(text)
        code = assemble(text)
        at = code.index(bytes.fromhex("48895f08"), address)
        broken.run(1)
        broken.machine.protect(broken.space, DATA, DATA + 4096, 0)
        assert broken.precise(stop_rip=CODE + at) in (TrapKind.PAGE_FAULT, TrapKind.STOP_POINT)
        broken.machine.protect(broken.space, DATA, DATA + 4096, READ | WRITE)
        if broken.regs[RIP] != CODE + at:
            assert broken.precise(stop_rip=CODE + at) is TrapKind.STOP_POINT
        assert broken.run() is TrapKind.SYSCALL
        assert broken.machine.blocks == 2
        assert broken.regs.tolist()[:18] == plain.regs.tolist()[:18]


def test_changing_rip_at_a_stop_counts_the_new_block():
    box = Box("nop\n nop\n syscall\n handler: nop\n syscall")
    assert box.precise(instructions=1) is TrapKind.STOP_POINT
    assert box.machine.blocks == 1
    box.regs[RIP] = CODE + 4
    assert box.run() is TrapKind.SYSCALL
    assert box.machine.blocks == 2


def test_registers_after_fuel_are_exact_in_flags_too():
    text = "mov ecx, 50\n again: add rax, rcx\n imul rax, rax, 7\n cmp rax, 12345\n dec ecx\n jnz again\n syscall"
    whole, cut = Box(text), Box(text)
    whole.run()
    while cut.run(1) is TrapKind.FUEL:
        saved = cut.context.to_bytes()
        cut.context.assign(type(cut.context).from_bytes(saved))
    assert whole.regs.tolist()[:18] == cut.regs.tolist()[:18]
    assert cut.regs[RCX] == whole.regs[RCX]
