"""The list of mappings stays sorted, joined and counted, whatever is done to it."""

from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from forkingpaths.kernel.memory import mapping
from forkingpaths.kernel.memory.vma import Vma, VmaList
from forkingpaths.vfs.pages import MemoryObject
from tests.kernel.memory.world import PAGE, kernel

WHO = st.integers(0, 2)
RANGES = st.tuples(st.integers(16, 40), st.integers(1, 8))
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("map"), WHO, RANGES, st.sampled_from([0, 1, 3, 5]), st.integers(-1, 1), st.integers(0, 4)
        ),
        st.tuples(st.just("unmap"), WHO, RANGES),
        st.tuples(st.just("protect"), WHO, RANGES, st.sampled_from([0, 1, 3, 5])),
        st.tuples(st.just("fork"), WHO, RANGES),
        st.tuples(st.just("end"), WHO, RANGES),
    ),
    max_size=40,
)
Model = dict[int, tuple[int, int, int]]


def check(vmas: VmaList, model: Model, objects: list[MemoryObject]) -> None:
    """The list says of every page what `model` says, and no more."""
    seen: dict[int, tuple[int, int, int]] = {}
    before = None
    for vma, start in zip(vmas.items, vmas.starts, strict=True):
        assert vma.start == start < vma.end
        assert not start % PAGE
        assert not vma.end % PAGE
        if before is not None:
            assert before.end <= start
            joinable = before.end == start and before.prot == vma.prot and before.object is vma.object
            assert not (
                joinable and (vma.object is None or before.offset + before.end - before.start == vma.offset)
            )
        before = vma
        for page in range(start, vma.end, PAGE):
            which = objects.index(vma.object) if vma.object is not None else -1
            seen[page // PAGE] = (vma.prot, which, (vma.offset + page - start) // PAGE if which >= 0 else 0)
    assert seen == model
    assert vmas.total == len(model) * PAGE


def check_counts(families: list[tuple[VmaList, Model]], objects: list[MemoryObject]) -> None:
    """Whoever shares a list counts once."""
    lists = {id(vmas.items): vmas.items for vmas, _ in families}
    for vmas, _ in families:
        assert vmas.sharers == [sum(other.items is vmas.items for other, _ in families)]
    for thing in objects:
        assert thing.mapped == sum(v.object is thing for items in lists.values() for v in items)


def check_search(vmas: VmaList) -> None:
    """Room is found where a list that remembers no search would find it."""
    for pages in (2, 5, 1):
        forgetful = VmaList(vmas.items, vmas.starts)
        expected = mapping._highest(forgetful, pages * PAGE, 12 * PAGE, 46 * PAGE)
        assert mapping._highest(vmas, pages * PAGE, 12 * PAGE, 46 * PAGE) == expected


@settings(max_examples=200, deadline=None)
@given(STEPS, st.sampled_from([2, 1]))
def test_every_page_is_mapped_as_the_last_call_said(steps, flags) -> None:
    """Also in the children of forks, which share what they do not change; `flags`: MAP_PRIVATE or MAP_SHARED."""
    k = kernel()
    objects = [MemoryObject(size=64 * PAGE, keepers=1), MemoryObject(size=64 * PAGE, keepers=1)]
    families: list[tuple[VmaList, Model]] = [(VmaList(), {})]
    for step in steps:
        who, (first, count) = step[1] % len(families), step[2]
        vmas, model = families[who]
        start, end = first * PAGE, (first + count) * PAGE
        if step[0] == "map":
            _, _, _, prot, which, offset = step
            vmas.cut(k, start, end)
            thing = objects[which] if which >= 0 else None
            vmas.add(Vma(start, end, prot, flags, thing, offset * PAGE if thing is not None else 0))
            for i in range(count):
                model[first + i] = (prot, which, offset + i if which >= 0 else 0)
        elif step[0] == "unmap":
            vmas.cut(k, start, end)
            for i in range(count):
                model.pop(first + i, None)
        elif step[0] == "protect":
            vmas.rewrite(k, start, end, partial(Vma._replace, prot=step[3]))
            for i in range(first, first + count):
                if i in model:
                    model[i] = (step[3], *model[i][1:])
        elif step[0] == "fork" and len(families) < 3:
            families.append((vmas.copy(vmas.flags()), dict(model)))
        elif step[0] == "end" and len(families) > 1:
            vmas.clear(k)
            del families[who]
            continue
        for family in families:
            check(*family, objects)
        check_search(vmas)
        check_counts(families, objects)
        assert vmas.covers(start, end) == all(i in model for i in range(first, first + count))
        assert vmas.is_free(start, end) == all(i not in model for i in range(first, first + count))
        for i in range(10, 50):
            found = vmas.find(i * PAGE + 5)
            assert (found is not None) == (i in model)
    for vmas, _ in families:
        vmas.clear(k)
    assert all(thing.mapped == 0 for thing in objects)
