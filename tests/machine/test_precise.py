"""The second engine: stops at exact instructions, logs memory accesses, agrees with the first one."""

import struct

import pytest

from forkingpaths.machine import TrapKind
from forkingpaths.machine.registers import RAX, RBX, RCX, RIP, RSP
from tests.machine.box import CODE, DATA, STACK, Box, assemble

WORK = f"""
    mov edi, {DATA}
    mov ecx, 20
again:
    add [rdi], rcx
    mov rax, [rdi]
    push rax
    pop rbx
    shl rbx, 3
    adc rbx, rax
    cmp rbx, rax
    setb dl
    pshufd xmm0, xmm0, 0x1b
    movq xmm1, rbx
    paddq xmm0, xmm1
    dec ecx
    jnz again
    movq rbx, xmm0
    syscall"""


def state(box: Box) -> tuple[list[int], bytes]:
    return box.regs.tolist()[:18], box.machine.copy_in(box.space, DATA, 64)


def test_stops_before_the_nth_instruction():
    box = Box("mov eax, 1\n mov ebx, 2\n mov ecx, 3\n syscall")
    assert box.precise(instructions=2) is TrapKind.STOP_POINT
    assert box.machine.instructions == 2
    assert (box.regs[RAX], box.regs[RBX], box.regs[RCX]) == (1, 2, 0)
    assert box.regs[RIP] == CODE + 10
    assert box.precise(instructions=0) is TrapKind.STOP_POINT
    assert box.regs[RIP] == CODE + 10
    assert box.precise(instructions=5) is TrapKind.SYSCALL
    assert box.machine.instructions == 2


def test_stops_at_an_address():
    box = Box("mov ecx, 3\n again: inc rax\n dec ecx\n jnz again\n syscall")
    for turn in range(3):
        assert box.precise(stop_rip=CODE + 5) is TrapKind.STOP_POINT
        assert (box.regs[RIP], box.regs[RAX]) == (CODE + 5, turn)
    assert box.precise(stop_rip=CODE + 5) is TrapKind.SYSCALL


@pytest.mark.parametrize("step", [1, 2, 5, 13, 100])
def test_stepping_and_running_agree(step):
    whole, stepped = Box(WORK), Box(WORK)
    whole.run()
    total = 0
    while stepped.precise(instructions=step) is TrapKind.STOP_POINT:
        total += stepped.machine.instructions
    total += stepped.machine.instructions
    assert total == 2 + 20 * 13 + 2
    assert state(stepped) == state(whole)
    assert stepped.machine.blocks == whole.machine.blocks
    assert stepped.context.get_fxsave() == whole.context.get_fxsave()


def test_changing_engines_at_any_instruction_changes_nothing():
    whole = Box(WORK)
    whole.run()
    for stop in range(1, 60, 7):
        mixed = Box(WORK)
        assert mixed.run(3) is TrapKind.FUEL
        assert mixed.precise(instructions=stop) is TrapKind.STOP_POINT
        assert mixed.run(2) is TrapKind.FUEL
        assert mixed.precise(instructions=1) is TrapKind.STOP_POINT
        assert mixed.run() is TrapKind.SYSCALL
        assert state(mixed) == state(whole)
        assert mixed.machine.blocks == whole.machine.blocks


def test_the_log_says_what_was_touched_by_which_instruction():
    box = Box(
        f"mov edi, {DATA}\n mov eax, [rdi + 4]\n mov [rdi + 16], al\n add word ptr [rdi + 32], 1\n push rdi\n syscall"
    )
    assert box.precise(log=True) is TrapKind.SYSCALL
    frame = box.data << 12
    stack = box.machine.query(box.space, STACK - 4096)
    assert stack
    assert box.machine.access_log() == [
        (1, DATA + 4, 4, False, frame + 4),
        (2, DATA + 16, 1, True, frame + 16),
        (3, DATA + 32, 2, False, frame + 32),
        (3, DATA + 32, 2, True, frame + 32),
        (4, STACK - 72, 8, True, (stack[0] << 12) + 4096 - 72),
    ]


def test_the_log_says_where_each_access_was_made_and_what_it_moved():
    box = Box(f"mov edi, {DATA}\n mov dword ptr [rdi + 4], -2\n mov eax, [rdi + 4]\n syscall")
    box.precise(log=True)
    words = list(struct.iter_unpack("<QQ", box.machine.access_places()))
    assert words == [(CODE + 5, 0xFFFFFFFE), (CODE + 12, 0xFFFFFFFE)]


def test_the_log_of_fetches_says_from_which_instruction_on_code_is_of_a_page():
    far = 0x600000
    text = f"nop\n mov eax, {far}\n call rax\n nop\n .skip 4084, 0x90\n mov eax, 1\n syscall"  # it lies over a page's end
    box = Box(text)
    box.load(assemble("inc ebx\n ret", at=far), far)
    assert box.precise(log=True, fetches=True) is TrapKind.SYSCALL
    second = 6 + 4084
    assert box.machine.fetch_log() == [
        (0, CODE), (3, far), (5, CODE), (second, CODE + 4096 | 1), (second + 1, CODE + 4096),
    ]  # fmt: skip
    assert box.machine.fetch_log(10)[1] == (13, far)


def test_nothing_is_logged_unless_asked():
    box = Box(WORK)
    box.precise()
    assert box.machine.access_log() == []
    assert box.machine.fetch_log() == []


def test_a_fault_is_neither_counted_nor_logged():
    box = Box(f"mov edi, {DATA}\n mov rax, [rdi]\n mov [0x600000], rax\n syscall")
    assert box.precise(log=True) is TrapKind.PAGE_FAULT
    assert box.machine.instructions == 2
    assert [address for _, address, _, _, _ in box.machine.access_log()] == [DATA]
    frame = box.page(0x600000)
    assert box.precise(log=True) is TrapKind.SYSCALL
    assert box.machine.instructions == 2
    assert box.machine.access_log() == [(0, 0x600000, 8, True, frame << 12)]


def test_copy_on_write_in_a_logged_run():
    box = Box(f"mov edi, {DATA}\n inc qword ptr [rdi]\n syscall")
    twin = box.twin()
    assert twin.precise(log=True) is TrapKind.SYSCALL
    assert twin.machine.instructions == 3
    mine = twin.machine.query(twin.space, DATA)
    assert mine
    assert mine[0] != box.data
    log = twin.machine.access_log()
    assert [(address, write) for _, address, _, write, _ in log] == [(DATA, False), (DATA, True)]
    assert log[1][4] == mine[0] << 12
    assert box.machine.peek64(box.space, DATA) == 0


def test_fuel_holds_in_precise_runs():
    box = Box(WORK)
    assert box.precise(fuel_blocks=4) is TrapKind.FUEL
    other = Box(WORK)
    assert other.run(4) is TrapKind.FUEL
    assert state(box) == state(other)


def test_traps_are_the_same():
    for text in (
        "ud2",
        "int3",
        "hlt",
        "int 0x80",
        "xor ecx, ecx\n div ecx",
        "in al, 3",
        "mov [0], rax",
        "rdtsc",
    ):
        one, two = Box(text), Box(text)
        assert one.run() is two.precise()
        assert one.fault() == two.fault()
        assert one.regs[RIP] == two.regs[RIP]
        assert one.regs[RSP] == two.regs[RSP]


def test_string_instructions_count_by_round():
    box = Box(f"mov edi, {DATA}\n mov ecx, 5\n rep stosb\n syscall")
    assert box.precise(instructions=4) is TrapKind.STOP_POINT
    assert box.regs[RIP] == CODE + 10
    assert box.regs[RCX] == 3
    assert box.run() is TrapKind.SYSCALL
