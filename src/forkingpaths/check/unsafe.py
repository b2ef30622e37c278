"""Properties of handlers that enter what they interrupted (signal-safety(7)): "If a signal interrupts the execution of an unsafe function,
and the handler calls an unsafe function [...], then the behavior of the program is undefined."

Three ways to know, so that stripped programs are not left out:
  by name    the interrupted stack and the handler both have a function of one family (the allocator, stdio, ...) on it
  by state   code that the handler ran is the very code it interrupted, and the handler wrote what that code had read and was to write
             (check/torn.py finds the lost write)
  by lock    the handler waits for a lock that the code it interrupted holds
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from forkingpaths.check.activations import Activation, activations
from forkingpaths.check.ending import signal_name
from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.check.torn import lost_write
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.events import Event, Kind

FAMILIES = {
    "the allocator": r"_*(libc_)?(malloc|calloc|realloc|reallocarray|free|cfree|memalign|posix_memalign|aligned_alloc|valloc|pvalloc"
    r"|mallopt|malloc_trim|strdup|strndup|asprintf|vasprintf)|_?int_(malloc|free|realloc|memalign).*|malloc_consolidate|sysmalloc.*"
    r"|tcache_.*|unlink_chunk.*|systrim.*|arena_get.*|operator (new|delete).*|_Zn[wa].*|_Zd[la].*",
    "stdio": r"_*(isoc\d+_)?v?[fds]?n?(printf|scanf)(_chk|_internal)?|_*v?[fds]?n?printf_.*|_*IO_.*|_*(f?puts|f?putc|putchar|f?gets|f?getc"
    r"|getchar|ungetc|fwrite|fread|fflush|fopen|fclose|fseek|ftell|rewind|setvbuf|getline|getdelim|perror|fdopen)(_unlocked)?",
    "syslog": r"_*v?syslog(_chk)?|openlog|closelog",
    "the time zone": r"_*(localtime|ctime|mktime|timelocal|tzset|strftime)(_r|_l)?|__tz_.*|tzset_internal",
    "the environment": r"setenv|putenv|unsetenv|clearenv|__add_to_environ",
    "exit": r"exit|atexit|__run_exit_handlers|__cxa_(at)?exit|__new_exitfn",
    "name lookups": r"(get|set|end)(pw|gr|host|serv|proto)(ent|nam|uid|gid|byname|byaddr)(_r)?|getaddrinfo",
    "random numbers": r"rand|s?random|srand|initstate|setstate",
    "the dynamic linker": r"_*dl(open|sym|close).*",
}
_KNOWN = {family: re.compile(pattern) for family, pattern in FAMILIES.items()}
TAKES_EFFECT = (
    "wait4",
    "waitid",
    "read",
    "readv",
    "recvfrom",
    "recvmsg",
    "accept",
    "accept4",
    "open",
    "openat",
    "dup",
)


def family_of(name: str) -> str:
    """Which unsafe functions `name` is one of, "" for none."""
    return next((family for family, pattern in _KNOWN.items() if pattern.fullmatch(name)), "") if name else ""


def interrupted_in(run: Run, a: Activation) -> dict[str, str]:
    """family -> the outermost unsafe function of it that was running when the signal came in."""
    if a.at is None:
        return {}
    found = {}
    for address in (a.at.rip, *run.code.callers(a.space, a.at.rip, a.at.stack)):
        name = run.code.function(a.space, address).partition(".")[0]
        family = family_of(name)
        if family:
            found[family] = name
    return found


def entered_in(run: Run, a: Activation, families: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(family, function) of the unsafe functions that the handler ran, of these families, first come first."""
    seen: dict[int, bool] = {}
    for t in a.transitions:
        if t.call:
            continue
        for rip, _ in t.instructions:
            if rip not in seen:
                seen[rip] = True
                name = run.code.function(a.space, rip).partition(".")[0]
                family = family_of(name)
                if family in families:
                    yield family, name


@dataclass(slots=True, frozen=True)
class UnsafeInHandler:
    """A handler entered a function that is not async-signal-safe while the program was inside it, or inside another of its family."""

    id: str = "unsafe-in-handler"
    title: str = "a handler entered what it had interrupted"
    manual: str = "signal-safety(7)"
    mend: str = "let the handler set a flag or write to a pipe, and do the work in the main loop; or block the signal around it"
    example: str = "findings/unsafe_in_handler"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        for a in activations(run):
            finding = self._by_name(run, a) or self._by_lock(run, a) or self._by_state(run, a)
            if finding is not None:
                return [finding]
        return []

    def _finding(self, a: Activation, title: str, why: str, address: int) -> Finding:
        return Finding(self.id, title, why, (a.entered.step,), a.tid, address)

    def _by_name(self, run: Run, a: Activation) -> Finding | None:
        families = interrupted_in(run, a)
        if not families or a.how == "jumped":
            return None
        entered = next(entered_in(run, a, families), None)
        if entered is None:
            return None
        family, name = entered
        signal = signal_name(a.signal)
        return self._finding(
            a,
            f"the handler of {signal} entered {name} while process {a.tid} was inside {families[family]}",
            f"{signal} came at step {a.entered.step}, inside {families[family]}; the handler then ran {name}: {family} is not "
            f"made to be entered twice",
            a.at.rip if a.at is not None else 0,
        )

    def _by_lock(self, run: Run, a: Activation) -> Finding | None:
        if a.how != "open" or run.ending != "blocked":
            return None
        b = next((b for b in run.details["blocked"] if b["tid"] == a.tid and b["call"] == "futex"), None)
        if b is None or (b["on"] and b["on"] != [a.tid]):
            return None
        if not b["on"] and any(
            o["tgid"] == b["tgid"] and o["tid"] != b["tid"] for o in run.details["blocked"]
        ):
            return None
        signal = signal_name(a.signal)
        return self._finding(
            a,
            f"the handler of {signal} waits for a lock that process {a.tid} itself holds",
            f"{signal} came at step {a.entered.step}, while the code it interrupted held a lock; the handler wants the same lock, "
            f"and the code that would give it back cannot go on",
            a.at.rip if a.at is not None else 0,
        )

    def _by_state(self, run: Run, a: Activation) -> Finding | None:
        lost = lost_write(run, a)
        if lost is None or not lost.same_code:
            return None
        signal = signal_name(a.signal)
        place = run.code.describe(a.space, lost.instruction)
        return self._finding(
            a,
            f"the handler of {signal} ran the code that it had interrupted: {place}",
            f"{signal} came at step {a.entered.step}; the handler, in the same code, wrote {lost.what}, which that code had read "
            f"before and wrote after: what the handler did there is lost",
            lost.instruction,
        )


@dataclass(slots=True, frozen=True)
class JumpedOut:
    """A handler was left by longjmp out of the middle of something: an unsafe function, or a call whose result is lost with it."""

    id: str = "longjmp"
    title: str = "a handler jumped out of what it interrupted"
    manual: str = 'signal-safety(7), siglongjmp(3) "NOTES"'
    mend: str = "return from the handler, and let the program look at a flag; or block the signal around what must not be cut short"
    example: str = "corpus/08_longjmp"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        for a in activations(run):
            if a.how != "jumped":
                continue
            signal = signal_name(a.signal)
            inside = next(iter(interrupted_in(run, a).values()), "")
            done = _finished_call(run, a)
            if done is not None:
                what = f"{done.data[0]} had returned {done.data[2]}, and the program never gets that result"
                place = f"{done.data[0]}, which had done its work"
            elif inside:
                what = f"{inside} is left half done, and what it was changing stays so"
                place = inside
            else:
                continue
            return [
                Finding(
                    self.id,
                    f"the handler of {signal} jumped out of {place}",
                    f"{signal} came at step {a.entered.step} and its handler was left by longjmp: {what}",
                    (a.entered.step,),
                    a.tid,
                    a.at.rip if a.at is not None else 0,
                )
            ]
        return []


def _finished_call(run: Run, a: Activation) -> Event | None:
    """The call that had just taken effect when the signal came in."""
    last = None
    for e in run.events:
        if e.step >= a.entered.step:
            break
        if e.tid == a.tid and e.kind in (Kind.CALL, Kind.RETURN):
            last = e
    took = (
        last is not None
        and last.kind is Kind.RETURN
        and last.data[0] in TAKES_EFFECT
        and (last.data[2] or 0) > 0
    )
    # user code may have run since: then the program has the result
    untouched = took and a.before is not None and a.before.call == (last.data[0] if last is not None else "")
    return last if untouched else None


REGISTRY.add(UnsafeInHandler())
REGISTRY.add(JumpedOut())
