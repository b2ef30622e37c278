"""Code that changes is run as it is now, in every way it can change. And what does not change is kept."""

import pytest

from forkingpaths.machine import PAGE, Machine, TrapKind
from forkingpaths.machine.registers import RAX, RIP
from tests.machine.box import CODE, DATA, EXEC, READ, WRITE, Box, assemble

ONE = assemble("mov eax, 1\n syscall")
TWO = assemble("mov eax, 2\n syscall")
ELSEWHERE = 0x900000
ALL = READ | WRITE | EXEC


def call(box: Box, address: int = CODE) -> int:
    box.regs[RIP] = address
    assert box.run() is TrapKind.SYSCALL
    result = box.regs[RAX]
    box.regs[RIP] = address
    assert box.precise() is TrapKind.SYSCALL  # the other engine has translations of its own
    assert box.regs[RAX] == result
    return result


def executable(
    box: Box, code: bytes, prot: int = READ | EXEC, at: int = ELSEWHERE, shared: bool = False
) -> int:
    frame = box.machine.frames.alloc()
    box.machine.frames.write(frame, 0, code)
    box.machine.map(box.space, at, frame, prot, shared=shared)
    return frame


def storing(target: int, code: bytes = TWO) -> str:
    """A program that writes code over target and then jumps to it, without a trap between."""
    return f"mov rax, {int.from_bytes(code[:8], 'little')}\n mov rdi, {target}\n mov [rdi], rax\n jmp rdi"


def test_1_the_kernel_writes_the_frame():
    box = Box()
    frame = executable(box, ONE)
    assert call(box, ELSEWHERE) == 1
    box.machine.frames.write(frame, 0, TWO)
    assert call(box, ELSEWHERE) == 2


def test_1_the_kernel_writes_through_the_space():
    box = Box()
    executable(box, ONE, ALL)
    assert call(box, ELSEWHERE) == 1
    box.machine.copy_out(box.space, ELSEWHERE, TWO)
    assert call(box, ELSEWHERE) == 2
    executable(box, ONE, at=ELSEWHERE + PAGE)
    assert call(box, ELSEWHERE + PAGE) == 1
    box.machine.force_out(box.space, ELSEWHERE + PAGE, TWO)
    assert call(box, ELSEWHERE + PAGE) == 2


def test_2_a_frame_is_freed_and_used_again():
    box = Box()
    frame = executable(box, ONE)
    assert call(box, ELSEWHERE) == 1
    for page in range(1, 300):  # frames that were executed are kept back until there are many of them
        executable(box, ONE, at=ELSEWHERE + page * PAGE)
        assert call(box, ELSEWHERE + page * PAGE) == 1
    box.machine.unmap(box.space, ELSEWHERE, ELSEWHERE + 300 * PAGE)
    again = box.machine.frames.alloc()
    while again < frame:
        again = box.machine.frames.alloc()
    assert again == frame
    box.machine.frames.write(frame, 0, TWO)
    box.machine.map(box.space, ELSEWHERE, frame, READ | EXEC)
    assert call(box, ELSEWHERE) == 2


def test_3_written_while_not_executable_again_and_again():
    """mprotect RW, write, mprotect RX, run: as just-in-time compilers do."""
    box = Box()
    box.page(ELSEWHERE)
    for code, result in ((ONE, 1), (TWO, 2), (ONE, 1)):
        box.machine.protect(box.space, ELSEWHERE, ELSEWHERE + PAGE, READ | WRITE)
        writer = assemble(
            f"mov rax, {int.from_bytes(code[:8], 'little')}\n mov rdi, {ELSEWHERE}\n mov [rdi + 1], ah\n mov [rdi], rax\n syscall"
        )
        box.load(writer, 0xA00000)
        box.regs[RIP] = 0xA00000
        assert box.run() is TrapKind.SYSCALL
        box.machine.protect(box.space, ELSEWHERE, ELSEWHERE + PAGE, READ | EXEC)
        assert call(box, ELSEWHERE) == result


def test_4_the_program_writes_a_page_that_is_writable_and_executable():
    box = Box(storing(ELSEWHERE))
    executable(box, ONE, ALL)
    assert call(box, ELSEWHERE) == 1
    box.regs[RIP] = CODE
    assert box.run() is TrapKind.SYSCALL
    assert box.regs[RAX] == 2


def test_4_and_its_own_next_instruction():
    box = Box(prot=ALL)
    target = CODE + 9
    box.load(
        assemble(f"movb [{target}], 2\n nop\n mov eax, 1\n syscall".replace("movb", "mov byte ptr")), prot=ALL
    )
    # mov byte ptr [imm32], imm8 is 8 bytes; the nop one; b8 at +9, its immediate at +10
    box.load(assemble(f"mov byte ptr [{target + 1}], 2\n nop\n mov eax, 1\n syscall"), prot=ALL)
    assert box.run() is TrapKind.SYSCALL
    assert box.regs[RAX] == 2


def test_4_copy_on_write_of_a_page_that_is_writable_and_executable():
    box = Box(storing(ELSEWHERE))
    executable(box, ONE, ALL)
    assert call(box, ELSEWHERE) == 1
    child = box.twin()
    assert call(child, ELSEWHERE) == 1
    child.regs[RIP] = CODE
    assert child.run() is TrapKind.SYSCALL
    assert child.regs[RAX] == 2
    assert call(box, ELSEWHERE) == 1
    assert call(child, ELSEWHERE) == 2


def test_5_written_through_another_mapping():
    """A memfd mapped twice, writable here and executable there, written with no trap before the jump."""
    for first in (READ | EXEC, READ | WRITE):
        box = Box()
        frame = box.machine.frames.alloc()
        box.machine.frames.write(frame, 0, ONE)
        box.machine.frames.get(frame)
        addresses = {READ | EXEC: ELSEWHERE, READ | WRITE: ELSEWHERE + 16 * PAGE}
        for prot in (first, (READ | EXEC) if first == READ | WRITE else READ | WRITE):
            box.machine.map(box.space, addresses[prot], frame, prot, shared=True)
        assert call(box, ELSEWHERE) == 1
        alias = addresses[READ | WRITE]
        for code, result in ((TWO, 2), (ONE, 1), (TWO, 2)):
            word = int.from_bytes(code[:8], "little")
            text = f"mov rax, {word}\n mov [{alias}], rax\n mov edi, {ELSEWHERE}\n jmp rdi"
            box.load(assemble(text, at=0xA00000), 0xA00000)
            box.regs[RIP] = 0xA00000
            assert box.run() is TrapKind.SYSCALL
            assert box.regs[RAX] == result


def test_6_another_frame_takes_its_place():
    box = Box()
    executable(box, ONE)
    assert call(box, ELSEWHERE) == 1
    other = box.machine.frames.alloc()
    box.machine.frames.write(other, 0, TWO)
    box.machine.replace(box.space, ELSEWHERE, other)
    assert call(box, ELSEWHERE) == 2
    executable(box, ONE)
    assert call(box, ELSEWHERE) == 1


def test_7_snapshots():
    box = Box(storing(ELSEWHERE))
    executable(box, ONE, ALL)
    assert call(box, ELSEWHERE) == 1
    before = box.machine.snapshot()
    box.regs[RIP] = CODE
    assert box.run() is TrapKind.SYSCALL
    assert box.regs[RAX] == 2
    after = box.machine.snapshot()
    assert call(box, ELSEWHERE) == 2
    for _ in range(2):
        box.machine.restore(before)
        assert call(box, ELSEWHERE) == 1
        box.machine.restore(after)
        assert call(box, ELSEWHERE) == 2
    box.machine.drop(after)
    box.machine.restore(before)
    executable(box, TWO, at=DATA + PAGE)
    assert call(box, DATA + PAGE) == 2
    assert call(box, ELSEWHERE) == 1


def test_two_spaces_with_different_code_at_one_address():
    machine = Machine(16 << 20)
    one, two = Box("mov eax, 1\n syscall", machine), Box("mov eax, 2\n syscall", machine)
    for _ in range(3):
        assert call(one) == 1
        assert call(two) == 2


def test_text_that_is_shared_by_many_runs_is_translated_once():
    """200 execs of one program must not flush its translation 200 times."""
    machine = Machine(16 << 20)
    text = machine.frames.alloc()
    machine.frames.write(text, 0, TWO)
    for _ in range(50):
        box = Box(machine=machine)
        machine.frames.get(text)
        machine.map(box.space, CODE, text, READ | EXEC)
        box.machine.poke64(box.space, DATA, 5)
        assert box.run() is TrapKind.SYSCALL
        machine.free_space(box.space)
    assert machine.out[11] == 0  # flushes of translated code


def test_a_file_that_was_run_can_be_rewritten_cheaply():
    """One flush for all the writes, not one for each: nothing is translated from it any more."""
    box = Box("nop\n syscall\n jmp 0x400000")
    frame = executable(box, ONE)
    assert call(box, ELSEWHERE) == 1
    for offset in range(0, PAGE, 64):
        box.machine.frames.write(frame, offset, bytes(64))
        box.regs[RIP] = CODE
        assert box.run() is TrapKind.SYSCALL
    assert box.machine.out[11] == 1


@pytest.mark.slow
def test_the_translations_may_fill_their_buffer():
    """The engine throws them away and goes on; nothing else changes."""
    box = Box(machine=Machine(64 << 20))
    add = b"\x48\x83\x04\x25" + DATA.to_bytes(4, "little") + b"\x01"  # add qword ptr [DATA], 1
    page = (add * 227 + b"\xeb\x00") * 2  # and a jump to the next instruction
    page += b"\x90" * (PAGE - len(page))
    frame, pages = box.machine.frames.alloc(), 2500
    for n in range(pages):
        frame = box.machine.frames.alloc()
        box.machine.frames.write(frame, 0, page)
        box.machine.map(box.space, 0x1000_0000 + n * PAGE, frame, READ | EXEC)
    box.load(b"\x0f\x05", 0x1000_0000 + pages * PAGE)
    box.regs[RIP] = 0x1000_0000
    assert box.run(10_000_000) is TrapKind.SYSCALL
    assert box.machine.peek64(box.space, DATA) == pages * 454
    assert box.machine.blocks == pages * 2 + 1


@pytest.mark.parametrize("ways", [(Box.precise, Box.run), (Box.run, Box.precise)])
def test_each_engine_sees_what_the_other_has_written_into_code(ways) -> None:
    executing, writing = ways
    box = Box(
        f"mov byte ptr [{CODE + 33}], 2\n syscall\n .org 32\n mov eax, 1\n syscall", prot=READ | WRITE | EXEC
    )
    for expected in (1, 2):
        box.regs[RIP] = CODE + 32
        assert executing(box) is TrapKind.SYSCALL
        assert box.regs[RAX] == expected
        box.regs[RIP] = CODE
        assert writing(box) is TrapKind.SYSCALL
