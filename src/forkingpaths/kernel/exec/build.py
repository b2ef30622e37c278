"""The new program's address space, while the old one still stands: stack, program, interpreter, vDSO, and what will
be in the registers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forkingpaths.abi import elf
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.mman import MAP_PRIVATE, PROT_EXEC, PROT_READ, PROT_WRITE
from forkingpaths.abi.resource import RLIMIT_STACK
from forkingpaths.kernel.exec import credentials, stack
from forkingpaths.kernel.exec.loader import Loaded, load
from forkingpaths.kernel.memory import address_space, vdso, vdso_i386
from forkingpaths.kernel.memory.address_space import AddressSpace
from forkingpaths.kernel.memory.vma import ACCOUNTED, GROWSDOWN, Vma
from forkingpaths.vfs.namespace import MS_NOSUID
from forkingpaths.vfs.permission import MAY_READ, may
from forkingpaths.vfs.regular import RegularFile

if TYPE_CHECKING:
    from forkingpaths.kernel.exec.execve import Program
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

PAGE = 4096
STACK_SLACK = 131072  # the stack is made this much larger than its contents at once (setup_arg_pages)
HWCAP = 0x078BFBFD  # CPUID(1).EDX: what the machine's processor has
AT_RSEQ_FEATURE_SIZE, AT_RSEQ_ALIGN = 27, 28
RSEQ_FEATURES = 28  # bytes of struct rseq that are kept, up to and including mm_cid
MIN_SIGNAL_STACK = 1776  # AT_MINSIGSTKSZ: a frame with the 512 bytes of FXSAVE


class Doomed(Exception):
    """The image cannot be mapped; in Linux that is found out behind the point of no return."""

    def __init__(self, errno: Errno) -> None:
        self.errno = errno


@dataclass(slots=True, eq=False)
class Plan:
    """Everything that `become` puts into force."""

    space: AddressSpace
    entry: int
    stack_pointer: int
    gain: credentials.Gain
    dumpable: int
    compat: bool
    executable: bytes


def build(k: Kernel, t: Task, program: Program, path: bytes, envp: list[bytes]) -> Plan:
    """Map everything.  SysError or Doomed, and nothing is left of it."""
    file, image = program.file, program.image
    inode = file.inode
    assert isinstance(inode, RegularFile)
    honour = not k.vfs.flags_of(file.mount) & MS_NOSUID
    tracer = k.tasks.get(t.tracer) if t.tracer else None
    traced = tracer is not None and not credentials.may_trace_privileged(tracer.credentials)
    watched = traced or t.fs.users > len(t.process.threads)
    gain = credentials.after_exec(t.credentials, inode, honour=honour, watched=watched)
    readable = may(t.credentials, inode, MAY_READ)
    changed = gain.credentials.euid != gain.credentials.uid or gain.credentials.egid != gain.credentials.gid
    stack_limit = t.process.limits[RLIMIT_STACK][0]
    space = address_space.create(k, stack_limit, compat=image.compat)
    try:
        strings = stack.lay_strings(path, program.argv, envp)
        top = space.layout.stack_top
        _map_stack(k, space, len(strings.blob), stack_limit, image.executable_stack)
        strings_address = top - len(strings.blob)
        space.write(strings_address, strings.blob)
        try:
            loaded, entry, base = _load(k, space, program)
            (vdso_i386 if image.compat else vdso).map_into(k, space)
        except SysError as error:
            raise Doomed(error.errno) from None
        auxv = _auxv(space, program, loaded, base, gain, strings_address + strings.path)
        platform = b"i686" if image.compat else b"x86_64"
        sp, block, raw = stack.lay_vectors(
            strings_address, strings, platform, k.random_bytes(16), auxv, compat=image.compat
        )
        _fit_stack(k, space, sp, stack_limit)
        space.write(sp, block)
    except (SysError, Doomed):
        space.drop_user(k)
        raise
    space.auxv = raw
    space.stack_start = sp
    space.arguments = (strings_address, strings_address + strings.argv_end)
    space.environment = (strings_address + strings.argv_end, strings_address + strings.envp_end)
    space.executable = file
    address_space.hold_executable(file)
    return Plan(space, entry, sp, gain, 1 if readable and not changed else 0, image.compat, file.path)


def _map_stack(k: Kernel, space: AddressSpace, size: int, limit: int, executable: bool) -> None:
    top = space.layout.stack_top
    prot = PROT_READ | PROT_WRITE | (PROT_EXEC if executable else 0)
    length = (size + 2 * PAGE + PAGE - 1) & -PAGE
    space.vmas.add(Vma(top - length, top, prot, MAP_PRIVATE | GROWSDOWN | ACCOUNTED))


def _fit_stack(k: Kernel, space: AddressSpace, sp: int, limit: int) -> None:
    """The stack as a program finds it: its contents and STACK_SLACK below, as far as the limit goes."""
    top = space.layout.stack_top
    vma = space.vmas.find(top - 1)
    assert vma is not None
    start = min(vma.start, sp & -PAGE)
    if top - start + STACK_SLACK > limit:
        start = min(start, (top - limit + PAGE - 1) & -PAGE)
    else:
        start -= STACK_SLACK
    space.vmas.replace(k, vma, vma._replace(start=start))


def _load(k: Kernel, space: AddressSpace, program: Program) -> tuple[Loaded, int, int]:
    """Map program and interpreter: (the program, the first instruction, AT_BASE)."""
    image = program.image
    base = 0
    if image.dynamic and program.interpreter is not None:
        base = space.layout.pie_base
    loaded = load(k, space, program.file, image, base)
    space.code, space.data = loaded.code, loaded.data
    brk = (loaded.end + PAGE - 1) & -PAGE
    if image.dynamic and program.interpreter is None:
        brk = space.layout.pie_base  # a static-pie or the dynamic linker itself: no room for a heap behind it
    space.brk_start = space.brk = brk
    if program.interpreter is None or program.interpreter_image is None:
        return loaded, loaded.entry, 0
    linker = load(k, space, program.interpreter, program.interpreter_image, 0)
    return loaded, linker.entry, linker.bias


def _auxv(
    space: AddressSpace, program: Program, loaded: Loaded, base: int, gain: credentials.Gain, path: int
) -> list[tuple[int, int]]:
    """The auxiliary vector, in Linux's order."""
    new = gain.credentials
    image = program.image
    vector = [(elf.AT_SYSINFO, space.vdso + vdso_i386.VSYSCALL)] if image.compat else []
    vector += [
        (elf.AT_SYSINFO_EHDR, space.vdso),
        (elf.AT_MINSIGSTKSZ, MIN_SIGNAL_STACK),
        (elf.AT_HWCAP, HWCAP),
        (elf.AT_PAGESZ, PAGE),
        (elf.AT_CLKTCK, elf.USER_HZ),
        (elf.AT_PHDR, loaded.headers),
        (elf.AT_PHENT, image.headers[1]),
        (elf.AT_PHNUM, image.headers[2]),
        (elf.AT_BASE, base),
        (elf.AT_FLAGS, 0),
        (elf.AT_ENTRY, loaded.entry),
        (elf.AT_UID, new.uid),
        (elf.AT_EUID, new.euid),
        (elf.AT_GID, new.gid),
        (elf.AT_EGID, new.egid),
        (elf.AT_SECURE, int(gain.secure)),
        (elf.AT_RANDOM, 0),
        (elf.AT_HWCAP2, 0),
        (elf.AT_EXECFN, path),
        (elf.AT_PLATFORM, 0),
        (AT_RSEQ_FEATURE_SIZE, RSEQ_FEATURES),
        (AT_RSEQ_ALIGN, 32),
        (elf.AT_NULL, 0),
    ]
    return vector
