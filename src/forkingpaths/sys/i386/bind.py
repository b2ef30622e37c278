"""A call of x86-64 as one of i386: its handler, by the other registers, with the crossings that its arguments need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forkingpaths.abi import numbers
from forkingpaths.abi.errno import SysError
from forkingpaths.sys import declare
from forkingpaths.sys.declare import CALLS, Call, Parameter
from forkingpaths.sys.i386.layouts import CROSSINGS, SAME
from forkingpaths.sys.i386.scratch import Scratch

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task
    from forkingpaths.sys.i386.crossing import Crossing
    from forkingpaths.sys.kinds import Kind

OWN: dict[str, Call] = {}
"""Calls that are declared for i386 alone, or anew."""


class Unbound(Exception):
    """An argument for which layouts.py has no entry."""


def i386_syscall(
    *, man: str = "", result: str = "int", note: str = "", name: str = ""
) -> Callable[[declare.Handler], declare.Handler]:
    """Declare the decorated function as the call of i386 of the same name (or `name`)."""

    def declared(handler: declare.Handler) -> declare.Handler:
        call_name = name or handler.__name__.rstrip("_")
        if call_name not in numbers.I386:
            raise ValueError(f"{call_name} is not a system call of i386")
        OWN[call_name] = declare.make(
            handler, call_name, man or f"{call_name}(2)", result, note, declare.I386
        )
        return handler

    return declared


def bind(name: str, call: Call, crossings: Mapping[str, Crossing] = CROSSINGS, **named: Crossing | None) -> Call:
    """`call` under i386's `name`; `named` are the crossings of single parameters, None for as it is.  Unbound."""
    needed = {}
    for index, parameter in enumerate(call.parameters):
        crossing = named[parameter.name] if parameter.name in named else _crossing(parameter, crossings)
        if crossing is not None:
            needed[index] = crossing
    arguments = declare.compile_arguments(call.parameters, declare.I386)
    values = {
        "name": name,
        "manual": call.manual,
        "parameters": call.parameters,
        "handler": call.handler,
        "result": call.result,
        "note": call.note,
        "family": call.family,
        "arguments": arguments,
    }
    if needed:
        return Crossed(**values, invoke=_across(call, arguments, needed), crossings=needed)
    return declare.make(call.handler, name, call.manual, call.result, call.note, declare.I386)


@dataclass(slots=True, eq=False)
class Crossed(Call):
    """A call some of whose arguments are carried across."""

    crossings: dict[int, Crossing]

    def before(self, t: Task, arguments: tuple[int, ...]) -> dict[int, Any]:
        return self._seen(t, arguments, lambda wide: Call.before(self, t, wide))

    def after(self, t: Task, arguments: tuple[int, ...], result: int) -> dict[int, Any]:
        return self._seen(t, arguments, lambda wide: Call.after(self, t, wide, result))

    def _seen(
        self, t: Task, arguments: tuple[int, ...], look: Callable[[tuple[int, ...]], dict[int, Any]]
    ) -> dict[int, Any]:
        """What a recorder sees of the wide images, which is what its readers know."""
        if t.memory is None or not t.memory.space:
            return {}
        scratch = Scratch(t.memory.k, t.memory)
        try:
            wide, _ = _lend(t, arguments, self.crossings, scratch)
            return look(wide)
        finally:
            scratch.free()


def _across(
    call: Call, decode: Callable[[Any], tuple[int, ...]], crossings: dict[int, Crossing]
) -> Callable[[Kernel, Task, Any], int]:
    handler = call.handler

    def invoke(k: Kernel, t: Task, regs: Any) -> int:
        arguments = decode(regs)
        scratch = Scratch(k, t.memory)
        try:
            wide, lent = _lend(t, arguments, crossings, scratch)
            try:
                return handler(k, t, *wide)
            finally:  # also of a call that must wait, or was interrupted: it may have left something
                for index, image in lent:
                    now = scratch.get(wide[index], len(image))
                    if now is not None and now != image:
                        crossings[index].narrow(t, arguments[index], arguments, now, scratch)
        finally:
            scratch.free()

    return invoke


def _lend(
    t: Task, arguments: tuple[int, ...], crossings: dict[int, Crossing], scratch: Scratch
) -> tuple[tuple[int, ...], list[tuple[int, bytes]]]:
    """The arguments with the addresses of wide images, and what these are."""
    wide = list(arguments)
    lent = []
    for index, crossing in crossings.items():
        if not arguments[index]:
            continue
        try:
            image = crossing.widen(t, arguments[index], arguments, scratch)
        except SysError:
            continue  # the handler meets the bad address, when it comes to that
        if image is not None:
            wide[index] = scratch.put(image)
            lent.append((index, image))
    return tuple(wide), lent


def _crossing(parameter: Parameter, crossings: Mapping[str, Crossing]) -> Crossing | None:
    kind = parameter.kind
    if not kind.direction:
        return None
    for key in _keys(kind):
        if key in crossings:
            return crossings[key]
        if key in SAME:
            return None
    raise Unbound(f"{parameter.name}: {kind.name}")


def _keys(kind: Kind) -> list[str]:
    """The names under which layouts.py may have it, the most exact first."""
    name = kind.detail if kind.show in ("struct", "array") else kind.show
    count = str(kind.size).partition(":")[2].partition("*")[0]
    return [f"{name} {kind.direction}", f"{name}[{count}]", str(kind.size), str(name)]

