"""Whether the source says that a variable is atomic (`_Atomic`, DWARF's DW_TAG_atomic_type): on x86 a plain load or store is then what the
compiler makes of an acquire or a release, and the instruction alone does not show it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

MEMBERS = ("DW_TAG_structure_type", "DW_TAG_union_type")


@lru_cache(maxsize=256)
def is_atomic(host: str, name: str, offset: int) -> bool:
    """Whether byte `offset` of the variable `name` in the file `host` has an atomic type; False when nothing is said of it."""
    from elftools.common.exceptions import DWARFError, ELFError
    from elftools.elf.elffile import ELFFile

    if not _is_described(host):
        return False
    try:
        with open(host, "rb") as file:
            elf = ELFFile(file)
            for unit in elf.get_dwarf_info().iter_CUs():
                for entry in unit.get_top_DIE().iter_children():
                    if (
                        entry.tag == "DW_TAG_variable"
                        and _name(entry) == name.encode()
                        and "DW_AT_type" in entry.attributes
                    ):
                        return _atomic_at(entry, offset)
    except (OSError, ELFError, DWARFError):
        return False
    return False


@lru_cache(maxsize=256)
def _is_described(host: str) -> bool:
    """Whether the file has debug information: most have none, and thousands of their variables are asked for."""
    from elftools.common.exceptions import ELFError
    from elftools.elf.elffile import ELFFile

    try:
        with open(host, "rb") as file:
            return ELFFile(file).get_section_by_name(".debug_info") is not None
    except (OSError, ELFError):
        return False


def _name(entry: Any) -> bytes:
    attribute = entry.attributes.get("DW_AT_name")
    return attribute.value if attribute is not None else b""


def _atomic_at(entry: Any, offset: int) -> bool:
    """Whether the type of `entry` is atomic at byte `offset` of it."""
    while "DW_AT_type" in entry.attributes:
        entry = entry.get_DIE_from_attribute("DW_AT_type")
        if entry.tag == "DW_TAG_atomic_type":
            return True
        if entry.tag == "DW_TAG_pointer_type":
            return False
        if entry.tag in MEMBERS:
            before = [m for m in entry.iter_children() if m.tag == "DW_TAG_member" and _place(m) <= offset]
            return bool(before) and _atomic_at(before[-1], offset - _place(before[-1]))
    return False


def _place(member: Any) -> int:
    attribute = member.attributes.get("DW_AT_data_member_location")
    return attribute.value if attribute is not None and isinstance(attribute.value, int) else 0
