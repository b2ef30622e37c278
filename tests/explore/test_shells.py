"""A shell with job control, as a course's lab has students write it: right, nothing is found; with one of the classic mistakes,
that mistake is named and no other.  And a shell of Debian that leaves children to init when it ends: no findings."""

import pytest

from tests import host
from tests.explore.exploring import judged, started

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]
SHELL = (host.ROOT / "examples" / "processes" / "shell.c").read_text()
BLOCKED = "\t\tsigprocmask(SIG_BLOCK, &child_blocked, NULL);\n\t\tevaluate"
OPENED = "\t\tsigprocmask(SIG_SETMASK, &open_mask, NULL);\n\t\texecvp"
TWO_JOBS = b"true\ntrue &\n"
BEHIND = b"true &\ntrue\n"
STOPS = b"sh -c 'kill -STOP $$'\njobs\n"
RUNS = 25
MISTAKES = {
    "one waitpid a signal": ([("while ((pid = waitpid", "if ((pid = waitpid")], BEHIND, {"coalesced", "lost-wakeup", "zombie"}),
    "SIGCHLD not blocked around fork": ([(BLOCKED, "\t\tevaluate")], TWO_JOBS, {"lost-wakeup"}),
    "pause instead of sigsuspend": ([(BLOCKED, "\t\tevaluate"), ("sigsuspend(&open_mask)", "pause()")], TWO_JOBS, {"lost-wakeup"}),
    "the mask kept at exec": ([(OPENED, "\t\texecvp")], TWO_JOBS, {"blocked-at-exec"}),
    "no WUNTRACED": ([("WNOHANG | WUNTRACED | WCONTINUED", "WNOHANG")], STOPS, {"lost-wakeup", "deadlock"}),
}  # fmt: skip


def found(text: str, stdin: bytes, first: bool = False) -> set[str]:
    """The properties of which something is found in the first runs."""
    program = host.compile_c(text, "-O1", "-g", "-static")
    result = judged(started([program], stdin=stdin), first=first, max_runs=RUNS)
    return {w.finding.property for w in result.witnesses}


@pytest.mark.parametrize("stdin", [TWO_JOBS, BEHIND, STOPS])
def test_the_right_shell_has_no_findings(stdin: bytes) -> None:
    assert found(SHELL, stdin) == set()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_and_no_other(mistake: str) -> None:
    changes, stdin, expected = MISTAKES[mistake]
    text = SHELL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    kinds = found(text, stdin)
    assert kinds
    assert kinds <= expected


@pytest.mark.needs("dash")
@pytest.mark.parametrize(
    "script", ["true & true & true & :", "for i in 1 2 3 4; do (exit 0) & done; echo hi", "(exit 1) & wait"]
)
def test_a_shell_that_ends_before_its_jobs_has_no_findings(script: str) -> None:
    result = judged(started(["/bin/dash", "-c", script]), first=False, max_runs=80)
    assert [w.finding.title for w in result.witnesses] == []


def test_zombies_that_grow_are_found_though_their_parent_ends() -> None:
    text = "#include <unistd.h>\nint main(void) { for (int i = 0; i < 5; i++) if (fork()) sleep(1); else _exit(0); return 0; }"
    assert found(text, b"", first=True) == {"zombie"}
