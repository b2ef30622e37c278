"""The short pickles of small objects: nothing is lost, nothing is doubled, derived classes stay themselves."""

import pickle
from dataclasses import dataclass, field, fields

from forkingpaths.kernel import scheduler, snapshot
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.vfs.compact import compact
from forkingpaths.vfs.inode import Inode
from tests import guests


@compact
@dataclass(slots=True, eq=False)
class Base:
    number: int
    names: dict[bytes, int] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Derived(Base):
    more: list[int] = field(default_factory=list)


def test_fields_and_class_survive() -> None:
    for made in (Base(3, {b"a": 1}), Derived(4, {b"b": 2}, [5])):
        again = pickle.loads(pickle.dumps(made))
        assert type(again) is type(made)
        assert [getattr(again, f.name) for f in fields(made)] == [getattr(made, f.name) for f in fields(made)]


def test_one_object_stays_one() -> None:
    one = Derived(1)
    first, second = pickle.loads(pickle.dumps([one, {"again": one}]))
    assert second["again"] is first


def test_every_inode_of_a_run_survives_a_snapshot() -> None:
    options = Options(
        argv=[b"/bin/sh", b"-c", b"ls -lR /dev /proc/self /etc > /dev/null; exec 5</etc/passwd; sleep 1"]
    )
    k = boot(options, guests.Streams(b""), guests.calls())
    scheduler.run(k, max_steps=3000)

    def picture() -> list[tuple[type, dict[str, object]]]:
        inodes = [i for f in k.vfs.filesystems.values() for i in f.inodes.values()]
        plain = (int, bytes, str, dict)
        return [
            (type(i), {f.name: v for f in fields(i) if isinstance(v := getattr(i, f.name), plain)})
            for i in inodes
        ]

    before = picture()
    assert len({kind for kind, _ in before}) > 4
    kept = snapshot.take(k)
    snapshot.restore(k, kept)
    assert picture() == before
    for t in k.tasks.values():
        for file in t.files.slots.values():
            filesystem = k.vfs.filesystems.get(file.inode.device)
            if filesystem is not None:
                assert filesystem.inodes[file.inode.number] is file.inode
    assert issubclass(type(k.vfs.root_place().inode), Inode)
    snapshot.drop(k, kept)
