"""Bind mounts of host directories, other roots, and mount(2) inside."""

import tarfile
from io import BytesIO
from pathlib import Path

from tests.vfs.shell import Setting, sh


def test_bound_directory_is_seen_and_not_changed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("hello\n")
    ran = sh(
        "cat file; echo changed > file; cat file; touch new; ls; pwd",
        Setting(Path("/bound"), [(str(tmp_path), b"/bound", False)]),
    )
    assert ran.out == "hello\nchanged\nfile\nnew\n/bound\n"
    assert (tmp_path / "file").read_text() == "hello\n"
    assert not (tmp_path / "new").exists()


def test_read_only_bind_refuses_every_change(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("hello\n")
    (tmp_path / "sub").mkdir()
    ran = sh(
        "cd /bound; cat file; for c in 'touch new' 'rm file' 'mv file other' 'mkdir d' 'rmdir sub' 'chmod 600 file' 'ln file l' "
        "'ln -s x l' 'truncate -s 0 file' 'touch -c file'; do $c 2>&1 | sed 's/.*: //'; done; echo x > file; [ -w file ] || echo no",
        Setting(binds=[(str(tmp_path), b"/bound", True)]),
    )
    assert ran.out == "hello\n" + "Read-only file system\n" * 10 + "no\n"
    assert "Read-only file system" in ran.err or "cannot create" in ran.err


def test_single_file_can_be_bound(tmp_path: Path) -> None:
    (tmp_path / "motd").write_text("bound\n")
    ran = sh("cat /etc/motd; rm /etc/motd", Setting(binds=[(str(tmp_path / "motd"), b"/etc/motd", False)]))
    assert ran.out == "bound\n"
    assert "Device or resource busy" in ran.err


def test_mount_points_that_do_not_exist_are_made(tmp_path: Path) -> None:
    (tmp_path / "f").touch()
    ran = sh(
        "ls /not/there/before; cd /not/there/before/..; pwd; grep -c before /proc/mounts",
        Setting(binds=[(str(tmp_path), b"/not/there/before", False)]),
    )
    assert ran.out == "f\n/not/there\n1\n"


def test_tmpfs_can_be_mounted_and_unmounted() -> None:
    ran = sh(
        "cd /; mkdir m; touch m/under; mount -t tmpfs none /m && touch m/over && ls m; (cd m; umount /m 2>/dev/null || echo busy); "
        "mount --bind /m /mnt && ls /mnt; umount /mnt; umount /m && ls m; umount /m 2>/dev/null || echo none"
    )
    assert ran.out == "over\nbusy\nover\nunder\nnone\n", ran.err


def test_root_can_be_another_directory(tmp_path: Path, busybox_static: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "busybox").write_bytes(busybox_static.read_bytes())
    (tmp_path / "bin" / "busybox").chmod(0o755)
    ran = sh(
        "/bin/busybox ls /; cd /..; pwd; echo x > /made", Setting(root=str(tmp_path), shell=b"/bin/busybox")
    )
    assert ran.out == "bin\ndev\nproc\nrun\nsys\n/\n"
    assert not (tmp_path / "made").exists()


def test_root_can_be_a_tar_file(tmp_path: Path, busybox_static: Path) -> None:
    archive = tmp_path / "root.tar"
    with tarfile.open(archive, "w") as tar:
        tar.add(busybox_static, "bin/busybox")
        for name, kind, target in (
            ("bin/cat", tarfile.SYMTYPE, "busybox"),
            ("hard", tarfile.LNKTYPE, "etc/file"),
            ("dir", tarfile.DIRTYPE, ""),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname, member.mode = kind, target, 0o755
            if name == "hard":
                text = tarfile.TarInfo("etc/file")
                text.size, text.mode, text.uid, text.mtime = 6, 0o640, 7, 1000
                tar.addfile(text, BytesIO(b"inside"))
            tar.addfile(member)
    ran = sh(
        "cat /etc/file; echo; /bin/busybox stat -c '%a %u %Y %h %s' /etc/file; echo more >> /hard; cat /etc/file; /bin/busybox ls /",
        Setting(root=str(archive), shell=b"/bin/busybox"),
    )
    assert ran.out == "inside\n640 7 1000 2 6\ninsidemore\nbin\ndev\ndir\netc\nhard\nproc\nrun\nsys\n", (
        ran.err
    )
