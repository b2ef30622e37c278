"""Dataclasses as plain JSON values and back, by their annotations, strictly.

What comes back comes from strangers: every value has to have the annotated type, every field has to be there unless
it has a default, and a name that is not a field is an error.  Messages say where ("options.argv[2]: text expected").
Nothing is imported, evaluated or unpickled.

bytes are text in JSON: UTF-8, with each byte that is none as a lone surrogate (U+DC80 to U+DCFF: Python's
"surrogateescape"), which JSON writes as \\udc80.
"""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
U64 = 1 << 64
SHOWN = 60  # characters of a value in a message


class Malformed(ValueError):
    """A value is not what its field says; the message says where and why."""


def to_plain(value: Any) -> Any:
    """`value` as JSON has it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {to_plain(key): to_plain(item) for key, item in value.items()}
    return value


def from_plain(kind: type[T], value: Any, where: str = "") -> T:
    """A `kind` made of `value`; Malformed when it is not one."""
    made: T = _read(kind, value, where)
    return made


def _read(kind: Any, value: Any, where: str) -> Any:
    if isinstance(kind, type) and is_dataclass(kind):
        return _read_fields(kind, value, where)
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        if value is None and NoneType in parts:
            return None
        return _read(next(part for part in parts if part is not NoneType), value, where)
    if origin in (list, tuple):
        return _read_sequence(origin, parts, value, where)
    if origin is dict:
        if not isinstance(value, dict):
            raise _wrong(where, "an object", value)
        return {
            _read(parts[0], key, where): _read(parts[1], item, _inside(where, key))
            for key, item in value.items()
        }
    return _read_single(kind, value, where)


def _read_fields(kind: Any, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise _wrong(where, "an object", value)
    types = get_type_hints(kind)
    known = {f.name: f for f in fields(kind)}
    for name in value:
        if name not in known:
            raise Malformed(f"{_inside(where, name)}: no such field")
    found = {}
    for name, f in known.items():
        if name in value:
            found[name] = _read(types[name], value[name], _inside(where, name))
        elif f.default is MISSING and f.default_factory is MISSING:
            raise Malformed(f"{_inside(where, name)}: missing")
    return kind(**found)


def _read_sequence(origin: Any, parts: tuple[Any, ...], value: Any, where: str) -> Any:
    if not isinstance(value, list):
        raise _wrong(where, "a list", value)
    if origin is list or parts[-1] is Ellipsis:
        kinds = [parts[0]] * len(value)
    elif len(parts) == len(value):
        kinds = list(parts)
    else:
        raise _wrong(where, f"a list of {len(parts)}", value)
    return origin(
        _read(kind, item, f"{where}[{i}]") for i, (kind, item) in enumerate(zip(kinds, value, strict=True))
    )


def _read_single(kind: Any, value: Any, where: str) -> Any:
    if kind is bool:
        if not isinstance(value, bool):
            raise _wrong(where, "true or false", value)
        return value
    if kind is int:
        if not isinstance(value, int) or isinstance(value, bool) or not -U64 < value < U64:
            raise _wrong(where, "a whole number of at most 64 bits", value)
        return value
    if kind in (str, bytes):
        if not isinstance(value, str):
            raise _wrong(where, "text", value)
        try:
            raw = value.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            raise _wrong(where, "text that stands for bytes", value) from None
        return raw if kind is bytes else value
    raise AssertionError(f"{where}: a field of type {kind} cannot be read")


def _inside(where: str, name: str) -> str:
    return f"{where}.{name}" if where else str(name)


def _wrong(where: str, expected: str, value: Any) -> Malformed:
    text = ascii(value)
    shown = text if len(text) <= SHOWN else text[:SHOWN] + "..."
    return Malformed(f"{where or 'the whole'}: {expected} expected, not {shown}")
