"""Tables that turn a number into the text strace prints for it.

Two kinds. An `EnumTable` holds values of which exactly one applies (whence, a clock, an ioctl). A `FlagTable`
holds bits that are or-ed together, and may have an enumeration inside it: `MAP_TYPE` in mmap's flags, the
access mode in open's. What has no name is kept: left-over bits are added in hexadecimal, and a value of which
nothing at all is known gets the family's name as a comment, `0x40 /* PROT_??? */`.

The tables are built from a module's own constants: `flags(globals(), "PROT_???", "PROT_READ PROT_WRITE")`,
so that a name is written with its value only once. The order is strace's, which decides the order of output.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final


class EnumTable:
    """Exactly one name for a value; a later name for the same value is accepted but never shown."""

    __slots__ = ("by_name", "by_value", "unknown")

    def __init__(self, unknown: str, entries: list[tuple[int, str]]) -> None:
        self.unknown: Final = unknown
        self.by_name: Final[dict[str, int]] = {name: value for value, name in entries}
        self.by_value: Final[dict[int, str]] = {}
        for value, name in entries:
            self.by_value.setdefault(value, name)

    def show(self, value: int) -> str:
        name = self.by_value.get(value)
        if name is not None:
            return name
        number = hex0(value)
        return f"{number} /* {self.unknown} */" if self.unknown else number

    def __contains__(self, value: int) -> bool:
        return value in self.by_value


class FlagTable:
    """Names for the bits of a value, with at most one enumeration among them.

    `enum_mask` selects the bits that `enum` names; they are shown first, always, or with `enum_optional` only if
    they have a name there, and as left-over bits otherwise. Without an enumeration, zero is shown as `zero`. A name
    may stand for several bits; put it before the names of its parts.
    """

    __slots__ = ("bits", "by_name", "enum", "enum_mask", "enum_optional", "known", "unknown", "zero")

    def __init__(
        self,
        unknown: str,
        bits: list[tuple[int, str]],
        *,
        zero: str = "0",
        enum: EnumTable | None = None,
        enum_mask: int = 0,
        enum_optional: bool = False,
    ) -> None:
        self.unknown: Final = unknown
        self.bits: Final = bits
        self.zero: Final = zero
        self.enum: Final = enum
        self.enum_mask: Final = enum_mask
        self.enum_optional: Final = enum_optional
        self.by_name: Final[dict[str, int]] = {name: value for value, name in bits}
        if enum is not None:
            self.by_name.update(enum.by_name)
        known = enum_mask
        for value, _ in bits:
            known |= value
        self.known: Final = known  # a handler's check is `value & ~TABLE.known`

    def show(self, value: int) -> str:
        shown: list[str] = []
        rest = value
        if self.enum is not None and not (self.enum_optional and value & self.enum_mask not in self.enum):
            shown.append(self.enum.show(value & self.enum_mask))
            rest &= ~self.enum_mask
        elif not value:
            return self.zero
        for bit, name in self.bits:
            if bit and rest & bit == bit:
                shown.append(name)
                rest &= ~bit
        if not shown:
            return f"{hex0(rest)} /* {self.unknown} */" if self.unknown else hex0(rest)
        if rest:
            shown.append(hex0(rest))
        return "|".join(shown)


def hex0(value: int) -> str:
    """As C's `%#x`, which prints zero without a prefix."""
    return f"{value:#x}" if value else "0"


def enum(
    namespace: Mapping[str, Any], unknown: str, names: str, *, shown: Mapping[str, str] | None = None
) -> EnumTable:
    """The named constants of a module, as an enumeration; `shown` has the texts that are not the names."""
    table = EnumTable(unknown, [(namespace[name], name) for name in names.split()])
    for name, text in (shown or {}).items():
        table.by_value[namespace[name]] = text
    return table


def flags(
    namespace: Mapping[str, Any],
    unknown: str,
    names: str,
    *,
    zero: str = "0",
    enum: EnumTable | None = None,
    enum_mask: int = 0,
    enum_optional: bool = False,
) -> FlagTable:
    """The named constants of a module, as flags."""
    bits = [(namespace[name], name) for name in names.split()]
    return FlagTable(unknown, bits, zero=zero, enum=enum, enum_mask=enum_mask, enum_optional=enum_optional)
