"""A machine with one address space and one context, and an assembler: what most machine tests start from."""

import subprocess
import tempfile
from functools import cache
from pathlib import Path

from forkingpaths.machine import Context, Machine, TrapKind
from forkingpaths.machine.registers import RIP, RSP

CODE = 0x400000
DATA = 0x500000
STACK = 0x700000
READ, WRITE, EXEC = 1, 2, 4
FUEL = 1_000_000


@cache
def assemble(text: str, bits: int = 64, at: int = CODE) -> bytes:
    """Machine code of Intel-syntax assembly, as if loaded at `at`."""
    with tempfile.TemporaryDirectory() as folder:
        source, thing, flat = (Path(folder) / name for name in ("a.s", "a.o", "a.bin"))
        source.write_text(f".intel_syntax noprefix\n.text\n{text}\n")
        subprocess.run(["as", f"--{bits}", "-o", thing, source], check=True)
        emulation = "elf_x86_64" if bits == 64 else "elf_i386"
        linked = Path(folder) / "a.elf"
        link: list[str | Path] = [
            "ld",
            "-m",
            emulation,
            f"-Ttext={at:#x}",
            "-e",
            f"{at:#x}",
            "-o",
            linked,
            thing,
        ]
        subprocess.run(link, check=True, capture_output=True)
        subprocess.run(["objcopy", "-O", "binary", "-j", ".text", linked, flat], check=True)
        return flat.read_bytes()


class Box:
    """Code at CODE (read, execute), one page at DATA (read, write), one below STACK."""

    def __init__(
        self, text: str = "", machine: Machine | None = None, bits: int = 64, prot: int = READ | EXEC
    ):
        self.machine = machine or Machine(16 << 20)
        self.space = self.machine.new_space()
        self.context = Context()
        self.context.space = self.space
        self.regs = self.context.regs
        if text:
            self.load(assemble(text, bits), CODE, prot)
        self.data = self.page(DATA)
        self.page(STACK - 4096)
        self.regs[RIP] = CODE
        self.regs[RSP] = STACK - 64

    def page(self, address: int, prot: int = READ | WRITE, shared: bool = False) -> int:
        frame = self.machine.map_new(self.space, address, prot, shared)
        assert frame
        return frame

    def load(self, code: bytes, at: int = CODE, prot: int = READ | EXEC) -> None:
        for offset in range(0, len(code), 4096):
            frame = self.machine.frames.alloc()
            self.machine.frames.write(frame, 0, code[offset : offset + 4096])
            self.machine.map(self.space, at + offset, frame, prot)

    def run(self, fuel: int = FUEL) -> TrapKind:
        return TrapKind(self.machine.run(self.context, fuel))

    def precise(self, *arguments, **options) -> TrapKind:
        return TrapKind(self.machine.run_precise(self.context, *arguments, **options))

    def fault(self) -> tuple[int, int, int]:
        """(vector, error code, address) of the last trap."""
        machine = self.machine
        return machine.trap_vector, machine.trap_error_code, machine.trap_address

    def twin(self) -> "Box":
        """A fork: another space with the same pages, and a copy of the context."""
        other = Box.__new__(Box)
        other.machine = self.machine
        other.space = self.machine.fork_space(self.space)
        other.context = self.context.copy()
        other.context.space = other.space
        other.regs = other.context.regs
        other.data = self.data
        return other
