"""execve(2), from the path to the first instruction.

    open_executable    the file: permission, ETXTBSY
    find_program       scripts give way to their interpreters, at most five deep; then the ELF image and its interpreter
    build              a new address space with stack, program, interpreter, vDSO
    ---- the point of no return: until here nothing of the caller has changed, and every error is an errno ----
    become             other threads end; the old memory goes; credentials, descriptors, dispositions, names change; registers start anew

In Linux the program is mapped behind that point, so an image that cannot be mapped costs the caller its life (SIGSEGV), not an
errno: `build` therefore hands errors of that part over as `Doomed`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from forkingpaths.abi.elf import BINPRM_BUF_SIZE, SCRIPT_RECURSION_MAX
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.resource import RLIMIT_STACK
from forkingpaths.kernel.clock import EFFORT_EXEC_NS, EXEC_NS
from forkingpaths.kernel.exec import become, build, script
from forkingpaths.kernel.exec.build import Doomed
from forkingpaths.kernel.exec.image import Image, read_image
from forkingpaths.kernel.exec.stack import check_sizes
from forkingpaths.vfs import leases
from forkingpaths.vfs.lookup import Resolved, lookup, touch_atime
from forkingpaths.vfs.namespace import MS_NOEXEC
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.opening import path_of_walk
from forkingpaths.vfs.permission import MAY_EXEC, check
from forkingpaths.vfs.regular import RegularFile

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

SIGSEGV = 11


class Program(NamedTuple):
    """What is to be run: files are open, with one reference each that is ours."""

    file: OpenFile
    image: Image
    interpreter: OpenFile | None
    interpreter_image: Image | None
    argv: list[bytes]


def execute(k: Kernel, t: Task, path: bytes, argv: list[bytes], envp: list[bytes]) -> None:
    """execve(path, argv, envp) by `t`.  SysError, and nothing has changed; or `t` stands at the new program's first instruction."""
    execute_at(k, t, lookup(k, t.fs, t.credentials, None, path), path, argv, envp)


def execute_at(
    k: Kernel,
    t: Task,
    at: Resolved,
    path: bytes,
    argv: list[bytes],
    envp: list[bytes],
    *,
    hidden: bool = False,
) -> None:
    """The same for a file already found; `path` is what the program is told.  `hidden`: `path` will not lead to the file any more
    (a close-on-exec descriptor), so a script cannot be."""
    # Linux 5.18: a program is never run without argv[0]
    argv = argv or [b""]
    stack_limit = t.process.limits[RLIMIT_STACK][0]
    check_sizes(path, argv, envp, stack_limit)
    program = find_program(k, t, open_executable(k, t, at), path, argv, hidden)
    try:
        if program.argv is not argv:
            check_sizes(path, program.argv, envp, stack_limit)
        plan = build.build(k, t, program, path, envp)
    except Doomed as doomed:
        if not t.memory.id:  # the first program of all: there is nobody to kill
            raise SysError(doomed.errno) from None
        become.end_other_threads(k, t)
        _kill(k, t)
        return
    finally:
        _close(k, program.file)
        if program.interpreter is not None:
            _close(k, program.interpreter)
    become.become(k, t, plan, path, program.argv, envp)
    if k.current:
        k.spend(t, EXEC_NS)
        k.clock.effort(EFFORT_EXEC_NS)


def open_executable(k: Kernel, t: Task, at: Resolved) -> OpenFile:
    """The file, opened to be executed, with one reference."""
    place = at.place
    inode = place.inode
    # "EACCES The file or a script interpreter is not a regular file"; "the filesystem is mounted noexec"
    if not isinstance(inode, RegularFile) or k.vfs.flags_of(place.mount) & MS_NOEXEC:
        raise SysError(Errno.EACCES)
    check(t.credentials, inode, MAY_EXEC)
    if k.vfs.leases:
        leases.break_for(k, inode, 0)
    # "ETXTBSY The specified executable was open for writing by one or more processes"
    if inode.pages.writers:
        raise SysError(Errno.ETXTBSY)
    k.touch(("inode", inode.device, inode.number), False)
    file = inode.open(k, place, 0, path_of(k, t, at))
    file.references += 1
    return file


def check_executable(k: Kernel, t: Task, at: Resolved) -> None:
    """May `t` execute the file?  SysError as `open_executable`."""
    _close(k, open_executable(k, t, at))


def path_of(k: Kernel, t: Task, at: Resolved) -> bytes:
    """The absolute path of what a walk found, for /proc/pid/exe."""
    return path_of_walk(k, at, k.vfs.root_place())


def find_program(k: Kernel, t: Task, file: OpenFile, path: bytes, argv: list[bytes], hidden: bool) -> Program:
    """Follow scripts to a program and find its interpreter.  Takes over the reference of `file`."""
    interpreter = None
    name = path
    try:
        depth = 0
        while True:
            if depth > SCRIPT_RECURSION_MAX:
                raise SysError(Errno.ELOOP)
            inode = file.inode
            assert isinstance(inode, RegularFile)
            touch_atime(k, inode, file.mount)
            line = script.parse(inode.pages.read(k, 0, BINPRM_BUF_SIZE))
            if line is None:
                break
            if hidden:
                raise SysError(Errno.ENOENT)
            head = [line.interpreter] if line.argument is None else [line.interpreter, line.argument]
            argv = [*head, name, *argv[1:]]
            name = line.interpreter
            following = open_executable(k, t, lookup(k, t.fs, t.credentials, None, name))
            _close(k, file)
            file = following
            depth += 1
        image = read_image(k, inode.pages)
        if image.interpreter is None:
            return Program(file, image, None, None, argv)
        # an empty path is the current directory here, as the kernel itself opens it
        interpreter = open_executable(k, t, lookup(k, t.fs, t.credentials, None, image.interpreter or b"."))
        assert isinstance(interpreter.inode, RegularFile)
        touch_atime(k, interpreter.inode, interpreter.mount)
        # "ELIBBAD An ELF interpreter was not in a recognized format"
        interpreter_image = read_image(k, interpreter.inode.pages, Errno.ELIBBAD)
        if interpreter_image.compat is not image.compat:
            raise SysError(Errno.ELIBBAD)
        return Program(file, image, interpreter, interpreter_image, argv)
    except SysError:
        _close(k, file)
        if interpreter is not None:
            _close(k, interpreter)
        raise


def _close(k: Kernel, file: OpenFile) -> None:
    file.references -= 1
    if not file.references:
        file.release(k)


def _kill(k: Kernel, t: Task) -> None:
    from forkingpaths.kernel import exit as exits

    exits.kill_process(k, t.process, SIGSEGV, False)
