"""Which errors of the manual a program can bring about here: the rows of tests/guest/errors against the lists of the manual pages.

    python -m tests.errors.every_errno            > docs/errors.md
    python -m tests.errors.every_errno pages      > tests/errors/manual.txt    (needs Debian's manpages-dev)

The calls are those of tests/errors/calls.txt; what their pages name is read from the pages (pages.py) and kept in manual.txt, so that
the document can be made where there are none.
"""

import sys
from pathlib import Path

from tests import guests
from tests.errors import pages

HERE = Path(__file__).parent
HEAD = """# Errors that each call can fail with

Made by `python -m tests.errors.every_errno`; a test holds it to be so. The errors are those that the manual page of the call names
(section ERRORS of man-pages 6.03, read by a program). Those **with a program** are brought about by it, in `tests/guest/errors`, natively
and here alike; why the others cannot be is said below. (Errors that come though the page does not name them are in the programs too.)

Programs: PROGRAMS.

| call | with a program | without |
|---|---|---|
"""
SYNONYMS = {
    "EWOULDBLOCK": "EAGAIN",
    "ENOTSUP": "EOPNOTSUPP",
    "EAGAIN": "EWOULDBLOCK",
    "EOPNOTSUPP": "ENOTSUP",
}

Wanted = dict[str, list[str]]
Rows = dict[tuple[str, str], str]  # (call, errno) -> the letter of the program


def calls() -> dict[str, str]:
    """Call -> the page that describes it."""
    lines = [
        line.split() for line in (HERE / "calls.txt").read_text().splitlines() if not line.startswith("#")
    ]
    return {words[0]: words[-1] for words in lines if words}


def from_pages() -> str:
    """manual.txt, from the pages of this machine."""
    lines = [
        "# Made by `python -m tests.errors.every_errno pages`: the errors that each page names (man-pages 6.03, section ERRORS)."
    ]
    for call, page in calls().items():
        found = pages.errors(page)
        assert found is not None, f"there is no manual page {page}"
        lines.append(" ".join([call, *found]))
    return "\n".join(lines) + "\n"


def named() -> Wanted:
    """Call -> the errors that its page names."""
    lines = [
        line.split() for line in (HERE / "manual.txt").read_text().splitlines() if not line.startswith("#")
    ]
    return {words[0]: words[1:] for words in lines}


def reasons() -> list[tuple[str, list[str], str]]:
    """(errno, calls, why it cannot be brought about)."""
    found = []
    for line in (HERE / "unreachable.txt").read_text().splitlines():
        if not line.startswith("#"):
            head, _, why = line.partition(": ")
            errno, *callers = head.split()
            found.append((errno, callers, why))
    return found


def programs() -> list[Path]:
    return sorted((guests.FOLDER / "errors").glob("*.c"))


def produced() -> Rows:
    """Every row that our kernel printed, and where; the same rows are compared with the host elsewhere."""
    rows: Rows = {}
    for letter, path in zip("abcdefghijklmnop", programs(), strict=False):
        outcome = guests.run_in_kernel(guests.program(path), guests.compiled(path), guests.scratch(path))
        for line in outcome.output.decode().splitlines():
            words = line.split()
            assert len(words) == 2, line
            rows.setdefault((words[0], words[1]), letter)
    return rows


def excused(call: str, errno: str) -> bool:
    return any(errno == other and (call in callers or callers == ["*"]) for other, callers, _ in reasons())


def document(rows: Rows) -> str:
    lines = []
    for call, errors in named().items():
        there = [f"{e} ({where})" for e in errors if (where := row_of(rows, call, e))]
        missing = [e for e in errors if not has(rows, call, e)]
        lines.append(f"| `{call}` | {' '.join(there)} | {' '.join(missing)} |")
    why = [
        f"- {errno} of {'all' if callers == ['*'] else ', '.join(callers)}: {text}."
        for errno, callers, text in reasons()
    ]
    names = [
        f"{letter} = `{path.stem}`" for letter, path in zip("abcdefghijklmnop", programs(), strict=False)
    ]
    head = HEAD.replace("PROGRAMS", ", ".join(names))
    return (
        head + "\n".join(lines) + "\n\n## Why the others cannot be brought about\n\n" + "\n".join(why) + "\n"
    )


def row_of(rows: Rows, call: str, errno: str) -> str:
    """The program that brings it about; "" for none."""
    return rows.get((call, errno)) or rows.get((call, SYNONYMS.get(errno, errno)), "")


def has(rows: Rows, call: str, errno: str) -> bool:
    return bool(row_of(rows, call, errno))


if __name__ == "__main__":
    print(from_pages() if "pages" in sys.argv else document(produced()), end="")
