"""From the command line to what the kernel boots: environment, user, folders, and C text compiled.

All that is taken from the host is taken here, once: after it, the run depends on `kernel.boot.Options` and the files only.
"""

from __future__ import annotations

import errno
import os
import tarfile
import tempfile
from dataclasses import replace
from types import TracebackType

from forkingpaths.cli.asked import GuestOptions, Volume
from forkingpaths.cli.compile import compile_c
from forkingpaths.cli.errors import Failure, Why
from forkingpaths.kernel.boot import DEFAULT_ENVIRONMENT, Options
from forkingpaths.vfs import image as images

MAX_LINKS = 40


class Guest:
    """The boot options of one command line; a context, because a compiled program lives in a temporary folder."""

    def __init__(self, asked: GuestOptions) -> None:
        self.asked = asked
        self.source = ""  # the C text, an absolute path, and what was made of it; "" for a program as it is
        self.made = ""
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Options:
        try:
            return self._options(self._compiled(self.asked))
        except BaseException:  # ctrl-C too: the folder of what was compiled must not stay
            self.__exit__(None, None, None)
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _compiled(self, asked: GuestOptions) -> GuestOptions:
        """C text becomes a program, bound beside its source under the name without `.c`."""
        source = asked.command[0]
        if not source.endswith(".c"):
            return asked
        self._folder = tempfile.TemporaryDirectory(prefix="fpath-")
        made = compile_c(source, self._folder.name)
        self.source, self.made = os.path.abspath(source), made
        name = source.removesuffix(".c")
        name = name if "/" in name else f"./{name}"
        place = name if asked.root is None else "/" + os.path.basename(name)
        volume = Volume(made, os.path.abspath(place), True)
        return replace(asked, command=(place, *asked.command[1:]), volumes=(*asked.volumes, volume))

    def _options(self, asked: GuestOptions) -> Options:
        """What boot takes."""
        uid, gid, groups, home = identity(asked.user, asked.root)
        workdir = asked.workdir or ("/" if asked.root else _host_directory())
        if not workdir.startswith("/"):
            raise Failure(f"the working directory {workdir!r} must be absolute")
        for volume in asked.volumes:
            if not os.path.exists(volume.host):
                raise Failure(f"{volume.host}: No such file or directory (-v)")
        return Options(
            argv=[os.fsencode(word) for word in asked.command],
            env=environment(asked, home),
            cwd=os.fsencode(workdir),
            uid=uid,
            gid=gid,
            groups=groups,
            capabilities=asked.capabilities,
            root=os.path.abspath(asked.root) if asked.root else None,
            binds=[(os.path.abspath(v.host), os.fsencode(v.guest), v.read_only) for v in asked.volumes],
            memory_bytes=asked.memory_bytes,
            processors=asked.processors,
            seed=asked.seed,
            pids=asked.pids,
            time_is_free=asked.time == "free",
            init=asked.init,
            terminal=asked.terminal,
        )


def _host_directory() -> str:
    try:
        return os.getcwd()
    except FileNotFoundError:
        raise Failure("the current directory is gone; say one with -w") from None


def environment(asked: GuestOptions, home: str) -> list[bytes]:
    """The fixed environment, and what -e adds or changes; a name without a value takes the host's, if it has one."""
    table = dict(entry.split(b"=", 1) for entry in DEFAULT_ENVIRONMENT)
    table[b"HOME"] = os.fsencode(home)
    if asked.terminal:
        table[b"TERM"] = b"xterm"
    for word in asked.environment:
        name, equals, value = os.fsencode(word).partition(b"=")
        if not name or b"\0" in word.encode(errors="surrogateescape"):
            raise Failure(f"{word!r} is not NAME=VALUE (-e)")
        if not equals:
            from_host = os.environb.get(name)
            if from_host is None:
                table.pop(name, None)
                continue
            value = from_host
        table[name] = value
    return [name + b"=" + value for name, value in table.items()]


def identity(user: str | None, root: str | None) -> tuple[int, int, tuple[int, ...], str]:
    """Uid, gid, supplementary groups and home of USER[:GROUP]; names are looked up in the guest's own /etc."""
    if user is None:
        return 0, 0, (), "/root"
    name, _, group = user.partition(":")
    accounts = [line.split(":") for line in root_file(root, "etc/passwd").splitlines()]
    accounts = [fields for fields in accounts if len(fields) >= 7]
    found = next((f for f in accounts if f[0] == name), None)
    if found is None and name.isdecimal():
        found = next((f for f in accounts if f[2] == name), [name, "", name, group or "0", "", "/", ""])
    if found is None:
        raise Failure(f"there is no user {name!r} in the guest's /etc/passwd (-u)")
    entries = [line.split(":") for line in root_file(root, "etc/group").splitlines()]
    entries = [fields for fields in entries if len(fields) >= 4]
    if group:
        gid = next((f[2] for f in entries if f[0] == group), group)
        if not gid.isdecimal():
            raise Failure(f"there is no group {group!r} in the guest's /etc/group (-u)")
        return _id(found[2]), _id(gid), (), found[5]
    others = tuple(int(f[2]) for f in entries if found[0] in f[3].split(",") and f[2] != found[3])
    return _id(found[2]), _id(found[3]), others, found[5]


def _id(text: str) -> int:
    if (
        not text.isdecimal() or int(text) >= 0xFFFF_FFFF
    ):  # (uid_t) -1 means "no change" to every call that takes one
        raise Failure(f"{text!r} is not a user or group number (-u)")
    return int(text)


def root_file(root: str | None, name: str) -> str:
    """The text of a file of the guest's root before it runs; "" when it has none."""
    try:
        if root is not None and (not os.path.isdir(root) or images.is_layout(root)):
            return _tar_file(root, name)
        with open(_inside(root or "/", name), encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except OSError:
        return ""


def _inside(root: str, name: str) -> str:
    """The host path of a file of a root folder, its links followed as the guest would follow them: none leads out."""
    left, done, links = name.split("/"), [root], 0
    while left:
        part = left.pop(0)
        if part == "..":
            done = done[:-1] if len(done) > 1 else done
        elif part not in ("", "."):
            path = os.path.join(*done, part)
            if not os.path.islink(path):
                done.append(part)
                continue
            links += 1
            if links > MAX_LINKS:
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
            target = os.readlink(path)
            done = [root] if target.startswith("/") else done
            left = [*target.split("/"), *left]
    return os.path.join(*done)


def _tar_file(root: str, name: str) -> str:
    try:
        with images.opened(root) as image:
            if image is not None:
                return _image_file(image, name)
        with tarfile.open(root) as archive:
            return _member_text(archive, name) or ""
    except (tarfile.TarError, ValueError, KeyError) as error:
        raise Failure(f"{root}: {error} (--root)", Why.OURS) from error


def _image_file(image: images.Image, name: str) -> str:
    """The file of the highest layer that has it."""
    for layer in reversed(image.layers):
        with image.layer(layer) as (archive, _):
            found = _member_text(archive, name)
        if found is not None:
            return found
    return ""


def _member_text(archive: tarfile.TarFile, name: str) -> str | None:
    for spelling in (name, "./" + name):
        try:
            member = archive.extractfile(spelling)
        except KeyError:
            continue
        return member.read().decode(errors="surrogateescape") if member else ""
    return None
