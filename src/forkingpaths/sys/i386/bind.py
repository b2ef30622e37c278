"""A call of x86-64 as one of i386: its handler, by the other registers, with the crossings that its arguments need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from forkingpaths.abi import numbers
from forkingpaths.abi.errno import SysError
from forkingpaths.sys import declare
from forkingpaths.sys.capture import ABI
from forkingpaths.sys.declare import Call, Parameter
from forkingpaths.sys.i386.layouts import CROSSINGS, SAME
from forkingpaths.sys.i386.scratch import Scratch

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task
    from forkingpaths.sys.i386.crossing import Crossing
    from forkingpaths.sys.kinds import Kind

OWN: dict[str, NarrowCall] = {}
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
        made = declare.make(handler, call_name, man or f"{call_name}(2)", result, note, declare.I386)
        OWN[call_name] = NarrowCall(*(getattr(made, part.name) for part in fields(made)))
        return handler

    return declared


def bind(
    name: str, call: Call, crossings: Mapping[str, Crossing] = CROSSINGS, **named: Crossing | None
) -> NarrowCall:
    """`call` under i386's `name`; `named` are the crossings of single parameters, None for as it is.  Unbound."""
    needed = {}
    for index, parameter in enumerate(call.parameters):
        crossing = named[parameter.name] if parameter.name in named else crossing_of(parameter, crossings)
        if crossing is not None:
            needed[index] = crossing
    made = declare.make(call.handler, name, call.manual, call.result, call.note, declare.I386)
    invoke = _across(call, made.arguments, needed) if needed else made.invoke
    return NarrowCall(
        name, made.manual, made.parameters, made.handler, invoke, made.result, made.note, made.family, made.arguments,
        base=call.name, crossings=needed,
    )  # fmt: skip


@dataclass(slots=True, eq=False)
class NarrowCall(Call):
    """A call of i386.  What a recorder sees of its structures are their wide images, which is what its readers know."""

    base: str = ""  # the call of x86-64 that it is; empty for one declared here
    crossings: dict[int, Crossing] = field(default_factory=dict)  # by the number of the wide call's argument
    like: Call | None = None  # of one declared here: the call of x86-64 that it is all the same (alike.py)
    order: tuple[Callable[[tuple[int, ...]], int], ...] = ()  # that call's arguments, from these

    def shown(self) -> Call:
        """The declaration by which what is recorded is to be read."""
        return self.like or self

    def arranged(self, arguments: tuple[int, ...]) -> tuple[int, ...]:
        """The arguments as `shown` has them."""
        return tuple(source(arguments) for source in self.order) if self.like is not None else arguments

    def before(self, t: Task, arguments: tuple[int, ...]) -> dict[int, Any]:
        return self._seen(t, arguments, lambda wide: Call.before(self.shown(), t, wide))

    def after(self, t: Task, arguments: tuple[int, ...], result: int) -> dict[int, Any]:
        return self._seen(t, arguments, lambda wide: Call.after(self.shown(), t, wide, result))

    def _seen(
        self, t: Task, arguments: tuple[int, ...], look: Callable[[tuple[int, ...]], dict[int, Any]]
    ) -> dict[int, Any]:
        if not t.memory.space:
            return {ABI: "i386"}
        scratch = Scratch(t.memory.k, t.memory)
        try:
            wide, _ = _lend(t, self.arranged(arguments), self.crossings, scratch)
            return {ABI: "i386", **look(wide)}
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


def crossing_of(parameter: Parameter, crossings: Mapping[str, Crossing]) -> Crossing | None:
    """What carries the structure behind an argument across; None when it is the same for both.  Unbound."""
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
    return [f"{name} {kind.direction}", str(kind.size), str(name)]
