"""What a request of ioctl_tty(2) is: a function of the terminal, the open file, and which end that is (ioctl.py has the table)."""

from __future__ import annotations

from collections.abc import Callable

from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.terminal.state import Terminal
from forkingpaths.vfs.user_memory import UserMemory

# (kernel, terminal, the open file, whether that is the master's, memory, argument) -> the call's result
Request = Callable[[Services, Terminal, OpenFile, bool, UserMemory, int], int]
