"""A guest stays inside what the options show it: nothing else of the host is read, and nothing of the host is changed.

The host has a folder `root`, which is the guest's whole tree, and beside it things that it must not see. In `root` lie links that lead out
of it, by `..`, by absolute path and to a host socket. What the kernel asked the host for is
read from its own i-nodes: each remembers the host's path.
"""

import io
import os
import shutil
import socket
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from forkingpaths.cli.guest import identity, root_file
from forkingpaths.kernel import scheduler
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.vfs.regular import RegularFile
from tests import guests, host

pytestmark = pytest.mark.needs("gcc")
PROGRAM = Path(__file__).with_name("escape.c")


@dataclass
class Place:
    """A piece of the host: `root` for the guest, the rest out of bounds."""

    top: Path
    root: Path

    def picture(self) -> list[tuple[object, ...]]:
        """All that could change: names, modes, owners, links, sizes, times of modification and change, contents."""
        found: list[tuple[object, ...]] = []
        for path in sorted(self.top.rglob("*")):
            s = path.lstat()
            text = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
            found.append(
                (
                    str(path),
                    s.st_mode,
                    s.st_uid,
                    s.st_gid,
                    s.st_nlink,
                    s.st_size,
                    s.st_mtime_ns,
                    s.st_ctime_ns,
                    text,
                )
            )
        return found


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    top = tmp_path / "place"
    root = top / "root"
    (root / "dir").mkdir(parents=True)
    (root / "etc").mkdir()
    (root / "file").write_text("plain")
    (top / "secret").write_text("SECRET")
    (top / "etc").mkdir()
    (top / "etc" / "passwd").write_text("SECRET:x:0:0::/:\n")
    (root / "etc" / "passwd").symlink_to("../../etc/passwd")
    (root / "up").symlink_to("..")
    (root / "out").symlink_to("../secret")
    (root / "dir" / "out").symlink_to("../../secret")
    (root / "absolute").symlink_to(top / "secret")
    (root / "host").symlink_to(top)
    (root / "loop").symlink_to("loop")
    (root / os.fsdecode(b"\xff\xfe")).write_text("odd")
    shutil.copy(host.compile_c(PROGRAM, "-O1", "-static", "-D_GNU_SOURCE"), root / "escape")
    here = os.getcwd()
    os.chdir(root)  # the address of a socket has room for 107 bytes
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        listener.listen()
        os.chdir(here)
        yield Place(top, root)


def run(place: Place, *arguments: str, **options: object) -> tuple[Kernel, str]:
    streams = guests.Streams(b"")
    settings: dict[str, object] = {"root": str(place.root), "memory_bytes": 128 << 20, **options}
    k = boot(Options(argv=[b"/escape", *map(os.fsencode, arguments)], **settings), streams, guests.calls())  # type: ignore[arg-type]
    scheduler.run(k)
    return k, bytes(streams.output[1]).decode(errors="replace")


def asked_for(k: Kernel) -> set[str]:
    """Every path of the host that the kernel has looked at."""
    paths = {os.fsdecode(path) for path in k.vfs.host_reads}
    for filesystem in k.vfs.filesystems.values():
        for inode in filesystem.inodes.values():
            paths.add(os.fsdecode(inode.host_path or getattr(inode, "lower", b"") or b""))
            if isinstance(inode, RegularFile) and inode.pages.lower:
                paths.add(os.fsdecode(inode.pages.lower))
    return paths - {""}


def _stays_inside(place: Place, seed: int) -> None:
    """5,000 paths; each run begins with the links still there, which the calls soon remove."""
    k, output = run(place, "5000", str(seed), str(place.top))
    assert output == "done\n"
    outside = [
        path for path in asked_for(k) if path != str(place.root) and not path.startswith(f"{place.root}/")
    ]
    assert outside == []


def test_random_paths_stay_inside(place: Place) -> None:
    before = place.picture()
    _stays_inside(place, 1)
    assert place.picture() == before


@pytest.mark.slow
def test_a_hundred_thousand_random_paths_stay_inside(place: Place) -> None:
    before = place.picture()
    for seed in range(2, 22):
        _stays_inside(place, seed)
    assert place.picture() == before


def test_a_bound_folder_is_all_that_is_added(place: Place) -> None:
    other = place.top / "other"
    other.mkdir()
    (other / "shown").write_text("shown")
    (other / "out").symlink_to("../secret")
    before = place.picture()
    k, output = run(place, "5000", "3", str(place.top), binds=[(str(other), b"/ro", True)])
    assert output == "done\n"
    allowed = (str(place.root), str(other))
    assert [
        path
        for path in asked_for(k)
        if path not in allowed and not path.startswith(tuple(f"{a}/" for a in allowed))
    ] == []
    assert place.picture() == before


def test_the_users_of_a_root_come_from_inside_it(place: Place) -> None:
    """etc/passwd of the root is a link out of it: it must not be followed by us, who look for -u's name, either."""
    assert "SECRET" not in root_file(str(place.root), "etc/passwd")
    (place.root / "etc" / "passwd").unlink()
    (place.root / "etc" / "passwd").symlink_to("/accounts")
    (place.root / "accounts").write_text("someone:x:1234:1234::/home/someone:/bin/sh\n")
    assert identity("someone", str(place.root))[:2] == (1234, 1234)


def test_a_tar_cannot_name_what_lies_outside(place: Place) -> None:
    archive = place.top / "root.tar"
    with tarfile.open(archive, "w") as tar:
        tar.add(place.root / "escape", "escape")
        for name in ("../planted", "a/../../planted", "/absolute-name", "./x/./y"):
            member = tarfile.TarInfo(name)
            member.size = 4
            tar.addfile(member, io.BytesIO(b"text"))
        for name, target in (
            ("up", ".."),
            ("passwd", "/etc/passwd"),
            ("host", str(place.top)),
            ("secret-link", "../secret"),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = tarfile.SYMTYPE, target
            tar.addfile(member)
        hard = tarfile.TarInfo("hard")
        hard.type, hard.linkname = tarfile.LNKTYPE, "../secret"
        tar.addfile(hard)
    before = place.picture()
    k, output = run(place, "5000", "4", str(place.top), root=str(archive))
    assert output == "done\n"
    assert asked_for(k) <= {str(archive)}
    root = k.vfs.filesystems[k.vfs.root_place().inode.device].inodes[1]
    assert not {b"..", b"planted", b"hard"} & set(root.entries)  # type: ignore[attr-defined]  # a directory's
    assert place.picture() == before


def test_what_the_caller_cannot_read_stays_unreadable(place: Place) -> None:
    if os.geteuid():
        pytest.skip("absent: root on the host, to become somebody else")
    (place.root / "closed").write_text("SECRET")
    os.chmod(place.root / "closed", 0o600)
    for parent in [place.root, *place.root.parents]:
        if not parent.stat().st_mode & 0o1:
            os.chmod(parent, parent.stat().st_mode | 0o011)
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:  # nobody on the host, root inside
        try:
            os.setgid(65534)
            os.setuid(65534)
            streams = guests.Streams(b"")
            k = boot(
                Options(
                    argv=[b"/bin/cat", b"/r/closed"],
                    binds=[(str(place.root), b"/r", False)],
                    memory_bytes=64 << 20,
                ),
                streams,
                guests.calls(),
            )
            scheduler.run(k)
            os.write(writer, b"%d %s" % (k.main_status or 0, bytes(streams.output[1])))
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(pid, 0)
    said = os.read(reader, 4096)
    os.close(reader)
    assert said == b"256 "
