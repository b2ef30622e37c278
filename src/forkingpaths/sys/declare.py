"""One declaration a system call: the decorator, and the dispatch table made from it.

    @syscall(man="read(2)")
    def read(k: Kernel, t: Task, fd: Fd, buf: Annotated[int, buffer_out(2)], count: Size) -> int:

The name gives the number (abi/numbers); the annotations give decoding, tracing, capture and footprint
(kinds.py).  The signature is compiled once, at import, into `Call.invoke(k, t, regs)`: about 0.5 us a call,
where inspecting it each time took 13 us.  A handler returns a non-negative int (or a pointer), raises
SysError(errno), Block, or Restarted; it never returns -1.  A name absent from the table is ENOSYS, and is
recorded as not modelled.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from forkingpaths.abi import numbers
from forkingpaths.machine import registers
from forkingpaths.sys import capture
from forkingpaths.sys.kinds import Kind

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

Handler = TypeVar("Handler", bound=Callable[..., int])


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a call."""

    name: str
    kind: Kind


@dataclass(slots=True, eq=False)
class Call:
    """A system call of this kernel: its row in the dispatch table, in the trace and in the documentation."""

    name: str
    manual: str
    parameters: tuple[Parameter, ...]
    handler: Callable[..., int]
    invoke: Callable[[Kernel, Task, Any], int]
    result: str  # how the return value prints: "int", "address", "none" (does not return), "hex", "mode", "clock"...
    note: str  # what is not modelled, for the support table; empty when complete
    family: str  # the module of sys/ it lives in
    arguments: Callable[[Any], tuple[int, ...]]  # the decoded arguments, from the registers

    def before(self, t: Task, arguments: tuple[int, ...]) -> dict[int, Any]:
        """What a recorder sees of the arguments' memory before the call."""
        return capture.before(t, tuple(p.kind for p in self.parameters), arguments)

    def after(self, t: Task, arguments: tuple[int, ...], result: int) -> dict[int, Any]:
        """What it sees after it."""
        return capture.after(t, tuple(p.kind for p in self.parameters), arguments, result)

    def request(self, t: Task) -> tuple[Any, ...]:
        """What `t` asks for by this call: equal for two calls that ask for the same, wherever their memory lies and whichever process
        they name.  Of a file, its position as well: who reads on does not ask for the same."""
        arguments = self.arguments(t.context.regs)
        asked: list[Any] = [repr(self.before(t, arguments))]
        for parameter, value in zip(self.parameters, arguments, strict=True):
            kind = parameter.kind
            if kind.object == "fd":
                asked.append((value, getattr(t.files.slots.get(value), "offset", 0)))
            elif not kind.direction and kind.object != "pid" and kind.show != "address":
                asked.append(value)
        return tuple(asked)


CALLS: dict[str, Call] = {}


@dataclass(frozen=True, slots=True)
class Convention:
    """Where the arguments of a call are, and how a register is read as each kind wants it."""

    registers: tuple[str, ...]
    decoders: dict[str, str]


_I32 = "(({0} & 0xffffffff) ^ 0x80000000) - 0x80000000"
X86_64 = Convention(
    ("RDI", "RSI", "RDX", "R10", "R8", "R9"),
    {
        "u64": "{0}",
        "i64": "({0} ^ 0x8000000000000000) - 0x8000000000000000",
        "u32": "{0} & 0xffffffff",
        "i32": _I32,
        "stack": f"r[{registers.RSP}]",
    },
)
I386 = Convention(
    ("RBX", "RCX", "RDX", "RSI", "RDI", "RBP"),
    {
        "u64": "{0} & 0xffffffff",
        "i64": _I32,
        "u32": "{0} & 0xffffffff",
        "i32": _I32,
        "stack": f"r[{registers.RSP}] & 0xffffffff",
    },
)


def syscall(
    *, man: str = "", result: str = "int", note: str = "", name: str = ""
) -> Callable[[Handler], Handler]:
    """Declare the decorated function as the system call of the same name (or `name`)."""

    def declare(handler: Handler) -> Handler:
        call_name = name or handler.__name__.rstrip("_")
        if call_name not in numbers.X86_64 and call_name not in numbers.I386:
            raise ValueError(f"{call_name} is not a system call of Linux")
        if call_name in CALLS:
            raise ValueError(f"{call_name} is declared twice")
        CALLS[call_name] = make(handler, call_name, man or f"{call_name}(2)", result, note)
        return handler

    return declare


def make(
    handler: Callable[..., int],
    name: str,
    man: str,
    result: str,
    note: str,
    convention: Convention = X86_64,
) -> Call:
    """The row of the table for `handler`."""
    parameters = parameters_of(handler)
    return Call(
        name,
        man,
        parameters,
        handler,
        _compile(handler, parameters, convention),
        result,
        note,
        handler.__module__.rsplit(".", 1)[-1],
        compile_arguments(parameters, convention),
    )


def parameters_of(handler: Callable[..., int]) -> tuple[Parameter, ...]:
    """The arguments after (k, t), with their kinds."""
    names = list(inspect.signature(handler).parameters)[2:]
    module = vars(sys.modules[handler.__module__])
    annotations = {n: handler.__annotations__[n] for n in names}
    holder = type("holder", (), {"__annotations__": annotations, "__module__": handler.__module__})
    hints = get_type_hints(holder, globalns=module, include_extras=True)
    found = []
    for parameter in names:
        kinds = [m for m in getattr(hints[parameter], "__metadata__", ()) if isinstance(m, Kind)]
        if len(kinds) != 1:
            raise TypeError(f"{handler.__name__}: parameter {parameter} has no argument kind")
        found.append(Parameter(parameter, kinds[0]))
    return tuple(found)


def _decoded(parameters: tuple[Parameter, ...], convention: Convention) -> list[str]:
    """Python expressions over the registers `r`, one an argument, that decode as the kinds say."""
    return [
        convention.decoders[parameter.kind.decode].format(f"r[{getattr(registers, register)}]")
        for register, parameter in zip(convention.registers, parameters, strict=False)
    ]


def _compile(
    handler: Callable[..., int], parameters: tuple[Parameter, ...], convention: Convention
) -> Callable[..., int]:
    """A function (k, t, regs) that decodes the six argument registers as the kinds say and calls the handler."""
    source = f"lambda k, t, r: handler(k, t, {', '.join(_decoded(parameters, convention))})"
    compiled: Callable[..., int] = eval(source, {"handler": handler})
    return compiled


def compile_arguments(
    parameters: tuple[Parameter, ...], convention: Convention
) -> Callable[[Any], tuple[int, ...]]:
    """A function (regs) giving the decoded arguments alone."""
    source = f"lambda r: ({''.join(e + ', ' for e in _decoded(parameters, convention))})"
    compiled: Callable[[Any], tuple[int, ...]] = eval(source, {})
    return compiled
