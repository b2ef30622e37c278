"""Filters of system calls (seccomp(2)): classic BPF programs that look at a call's number and arguments, and say what becomes of it.

A filter is checked once (`check`), kept in `Task.seccomp`, and run before each call (`permits`), behind the tracer's syscall-entry-stop.
Filters are never taken away; all of them are run, newest first, and the strictest verdict counts.  They pass to children
and survive exec.

Two verdicts ask somebody else: SECCOMP_RET_TRACE stops the thread for its tracer, and the filters are run again on the call that the
tracer leaves there (RECHECK is in `Task.extras` meanwhile); SECCOMP_RET_USER_NOTIF waits for a supervisor (seccomp_notify.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forkingpaths.abi import prctl as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.prctl import SockFilter
from forkingpaths.abi.ptrace import PTRACE_O_SUSPEND_SECCOMP
from forkingpaths.abi.signals import SYS_SECCOMP, Signal
from forkingpaths.kernel import i386, ptrace, seccomp_notify
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import Phase, SigInfo, State, Task
from forkingpaths.machine.registers import R8, R9, R10, RAX, RDI, RDX, RIP, RSI

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

ARGUMENTS = (RDI, RSI, RDX, R10, R8, R9)
U32 = 0xFFFF_FFFF
U64 = 0xFFFF_FFFF_FFFF_FFFF
DATA_BYTES = abi.SECCOMP_DATA.size
SCRATCH = 16  # words of a program's memory
STRICT_CALLS = (0, 1, 15, 60)  # read, write, rt_sigreturn, exit
STRICT_I386_CALLS = (3, 4, 119, 1)  # read, write, sigreturn, exit
SIGSYS, SIGKILL = int(Signal.SIGSYS), int(Signal.SIGKILL)
Program = tuple[SockFilter, ...]
STRICT: tuple[Filter, ...] = ()  # Task.seccomp of strict mode: no filter, and not None
RECHECK = "seccomp recheck"


@dataclass(slots=True, eq=False)
class Filter:
    """A program that was installed, by one thread; those that share it share this."""

    program: Program
    log: bool = False
    listener: seccomp_notify.Listener | None = None


LD, LDX, ST, STX, ALU, JMP, RET, MISC = range(8)  # instruction classes
IMM, ABS, MEM, LEN = 0x00, 0x20, 0x60, 0x80  # where a load takes its word from
ADD, SUB, MUL, DIV, OR, AND, LSH, RSH, NEG, MOD, XOR = range(0, 0xB0, 0x10)
JA, JEQ, JGT, JGE, JSET = range(0, 0x50, 0x10)
K, X, A = 0x00, 0x08, 0x10  # operands

ALU_OPS = (ADD, SUB, MUL, DIV, OR, AND, LSH, RSH, XOR)
LEGAL = {
    *(LD | how for how in (ABS, IMM, MEM, LEN)),
    *(LDX | how for how in (IMM, MEM, LEN)),
    ST, STX, ALU | NEG,
    *(ALU | op | operand for op in ALU_OPS for operand in (K, X)),
    JMP | JA,
    *(JMP | op | operand for op in (JEQ, JGT, JGE, JSET) for operand in (K, X)),
    RET | K, RET | A, MISC | 0x00, MISC | 0x80,
}  # fmt: skip

# Strictest first; what is not here kills the process
ORDER = (
    abi.SECCOMP_RET_KILL_PROCESS,
    abi.SECCOMP_RET_KILL_THREAD,
    abi.SECCOMP_RET_TRAP,
    abi.SECCOMP_RET_ERRNO,
    abi.SECCOMP_RET_USER_NOTIF,
    abi.SECCOMP_RET_TRACE,
    abi.SECCOMP_RET_LOG,
    abi.SECCOMP_RET_ALLOW,
)


def check(program: Program) -> None:
    """What the kernel refuses to install: SysError(EINVAL) (net/core/filter.c, `bpf_check_classic`; `seccomp_check_filter`)."""
    count = len(program)
    if not 0 < count <= abi.BPF_MAXINSNS:
        raise SysError(Errno.EINVAL)
    for at, i in enumerate(program):
        kind = i.code & 7
        wrong = i.code not in LEGAL
        if i.code == LD | ABS:
            wrong |= i.k >= DATA_BYTES or bool(i.k % 4)
        elif kind in (ST, STX) or (kind in (LD, LDX) and i.code & 0xE0 == MEM):
            wrong |= i.k >= SCRATCH
        elif i.code == ALU | DIV | K:
            wrong |= i.k == 0
        elif i.code in (ALU | LSH | K, ALU | RSH | K):
            wrong |= i.k >= 32
        elif i.code == JMP | JA:
            wrong |= at + 1 + i.k >= count
        elif kind == JMP:
            wrong |= at + 1 + max(i.jt, i.jf) >= count
        if wrong:
            raise SysError(Errno.EINVAL)
    if program[-1].code not in (RET | K, RET | A):
        raise SysError(Errno.EINVAL)


def run(program: Program, data: bytes) -> int:
    """The value that `program`, which was checked, returns for `data` (struct seccomp_data)."""
    a = x = at = 0
    memory = [0] * SCRATCH
    while True:
        code, jt, jf, k = program[at]
        at += 1
        kind = code & 7
        if kind == RET:
            return k if code == RET | K else a
        if kind in (LD, LDX):
            how = code & 0xE0
            if how == ABS:
                value = int.from_bytes(data[k : k + 4], "little")
            else:
                value = memory[k] if how == MEM else (len(data) if how == LEN else k)
            if kind == LD:
                a = value
            else:
                x = value
        elif kind == JMP:
            if code == JMP | JA:
                at += k
            else:
                at += jt if _holds(code & 0xF0, a, x if code & X else k) else jf
        elif kind == ALU:
            operand = x if code & X else k
            if code & 0xF0 == DIV and not operand:
                return 0  # as the interpreter does
            a = _compute(code & 0xF0, a, operand)
        elif kind == ST:
            memory[k] = a
        elif kind == STX:
            memory[k] = x
        elif code & 0x80:
            a = x
        else:
            x = a


def _holds(op: int, a: int, operand: int) -> bool:
    if op == JEQ:
        return a == operand
    if op == JGT:
        return a > operand
    if op == JGE:
        return a >= operand
    return bool(a & operand)


def _compute(op: int, a: int, b: int) -> int:
    if op == ADD:
        a += b
    elif op == SUB:
        a -= b
    elif op == MUL:
        a *= b
    elif op == DIV:
        a //= b
    elif op == OR:
        a |= b
    elif op == AND:
        a &= b
    elif op == LSH:
        a <<= b & 31
    elif op == RSH:
        a >>= b & 31
    elif op == XOR:
        a ^= b
    else:
        a = -a
    return a & U32


def permits(k: Kernel, t: Task) -> bool:
    """Before a call: whether the thread's filters let it pass.  If not, the call is over, or the thread is, or it waits to be told."""
    if waits(t):
        passes = seccomp_notify.go_on(k, t, t.carry)
    else:
        passes = _judge(k, t)
    if passes:
        return True
    if t.state is State.RUNNABLE:
        t.phase = Phase.USER
        if t.traced is not None:
            ptrace.at_exit(k, t)
    return False


def waits(t: Task) -> bool:
    """Whether the call stands at a filter, until a supervisor answers."""
    return isinstance(t.carry, seccomp_notify.Notification)


def _judge(k: Kernel, t: Task) -> bool:
    """True when the call may be carried out.  Otherwise its result is in the register, or a signal is on its way, or the thread stops."""
    filters = t.seccomp
    assert filters is not None
    recheck = t.extras.pop(RECHECK, False) if t.extras else False
    if t.traced is not None and t.traced.options & PTRACE_O_SUSPEND_SECCOMP:
        return True
    narrow = i386.is_call(t)
    number = t.call_number & 0xFFFF_FFFF
    if not filters:
        if number in (STRICT_I386_CALLS if narrow else STRICT_CALLS):
            return True
        # "Other system calls result in the termination of the calling thread ... with the delivery of a SIGKILL signal"
        _die(k, t, SIGKILL)
        return False
    regs = t.context.regs
    signed = (number ^ 0x8000_0000) - 0x8000_0000
    arch = abi.AUDIT_ARCH_I386 if narrow else abi.AUDIT_ARCH_X86_64
    given = [regs[r] & 0xFFFF_FFFF for r in i386.ARGUMENTS] if narrow else [regs[r] for r in ARGUMENTS]
    data = abi.SECCOMP_DATA.pack(signed, arch, regs[RIP], *given)
    verdicts = ((run(f.program, data), f) for f in reversed(filters))
    verdict, decisive = min(verdicts, key=lambda found: _rank(found[0]))
    action = verdict & abi.SECCOMP_RET_ACTION_FULL
    value = verdict & abi.SECCOMP_RET_DATA
    if action in (abi.SECCOMP_RET_ALLOW, abi.SECCOMP_RET_LOG):
        return True
    if action == abi.SECCOMP_RET_ERRNO:
        regs[RAX] = -min(value, 4095) & U64
    elif action == abi.SECCOMP_RET_TRAP:
        # "si_call_addr, si_syscall and si_arch ... si_errno will contain the SECCOMP_RET_DATA portion of the filter return value"
        fields = regs[RIP].to_bytes(8, "little") + number.to_bytes(4, "little") + arch.to_bytes(4, "little")
        send.force(k, t, SigInfo(SIGSYS, SYS_SECCOMP, value, fields))
        regs[RAX] = number
    elif action == abi.SECCOMP_RET_USER_NOTIF and decisive.listener is not None:
        return seccomp_notify.ask(k, t, decisive.listener, data)
    elif action == abi.SECCOMP_RET_TRACE and recheck:
        return True
    elif action == abi.SECCOMP_RET_TRACE and ptrace.seccomp_stop(k, t, value):
        t.extras[RECHECK] = True
    elif action in (abi.SECCOMP_RET_TRACE, abi.SECCOMP_RET_USER_NOTIF):
        # "If there is no tracer attached, then the system call is not executed and returns a failure status with errno set to ENOSYS"
        # and "If there is no attached supervisor (... or ... the supervisor has terminated)": likewise
        regs[RAX] = -int(Errno.ENOSYS) & U64
    else:
        _die(k, t, SIGSYS, whole=action == abi.SECCOMP_RET_KILL_PROCESS)
    return False


def _rank(verdict: int) -> int:
    action = verdict & abi.SECCOMP_RET_ACTION_FULL
    return ORDER.index(action) if action in ORDER else 0


def _die(k: Kernel, t: Task, signal: int, whole: bool = False) -> None:
    """The thread ends as if by `signal`; the process with it when it is `whole`, or the thread its only one."""
    from forkingpaths.kernel import exit as ending

    if whole or len(t.process.threads) == 1:
        ending.kill_process(k, t.process, signal, False)
    else:
        ending.exit_thread(k, t, signal)
