"""Which errors of the manual a program can bring about here: the rows of tests/guest/errors against the lists of the manual pages.

python -m tests.errors.every_errno > docs/errors.md
"""

from pathlib import Path

from tests import guests

HERE = Path(__file__).parent
HEAD = """# Errors that each call can fail with

Made by `python -m tests.errors.every_errno`; a test holds it to be so. The errors are those that the manual page of the call names
(man-pages 6.03). **Bold** ones are brought about by a program in `tests/guest/errors`, natively and here alike; below is why the others
cannot be. (Errors that come though the page does not name them are in the programs too.)

| call | errors |
|---|---|
"""
SYNONYMS = {"EWOULDBLOCK": "EAGAIN", "ENOTSUP": "EOPNOTSUPP"}

Wanted = dict[str, list[str]]


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
            errno, *calls = head.split()
            found.append((errno, calls, why))
    return found


def produced() -> set[tuple[str, str]]:
    """(call, errno) of every row that our kernel printed; the same rows are compared with the host elsewhere."""
    rows = set()
    for path in sorted((guests.FOLDER / "errors").glob("*.c")):
        outcome = guests.run_in_kernel(guests.program(path), guests.compiled(path), guests.scratch(path))
        for line in outcome.output.decode().splitlines():
            words = line.split()
            assert len(words) == 2, line
            rows.add((words[0], words[1]))
    return rows


def excused(call: str, errno: str) -> bool:
    return any(errno == other and (call in calls or calls == ["*"]) for other, calls, _ in reasons())


def document(rows: set[tuple[str, str]]) -> str:
    lines = []
    for call, errors in named().items():
        shown = [f"**{e}**" if has(rows, call, e) else e for e in errors]
        lines.append(f"| `{call}` | {' '.join(shown)} |")
    why = [
        f"- {errno} of {'all' if calls == ['*'] else ', '.join(calls)}: {text}."
        for errno, calls, text in reasons()
    ]
    return (
        HEAD + "\n".join(lines) + "\n\n## Why the others cannot be brought about\n\n" + "\n".join(why) + "\n"
    )


def has(rows: set[tuple[str, str]], call: str, errno: str) -> bool:
    return (call, errno) in rows or (call, SYNONYMS.get(errno, errno)) in rows


if __name__ == "__main__":
    print(document(produced()), end="")
