"""Structures as strace writes them, abbreviated as it does by default: each function takes the bytes that were in memory."""

from __future__ import annotations

from collections.abc import Callable
from struct import unpack, unpack_from

from forkingpaths.abi import capability, fcntl, ipc, poll, resource, stat, time
from forkingpaths.abi.open import OPEN_FLAGS, RESOLVE_FLAGS, WHENCE
from forkingpaths.view import strace_signals as signals
from forkingpaths.view.strace_text import address, escape, hex0, hexadecimal, moment, quote

RLIM_INFINITY = 0xFFFF_FFFF_FFFF_FFFF
MAGIC_ALIASES = {
    0xEF53: "EXT2_SUPER_MAGIC"
}  # ext2, ext3 and ext4 share one number; strace has the first name
UTSNAME_FIELD = 65
OPEN_HOW = 24  # bytes of struct open_how as strace knows it
NSEC_PER_SEC = 1_000_000_000


def device(dev: int) -> str:
    """A device number: `makedev(0x1, 0x3)`."""
    return f"makedev({hex0(stat.major(dev))}, {hex0(stat.minor(dev))})"


def show_stat(data: bytes) -> str:
    """struct stat: the mode, and the size, or what device it is."""
    fields = stat.Stat(*stat.STAT.unpack(data))
    kind = fields.mode & stat.S_IFMT
    what = (
        f"st_rdev={device(fields.rdev)}" if kind in (stat.S_IFCHR, stat.S_IFBLK) else f"st_size={fields.size}"
    )
    return f"{{st_mode={stat.show_mode(fields.mode)}, {what}, ...}}"


def show_statx(data: bytes) -> str:
    """struct statx."""
    fields = stat.Statx(*stat.STATX.unpack(data))
    return (
        f"{{stx_mask={stat.STATX_MASKS.show(fields.mask)}, stx_attributes={stat.STATX_ATTRS.show(fields.attributes)}, "
        f"stx_mode={stat.show_mode(fields.mode)}, stx_size={fields.size}, ...}}"
    )


def show_statfs(data: bytes) -> str:
    """struct statfs, which is not abbreviated."""
    fields = stat.Statfs(*stat.STATFS.unpack(data))
    magic = MAGIC_ALIASES.get(fields.type) or stat.FS_MAGICS.show(fields.type)
    low, high = fields.fsid & 0xFFFFFFFF, fields.fsid >> 32 & 0xFFFFFFFF
    return (
        f"{{f_type={magic}, f_bsize={fields.bsize}, f_blocks={fields.blocks}, f_bfree={fields.bfree}, "
        f"f_bavail={fields.bavail}, f_files={fields.files}, f_ffree={fields.ffree}, "
        f"f_fsid={{val=[{hex0(low)}, {hex0(high)}]}}, f_namelen={fields.namelen}, f_frsize={fields.frsize}, "
        f"f_flags={stat.STATFS_FLAGS.show(fields.flags)}}}"
    )


def timespec(data: bytes) -> str:
    """struct timespec."""
    sec, nsec = time.TIMESPEC.unpack_from(data)
    return f"{{tv_sec={sec}, tv_nsec={nsec}}}"


def timeval(data: bytes) -> str:
    """struct timeval."""
    sec, usec = time.TIMEVAL.unpack_from(data)
    return f"{{tv_sec={sec}, tv_usec={usec}}}"


def file_times(data: bytes) -> str:
    """utimensat's two times: each with its date, or UTIME_NOW or UTIME_OMIT."""
    return f"[{_file_time(data[:16])}, {_file_time(data[16:])}]"


def _file_time(data: bytes) -> str:
    sec, nsec = time.TIMESPEC.unpack(data)
    if nsec == time.UTIME_NOW:
        return "UTIME_NOW"
    if nsec == time.UTIME_OMIT:
        return "UTIME_OMIT"
    date = moment(sec, nsec, 9) if 0 <= nsec < NSEC_PER_SEC else ""
    return timespec(data) + (f" /* {date} */" if date else "")


def file_timevals(data: bytes) -> str:
    """utimes' two times."""
    shown = []
    for at in (0, 16):
        sec, usec = time.TIMEVAL.unpack_from(data, at)
        shown.append(f"{timeval(data[at : at + 16])} /* {moment(sec, usec, 6)} */")
    return f"[{', '.join(shown)}]"


def utimbuf(data: bytes) -> str:
    """struct utimbuf."""
    access, change = time.UTIMBUF.unpack(data)
    return f"{{actime={access} /* {moment(access)} */, modtime={change} /* {moment(change)} */}}"


def timezone(data: bytes) -> str:
    """struct timezone."""
    west, dst = time.TIMEZONE.unpack(data)
    return f"{{tz_minuteswest={west}, tz_dsttime={dst}}}"


def itimerval(data: bytes) -> str:
    """struct itimerval."""
    return f"{{it_interval={timeval(data[:16])}, it_value={timeval(data[16:])}}}"


def itimerspec(data: bytes) -> str:
    """struct itimerspec."""
    return f"{{it_interval={timespec(data[:16])}, it_value={timespec(data[16:])}}}"


def tms(data: bytes) -> str:
    """struct tms."""
    names = ("tms_utime", "tms_stime", "tms_cutime", "tms_cstime")
    return _fields(names, time.TMS.unpack(data))


def _fields(names: tuple[str, ...], values: tuple[int, ...]) -> str:
    return "{" + ", ".join(f"{name}={value}" for name, value in zip(names, values, strict=True)) + "}"


def rlimit(data: bytes) -> str:
    """struct rlimit: `8192*1024` for what is a whole number of KiB."""
    current, most = resource.RLIMIT.unpack(data)
    return f"{{rlim_cur={limit(current)}, rlim_max={limit(most)}}}"


def limit(value: int) -> str:
    """One resource limit."""
    if value == RLIM_INFINITY:
        return "RLIM64_INFINITY"
    return f"{value // 1024}*1024" if value > 1024 and value % 1024 == 0 else str(value)


def rusage(data: bytes) -> str:
    """struct rusage."""
    return f"{{ru_utime={timeval(data[:16])}, ru_stime={timeval(data[16:32])}, ...}}"


def utsname(data: bytes) -> str:
    """struct utsname."""
    system_name, node = (_field(data, at) for at in (0, 1))
    return f'{{sysname="{system_name}", nodename="{node}", ...}}'


def _field(data: bytes, index: int) -> str:
    return escape(data[index * UTSNAME_FIELD : (index + 1) * UTSNAME_FIELD].split(b"\0", 1)[0])


def sysinfo(data: bytes) -> str:
    """struct sysinfo."""
    uptime, one, two, three = unpack_from("<qQQQ", data)
    memory = unpack_from("<QQQQQQ", data, 32)
    (processes,) = unpack_from("<H", data, 80)
    high, free_high, unit = unpack_from("<QQI", data, 88)
    names = ("totalram", "freeram", "sharedram", "bufferram", "totalswap", "freeswap")
    amounts = ", ".join(f"{name}={value}" for name, value in zip(names, memory, strict=True))
    return (
        f"{{uptime={uptime}, loads=[{one}, {two}, {three}], {amounts}, procs={processes}, "
        f"totalhigh={high}, freehigh={free_high}, mem_unit={unit}}}"
    )


def pair(data: bytes) -> str:
    """Two descriptors: pipe's, socketpair's."""
    first, second = unpack("<ii", data)
    return f"[{first}, {second}]"


def epoll_event(data: bytes) -> str:
    """struct epoll_event."""
    events, value = poll.EPOLL_EVENT.unpack(data)
    low = value & 0xFFFFFFFF
    return f"{{events={poll.EPOLL_EVENTS.show(events)}, data={{u32={low}, u64={value}}}}}"


def flock(data: bytes, with_pid: bool = False) -> str:
    """struct flock; only F_GETLK's answer has a pid."""
    kind, whence, start, length, pid = fcntl.FLOCK.unpack(data)
    text = (
        f"{{l_type={fcntl.LOCK_TYPES.show(kind)}, l_whence={WHENCE.show(whence)}, "
        f"l_start={start}, l_len={length}"
    )
    return text + (f", l_pid={pid}}}" if with_pid else "}")


def owner(data: bytes) -> str:
    """struct f_owner_ex."""
    kind, pid = fcntl.F_OWNER_EX.unpack(data)
    return f"{{type={fcntl.F_OWNER_TYPES.show(kind)}, pid={pid}}}"


def open_how(data: bytes) -> str:
    """struct open_how of openat2."""
    if len(data) < OPEN_HOW:
        return ""
    flags, mode, resolve = unpack_from("<QQQ", data)
    shown = [f"flags={OPEN_FLAGS.show(flags)}"]
    if mode or flags & 0o100:
        shown.append(f"mode={stat.show_permissions(mode)}")
    shown.append(f"resolve={RESOLVE_FLAGS.show(resolve)}")
    if any(data[OPEN_HOW:]):
        shown.append(f"/* bytes {OPEN_HOW}..{len(data) - 1} */ {hexadecimal(data[OPEN_HOW:], len(data))}")
    return "{" + ", ".join(shown) + "}"


def cap_header(data: bytes) -> str:
    """struct __user_cap_header_struct."""
    version, pid = capability.CAP_USER_HEADER.unpack(data)
    return f"{{version={capability.CAPABILITY_VERSIONS.show(version)}, pid={pid}}}"


def cap_data(data: bytes) -> str:
    """One or two struct __user_cap_data_struct, put together as 64-bit sets."""
    words = unpack(f"<{len(data) // 4}I", data)
    sets = [words[at] | (words[at + 3] << 32 if len(words) > 3 else 0) for at in range(3)]
    shown = ", ".join(
        f"{name}={capabilities(value)}"
        for name, value in zip(("effective", "permitted", "inheritable"), sets, strict=True)
    )
    return "{" + shown + "}"


def capabilities(value: int) -> str:
    """A set of capabilities: `1<<CAP_CHOWN|1<<CAP_KILL`."""
    shown = []
    for number in range(64):
        if value >> number & 1:
            name = capability.CAPABILITIES.by_value.get(number)
            shown.append(f"1<<{name}" if name else hex0(1 << number))
    return "|".join(shown) or "0"


def name16(data: bytes) -> str:
    """A NUL-terminated name in a field of 16."""
    return quote(data.split(b"\0", 1)[0])


def number(data: bytes, signed: bool = True) -> str:
    """`[5]`: one number that a pointer leads to."""
    return f"[{int.from_bytes(data, 'little', signed=signed)}]"


def fd_set(data: bytes, count: int, limit_items: int | None = None) -> str:
    """The members of a descriptor set, below `count`."""
    members = fd_members(data, count)
    if limit_items is not None and len(members) > limit_items:
        return "[" + " ".join([str(fd) for fd in members[:limit_items]] + ["..."]) + "]"
    return "[" + " ".join(str(fd) for fd in members) + "]"


def fd_members(data: bytes, count: int) -> list[int]:
    """The descriptors in a set, below `count`."""
    bits = int.from_bytes(data, "little") & ((1 << max(count, 0)) - 1)
    return [fd for fd in range(min(count, 8 * len(data))) if bits >> fd & 1]


def sched_attr(data: bytes) -> str:
    """struct sched_attr."""
    size, policy, flags, nice, priority, runtime, deadline, period = unpack_from("<IIQiIQQQ", data)
    return (
        f"{{size={size}, sched_policy={resource.SCHED_POLICIES.show(policy)}, "
        f"sched_flags={resource.SCHED_FLAGS.show(flags)}, sched_nice={nice}, sched_priority={priority}, "
        f"sched_runtime={runtime}, sched_deadline={deadline}, sched_period={period}}}"
    )


def remote_iovec(data: bytes) -> str:
    """A struct iovec whose memory is not the caller's."""
    base, length = unpack("<QQ", data)
    return f"{{iov_base={address(base)}, iov_len={length}}}"


def sembuf(data: bytes) -> str:
    """struct sembuf."""
    number_of, operation, flags = ipc.SEMBUF.unpack(data)
    return f"{{sem_num={number_of}, sem_op={operation}, sem_flg={ipc.SEMOP_FLAGS.show(flags & 0xFFFF)}}}"


STRUCTURES: dict[str, Callable[[bytes], str]] = {
    "stat": show_stat,
    "statx": show_statx,
    "statfs": show_statfs,
    "timespec": timespec,
    "timeval": timeval,
    "timespecs": file_times,
    "utimes": file_timevals,
    "utimbuf": utimbuf,
    "timezone": timezone,
    "itimerval": itimerval,
    "itimerspec": itimerspec,
    "tms": tms,
    "rlimit": rlimit,
    "rusage": rusage,
    "utsname": utsname,
    "sysinfo": sysinfo,
    "fd_pair": pair,
    "epoll_event": epoll_event,
    "flock": flock,
    "open_how": open_how,
    "cap_user_header": cap_header,
    "sched_attr": sched_attr,
    "sched_param": number,
    "sigset": signals.show_sigset,
    "sigaction": signals.sigaction,
    "siginfo": signals.siginfo,
    "stack": signals.stack,
    "sigevent": signals.sigevent,
    "id": lambda data: number(data, signed=True),
    "int": lambda data: number(data, signed=False),
    "socklen": lambda data: number(data, signed=False),
}
