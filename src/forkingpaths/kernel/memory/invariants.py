"""What must hold of memory between any two transitions; for tests and fuzzing, too slow for every step of a long run.

every page in a page table lies in a mapping, and a shared mapping's page is its object's frame
`VmaList`: sorted, apart, joined where it can be, `starts` and `total` right; `locked` is the sum of locked mappings
a frame has as many references as page-table entries and objects show it: fewer would be use after free, more a leak
`MemoryObject.mapped` counts the mappings; an object without i-node, mapping or keeper holds nothing
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from forkingpaths.kernel.memory.vma import LOCKED, SHARED
from forkingpaths.kernel.task import State
from forkingpaths.vfs.pages import MemoryObject

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.memory.address_space import AddressSpace

PAGE = 4096


def check(k: Kernel) -> None:
    """Assert all of the above."""
    shown: Counter[int] = Counter()  # frame -> references that are accounted for
    mapped: Counter[int] = Counter()  # id of object -> mappings
    lists: Counter[int] = Counter()  # id of a list of mappings -> the spaces that share it
    objects: dict[int, MemoryObject] = {}
    users: Counter[int] = Counter(
        t.memory.id for t in k.tasks.values() if t.memory.id and t.state is not State.DEAD
    )
    for number, space in k.spaces.items():
        assert space.id == number
        assert space.users == users[number], f"space {number}: {space.users} users, {users[number]} tasks"
        _check_space(k, space, shown, Counter() if lists[id(space.vmas.items)] else mapped, objects)
        lists[id(space.vmas.items)] += 1
    for space in k.spaces.values():
        assert space.vmas.sharers == [lists[id(space.vmas.items)]], (
            f"space {space.id}: {space.vmas.sharers} share its mappings"
        )
    for thing in _kept_objects(k):
        objects.setdefault(id(thing), thing)
    for thing in objects.values():
        assert thing.mapped == mapped[id(thing)], f"object {thing}: {mapped[id(thing)]} mappings"
        for frame in thing.frames.values():
            shown[frame] += 1
    zero = k.tables.get("zero frame", 0)
    if zero:
        shown[zero] += 1
    for frame, count in shown.items():
        held = k.machine.frames.references(frame)
        assert held == count, f"frame {frame}: {held} references, {count} accounted for"


def _check_space(
    k: Kernel,
    space: AddressSpace,
    shown: Counter[int],
    mapped: Counter[int],
    objects: dict[int, MemoryObject],
) -> None:
    vmas = space.vmas
    assert vmas.starts == [vma.start for vma in vmas.items]
    assert vmas.total == sum(vma.end - vma.start for vma in vmas.items)
    assert space.locked == sum(vma.end - vma.start for vma in vmas.items if vma.flags & LOCKED)
    end = 0
    for vma in vmas.items:
        assert end <= vma.start < vma.end <= space.layout.task_size
        end = vma.end
        if vma.object is not None:
            mapped[id(vma.object)] += 1
            objects[id(vma.object)] = vma.object
    pages = k.machine.pages(space.space, 0, space.layout.task_size)
    assert len(pages) <= space.at_most, f"space {space.id}: {len(pages)} pages, at most {space.at_most}"
    for page in pages:
        shown[page.frame] += 1
        found = vmas.find(page.address)
        assert found is not None, f"space {space.id}: a page at {page.address:#x} without a mapping"
        if found.flags & SHARED and found.object is not None:
            index = (found.offset + page.address - found.start) // PAGE
            assert found.object.frames.get(index) == page.frame, (
                f"{page.address:#x} shows another frame than its object"
            )


def _kept_objects(k: Kernel) -> list[MemoryObject]:
    """The objects that something other than a mapping keeps: files and System V segments."""
    found = []
    for filesystem in k.vfs.filesystems.values():
        for inode in filesystem.inodes.values():
            pages = getattr(inode, "pages", None)
            if isinstance(pages, MemoryObject):
                found.append(pages)
    return found
