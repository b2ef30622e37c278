"""The arguments of calls about processes and threads: execve, wait4, clone, identity and scheduling."""

from __future__ import annotations

from forkingpaths.abi import clone as abi_clone
from forkingpaths.abi import futex as abi_futex
from forkingpaths.abi import resource, signals
from forkingpaths.abi.system import PERSONALITY_FLAGS
from forkingpaths.abi.tables import FlagTable
from forkingpaths.view import strace_values as values
from forkingpaths.view.strace_arguments import Seen, random_bytes, several, show
from forkingpaths.view.strace_text import address, hex0, hexadecimal

I32 = 0xFFFF_FFFF
KNOWN_CLONE_ARGS = 88  # bytes of struct clone_args as strace knows it


def execve(seen: Seen) -> list[str]:
    """The environment is counted, not shown."""
    at = len(seen.arguments) - (2 if seen.call.name == "execveat" else 1)
    environment = seen.before.get(at)
    shown = address(seen.arguments[at])
    if environment is not None:
        shown += f" /* {len(environment)} var{'' if len(environment) == 1 else 's'} */"
    return [*several(seen, at), shown, *several(seen, len(seen.arguments), at + 1)]


def wait4(seen: Seen) -> list[str]:
    """Status and usage are there when a child was."""
    shown = several(seen, 4)
    if not seen.result:
        shown[3] = address(seen.arguments[3])
    return shown


def waitid(seen: Seen) -> list[str]:
    """The id is a process, a group, or a descriptor: a number in any case."""
    return several(seen, 5)


def clone(seen: Seen) -> list[str]:
    """`child_stack=NULL, flags=...`, and of the rest what the flags say counts."""
    flags, stack, _, child_tid, tls = seen.arguments
    shown = [f"child_stack={address(stack)}", f"flags={show(seen, 0)}"]
    if flags & (abi_clone.CLONE_PARENT_SETTID | abi_clone.CLONE_PIDFD):
        shown.append(f"parent_tid={show(seen, 2)}")
    if flags & abi_clone.CLONE_SETTLS:
        shown.append(f"tls={hex0(tls)}")
    if flags & (abi_clone.CLONE_CHILD_SETTID | abi_clone.CLONE_CHILD_CLEARTID):
        shown.append(f"child_tidptr={address(child_tid)}")
    return shown


def clone_args(data: bytes) -> str:
    """struct clone_args without its closing brace: fields that are zero are mostly left out."""
    fields = abi_clone.CloneArgs(*abi_clone.CLONE_ARGS.unpack(data[:88].ljust(88, b"\0")))
    shown = [f"flags={abi_clone.CLONE3_FLAGS.show(fields.flags)}"]
    if fields.flags & abi_clone.CLONE_PIDFD:
        shown.append(f"pidfd={address(fields.pidfd)}")
    if fields.flags & (abi_clone.CLONE_CHILD_SETTID | abi_clone.CLONE_CHILD_CLEARTID):
        shown.append(f"child_tid={address(fields.child_tid)}")
    if fields.flags & abi_clone.CLONE_PARENT_SETTID:
        shown.append(f"parent_tid={address(fields.parent_tid)}")
    shown.append(f"exit_signal={signals.name_of(fields.exit_signal)}")
    shown += [f"stack={address(fields.stack)}", f"stack_size={hex0(fields.stack_size)}"]
    if fields.flags & abi_clone.CLONE_SETTLS:
        shown.append(f"tls={hex0(fields.tls)}")
    if fields.set_tid or fields.set_tid_size:
        shown += [f"set_tid={address(fields.set_tid)}", f"set_tid_size={fields.set_tid_size}"]
    if fields.flags & abi_clone.CLONE_INTO_CGROUP:
        shown.append(f"cgroup={fields.cgroup}")
    if any(data[KNOWN_CLONE_ARGS:]):
        last = len(data) - 1
        more = hexadecimal(data[KNOWN_CLONE_ARGS:], len(data))
        shown.append(f"/* bytes {KNOWN_CLONE_ARGS}..{last} */ {more}")
    return "{" + ", ".join(shown) + "}"


def pidfd_getfd(seen: Seen) -> list[str]:
    """There are no flags yet: a number."""
    return [*several(seen, 2), hex0(seen.arguments[2])]


def restart_syscall(seen: Seen) -> list[str]:
    """Whose work it goes on with."""
    return [f"<... resuming interrupted {seen.previous or 'system call'} ...>"]


def capget(seen: Seen) -> list[str]:
    """The header as it was before: the call puts the version it prefers there."""
    header = seen.before.get(0)
    shown = values.cap_header(header) if isinstance(header, bytes) else address(seen.arguments[0])
    return [shown, show(seen, 1)]


def rseq(seen: Seen) -> list[str]:
    """The length in hexadecimal."""
    return [show(seen, 0), hex0(seen.arguments[1]), *several(seen, 4, 2)]


def membarrier(seen: Seen) -> list[str]:
    """The processor only when the flags ask for one."""
    return several(seen, 3 if seen.arguments[1] & 1 else 2)


MEMBARRIER_BITS = FlagTable("MEMBARRIER_CMD_???", list(abi_futex.MEMBARRIER_COMMANDS.by_value.items()))


def membarrier_remark(seen: Seen) -> str:
    """MEMBARRIER_CMD_QUERY answers with the commands there are."""
    if seen.failed or seen.arguments[0] or not seen.result:
        return ""
    return f" ({MEMBARRIER_BITS.show(seen.result)})"


def arch_prctl(seen: Seen) -> list[str]:
    """ARCH_GET_FS and ARCH_GET_GS store an address."""
    data = seen.after.get(1)
    return [
        show(seen, 0),
        f"[{address(int.from_bytes(data, 'little'))}]"
        if isinstance(data, bytes)
        else address(seen.arguments[1]),
    ]


def personality(seen: Seen) -> list[str]:
    """0xffffffff asks."""
    value = seen.arguments[0]
    return ["0xffffffff" if value == I32 else show(seen, 0)]


def personality_remark(seen: Seen) -> str:
    """The personality that was."""
    return "" if seen.failed or seen.result is None else f" ({PERSONALITY_FLAGS.show(seen.result)})"


def getrandom(seen: Seen) -> list[str]:
    """Bytes that are never text."""
    return [random_bytes(seen, 0), *several(seen, 3, 1)]


def affinity(seen: Seen) -> list[str]:
    """A mask of processors: `[0 1]`."""
    data = seen.memory(2)
    if not isinstance(data, bytes):
        return several(seen, 3)
    bits = int.from_bytes(data, "little")
    return [*several(seen, 2), "[" + " ".join(str(n) for n in range(8 * len(data)) if bits >> n & 1) + "]"]


def policy_remark(seen: Seen) -> str:
    """The scheduling policy's name."""
    if seen.failed or seen.result is None:
        return ""
    return f" ({resource.SCHED_POLICIES.show(seen.result)})"
