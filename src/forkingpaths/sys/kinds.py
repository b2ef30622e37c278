"""Argument kinds: what one parameter of a system call is.

A kind says, once and for every user: how the register is decoded (`decode`), whether memory behind it is
read or written (`direction`), how many bytes of it a recorder captures and when (`size`), and how strace
prints it (`show`, the name of a printer in view/). Handlers are annotated with `Annotated[int, KIND]`
aliases, so that to mypy every argument is the int it is.

Sizes: an int is a fixed number of bytes; "cstring" a NUL-terminated string; "strings" a NULL-terminated
vector of them; "arg:N" as many bytes as argument N says ("arg:N*S": so many times S); "ret:N" as many as the call
returned, at most argument N; "each:S" S for each that the call returned; "iovec:N" the buffers of N iovecs; any
other name a function declared with capture.nested.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any


@dataclass(frozen=True, slots=True)
class Kind:
    """One argument kind.  `decode`: "i32" | "u32" | "i64" | "u64" | "stack" (the stack pointer instead of a register of arguments).
    `direction`: "" | "in" | "out" | "inout" | "left" (filled in only when the call is interrupted)."""

    name: str
    decode: str = "u64"
    direction: str = ""
    size: int | str = 0
    show: str = "hex"
    detail: Any = None  # for the printer: the name of a flag table, of a structure, ...
    object: str = ""  # the kernel object that it names: "fd", "path", "pid", "futex", ...


def flags(table: str, decode: str = "u32") -> Kind:
    """A bit set printed by abi flag table `table`."""
    return Kind(f"flags {table}", decode, show="flags", detail=table)


def enum(table: str, decode: str = "i32") -> Kind:
    """An enumeration printed by abi table `table`."""
    return Kind(f"enum {table}", decode, show="enum", detail=table)


def struct_in(name: str, size: int) -> Kind:
    """A pointer to a structure that the call reads."""
    return Kind(f"const struct {name} *", "u64", "in", size, "struct", name)


def struct_out(name: str, size: int) -> Kind:
    """A pointer to a structure that the call fills in."""
    return Kind(f"struct {name} *", "u64", "out", size, "struct", name)


def struct_inout(name: str, size: int) -> Kind:
    """A pointer to a structure that the call reads and changes."""
    return Kind(f"struct {name} *", "u64", "inout", size, "struct", name)


def buffer_in(length_argument: int) -> Kind:
    """Bytes that the call reads; argument `length_argument` (from 0) says how many."""
    return Kind("const void *", "u64", "in", f"arg:{length_argument}", "bytes")


def buffer_out(length_argument: int) -> Kind:
    """Bytes that the call writes: as many as it returns, at most argument `length_argument`."""
    return Kind("void *", "u64", "out", f"ret:{length_argument}", "bytes")


def array_in(name: str, item_size: int, count_argument: int) -> Kind:
    """An array of structures; argument `count_argument` says how many."""
    return Kind(f"const struct {name} []", "u64", "in", f"arg:{count_argument}*{item_size}", "array", name)


def array_out(name: str, item_size: int, count_argument: int) -> Kind:
    """An array that the call fills in."""
    return Kind(f"struct {name} []", "u64", "out", f"arg:{count_argument}*{item_size}", "array", name)


Int = Annotated[int, Kind("int", "i32", show="int")]
UInt = Annotated[int, Kind("unsigned int", "u32", show="uint")]
Long = Annotated[int, Kind("long", "i64", show="int")]
ULong = Annotated[int, Kind("unsigned long", "u64", show="uint")]
Size = Annotated[int, Kind("size_t", "u64", show="uint")]
Offset = Annotated[int, Kind("off_t", "i64", show="int")]
Hex = Annotated[int, Kind("unsigned long", "u64", show="hex")]
Address = Annotated[int, Kind("void *", "u64", show="address")]
Fd = Annotated[int, Kind("int fd", "i32", show="int", object="fd")]
DirFd = Annotated[int, Kind("int dirfd", "i32", show="dirfd", object="fd")]
Path = Annotated[int, Kind("const char *path", "u64", "in", "cstring", "path", object="path")]
String = Annotated[int, Kind("const char *", "u64", "in", "cstring", "path")]
Strings = Annotated[int, Kind("char *const []", "u64", "in", "strings", "strings")]
Pid = Annotated[int, Kind("pid_t", "i32", show="int", object="pid")]
Uid = Annotated[int, Kind("uid_t", "u32", show="id")]
Gid = Annotated[int, Kind("gid_t", "u32", show="id")]
Mode = Annotated[int, Kind("mode_t", "u32", show="mode")]
Sig = Annotated[int, Kind("int sig", "i32", show="signal")]
