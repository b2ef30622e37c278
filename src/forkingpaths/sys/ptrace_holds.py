"""ptrace(2): what a tracee holds, its memory and its registers, to be read and set."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

from forkingpaths.abi import ptrace as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.system import IOVEC
from forkingpaths.kernel import debug_registers, single_step
from forkingpaths.kernel.task import Task
from forkingpaths.kernel.user_registers import FIELDS, registers_of
from forkingpaths.machine import PageMissing, registers

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

from forkingpaths.sys.ptrace_requests import request

TASK_SIZE_MAX = 0x7FFF_FFFF_F000
FLAGS_KEPT = 0x0D_7FD5 & ~0x200  # of RFLAGS, what a tracer may set (kernel/ptrace.c, FLAG_MASK): not IF, IOPL
FXSAVE_BYTES = 512
DEBUG_REGISTERS = 848  # offset of u_debugreg in struct user
DEBUG_REGISTERS_END = 912
USER_BYTES = 928  # the kernel's struct user: two words, always 0, longer than the C library's
U32, U64 = 0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF


def _peek(k: Kernel, target: Task, address: int, count: int) -> bytes:
    """Memory of the tracee, whatever its protection; SysError(EIO) where nothing is mapped."""
    space = target.memory
    try:
        if space.vmas.find(address) is None or space.vmas.find(address + count - 1) is None:
            raise SysError(Errno.EIO)
        data = k.machine.force_in(space.space, address, count)
        space.note_look(address, count, False)
        return data
    except PageMissing:
        pass
    try:
        return space.read(address, count)
    except SysError:
        raise SysError(Errno.EIO) from None


def store(k: Kernel, target: Task, address: int, data: bytes) -> None:
    """Put bytes into the memory of the tracee, whatever its protection; SysError(EIO)."""
    space = target.memory
    last = address + len(data) - 1
    first_vma, last_vma = space.vmas.find(address), space.vmas.find(last)
    if first_vma is None or last_vma is None:
        raise SysError(Errno.EIO)
    try:
        space.read(address, len(data))  # brings the pages in
        k.machine.force_out(space.space, address, data)
        space.note_look(address, len(data), True)
    except (PageMissing, SysError):
        raise SysError(Errno.EIO) from None


@request(abi.PTRACE_PEEKTEXT, abi.PTRACE_PEEKDATA)
def peek(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    """The system call stores the word at `data`; that it is returned is libc's doing (ptrace(2), C library/kernel differences)."""
    t.memory.write(data, _peek(k, target, address, 8))
    return 0


@request(abi.PTRACE_POKETEXT, abi.PTRACE_POKEDATA)
def poke(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    store(k, target, address, data.to_bytes(8, "little"))
    return 0


# ---- registers ----------------------------------------------------------------------------------------------------------


def set_register(target: Task, index: int, value: int) -> None:
    """One word of struct user_regs_struct; segments keep their values unless they are sensible ones."""
    regs = target.context.regs
    field = FIELDS[index]
    if field < 0:
        target.call_number = target.call_number & ~U32 | value & U32
        return
    if field == registers.RFLAGS:
        single_step.set_flags(target, regs[field] & ~FLAGS_KEPT | value & FLAGS_KEPT)
        return
    elif field in (registers.FS_BASE, registers.GS_BASE):
        if value >= TASK_SIZE_MAX:
            raise SysError(Errno.EIO)
    elif field in (registers.CS, registers.SS, registers.DS, registers.ES, registers.FS, registers.GS):
        value &= 0xFFFF
        null = value == 0 and field in (registers.CS, registers.SS)  # with these no way back to user mode
        if value != regs[field] and (null or (value and value & 3 != 3)):
            raise SysError(Errno.EIO)
    if field == registers.RAX and target.restart and value != regs[field]:
        target.restart = 0  # a tracer that sets the result wants it, not a restart
    regs[field] = value


def _set_registers(target: Task, values: tuple[int, ...]) -> None:
    for index, value in enumerate(values):
        set_register(target, index, value)


@request(abi.PTRACE_GETREGS)
def get_registers(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    t.memory.write(data, abi.USER_REGS.pack(*registers_of(target)))
    return 0


@request(abi.PTRACE_SETREGS)
def set_registers(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    _set_registers(target, abi.USER_REGS.unpack(t.memory.read(data, abi.USER_REGS.size)))
    return 0


@request(abi.PTRACE_GETFPREGS)
def get_float(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    t.memory.write(data, target.context.get_fxsave())
    return 0


@request(abi.PTRACE_SETFPREGS)
def set_float(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    _set_fxsave(target, t.memory.read(data, FXSAVE_BYTES))
    return 0


def _set_fxsave(target: Task, image: bytes) -> None:
    try:
        target.context.set_fxsave(image.ljust(FXSAVE_BYTES, b"\0"))
    except ValueError:
        raise SysError(Errno.EINVAL) from None


@request(abi.PTRACE_PEEKUSR)
def peek_user(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    if address % 8 or address >= USER_BYTES:
        raise SysError(Errno.EIO)
    index = address // 8
    if DEBUG_REGISTERS <= address < DEBUG_REGISTERS_END:
        value = debug_registers.peek(target, (address - DEBUG_REGISTERS) // 8)
    else:
        value = registers_of(target)[index] if index < len(FIELDS) else 0
    t.memory.write_u64(data, value)
    return 0


@request(abi.PTRACE_POKEUSR)
def poke_user(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    if address % 8 or address >= USER_BYTES:
        raise SysError(Errno.EIO)
    index = address // 8
    if index < len(FIELDS):
        set_register(target, index, data)
    elif DEBUG_REGISTERS <= address < DEBUG_REGISTERS_END:
        debug_registers.poke(target, (address - DEBUG_REGISTERS) // 8, data)
    return 0


@request(abi.PTRACE_GETREGSET)
def get_register_set(k: Kernel, t: Task, target: Task, kind: int, data: int) -> int:
    if kind == abi.NT_PRSTATUS:
        image = abi.USER_REGS.pack(*registers_of(target))
    elif kind == abi.NT_PRFPREG:
        image = target.context.get_fxsave()
    elif kind == abi.NT_X86_XSTATE:
        raise SysError(Errno.ENODEV)  # this processor has no XSAVE
    else:
        raise SysError(Errno.EINVAL)
    base, length = IOVEC.unpack(t.memory.read(data, 16))
    image = image[:length]
    t.memory.write(base, image)
    t.memory.write_u64(data + 8, len(image))
    return 0


@request(abi.PTRACE_SETREGSET)
def set_register_set(k: Kernel, t: Task, target: Task, kind: int, data: int) -> int:
    base, length = IOVEC.unpack(t.memory.read(data, 16))
    if kind == abi.NT_PRSTATUS:
        if length % 8:
            raise SysError(Errno.EINVAL)
        length = min(length, abi.USER_REGS.size)
        image = t.memory.read(base, length)
        _set_registers(target, Struct(f"<{length // 8}Q").unpack(image))
    elif kind == abi.NT_PRFPREG:
        length = min(length, FXSAVE_BYTES)
        _set_fxsave(target, t.memory.read(base, length))
    elif kind == abi.NT_X86_XSTATE:
        raise SysError(Errno.ENODEV)
    else:
        raise SysError(Errno.EINVAL)
    t.memory.write_u64(data + 8, length)
    return 0
