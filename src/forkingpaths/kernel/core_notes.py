"""The notes of a core file (coredump.py): what debuggers want to know of a process that died, besides its memory.

Of the thread that died NT_PRSTATUS, then NT_PRPSINFO, NT_SIGINFO, NT_AUXV, NT_FILE, its NT_FPREGSET; then two for each other thread:
Linux's notes in Linux's order. A 32-bit program's have four-byte longs, and the x87's state in FSAVE's shape, with FXSAVE's behind it.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import SysError
from forkingpaths.abi.ptrace import USER_REGS
from forkingpaths.kernel import process as processes
from forkingpaths.kernel import usage
from forkingpaths.kernel.signals import info as infos
from forkingpaths.kernel.signals import info_i386 as infos_i386
from forkingpaths.kernel.signals.frame_i386 import fsave
from forkingpaths.kernel.task import Process, SigInfo, Task, Usage
from forkingpaths.kernel.user_registers import registers_of, registers_of_i386

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

PAGE = 4096
USER_TOP_32 = 1 << 32
NT_PRSTATUS, NT_FPREGSET, NT_PRPSINFO, NT_AUXV = 1, 2, 3, 6
NT_SIGINFO, NT_FILE, NT_PRXFPREG = 0x53494749, 0x46494C45, 0x46E62B7F
NOTE = Struct("<III")
PRSTATUS = Struct("<iiih2xQQ4i8Q216si4x")
PRPSINFO = Struct("<bcbb4xQ6I16s80s")
FILE_HEAD, FILE_ENTRY = Struct("<QQ"), Struct("<QQQ")
PRSTATUS32 = Struct("<iiih2xII4i8i17Ii")  # the same of a 32-bit program
PRPSINFO32 = Struct("<bcbbIHH4i16s80s")
FILE_HEAD32, FILE_ENTRY32 = Struct("<II"), Struct("<III")
FSAVE_BYTES = 108
U32 = 0xFFFF_FFFF


def is_narrow(t: Task) -> bool:
    """Whether it is a 32-bit program's."""
    return t.memory.layout.task_size <= USER_TOP_32


def of(k: Kernel, t: Task, info: SigInfo) -> bytes:
    """All of them; `t` is the thread that `info` killed."""
    process = t.process
    narrow = is_narrow(t)
    made = _note(NT_PRSTATUS, _status(k, t, info.signal))
    made += _note(NT_PRPSINFO, _process(t, process))
    made += _note(NT_SIGINFO, infos_i386.pack(info) if narrow else infos.pack(info))
    made += _note(NT_AUXV, t.memory.auxv)
    made += _note(NT_FILE, _files(t))
    made += _floats(t)
    for other in processes.living_threads(k, process):
        if other is not t:
            made += _note(NT_PRSTATUS, _status(k, other, info.signal)) + _floats(other)
    return made


def _floats(t: Task) -> bytes:
    image = t.context.get_fxsave()
    if not is_narrow(t):
        return _note(NT_FPREGSET, image)
    return _note(NT_FPREGSET, fsave(image, t.context.regs)[:FSAVE_BYTES]) + _note(
        NT_PRXFPREG, image, b"LINUX\0\0\0"
    )


def _note(kind: int, data: bytes, name: bytes = b"CORE\0\0\0\0") -> bytes:
    return NOTE.pack(name.index(0) + 1, len(data), kind) + name + data + bytes(-len(data) % 4)


def _times(own: Usage, dead: Usage) -> list[int]:
    """Four struct timeval: user and system time, of the process and of its children."""
    ns = (own.user_ns, own.system_ns, dead.user_ns, dead.system_ns)
    return [part for n in ns for part in (n // 1_000_000_000, n // 1000 % 1_000_000)]


def _status(k: Kernel, t: Task, signal: int) -> bytes:
    process = t.process
    used = usage.of_process(k, process) if t.tid == t.tgid else t.usage
    whose = (t.tid, process.parent, process.pgid, process.sid, *_times(used, process.children_usage))
    if is_narrow(t):
        masks = (t.pending.mask & U32, t.blocked & U32)
        return PRSTATUS32.pack(signal, 0, 0, signal, *masks, *whose, *registers_of_i386(t), 1)
    return PRSTATUS.pack(
        signal, 0, 0, signal, t.pending.mask, t.blocked, *whose, USER_REGS.pack(*registers_of(t)), 1
    )


def _process(t: Task, process: Process) -> bytes:
    first, last = t.memory.arguments
    try:
        words = t.memory.force_read(first, min(last - first, 79)).replace(b"\0", b" ")
    except SysError:
        words = b""
    credentials = t.credentials
    layout = PRPSINFO32 if is_narrow(t) else PRPSINFO
    return layout.pack(
        0, b"R", 0, t.nice, 0x400600, credentials.uid, credentials.gid, process.tgid, process.parent,
        process.pgid, process.sid, t.name[:15], words,
    )  # fmt: skip


def _files(t: Task) -> bytes:
    """NT_FILE: which file each mapping shows."""
    mapped = [vma for vma in t.memory.vmas.items if vma.file is not None]
    head, entry = (FILE_HEAD32, FILE_ENTRY32) if is_narrow(t) else (FILE_HEAD, FILE_ENTRY)
    entries = b"".join(entry.pack(vma.start, vma.end, vma.offset // PAGE) for vma in mapped)
    names = b"".join(vma.file.path + b"\0" for vma in mapped if vma.file is not None)
    return head.pack(len(mapped), PAGE) + entries + names
