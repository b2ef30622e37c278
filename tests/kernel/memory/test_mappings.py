"""The list of mappings stays sorted, joined and counted, whatever is done to it."""

from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from forkingpaths.kernel.memory.vma import Vma, VmaList
from forkingpaths.vfs.pages import MemoryObject
from tests.kernel.memory.world import PAGE, kernel

RANGES = st.tuples(st.integers(16, 40), st.integers(1, 8))
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("map"), RANGES, st.sampled_from([0, 1, 3, 5]), st.integers(-1, 1), st.integers(0, 4)
        ),
        st.tuples(st.just("unmap"), RANGES),
        st.tuples(st.just("protect"), RANGES, st.sampled_from([0, 1, 3, 5])),
    ),
    max_size=40,
)


def check(vmas: VmaList, model: dict[int, tuple[int, int, int]], objects: list[MemoryObject]) -> None:
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
    for thing in objects:
        assert thing.mapped == sum(1 for v in vmas.items if v.object is thing)


@settings(max_examples=200, deadline=None)
@given(STEPS)
def test_every_page_is_mapped_as_the_last_call_said(steps) -> None:
    k = kernel()
    vmas = VmaList()
    objects = [MemoryObject(size=64 * PAGE, keepers=1), MemoryObject(size=64 * PAGE, keepers=1)]
    model: dict[int, tuple[int, int, int]] = {}
    for step in steps:
        first, count = step[1]
        start, end = first * PAGE, (first + count) * PAGE
        if step[0] == "map":
            _, _, prot, which, offset = step
            vmas.cut(k, start, end)
            thing = objects[which] if which >= 0 else None
            vmas.add(Vma(start, end, prot, 2, thing, offset * PAGE if thing is not None else 0))
            for i in range(count):
                model[first + i] = (prot, which, offset + i if which >= 0 else 0)
        elif step[0] == "unmap":
            vmas.cut(k, start, end)
            for i in range(count):
                model.pop(first + i, None)
        else:
            prot = step[2]
            vmas.rewrite(k, start, end, partial(Vma._replace, prot=prot))
            for i in range(first, first + count):
                if i in model:
                    model[i] = (prot, *model[i][1:])
        check(vmas, model, objects)
        assert vmas.covers(start, end) == all(i in model for i in range(first, first + count))
        assert vmas.is_free(start, end) == all(i not in model for i in range(first, first + count))
        for i in range(10, 50):
            found = vmas.find(i * PAGE + 5)
            assert (found is not None) == (i in model)
    twin = vmas.copy()
    for thing in objects:
        assert thing.mapped == 2 * sum(1 for v in vmas.items if v.object is thing)
    twin.clear(k)
    vmas.clear(k)
    assert all(thing.mapped == 0 for thing in objects)
