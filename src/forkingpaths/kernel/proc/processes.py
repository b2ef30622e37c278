"""/proc/PID and /proc/PID/task/TID: which there are, and what their small files say about state, family, ids, signals and limits."""

from __future__ import annotations

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.processors import mask_list, mask_words
from forkingpaths.abi.resource import RLIM_INFINITY, RLIMIT_NICE, RT_PRIO_MAX
from forkingpaths.kernel import affinity, run_queue, usage
from forkingpaths.kernel.coredump import DEFAULT_FILTER
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.memory import mapping
from forkingpaths.kernel.memory.vma import GROWSDOWN
from forkingpaths.kernel.proc import resident
from forkingpaths.kernel.proc.access import check_may_look, memory_of, process_of, task_of
from forkingpaths.kernel.signals.pending import queued_by
from forkingpaths.kernel.task import Phase, Process, State, Task
from forkingpaths.machine.registers import R8, R9, R10, RDI, RDX, RIP, RSI, RSP
from forkingpaths.vfs.credentials import CAP_SYS_NICE, CAP_SYS_RESOURCE
from forkingpaths.vfs.inode import FileType
from forkingpaths.vfs.proc.tree import DIRECTORIES, Entry, Kind, Lister, Name, ProcInode, add, add_directory

FILE, LINK, DIRECTORY = FileType.REGULAR, FileType.SYMLINK, FileType.DIRECTORY
PAGE = 4096
TICK_NS = 10_000_000  # USER_HZ is 100
STATES = {
    "R": "R (running)",
    "S": "S (sleeping)",
    "D": "D (disk sleep)",
    "T": "T (stopped)",
    "t": "t (tracing stop)",
    "Z": "Z (zombie)",
}
LIMIT_NAMES = (
    ("Max cpu time", "seconds"), ("Max file size", "bytes"), ("Max data size", "bytes"), ("Max stack size", "bytes"),
    ("Max core file size", "bytes"), ("Max resident set", "bytes"), ("Max processes", "processes"), ("Max open files", "files"),
    ("Max locked memory", "bytes"), ("Max address space", "bytes"), ("Max file locks", "locks"), ("Max pending signals", "signals"),
    ("Max msgqueue size", "bytes"), ("Max nice priority", ""), ("Max realtime priority", ""), ("Max realtime timeout", "us"),
)  # fmt: skip


# ---- which there are ------------------------------------------------------------------------------------------------


def _all_processes(k: Kernel, directory: ProcInode) -> list[Name]:
    k.touch(("pids",), False)
    for pid in k.processes:
        k.touch(("process", pid), False)
    return [Name(b"%d" % pid, pid, 0) for pid in sorted(k.processes)]


def _find_process(k: Kernel, directory: ProcInode, name: bytes) -> Name | None:
    """A thread's number leads to its process too, though it is not listed (proc(5))."""
    number = _number(name)
    if number is not None:
        k.touch(("process", number), False)
    if number is None or number not in k.tasks:
        return None
    return (
        Name(name, k.tasks[number].tgid, 0)
        if number in k.processes
        else Name(name, k.tasks[number].tgid, number)
    )


def _number(name: bytes) -> int | None:
    return int(name) if name.isdigit() and len(name) < 10 and (name == b"0" or name[0] != 48) else None


def _all_threads(k: Kernel, directory: ProcInode) -> list[Name]:
    k.touch(("process", directory.pid), False)
    process = k.processes.get(directory.pid)
    if process is None:
        raise SysError(Errno.ENOENT)
    return [Name(b"%d" % tid, directory.pid, tid) for tid in sorted({*process.threads, directory.pid})]


def _find_thread(k: Kernel, directory: ProcInode, name: bytes) -> Name | None:
    number = _number(name)
    t = k.tasks.get(number) if number is not None else None
    return Name(name, directory.pid, t.tid) if t is not None and t.tgid == directory.pid else None


root = DIRECTORIES["root"]
root.lister = Lister(_all_processes, _find_process)
root.member = Entry(DIRECTORY | 0o555, directory="pid")
DIRECTORIES["pid"] = Kind("root", b"")
add_directory("pid", b"task", "task").lister = Lister(_all_threads, _find_thread)
DIRECTORIES["task"].member = Entry(DIRECTORY | 0o555, directory="thread")
DIRECTORIES["thread"] = Kind("task", b"")
add("root", b"self", Entry(LINK | 0o777, link=lambda k, i: b"%d" % k.caller().tgid))
add(
    "root",
    b"thread-self",
    Entry(LINK | 0o777, link=lambda k, i: b"%d/task/%d" % (k.caller().tgid, k.caller().tid)),
)


def add_both(name: bytes, entry: Entry) -> None:
    """A file that the directories of processes and of threads both have."""
    add("pid", name, entry)
    add("thread", name, entry)


# ---- stat and status ------------------------------------------------------------------------------------------------


def state_letter(t: Task) -> str:
    """One letter, as ps shows it."""
    if t.process.zombie or t.state is State.DEAD:
        return "Z"
    if t.state is State.STOPPED:
        return "T"
    if t.state is State.TRACED:
        return "t"
    if t.state is State.BLOCKED and t.phase is Phase.CALL:
        return "S" if t.wait is None or t.wait.interruptible else "D"
    return "R"


def _caught(process: Process) -> tuple[int, int]:
    """The sets of ignored and of caught signals."""
    ignored = caught = 0
    for signal, action in process.dispositions.actions.items():
        if action.handler == 1:
            ignored |= 1 << (signal - 1)
        elif action.handler:
            caught |= 1 << (signal - 1)
    return ignored, caught


def _priority(t: Task) -> int:
    """ "For processes running a real-time scheduling policy, this is the negated scheduling priority, minus one" (proc(5)): that
    which counts, inherited or not; of SCHED_DEADLINE one below all of them."""
    if not t.priority:
        return 20 + t.nice
    return -1 - min(t.priority, RT_PRIO_MAX + 1)


def _stat(k: Kernel, inode: ProcInode) -> bytes:
    """The 52 fields of proc_pid_stat(5)."""
    t, p = task_of(k, inode), process_of(k, inode)
    space = memory_of(k, inode)
    spent = usage.of_thread(t) if inode.tid else usage.of_process(k, p)
    children = p.children_usage
    terminal = k.objects.terminals.get(p.terminal) if p.terminal is not None else None
    foreground = terminal.foreground if terminal is not None and terminal.foreground else -1
    ignored, caught = _caught(p)
    policy = run_queue.policy_of(t)
    low = 0x7FFFFFFF
    size = space.vmas.total if space is not None else 0
    resident = space.resident_pages() if space is not None else 0
    code = space.code if space is not None else (0, 0)
    data = space.data if space is not None else (0, 0)
    arguments = space.arguments if space is not None else (0, 0)
    environment = space.environment if space is not None else (0, 0)
    fields = [
        state_letter(t), p.parent, p.pgid, p.sid, p.terminal or 0, foreground, 0x40_0000,
        spent.minor_faults, children.minor_faults, spent.major_faults, children.major_faults,
        spent.user_ns // TICK_NS, spent.system_ns // TICK_NS, children.user_ns // TICK_NS, children.system_ns // TICK_NS,
        _priority(t), t.nice, len(p.threads), 0, t.start_ns // TICK_NS, size, resident, p.limits.get(5, (0, RLIM_INFINITY))[0],
        *code, space.stack_start if space is not None else 0, 0, 0,
        t.pending.mask & low, t.blocked & low, ignored & low, caught & low,
        0, 0, 0, p.exit_signal if t.tid == p.tgid else -1, affinity.processor_of(t), policy.priority, policy.policy, 0, 0, 0,
        *data, space.brk_start if space is not None else 0, *arguments, *environment, p.status if p.zombie else 0,
    ]  # fmt: skip
    return b"%d (%s) %s\n" % (t.tid, t.name, " ".join(map(str, fields)).encode())


def _status(k: Kernel, inode: ProcInode) -> bytes:
    t, p = task_of(k, inode), process_of(k, inode)
    c = t.credentials
    ignored, caught = _caught(p)
    groups = " ".join(map(str, c.groups)) + " "
    slots = t.files.slots if t.state is not State.DEAD else {}
    processors = affinity.mask_of(k, t)
    size = 64 if not slots else max(64, 1 << max(slots).bit_length())
    lines = [
        f"Umask:\t{t.fs.umask:04o}" if t.state is not State.DEAD else "",
        f"State:\t{STATES[state_letter(t)]}",
        f"Tgid:\t{p.tgid}",
        "Ngid:\t0",
        f"Pid:\t{t.tid}",
        f"PPid:\t{p.parent}",
        f"TracerPid:\t{t.tracer}",
        f"Uid:\t{c.uid}\t{c.euid}\t{c.suid}\t{c.fsuid}",
        f"Gid:\t{c.gid}\t{c.egid}\t{c.sgid}\t{c.fsgid}",
        f"FDSize:\t{size if slots else 0}",
        f"Groups:\t{groups}",
        f"NStgid:\t{p.tgid}",
        f"NSpid:\t{t.tid}",
        f"NSpgid:\t{p.pgid}",
        f"NSsid:\t{p.sid}",
        "Kthread:\t0",
        *_status_of_memory(k, inode),
        f"Threads:\t{len(p.threads)}",
        f"SigQ:\t{queued_by(k, c.uid)}/{p.limits.get(11, (0, 0))[0]}",
        f"SigPnd:\t{t.pending.mask:016x}",
        f"ShdPnd:\t{p.pending.mask:016x}",
        f"SigBlk:\t{t.blocked:016x}",
        f"SigIgn:\t{ignored:016x}",
        f"SigCgt:\t{caught:016x}",
        f"CapInh:\t{c.inheritable:016x}",
        f"CapPrm:\t{c.permitted:016x}",
        f"CapEff:\t{c.effective:016x}",
        f"CapBnd:\t{c.bounding:016x}",
        f"CapAmb:\t{c.ambient:016x}",
        f"NoNewPrivs:\t{int(c.no_new_privs)}",
        f"Seccomp:\t{0 if t.seccomp is None else 2 if t.seccomp else 1}",
        f"Seccomp_filters:\t{len(t.seccomp or ())}",
        f"Cpus_allowed:\t{mask_words(processors, k.processors)}",
        f"Cpus_allowed_list:\t{mask_list(processors)}",
        "Mems_allowed:\t1",
        "Mems_allowed_list:\t0",
        f"voluntary_ctxt_switches:\t{t.usage.voluntary_switches}",
        f"nonvoluntary_ctxt_switches:\t{t.usage.involuntary_switches}",
    ]
    return b"Name:\t" + _escaped(t.name) + b"\n" + "".join(f"{line}\n" for line in lines if line).encode()


def _status_of_memory(k: Kernel, inode: ProcInode) -> list[str]:
    space = memory_of(k, inode)
    if space is None:
        return []
    size = space.vmas.total // 1024
    held = space.resident_pages() * 4
    peak = space.peak_pages() * 4
    pages = resident.count(k, space)
    stack = sum(v.end - v.start for v in space.vmas.items if v.flags & GROWSDOWN) // 1024
    code = (-(-space.code[1] // PAGE) - space.code[0] // PAGE) * PAGE // 1024
    executable = sum(v.end - v.start for v in space.vmas.items if v.prot & 4 and not v.prot & 2) // 1024
    values = {
        "VmPeak": size, "VmSize": size, "VmLck": space.locked // 1024, "VmPin": 0, "VmHWM": peak, "VmRSS": held,
        "RssAnon": pages.anonymous * 4, "RssFile": pages.files * 4, "RssShmem": pages.shared * 4,
        "VmData": mapping.data_bytes(space) // 1024, "VmStk": stack, "VmExe": code, "VmLib": max(executable - code, 0),
        "VmPTE": 4, "VmSwap": 0, "HugetlbPages": 0,
    }  # fmt: skip
    lines = [f"{name}:\t{value:8d} kB" for name, value in values.items()]
    return [*lines, "CoreDumping:\t0", "THP_enabled:\t1", "untag_mask:\t0xffffffffffffffff"]


def _escaped(name: bytes) -> bytes:
    return name.replace(b"\\", b"\\\\").replace(b"\n", b"\\n")


add_both(b"stat", Entry(FILE | 0o444, _stat))
add_both(b"status", Entry(FILE | 0o444, _status))


# ---- the small ones -------------------------------------------------------------------------------------------------


def _comm(k: Kernel, inode: ProcInode) -> bytes:
    return task_of(k, inode).name + b"\n"


def _set_comm(k: Kernel, inode: ProcInode, data: bytes) -> None:
    """ "A thread may modify its comm value, or that of any of other thread in the same thread group" (proc_pid_comm(5))."""
    t = task_of(k, inode)
    if t.process is not k.caller().process:
        raise SysError(Errno.EINVAL)
    t.name = data[:15].partition(b"\0")[0]


def _limits(k: Kernel, inode: ProcInode) -> bytes:
    p = process_of(k, inode)
    lines = [f"{'Limit':<25} {'Soft Limit':<20} {'Hard Limit':<20} {'Units':<10}\n"]
    for number, (name, unit) in enumerate(LIMIT_NAMES):
        soft, hard = p.limits.get(number, (RLIM_INFINITY, RLIM_INFINITY))
        shown = ["unlimited" if v == RLIM_INFINITY else str(v) for v in (soft, hard)]
        tail = f" {unit:<10}" if unit else " "
        lines.append(f"{name:<25} {shown[0]:<20} {shown[1]:<20}{tail}\n")
    return "".join(lines).encode()


def _oom_score_adj(k: Kernel, inode: ProcInode) -> bytes:
    return b"%d\n" % process_of(k, inode).extras.get("oom_score_adj", 0)


def _set_oom_score_adj(k: Kernel, inode: ProcInode, data: bytes) -> None:
    try:
        value = int(data)
    except ValueError:
        raise SysError(Errno.EINVAL) from None
    if not -1000 <= value <= 1000:
        raise SysError(Errno.EINVAL)
    p = process_of(k, inode)
    # "CAP_SYS_RESOURCE ... set /proc/pid/oom_score_adj to a value lower than the value last set by a process with CAP_SYS_RESOURCE"
    if k.caller().credentials.capable(CAP_SYS_RESOURCE):
        p.extras["oom_score_adj_min"] = value
    elif value < p.extras.get("oom_score_adj_min", 0):
        raise SysError(Errno.EACCES)
    p.extras["oom_score_adj"] = value


def _autogroup(k: Kernel, inode: ProcInode) -> bytes:
    """sched(7), "The autogroup feature": a group for each session, which nobody's order of running hangs on here."""
    sid = process_of(k, inode).sid
    return b"/autogroup-%d nice %d\n" % (sid, k.tables.get("autogroups", {}).get(sid, 0))


def _set_autogroup(k: Kernel, inode: ProcInode, data: bytes) -> None:
    try:
        nice = int(data)
    except ValueError:
        raise SysError(Errno.EINVAL) from None
    # "the allowed range is from +19 (low priority) to -20 (high priority).  (Writing values outside of this range causes write(2)
    # to fail with the error EINVAL.)"
    if not -20 <= nice <= 19:
        raise SysError(Errno.EINVAL)
    caller = k.caller()
    if (
        nice < 0
        and 20 - nice > caller.process.limits[RLIMIT_NICE][0]
        and not caller.credentials.capable(CAP_SYS_NICE)
    ):
        raise SysError(Errno.EPERM)
    k.tables.setdefault("autogroups", {})[process_of(k, inode).sid] = nice


def _coredump_filter(k: Kernel, inode: ProcInode) -> bytes:
    return b"%08x\n" % process_of(k, inode).extras.get("coredump_filter", DEFAULT_FILTER)


def _set_coredump_filter(k: Kernel, inode: ProcInode, data: bytes) -> None:
    try:
        value = int(data, 0)
    except ValueError:
        raise SysError(Errno.EINVAL) from None
    process_of(k, inode).extras["coredump_filter"] = value & 0x1FF


def _wchan(k: Kernel, inode: ProcInode) -> bytes:
    """The name of what it waits for: here a queue of this kernel."""
    t = task_of(k, inode)
    return (t.wait.reason or "wait").replace(" ", "_").encode() if t.wait is not None else b"0"


def _schedstat(k: Kernel, inode: ProcInode) -> bytes:
    """ "time spent on the CPU, time spent waiting on a runqueue, number of timeslices run on this CPU": of one thread."""
    used = task_of(k, inode).usage
    turns = used.voluntary_switches + used.involuntary_switches + 1
    return b"%d 0 %d\n" % (used.user_ns + used.system_ns, turns)


def _syscall(k: Kernel, inode: ProcInode) -> bytes:
    """ "the system call number and argument registers for the system call currently being executed", or "running"."""
    check_may_look(k, inode)
    t = task_of(k, inode)
    if t.state is State.RUNNABLE or not t.memory.id:
        return b"running\n"
    regs = t.context.regs
    arguments = " ".join(f"0x{regs[r]:x}" for r in (RDI, RSI, RDX, R10, R8, R9))
    return f"{t.call_number} {arguments} 0x{regs[RSP]:x} 0x{regs[RIP]:x}\n".encode()


def _children(k: Kernel, inode: ProcInode) -> bytes:
    t, p = task_of(k, inode), process_of(k, inode)
    return b"".join(b"%d " % c for c in p.children if k.processes[c].parent_thread in (t.tid, 0))


def _personality(k: Kernel, inode: ProcInode) -> bytes:
    return b"%08x\n" % task_of(k, inode).extras.get("personality", 0)


def _io(k: Kernel, inode: ProcInode) -> bytes:
    spent = usage.of_process(k, process_of(k, inode))
    names = ("rchar", "wchar", "syscr", "syscw")
    counts = task_of(k, inode).extras.get("io", (0, 0, 0, 0))
    text = "".join(f"{n}: {v}\n" for n, v in zip(names, counts, strict=True))
    text += f"read_bytes: {spent.input_blocks * 512}\nwrite_bytes: {spent.output_blocks * 512}\n"
    return (text + "cancelled_write_bytes: 0\n").encode()


add_both(b"comm", Entry(FILE | 0o644, _comm, _set_comm))
add_both(b"limits", Entry(FILE | 0o444, _limits))
add_both(b"oom_score_adj", Entry(FILE | 0o644, _oom_score_adj, _set_oom_score_adj))
add_both(b"oom_score", Entry(FILE | 0o444, lambda k, i: b"0\n"))
add_both(b"schedstat", Entry(FILE | 0o444, _schedstat))
add_both(b"wchan", Entry(FILE | 0o444, _wchan))
add_both(b"syscall", Entry(FILE | 0o400, _syscall))
add_both(b"personality", Entry(FILE | 0o400, _personality))
add_both(b"cgroup", Entry(FILE | 0o444, lambda k, i: b"0::/\n"))
add_both(b"io", Entry(FILE | 0o400, _io))
add_both(b"loginuid", Entry(FILE | 0o644, lambda k, i: b"4294967295"))
add_both(b"sessionid", Entry(FILE | 0o444, lambda k, i: b"4294967295"))
add_both(b"uid_map", Entry(FILE | 0o644, lambda k, i: b"         0          0 4294967295\n"))
add_both(b"gid_map", Entry(FILE | 0o644, lambda k, i: b"         0          0 4294967295\n"))
add("pid", b"setgroups", Entry(FILE | 0o644, lambda k, i: b"allow\n"))
add("pid", b"autogroup", Entry(FILE | 0o644, _autogroup, _set_autogroup))
add("pid", b"coredump_filter", Entry(FILE | 0o644, _coredump_filter, _set_coredump_filter))
add("thread", b"children", Entry(FILE | 0o444, _children))
