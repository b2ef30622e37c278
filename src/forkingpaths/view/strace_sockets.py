"""Socket addresses, messages and options as strace writes them."""

from __future__ import annotations

import ipaddress
from struct import unpack, unpack_from
from typing import Any

from forkingpaths.abi import sockaddr, socket, socket_options
from forkingpaths.abi.errno import ERRNO_BY_NUMBER
from forkingpaths.view.strace_text import address, escape, hex0, listed, quote

AF_UNIX, AF_INET, AF_INET6, AF_NETLINK = 1, 2, 10, 16
SOL_SOCKET = socket_options.SOL_SOCKET


def show_address(data: bytes) -> str:
    """A struct sockaddr."""
    if len(data) < 2:
        return quote(data) if data else '""'
    family = int.from_bytes(data[:2], "little")
    name = socket.FAMILIES.show(family)
    if family == AF_UNIX:
        return f"{{sa_family={name}{_unix_path(data[2:])}}}"
    if family == AF_INET and len(data) >= 16:
        port = int.from_bytes(data[2:4], "big")
        where = ".".join(str(byte) for byte in data[4:8])
        return f'{{sa_family={name}, sin_port=htons({port}), sin_addr=inet_addr("{where}")}}'
    if family == AF_INET6 and len(data) >= 24:
        port, flow = unpack_from(">HI", data, 2)
        where = ipv6(data[8:24])
        scope = f", sin6_scope_id={int.from_bytes(data[24:28], 'little')}" if len(data) >= 28 else ""
        return (
            f"{{sa_family={name}, sin6_port=htons({port}), sin6_flowinfo=htonl({flow}), "
            f'inet_pton(AF_INET6, "{where}", &sin6_addr){scope}}}'
        )
    if family == AF_NETLINK and len(data) >= 12:
        pid, groups = unpack_from("<II", data, 4)
        return f"{{sa_family={name}, nl_pid={pid}, nl_groups={groups:08x}}}"
    if len(data) == 2:
        return f"{{sa_family={name}}}"
    return f'{{sa_family={name}, sa_data="{escape(data[2:])}"}}'


def ipv6(data: bytes) -> str:
    """As inet_ntop(3) writes it, which shows the last four bytes of a mapped or compatible IPv4 address as one."""
    if not any(data[:10]) and (data[10:12] == b"\xff\xff" or (data[10:12] == b"\0\0" and any(data[12:14]))):
        dotted = ".".join(str(byte) for byte in data[12:])
        return f"::ffff:{dotted}" if data[10] else f"::{dotted}"
    return str(ipaddress.IPv6Address(data))


def _unix_path(path: bytes) -> str:
    """The name of an AF_UNIX socket: a path up to its NUL, or an abstract name, which begins with NUL, to its end."""
    if not path:
        return ""
    if path[0]:
        return f", sun_path={quote(path.split(bytes(1), 1)[0])}"
    return f", sun_path=@{quote(path[1:])}" if len(path) > 1 else ', sun_path=""'


def lengths(room: int, given: int) -> str:
    """The length of an address: `[16]`, or `[128 => 16]` when the call has changed it."""
    return f"[{room}]" if room == given else f"[{room} => {given}]"


def iovecs(items: list[tuple[int, int, bytes]], limit: int) -> str:
    """An array of buffers: base, length, and as many bytes as were captured of each."""
    shown = [
        f"{{iov_base={quote(data, limit, len(data) < length and len(data) >= 4096)}, iov_len={length}}}"
        if base
        else f"{{iov_base=NULL, iov_len={length}}}"
        for base, length, data in items
    ]
    return listed(shown, limit)


def option(level: int, name: int, data: bytes, limit: int) -> str:
    """The value of a socket option."""
    if level == SOL_SOCKET:
        if name == socket_options.SO_LINGER and len(data) >= 8:
            return "{{l_onoff={}, l_linger={}}}".format(*unpack_from("<ii", data))
        if name == socket_options.SO_PEERCRED and len(data) >= 12:
            return "{{pid={}, uid={}, gid={}}}".format(*unpack_from("<iii", data))
        if name == socket_options.SO_ERROR and len(data) == 4:
            number = int.from_bytes(data, "little")
            known = ERRNO_BY_NUMBER.get(number)
            return f"[{known.name if known else number}]"
    elif level == socket_options.SOL_TCP and name in _RAW_TCP:
        return quote(data, limit)
    if len(data) == 4:
        return f"[{int.from_bytes(data, 'little', signed=True)}]"
    return quote(data, limit)


_RAW_TCP = (11,)  # TCP_INFO


def option_name(level: int, name: int) -> str:
    """The name of an option, by its level."""
    table = _OPTIONS.get(level)
    return table.show(name) if table is not None else hex0(name)


_OPTIONS = {
    SOL_SOCKET: socket_options.SOCK_OPTIONS,
    socket_options.SOL_IP: socket_options.SOCK_IP_OPTIONS,
    socket_options.SOL_IPV6: socket_options.SOCK_IPV6_OPTIONS,
    socket_options.SOL_TCP: socket_options.SOCK_TCP_OPTIONS,
}


def message(parts: Any, limit: int, room: int | None = None) -> str:
    """A struct msghdr, as sys/capture has taken it apart: (header, name bytes, iovecs, control bytes).

    `room` is the length of the name's buffer before the call, when the call may have changed it.
    """
    header, name, buffers, control = parts
    fields = sockaddr.Msghdr(*sockaddr.MSGHDR.unpack(header))
    shown = ["msg_name=" + (show_address(name) if name else address(fields.name))]
    length = fields.namelen
    shown.append(f"msg_namelen={length if room is None or room == length else f'{room} => {length}'}")
    shown.append(f"msg_iov={iovecs(buffers, limit) if fields.iov else 'NULL'}")
    shown.append(f"msg_iovlen={fields.iovlen}")
    if fields.control and control:
        shown.append(f"msg_control={controls(control)}")
    elif fields.controllen:
        shown.append(f"msg_control={address(fields.control)}")
    shown.append(f"msg_controllen={fields.controllen}")
    shown.append(f"msg_flags={socket.MSG_FLAGS.show(fields.flags)}")
    return "{" + ", ".join(shown) + "}"


def controls(data: bytes) -> str:
    """The control messages of a msghdr."""
    shown = []
    at = 0
    while at + 16 <= len(data):
        length, level, kind = sockaddr.CMSGHDR.unpack_from(data, at)
        text = f"cmsg_len={length}, cmsg_level={socket_options.SOCK_LEVELS.show(level)}, cmsg_type="
        text += socket.SCM_TYPES.show(kind) if level == SOL_SOCKET else hex0(kind)
        body = data[at + 16 : at + length]
        if body and length >= 16:
            text += f", cmsg_data={_control(level, kind, body)}"
        shown.append("{" + text + "}")
        if length < 16:
            break
        at += (length + 7) & ~7
    return listed(shown)


def _control(level: int, kind: int, body: bytes) -> str:
    if level == SOL_SOCKET and kind == socket.SCM_RIGHTS:
        return listed([str(fd) for fd in unpack(f"<{len(body) // 4}i", body[: len(body) & ~3])])
    if level == SOL_SOCKET and kind == socket.SCM_CREDENTIALS and len(body) >= 12:
        return "{{pid={}, uid={}, gid={}}}".format(*unpack_from("<iii", body))
    return quote(body)
