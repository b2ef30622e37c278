"""The host's tree is read lazily and only read: everything that changes, changes in memory."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from tests.vfs.shell import Setting, sh


def _picture(folder: Path) -> list[tuple[str, int, int, int, bytes]]:
    """Everything about the files below a directory that a guest could have changed."""
    found = []
    for path in sorted(folder.rglob("*")):
        s = path.lstat()
        content = (
            path.read_bytes()
            if stat.S_ISREG(s.st_mode)
            else os.readlink(path).encode()
            if path.is_symlink()
            else b""
        )
        found.append((str(path), s.st_mode, s.st_mtime_ns, s.st_nlink, content))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "file").write_text("from the host\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "deep").write_text("deep\n")
    (tmp_path / "link").symlink_to("file")
    os.link(tmp_path / "file", tmp_path / "second")
    return tmp_path


def test_nothing_of_the_host_changes(folder: Path) -> None:
    before = _picture(folder)
    ran = sh(
        "echo more >> file; chmod 600 file; mv sub elsewhere; rm link; ln -s x link; mkdir new; touch new/a; "
        "truncate -s 3 second; rm -r elsewhere; touch -d @5 file; cat file; ls",
        Setting(cwd=folder),
    )
    assert ran.err == ""
    assert ran.out == "fro" + "file\nlink\nnew\nsecond\n"
    assert _picture(folder) == before


def test_what_was_seen_stays_as_it_was_seen(folder: Path) -> None:
    """The host is asked once for each name: its metadata and its absence are ours from then on."""
    script = "ls file missing 2>/dev/null; touch -r file stamp; stat -c %Y file"
    first = sh(script, Setting(cwd=folder))
    assert first.out.split()[0] == "file"
    assert int(first.out.split()[1]) == int((folder / "file").stat().st_mtime)


def test_removed_and_renamed_host_files_do_not_come_back(folder: Path) -> None:
    ran = sh("rm file; mv sub/deep up; ls . sub; cat file; echo new > file; cat file", Setting(cwd=folder))
    assert ran.out == ".:\nlink\nsecond\nsub\nup\n\nsub:\nnew\n"
    assert "No such file" in ran.err


def test_several_names_of_a_host_file_are_one_file(folder: Path) -> None:
    ran = sh("echo x > file; cat second; [ file -ef second ] && stat -c %h second", Setting(cwd=folder))
    assert ran.out == "x\n2\n"


def test_what_was_read_is_reported(folder: Path) -> None:
    ran = sh("cat file > /dev/null; stat second > /dev/null", Setting(cwd=folder))
    read = ran.kernel.vfs.host_reads
    assert os.fsencode(folder / "file") in read
    assert os.fsencode(folder / "sub" / "deep") not in read


def test_inode_numbers_follow_the_order_of_first_sight(folder: Path) -> None:
    runs = [sh("ls -i sub file; ls -ia .", Setting(cwd=folder)).out for _ in range(2)]
    assert runs[0] == runs[1]


def test_a_host_file_that_grows_under_us_has_the_size_we_saw(folder: Path) -> None:
    (folder / "big").write_bytes(b"a" * 10000)
    ran = sh("wc -c < big; tail -c 3 big", Setting(cwd=folder))
    assert ran.out == "10000\naaa"


def test_host_sockets_and_fifos_lead_nowhere(folder: Path) -> None:
    import socket

    os.mkfifo(folder / "fifo")
    with socket.socket(socket.AF_UNIX) as s:
        s.bind(str(folder / "socket"))
        ran = sh(
            "stat -c %F fifo socket; cat socket; (echo through > fifo &) ; cat fifo", Setting(cwd=folder)
        )
    assert ran.out == "fifo\nsocket\nthrough\n"
    assert "No such device or address" in ran.err


def test_directory_counts_as_linux_counts_it(folder: Path) -> None:
    ran = sh(
        "stat -c %h .; mkdir a b; stat -c %h .; rmdir a sub; stat -c %h . ; rm -r sub; stat -c %h .",
        Setting(cwd=folder),
    )
    assert ran.out == "3\n5\n4\n3\n"


def test_the_machines_own_name_can_be_looked_up(tmp_path: Path, busybox_static: Path) -> None:
    assert sh('getent hosts "$(uname -n)"').out.split() == ["127.0.1.1", "forkingpaths"]
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "hosts").write_text("127.0.0.1 localhost\n")
    (tmp_path / "bin").mkdir()
    shutil.copy(busybox_static, tmp_path / "bin" / "busybox")
    ran = sh("/bin/busybox cat /etc/hosts", Setting(root=str(tmp_path), shell=b"/bin/busybox"))
    assert ran.out == "127.0.0.1 localhost\n127.0.1.1\tforkingpaths\n", ran.err
    assert (tmp_path / "etc" / "hosts").read_text() == "127.0.0.1 localhost\n"
