"""One run, from checked options to its ending: what run, trace and verify have in common."""

from __future__ import annotations

import errno
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import SysError
from forkingpaths.cli.driver import Driver, Ending
from forkingpaths.cli.errors import Failure, Why
from forkingpaths.cli.guest import Guest
from forkingpaths.cli.host import HostStreams, occupy_standard_descriptors, stream_type
from forkingpaths.cli.terminal import RawTerminal
from forkingpaths.kernel import boot as kernel_boot
from forkingpaths.sys import table

if TYPE_CHECKING:
    from forkingpaths.cli.asked import GuestOptions
    from forkingpaths.kernel.boot import Options
    from forkingpaths.kernel.kernel import Host, Kernel


def run_once(
    asked: GuestOptions, host: HostStreams, prepare: Callable[[Kernel], None] | None = None
) -> tuple[Kernel, Ending]:
    """Boot the program of `asked` on `host` and drive it to its end; `prepare` may add listeners before it starts."""
    closed = occupy_standard_descriptors()
    with ExitStack() as stack:
        options = stack.enter_context(Guest(asked))
        terminal = None
        if asked.terminal:
            terminal = RawTerminal()
            options.window = terminal.window()
        first, second, third = (
            "closed" if fd in closed else stream_type(fd) if type(host) is HostStreams else "pipe"
            for fd in range(3)
        )
        options.stdio_types = (first, second, third)
        with nothing_collected():
            k = boot(options, host)
            if prepare is not None:
                prepare(k)
        if terminal is not None:
            stack.enter_context(terminal)
        return k, Driver(k, asked, host, terminal).run()


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Boot makes objects and no garbage: collecting while it does costs more than the boot, and looking at them later is for nothing."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def boot(options: Options, host: Host) -> Kernel:
    """A kernel before its program's first instruction, or the Failure that says why there is none."""
    try:
        return kernel_boot.boot(options, host, table.load())
    except SysError as error:
        raise _cannot_execute(os.fsdecode(options.argv[0]), error) from error


def _cannot_execute(program: str, error: SysError) -> Failure:
    """126 or 127, as a shell has it, in the words of strerror(3)."""
    why = Why.NOT_FOUND if error.errno == errno.ENOENT else Why.CANNOT_EXECUTE
    return Failure(f"{program}: {os.strerror(error.errno)}", why)
