"""Each thing that ends a run, with the registers and error codes that a processor leaves."""

import pytest

from forkingpaths.machine import TrapKind
from forkingpaths.machine.registers import R8, R11, RAX, RBX, RCX, RDI, RDX, RFLAGS, RIP, RSP
from tests.machine.box import CODE, DATA, STACK, Box

PRESENT, WRITE, USER, FETCH = 1, 2, 4, 16


def test_syscall_leaves_rip_behind_it_rcx_and_r11():
    box = Box("mov eax, 39\n cmp eax, 39\n syscall")
    box.regs[R11] = box.regs[RCX] = 99
    assert box.run() is TrapKind.SYSCALL
    assert box.regs[RIP] == CODE + 10
    assert box.regs[RCX] == CODE + 10
    assert box.regs[R11] == box.regs[RFLAGS] == 0x246
    assert box.regs[RAX] == 39


def test_a_register_the_kernel_writes_is_what_the_program_sees():
    box = Box("syscall\n mov rbx, rax\n syscall")
    box.run()
    box.regs[RAX] = 0xFFFF_FFFF_FFFF_FFDA
    box.run()
    assert box.regs[RBX] == 0xFFFF_FFFF_FFFF_FFDA


@pytest.mark.parametrize(
    ("text", "vector", "error", "rip"),
    [
        ("xor ecx, ecx\n xor edx, edx\n div ecx", 0, 0, 4),
        ("nop\n int3\n nop", 3, 0, 2),
        ("nop\n int 3\n nop", 3, 0, 2),
        (".byte 0xcd, 3", 3, 0, 2),
        (".byte 0xcd, 4", 4, 0, 2),
        ("nop\n ud2", 6, 0, 1),
        ("nop\n .byte 0x0f, 0x0b", 6, 0, 1),
        ("nop\n .byte 0x06", 6, 0, 1),
        ("nop\n vpxor ymm0, ymm0, ymm0", 6, 0, 1),
        ("nop\n rdrand eax", 6, 0, 1),
        ("nop\n xgetbv", 6, 0, 1),
        ("nop\n hlt", 13, 0, 1),
        ("nop\n cli", 13, 0, 1),
        ("nop\n sti", 13, 0, 1),
        ("nop\n in al, 0x60", 13, 0, 1),
        ("nop\n out dx, eax", 13, 0, 1),
        ("nop\n mov rax, cr0", 13, 0, 1),
        ("nop\n mov cr3, rax", 13, 0, 1),
        ("nop\n wrmsr", 13, 0, 1),
        ("nop\n rdmsr", 13, 0, 1),
        ("nop\n invlpg [rax]", 13, 0, 1),
        ("nop\n lgdt [rax]", 13, 0, 1),
        ("nop\n wbinvd", 13, 0, 1),
        ("nop\n rdtsc", 13, 0, 1),
        ("nop\n int 14", 13, 14 * 8 + 2, 1),
        ("nop\n int 32", 13, 32 * 8 + 2, 1),
        ("nop\n mov rax, 0x8000000000000000\n mov rax, [rax]", 13, 0, 11),
        ("nop\n mov rax, 0x8000000000000000\n jmp rax", 13, 0, None),
        ("mov eax, 0x1000\n mov ds, eax", 13, 0x1000, 5),
        ("mov eax, 0x80000000\n cdq\n mov ecx, -1\n idiv ecx", 0, 0, 11),
    ],
)
def test_exception(text, vector, error, rip):
    box = Box(text)
    assert box.run() is TrapKind.EXCEPTION
    assert box.fault()[:2] == (vector, error)
    if rip is not None:
        assert box.regs[RIP] == CODE + rip
    again = box.context.copy()
    assert box.run() in (TrapKind.EXCEPTION, TrapKind.PAGE_FAULT)  # and it can happen again: no double fault
    if vector not in (3, 4):
        assert box.fault()[:2] == (vector, error)
        assert box.context.regs[RIP] == again.regs[RIP]


def test_rdtscp_is_as_private_as_rdtsc():
    box = Box("rdtscp")
    assert box.run() is TrapKind.EXCEPTION
    assert box.machine.trap_vector in (6, 13)


def test_int_0x80_is_an_interrupt():
    box = Box("mov eax, 20\n int 0x80\n nop")
    assert box.run() is TrapKind.INTERRUPT
    assert box.machine.trap_vector == 0x80
    assert box.regs[RIP] == CODE + 7
    assert box.regs[RAX] == 20


def test_single_step_flag_traps_behind_each_instruction():
    box = Box("nop\n mov eax, 5\n nop\n syscall")
    box.regs[RFLAGS] |= 0x100
    seen = []
    for _ in range(3):
        assert box.run() is TrapKind.EXCEPTION
        assert box.machine.trap_vector == 1
        seen.append(box.regs[RIP] - CODE)
    assert seen == [1, 6, 7]
    assert box.regs[RFLAGS] & 0x100
    assert box.run() is TrapKind.SYSCALL


@pytest.mark.parametrize(
    ("text", "address", "error"),
    [
        ("mov rax, [0x600000]", 0x600000, USER),
        ("mov [0x600008], rax", 0x600008, USER | WRITE),
        (f"mov [{CODE}], rax", CODE, USER | WRITE | PRESENT),
        (f"mov rax, {DATA}\n jmp rax", DATA, USER | PRESENT | FETCH),
        ("mov eax, 0x600000\n jmp rax", 0x600000, USER | FETCH),
        ("xor eax, eax\n jmp rax", 0, USER | FETCH),
        ("xor eax, eax\n call rax", 0, USER | FETCH),
        ("xor eax, eax\n mov [rax], eax", 0, USER | WRITE),
        ("mov rax, 0xffff800000000000\n mov rax, [rax]", 0xFFFF_8000_0000_0000, USER | PRESENT),
        ("mov rax, 0xffff800000001000\n mov [rax], rax", 0xFFFF_8000_0000_1000, USER | PRESENT | WRITE),
        ("mov rax, 0xffffffffff600000\n jmp rax", 0xFFFF_FFFF_FF60_0000, USER | FETCH),
        (f"mov rsp, {STACK - 4096}\n push rax", STACK - 4104, USER | WRITE),
        (f"lock inc dword ptr [{CODE}]", CODE, USER | WRITE | PRESENT),
    ],
)
def test_page_fault(text, address, error):
    box = Box(text)
    for _ in range(3):
        assert box.run() is TrapKind.PAGE_FAULT
        assert box.fault() == (14, error, address)
    assert box.regs[RSP] in (STACK - 64, STACK - 72, STACK - 4096)


def test_a_page_fault_repaired_lets_the_instruction_finish():
    box = Box("mov rax, [0x600010]\n add qword ptr [0x601000], 5\n syscall")
    assert box.run() is TrapKind.PAGE_FAULT
    box.page(0x600000)
    box.machine.poke64(box.space, 0x600010, 77)
    assert box.run() is TrapKind.PAGE_FAULT
    assert box.machine.trap_address == 0x601000
    box.page(0x601000)
    assert box.run() is TrapKind.SYSCALL
    assert box.regs[RAX] == 77
    assert box.machine.peek64(box.space, 0x601000) == 5


def test_a_string_instruction_stops_and_resumes_in_the_middle():
    box = Box(f"mov edi, {DATA + 4090}\n mov ecx, 100\n mov al, 7\n rep stosb\n syscall")
    assert box.run() is TrapKind.PAGE_FAULT
    assert box.machine.trap_address == DATA + 4096
    assert (box.regs[RCX], box.regs[RDI]) == (94, DATA + 4096)
    box.page(DATA + 4096)
    assert box.run() is TrapKind.SYSCALL
    assert box.machine.copy_in(box.space, DATA + 4090, 101) == b"\7" * 100 + b"\0"


def test_falling_off_the_end_of_code_executes_all_that_is_there():
    """The translator reads ahead; a processor does not."""
    code = b"\x90" * 4000 + b"\xff\xc0" * 48  # 48 times inc eax, up to the last byte of the page
    box = Box()
    box.load(code)
    box.regs[RAX] = 0
    assert box.run() is TrapKind.PAGE_FAULT
    assert box.fault() == (14, USER | FETCH, CODE + 4096)
    assert box.regs[RIP] == CODE + 4096
    assert box.regs[RAX] == 48
    assert not box.regs[RFLAGS] & 0x100


def test_an_instruction_across_a_missing_page_faults_at_its_own_address():
    box = Box()
    box.load(
        b"\x90" * 4090 + b"\xff\xc0" + b"\x9c" + b"\x48\xb8\x01"
    )  # ...; inc eax; pushf; mov rax, imm64 begins
    assert box.run() is TrapKind.PAGE_FAULT
    assert box.machine.trap_address == CODE + 4096
    assert box.regs[RIP] == CODE + 4093
    assert box.regs[RAX] == 1
    pushed = box.machine.peek64(box.space, box.regs[RSP])
    assert not pushed & 0x100
    box.load(b"\2\3\4\5\6\7\x08\x0f\x05", CODE + 4096)
    assert box.run() is TrapKind.SYSCALL
    assert box.regs[RAX] == 0x0807060504030201


def test_the_processor_is_the_same_everywhere():
    text = "mov eax, {0}\n xor ecx, ecx\n cpuid\n mov r8, rcx\n syscall"
    box = Box(text.format(1))
    box.run()
    features_c, features_d = box.regs[R8], box.regs[RDX]
    assert not features_c & (1 << 28 | 1 << 30 | 1 << 26 | 1 << 27)  # AVX, RDRAND, XSAVE, OSXSAVE
    assert features_c & (1 << 13)  # CMPXCHG16B
    assert features_d & (1 << 26)  # SSE2
    box = Box(text.format(7))
    box.run()
    assert not box.regs[RBX] & (1 << 9)  # ERMS
    assert (features_c, features_d) == (0x80002001, 0x078BFBFD)


def test_a_space_that_is_none_is_an_engine_error_with_words():
    box = Box("nop")
    box.context.space = 0x123000
    assert box.run() is TrapKind.ENGINE_ERROR
    assert "space" in box.machine.engine_words


def test_fs_and_gs_base():
    box = Box("mov rax, fs:[8]\n mov rbx, gs:[16]\n syscall")
    box.machine.copy_out(box.space, DATA, bytes(range(64)))
    box.context.regs[18] = DATA
    box.context.regs[19] = DATA + 16
    box.run()
    assert box.regs[RAX] == 0x0F0E0D0C0B0A0908
    assert box.regs[RBX] == 0x2726252423222120
    assert (box.context.regs[18], box.context.regs[19]) == (DATA, DATA + 16)
