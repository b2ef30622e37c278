"""Contexts are plain data; the floating-point image; 32-bit code."""

import copy
import pickle
import struct

import pytest

from forkingpaths.machine import Context, Machine, TrapKind
from forkingpaths.machine.registers import CS, DS, ES, GS, R8, R9, R10, RAX, RBX, RCX, RIP, RSP, SS, TLS0
from tests.machine.box import CODE, DATA, STACK, Box, assemble

LOADS = f"""
    movdqu xmm0, [{DATA}]
    movdqu xmm15, [{DATA + 16}]
    fld1
    fldpi
    fld qword ptr [{DATA + 32}]
    syscall
    fstp qword ptr [{DATA + 40}]
    movdqu [{DATA + 48}], xmm15
    syscall"""


def test_contexts_are_kept_apart():
    machine = Machine(16 << 20)
    boxes = [
        Box("again: inc rax\n paddq xmm0, xmm1\n movq rbx, xmm0\n syscall\n jmp again", machine)
        for _ in range(3)
    ]
    for number, box in enumerate(boxes):
        image = bytearray(box.context.get_fxsave())
        struct.pack_into("<Q", image, 160 + 16, number + 1)
        box.context.set_fxsave(bytes(image))
    for _ in range(5):
        for box in boxes:
            assert box.run() is TrapKind.SYSCALL
    assert [box.regs[RAX] for box in boxes] == [5, 5, 5]
    assert [box.regs[RBX] for box in boxes] == [5, 10, 15]


def test_two_threads_in_one_space():
    box = Box(f"again: lock inc qword ptr [{DATA}]\n inc rax\n syscall\n jmp again")
    other = box.context.copy()
    for _ in range(4):
        assert box.run() is TrapKind.SYSCALL
        assert TrapKind(box.machine.run(other, 100)) is TrapKind.SYSCALL
    assert box.regs[RAX] == other.regs[RAX] == 4
    assert box.machine.peek64(box.space, DATA) == 8


@pytest.mark.parametrize(
    "how", [Context.copy, copy.copy, copy.deepcopy, lambda c: pickle.loads(pickle.dumps(c))]
)
def test_a_copy_goes_on_from_the_same_place(how):
    box = Box(LOADS)
    box.machine.copy_out(box.space, DATA, bytes(range(32)) + struct.pack("<d", 2.5))
    box.run()
    twin = how(box.context)
    assert twin == box.context
    box.run()
    first = box.machine.copy_in(box.space, DATA + 40, 24)
    box.machine.copy_out(box.space, DATA + 40, bytes(24))
    assert twin != box.context
    box.context.assign(twin)
    assert box.run() is TrapKind.SYSCALL
    assert (
        box.machine.copy_in(box.space, DATA + 40, 24)
        == first
        == struct.pack("<d", 2.5) + bytes(range(16, 32))
    )


def test_equal_states_have_equal_bytes():
    one, two = Box(LOADS), Box(LOADS)
    two.run()
    two.regs[RIP] = CODE
    two = Box(LOADS, two.machine)
    one.context.space = two.context.space
    one.run()
    assert TrapKind(two.machine.run(two.context, 5)) is TrapKind.SYSCALL
    one_state, two_state = one.context.to_bytes(), two.context.to_bytes()
    assert len(one_state) == len(two_state)


def test_a_fresh_context_has_an_initialised_fpu():
    Machine(4 << 20)
    image = Context().get_fxsave()
    assert struct.unpack_from("<HHB", image) == (0x37F, 0, 0)
    assert struct.unpack_from("<II", image, 24) == (0x1F80, 0xFFFF)
    assert image[32:] == bytes(480)


def test_the_image_is_what_fxsave_writes():
    box = Box(LOADS.replace("syscall", f"fxsave [{DATA + 512}]\n syscall", 1))
    box.machine.copy_out(box.space, DATA, bytes(range(32)) + struct.pack("<d", 2.5))
    box.run()
    saved = box.machine.copy_in(box.space, DATA + 512, 512)
    image = box.context.get_fxsave()
    for start, end in ((0, 5), (24, 28), (32, 42), (48, 58), (64, 74), (160, 416)):
        assert image[start:end] == saved[start:end]
    assert image[4] == 0b11100000
    assert image[160:176] == bytes(range(16))
    assert struct.unpack_from("<Q", image, 32)[0] == 0xA000000000000000


def test_the_image_goes_round():
    box = Box(LOADS)
    box.machine.copy_out(box.space, DATA, bytes(range(32)) + struct.pack("<d", 2.5))
    box.run()
    image = box.context.get_fxsave()
    other = Context()
    other.set_fxsave(image)
    assert other.get_fxsave() == image
    other.space = box.space
    other.regs[RIP] = box.regs[RIP]
    other.regs[RSP] = STACK - 64
    assert TrapKind(box.machine.run(other, 10)) is TrapKind.SYSCALL
    assert box.machine.copy_in(box.space, DATA + 40, 24) == struct.pack("<d", 2.5) + bytes(range(16, 32))


def test_rounding_modes_take_effect():
    box = Box(
        "cvtss2si eax, xmm0\n fld1\n fld1\n fadd\n fldpi\n frndint\n fistp dword ptr [rsp]\n mov ebx, [rsp]\n syscall"
    )
    results = []
    for mxcsr, fcw in ((0x1F80, 0x37F), (0x1F80 | 2 << 13, 0x37F | 2 << 10)):
        image = bytearray(box.context.get_fxsave())
        struct.pack_into("<H", image, 0, fcw)
        struct.pack_into("<I", image, 24, mxcsr)
        struct.pack_into("<f", image, 160, 2.25)
        box.context.set_fxsave(bytes(image))
        box.regs[RIP] = CODE
        box.run()
        results.append((box.regs[RAX], box.regs[RBX]))
        box.context.set_fxsave(Context().get_fxsave())
    assert results == [(2, 3), (3, 4)]


def test_exception_flags_of_sse_are_sticky_and_can_be_cleared():
    """What fetestexcept(3) and numpy look at."""
    box = Box("""
        mov eax, 1
        cvtsi2sd xmm0, eax
        mov eax, 3
        cvtsi2sd xmm1, eax
        divsd xmm0, xmm1
        stmxcsr [rsp]
        mov r8d, [rsp]
        xorps xmm1, xmm1
        divsd xmm0, xmm1
        syscall
        stmxcsr [rsp]
        mov r9d, [rsp]
        and dword ptr [rsp], 0xffffffc0
        ldmxcsr [rsp]
        stmxcsr [rsp]
        mov r10d, [rsp]
        syscall""")
    assert box.run() is TrapKind.SYSCALL
    assert box.regs[R8] == 0x1F80 | 0x20
    assert struct.unpack_from("<I", box.context.get_fxsave(), 24) == (0x1F80 | 0x24,)
    box.context.set_fxsave(box.context.get_fxsave())
    for way in (Box.run, Box.precise):
        twin = box.twin()
        assert way(twin) is TrapKind.SYSCALL
        assert (twin.regs[R9], twin.regs[R10]) == (0x1F80 | 0x24, 0x1F80)


def test_reserved_mxcsr_bits_are_refused():
    machine = Machine(4 << 20)
    assert machine
    image = bytearray(Context().get_fxsave())
    image[27] = 0x80
    with pytest.raises(ValueError, match="MXCSR"):
        Context().set_fxsave(bytes(image))


# --- 32-bit code ---


def compat(text: str) -> Box:
    box = Box()
    box.load(assemble(text, 32))
    box.regs[CS], box.regs[SS], box.regs[DS], box.regs[ES] = 0x23, 0x2B, 0x2B, 0x2B
    return box


def test_32_bit_code_runs():
    box = compat(
        f"mov eax, 0x7fffffff\n inc eax\n push eax\n pop ebx\n mov [{DATA}], eax\n inc ecx\n dec ecx\n int 0x80"
    )
    box.regs[RCX] = 0xFFFF_FFFF
    assert box.run() is TrapKind.INTERRUPT
    assert box.regs[RAX] == box.regs[RBX] == 0x8000_0000
    assert box.regs[RCX] == 0xFFFF_FFFF
    assert box.machine.peek32(box.space, DATA) == 0x8000_0000
    assert box.regs[CS] == 0x23


def test_32_bit_code_in_the_precise_engine_and_by_blocks():
    text = f"mov ecx, 10\n again: add eax, ecx\n mov [{DATA}], eax\n loop again\n int 0x80"
    whole, cut, stepped = compat(text), compat(text), compat(text)
    whole.run()
    while cut.run(1) is TrapKind.FUEL:
        pass
    while stepped.precise(instructions=1) is TrapKind.STOP_POINT:
        pass
    assert whole.regs.tolist()[:18] == cut.regs.tolist()[:18] == stepped.regs.tolist()[:18]
    assert whole.machine.blocks == cut.machine.blocks == stepped.machine.blocks == 11


def test_sysenter_is_a_trap():
    box = compat("mov eax, 20\n sysenter")
    assert box.run() is TrapKind.SYSENTER
    assert box.regs[RAX] == 20


def test_thread_local_storage_of_32_bit_code():
    box = compat("mov eax, gs:[4]\n int 0x80\n mov ebx, gs:[8]\n int 0x80")
    box.machine.copy_out(box.space, DATA, struct.pack("<III", 1, 2, 3))
    base = DATA
    box.regs[TLS0] = 0x00CF_F300_0000_FFFF | (base & 0xFFFFFF) << 16 | (base >> 24) << 56
    box.regs[GS] = 0x63
    assert box.run() is TrapKind.INTERRUPT
    assert box.regs[RAX] == 2
    assert box.regs[GS] == 0x63
    assert box.run() is TrapKind.INTERRUPT
    assert box.regs[RBX] == 3


def test_a_far_jump_changes_the_mode_and_back():
    box = Box(f"""
        mov dword ptr [rsp], offset narrow
        mov dword ptr [rsp + 4], 0x23
        jmp fword ptr [rsp]
        .code32
    narrow:
        mov eax, 0x12345678
        inc eax
        ljmp 0x33, offset wide
        .code64
    wide:
        mov rbx, {0x1122334455667788}
        syscall""")
    assert box.run() is TrapKind.SYSCALL
    assert box.regs[RAX] == 0x12345679
    assert box.regs[RBX] == 0x1122334455667788
    assert box.regs[CS] == 0x33


def test_a_copied_32_bit_context_stays_32_bit():
    box = compat("inc eax\n int 0x80\n .byte 0x40\n int 0x80")
    box.run()
    twin = Context.from_bytes(box.context.to_bytes())
    other = Box("nop\n syscall", box.machine)
    other.run()
    assert TrapKind(box.machine.run(twin, 10)) is TrapKind.INTERRUPT
    assert twin.regs[RAX] == 2
