"""This side's terminal in raw mode, while the guest's line discipline does the work (-it).

Every key goes to the guest as it is typed, ctrl-C and ctrl-Z too; echo, line editing and signals happen there.
"""

from __future__ import annotations

import os
import sys
import termios
import tty
from typing import Any

from forkingpaths.cli.errors import Failure


class RawTerminal:
    """Standard input in raw mode between `with` and its end, whatever happens in between."""

    def __init__(self) -> None:
        if not (os.isatty(0) and os.isatty(1)):
            raise Failure("-t needs a terminal on standard input and output")
        self._saved: list[Any] = termios.tcgetattr(0)

    def window(self) -> tuple[int, int]:
        """Rows and columns."""
        size = os.get_terminal_size(1)
        return size.lines or 24, size.columns or 80

    def __enter__(self) -> RawTerminal:
        sys.stdout.flush()
        tty.setraw(0, termios.TCSADRAIN)
        return self

    def __exit__(self, *_: object) -> None:
        termios.tcsetattr(0, termios.TCSADRAIN, self._saved)
