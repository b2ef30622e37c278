"""What the machine's operations cost, without a kernel: python benchmarks/machine.py [--json].

Each figure is the best of five rounds, so that a busy host disturbs it little.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "src")]

from forkingpaths.machine import PAGE, Context, Machine  # noqa: E402 - the path comes first
from forkingpaths.machine.registers import RAX, RIP  # noqa: E402
from tests.machine.box import CODE, DATA, Box  # noqa: E402

PAGES = 300


def best(turns: int, body: Callable[[], object]) -> float:
    """Seconds a turn."""
    fastest = 1e9
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(turns):
            body()
        fastest = min(fastest, (time.perf_counter() - start) / turns)
    return fastest


def measure() -> dict[str, float]:
    """Microseconds by name."""
    figures: dict[str, float] = {}
    machine = Machine()
    box = Box("again: syscall\n jmp again", machine)
    run, context = machine.run, box.context

    def trap() -> None:
        run(context, 100)

    def trap_with_registers() -> None:
        run(context, 100)
        regs = context.regs
        regs[RAX] = regs[RAX] + regs[7] + regs[6] + regs[2]

    figures["trap round trip"] = best(20000, trap)
    figures["trap, four registers read, one written"] = best(20000, trap_with_registers)

    thread = context.copy()

    def threads() -> None:
        run(context, 100)
        run(thread, 100)

    figures["trap and switch of thread"] = best(10000, threads) / 2
    other = Box("again: syscall\n jmp again", machine)

    def spaces() -> None:
        run(context, 100)
        run(other.context, 100)

    figures["trap and switch of space"] = best(10000, spaces) / 2

    fault = Box("mov rax, [0x600000]", machine)

    def page_fault() -> None:
        run(fault.context, 100)

    figures["page fault to Python"] = best(10000, page_fault)

    def demand() -> None:
        run(fault.context, 100)
        machine.map_new(fault.space, 0x600000, 3)
        machine.zap(fault.space, 0x600000)

    figures["page fault, map_new, zap"] = best(10000, demand)

    touch = Box(
        f"mov edi, {DATA}\n mov ecx, {PAGES}\n again: mov [rdi], rcx\n add rdi, 4096\n dec ecx\n jnz again\n syscall",
        machine,
    )
    for page in range(1, PAGES):
        touch.page(DATA + page * PAGE)

    def plain_touch() -> None:
        touch.regs[RIP] = CODE
        run(touch.context, 10000)

    def fork_exit() -> None:
        child = machine.new_space()
        machine.clone_range(touch.space, child, 0, 1 << 47)
        machine.free_space(child)

    def fork_touch_exit() -> None:
        child = machine.new_space()
        machine.clone_range(touch.space, child, 0, 1 << 47)
        twin = touch.context.copy()
        twin.space = child
        twin.regs[RIP] = CODE
        run(twin, 10000)
        machine.free_space(child)

    touched, forked = best(300, plain_touch), best(300, fork_exit)
    figures[f"touch {PAGES} pages"] = touched
    figures[f"fork and exit of {PAGES} pages"] = forked
    figures["copy-on-write fault"] = (best(300, fork_touch_exit) - touched - forked) / PAGES

    machine.snapshot()
    held = machine.snapshot()

    def snapshot_drop() -> None:
        machine.drop(machine.snapshot())

    def restore() -> None:
        machine.restore(held)

    figures["snapshot and drop (5 spaces)"] = best(300, snapshot_drop)
    figures["restore (5 spaces)"] = best(300, restore)
    figures["copy a context"] = best(10000, Context.copy.__get__(context))
    figures["copy_in 64 bytes"] = best(10000, lambda: machine.copy_in(touch.space, DATA, 64))
    figures["copy_out 64 bytes"] = best(10000, lambda: machine.copy_out(touch.space, DATA, bytes(64)))
    figures["read_cstring"] = best(10000, lambda: machine.read_cstring(touch.space, DATA + 2048, 4096))
    figures["FXSAVE image out and in"] = best(5000, lambda: context.set_fxsave(context.get_fxsave()))

    spin = Box("again: dec rax\n jnz again\n syscall")

    def loop(turns: int, precise: bool) -> Callable[[], None]:
        def body() -> None:
            spin.regs[RIP] = CODE
            spin.regs[RAX] = turns
            (spin.machine.run_precise if precise else spin.machine.run)(spin.context, 1 << 60)

        return body

    figures["a block of two instructions, 1000 times"] = best(1, loop(1_000_000, False)) / 1000
    figures["the same in the precise engine"] = best(1, loop(200_000, True)) / 200
    return {name: seconds * 1e6 for name, seconds in figures.items()}


def main() -> None:
    figures = measure()
    if "--json" in sys.argv:
        print(json.dumps(figures, indent=1))
        return
    for name, microseconds in figures.items():
        print(f"{name:<45} {microseconds:9.2f} us")


if __name__ == "__main__":
    main()
