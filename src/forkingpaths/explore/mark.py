"""Where exploration begins when it is not to begin with the program: what comes before the mark is run once, by default
choices, and every run starts from a snapshot behind it.  An interpreter's start costs nothing then.

    main       the point in front of the stretch of code in which the program's main() is entered
    CALL:N     behind the N-th call of that name that any process makes and that does not sleep any more, as write:1
    mark       behind the call that the program marks the place with:
                   prctl(0x46504154, 0, 0, 0, 0)                                    (C: <sys/prctl.h>)
                   ctypes.CDLL(None).prctl(0x46504154, 0, 0, 0, 0)                  (python3)
               an option that no Linux has, so that it fails with EINVAL there and here and does nothing

Points are counted from the beginning all the same: a schedule found behind a mark is replayed from nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from forkingpaths.abi.numbers import X86_64
from forkingpaths.explore.code import Code, ObjectFile, load
from forkingpaths.kernel import snapshot
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.kernel.task import Phase, Task
from forkingpaths.machine.registers import RDI, RIP

MARK_OPTION = 0x46504154  # "FPAT" as prctl's first argument
CALL_COUNT = re.compile(r"([a-z_0-9]+):([1-9][0-9]{0,8})")
ENTRY_BYTES = 96  # of _start, in which main's address is loaded
LEA_RDI, MOV_RDI = b"\x48\x8d\x3d", b"\x48\xc7\xc7"  # lea main(%rip), %rdi; mov $main, %rdi


class NoMark(ValueError):
    """The mark is not one, or the program does not come to it; the message says which."""


@dataclass(slots=True, frozen=True)
class Mark:
    """What was asked for with --from."""

    text: str
    call: str = ""  # of CALL:N, and of the program's own mark
    count: int = 1

    def __str__(self) -> str:
        return self.text


def parse_mark(text: str) -> Mark:
    """The mark of the command line; NoMark says what would be one."""
    if text == "main":
        return Mark(text)
    if text == "mark":
        return Mark(text, "prctl")
    match = CALL_COUNT.fullmatch(text)
    if match is None or match[1] not in X86_64:
        raise NoMark(f"{text!r} is neither main nor mark nor a system call and a count, as write:1")
    return Mark(text, match[1], int(match[2]))


class Watch:
    """Follows a run towards a mark: `before` each transition, and `after` it."""

    def __init__(self, k: Kernel, mark: Mark) -> None:
        self.k = k
        self.mark = mark
        self.seen = 0
        self.counts = False
        self.main = _main_of(k) if mark.text == "main" else 0

    def before(self, choice: Choice) -> bool:
        """Look at the task that goes on now; True when the mark is here, in front of this transition."""
        t = self.k.tasks.get(choice.tid)
        self.counts = t is not None and self._is_marked_call(t)
        return bool(self.main and t is not None and t.tid == self.k.main_tgid and self._enters_main(t))

    def after(self, choice: Choice) -> bool:
        """True when the mark is here, behind this transition."""
        t = self.k.tasks.get(choice.tid)
        if self.counts and (t is None or t.phase is Phase.USER):
            self.seen += 1
        return bool(self.mark.call) and self.seen >= self.mark.count

    def _is_marked_call(self, t: Task) -> bool:
        if t.phase is not Phase.CALL or self.k.call_name(t) != self.mark.call:
            return False
        return self.mark.text != "mark" or t.context.regs[RDI] & 0xFFFF_FFFF == MARK_OPTION

    def _enters_main(self, t: Task) -> bool:
        """Whether this stretch of user code comes to main(): tried, and taken back."""
        if t.phase is not Phase.USER:
            return False
        k = self.k
        here = snapshot.take(k)
        listeners, k.listeners = k.listeners, []
        watched, k.watched = k.watched, True
        k.stop_rip = self.main
        try:
            k.step(Choice("run", t.tid))
            after = k.tasks.get(t.tid)
            return after is not None and after.phase is Phase.USER and after.context.regs[RIP] == self.main
        finally:
            k.stop_rip = None
            k.watched = watched
            k.listeners = listeners
            snapshot.restore(k, here)
            snapshot.drop(k, here)


def _main_of(k: Kernel) -> int:
    """The address of main() in the program: its symbol, or what _start hands to the C library."""
    t = k.tasks[k.main_tgid]
    code = Code()
    code.learn(t, "")
    for image in code.spaces.get(t.memory.id, ()):
        if not image.host or image.path.rsplit("/", 1)[-1].startswith("ld-"):
            continue
        file = load(image.host)
        bias = file.bias(image)
        named = next((symbol.start for symbol in file.functions if symbol.name == "main"), 0)
        address = named or _main_by_entry(file)
        if address:
            return address + bias
    raise NoMark(
        "--from main: the program has no main() that can be told (no symbol, and its entry loads none)"
    )


def _main_by_entry(file: ObjectFile) -> int:
    """The address of the file that _start loads into %rdi, of a stripped program; 0 when it loads none."""
    entry = int.from_bytes(file.data[24:32], "little")
    code = file.bytes_at(entry, ENTRY_BYTES)
    at = code.find(LEA_RDI)
    if at >= 0:
        return entry + at + 7 + int.from_bytes(code[at + 3 : at + 7], "little", signed=True)
    at = code.find(MOV_RDI)
    if at >= 0:
        return int.from_bytes(code[at + 3 : at + 7], "little")
    return 0
