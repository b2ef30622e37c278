"""Random code, run by blocks, precisely, and in small precise steps: everything must come out the same.

Also the faults in the middle of instructions that the engine by itself would get wrong.
"""

import random

import pytest

from forkingpaths.machine import Machine, TrapKind
from forkingpaths.machine.registers import CS, DS, ES, RAX, RCX, RFLAGS, RIP, RSP, USER_CS_32, USER_SS
from tests.machine.box import CODE, DATA, STACK, Box, assemble

MISSING = 0x600000
STEPS, FUEL = 12, 50
LIKELY = (0x0F, 0x48, 0x66, 0xF3, 0xF2, 0x8B, 0x89)


def prepare(machine: Machine, code: bytes, seed: int) -> Box:
    choose = random.Random(seed)
    box = Box(machine=machine)
    box.load(code)
    for register in range(16):
        near = (DATA + 64, DATA + 2000, STACK - 512, CODE + 100)
        if register != RSP:
            box.regs[register] = choose.choice([*near, choose.getrandbits(64), choose.getrandbits(8)])
    if seed % 5 == 0:
        box.regs[CS], box.regs[DS], box.regs[ES] = USER_CS_32, USER_SS, USER_SS
    return box


def step(box: Box, way: int) -> TrapKind:
    """Up to FUEL blocks, or to a trap."""
    if way == 0:
        return box.run(FUEL)
    if way == 1:
        return box.precise(fuel_blocks=FUEL)
    before, kind = box.machine.blocks, TrapKind.STOP_POINT
    while kind is TrapKind.STOP_POINT:
        kind = box.precise(instructions=7, fuel_blocks=FUEL - (box.machine.blocks - before))
    return kind


def trail(machine: Machine, code: bytes, seed: int, way: int) -> list[object]:
    """All that can be seen of a run; the kernel's part is to give pages and to go on elsewhere after a trap."""
    box, choose = prepare(machine, code, seed), random.Random(seed)
    seen: list[object] = []
    start = machine.blocks
    for number in range(STEPS):
        kind = step(box, way)
        elsewhere = CODE + choose.randrange(200)
        seen.append((kind, box.fault() if kind in (TrapKind.PAGE_FAULT, TrapKind.EXCEPTION) else None))
        seen.append((box.regs.tolist()[:26], machine.blocks - start, machine.digest(box.space, 0, 1 << 47)))
        if kind in (TrapKind.PAGE_FAULT, TrapKind.EXCEPTION):
            page = machine.trap_address & ~4095
            give = kind is TrapKind.PAGE_FAULT and 0x1000 <= page < 1 << 46 and number < STEPS // 2
            if give and not machine.query(box.space, page):
                machine.map_new(box.space, page, 3)
            else:
                box.regs[RIP] = elsewhere
    seen.append(box.context.get_fxsave())
    machine.free_space(box.space)
    return seen


@pytest.mark.parametrize("part", range(4))
def test_random_code_comes_out_the_same_in_every_way_of_running_it(part):
    machine = Machine(16 << 20)
    for seed in range(part * 100, part * 100 + 100):
        choose = random.Random(seed)
        size = choose.choice([20, 200])
        code = bytes(
            choose.choice([choose.getrandbits(8), choose.getrandbits(8), *LIKELY]) for _ in range(size)
        )
        code = code.ljust(4096, b"\xcc")
        expected = trail(machine, code, seed, 0)
        for way in (1, 2):
            assert trail(machine, code, seed, way) == expected, f"seed {seed}, way {way}"


@pytest.mark.parametrize(
    "flags", ["adc eax, ebx", "sar ax, 2", "mul rbx", "cmp eax, ebx", "inc eax", "shl eax, 3"]
)
@pytest.mark.parametrize("condition", ["o", "c", "z", "be", "s", "p", "l", "le", "nle"])
@pytest.mark.parametrize("between", ["", "jmp 1f\n 1:"])
def test_setcc_to_a_page_that_is_missing(flags, condition, between):
    text = f"mov eax, 0x80000005\n mov ebx, 0x80000003\n {flags}\n {between}\n set{condition} [{MISSING}]\n syscall"
    text = text.replace(f"[{MISSING}]", f"byte ptr [{MISSING}]")
    ready, lazy = Box(text), Box(text)
    ready.page(MISSING)
    assert ready.run() is TrapKind.SYSCALL
    assert lazy.run() is TrapKind.PAGE_FAULT
    assert lazy.regs[RFLAGS] == ready.regs[RFLAGS]
    lazy.page(MISSING)
    assert lazy.run() is TrapKind.SYSCALL
    assert lazy.regs[RFLAGS] == ready.regs[RFLAGS]
    assert lazy.machine.peek32(lazy.space, MISSING) == ready.machine.peek32(ready.space, MISSING)


@pytest.mark.parametrize(
    "text", ["rcl dword ptr [{0}], 1", "rcr dword ptr [{0}], 3", "rcl qword ptr [{0}], cl"]
)
@pytest.mark.parametrize("carry", [0, 1])
def test_rotating_through_carry_in_a_copied_page(text, carry):
    box = Box(f"mov ecx, 5\n {text.format(DATA)}\n syscall")
    box.machine.poke64(box.space, DATA, 0x8123_4567_89AB_CDEF)
    twin = box.twin()
    results = []
    for one in (twin, box):  # the first copies the page in the middle of the instruction
        one.regs[RFLAGS] = 0x202 | carry
        assert one.run() is TrapKind.SYSCALL
        results.append((one.machine.peek64(one.space, DATA), one.regs[RFLAGS]))
    assert results[0] == results[1]


@pytest.mark.parametrize("bits", [64, 32])
@pytest.mark.parametrize(
    ("word", "zero_at", "count", "flags"),
    [("loopne", 3, 2, 0x44), ("loopne", 9, 0, 0x97), ("loope", 1, 3, 0x97), ("loopne", 5, 0, 0x44)],
)
def test_flags_after_a_conditional_loop(word, zero_at, count, flags, bits):
    """Going on after LOOPNE by JE is how assembly searches; the count may run out at the very match."""
    for way in (Box.run, Box.precise):
        box = Box()
        text = (
            f"mov ecx, 5\n mov ebx, {zero_at}\n again: dec ebx\n sub eax, eax\n cmp ebx, eax\n {word} again\n"
        )
        if flags == 0x97:
            text = text.replace("cmp ebx, eax", "mov edx, ebx\n neg edx\n lea eax, [ebx+1]\n test ebx, ebx\n")
        box.load(assemble(text + "int 0x80", bits))
        if bits == 32:
            box.regs[CS], box.regs[DS], box.regs[ES] = USER_CS_32, USER_SS, USER_SS
        assert way(box) is TrapKind.INTERRUPT
        assert box.regs[RCX] == count
        assert bool(box.regs[RFLAGS] & 0x40) == (flags == 0x44)


def test_nothing_behind_a_port_instruction_is_executed():
    for way in (Box.run, Box.precise):
        box = Box(f"mov eax, 7\n in al, dx\n mov qword ptr [{DATA}], 1\n mov eax, 9\n syscall")
        assert way(box) is TrapKind.EXCEPTION
        assert (box.machine.trap_vector, box.regs[RIP], box.regs[RAX]) == (13, CODE + 5, 7)
        assert box.machine.peek64(box.space, DATA) == 0


def test_what_is_a_port_in_one_program_is_none_in_another():
    machine = Machine(16 << 20)
    one = Box(machine=machine)
    one.load(b"\xec\xec\xec\xec")
    assert one.run() is TrapKind.EXCEPTION
    two = Box(machine=machine)
    two.load(assemble("inc eax\n inc eax\n syscall"))
    assert two.run() is TrapKind.SYSCALL
    assert two.regs[RAX] == 2


def test_code_that_writes_over_itself_makes_progress_step_by_step():
    """mov byte ptr [next], ...: the store hits the translation it is in, which is then made anew."""
    whole, stepped = Box(), Box()
    code = assemble(
        f"mov byte ptr [{CODE + 9}], 0xc3\n .byte 0xff, 0xc0\n syscall"
    )  # inc eax becomes inc ebx
    for box in (whole, stepped):
        box.load(code, prot=7)
    assert whole.run() is TrapKind.SYSCALL
    total = 0
    while stepped.precise(instructions=1) is TrapKind.STOP_POINT:
        total += 1
        assert total < 10
    assert total == 2
    assert whole.regs.tolist()[:18] == stepped.regs.tolist()[:18]
