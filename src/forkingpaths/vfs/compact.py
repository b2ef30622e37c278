"""Snapshots are pickles of the kernel's objects, most of them small dataclasses with slots: this makes those twice as fast.

By itself pickle asks each object for a dictionary of its slots and sets them one by one by name.  A class declared
`@compact` (above `@dataclass(slots=True)`) hands over the tuple of its fields instead, and is rebuilt by one function
written for it; so are the dataclasses derived from it.  Objects that appear twice are still one object afterwards.
Not for classes whose fields can lead back to the object itself: pickle knows an object only once its tuple is complete.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

Class = TypeVar("Class", bound=type)


def compact(cls: Class) -> Class:
    """Give a dataclass with at least two fields the short form."""
    names = [field.name for field in fields(cls)]
    take = attrgetter(*names)
    rebuild = _rebuilder(cls, names)

    def reduce(self: object) -> str | tuple[Any, ...]:
        if self.__class__ is not cls:  # a dataclass derived from it: its turn to be made compact, once
            return compact(self.__class__).__reduce__(self)
        return rebuild, take(self)

    cls.__reduce__ = reduce  # type: ignore[method-assign, assignment]  # that is what this is for
    cls.rebuild = staticmethod(rebuild)  # type: ignore[attr-defined]  # where pickle finds it by name
    return cls


def _rebuilder(cls: type, names: list[str]) -> Callable[..., Any]:
    """A function (fields...) -> object that sets every slot and runs no __init__."""
    lines = [f"def rebuild({', '.join(names)}):", "    made = new(cls)"]
    lines += [f"    made.{name} = {name}" for name in names]
    lines.append("    return made")
    namespace: dict[str, Any] = {"cls": cls, "new": object.__new__}
    exec("\n".join(lines), namespace)
    made: Callable[..., Any] = namespace["rebuild"]
    made.__module__, made.__qualname__ = cls.__module__, f"{cls.__qualname__}.rebuild"
    return made
