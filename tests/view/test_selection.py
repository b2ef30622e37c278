"""What -e, -z and -Z select, and what they refuse, as strace does; and the table of -c."""

import subprocess

import pytest

from forkingpaths.view.selection import Selection, SelectionError
from tests.cli.fpath import fpath


def selection(*expressions: str) -> Selection:
    made = Selection()
    for expression in expressions:
        made.add(expression)
    return made


@pytest.mark.parametrize(
    ("expression", "shown", "hidden"),
    [
        ("read", ["read"], ["write", "pread64"]),
        ("trace=read,write", ["read", "write"], ["open"]),
        ("t=%file", ["openat", "execve"], ["read"]),
        ("trace=!%file", ["read"], ["openat"]),
        ("trace=file", ["openat"], ["read"]),
        ("trace=/^get", ["getpid", "getuid"], ["read"]),
        ("trace=/pid", ["getpid", "getppid"], ["read"]),
        ("trace=0", ["read"], ["write"]),
        ("trace=read@64", ["read"], ["write"]),
        ("trace=?no_such_call,read", ["read"], ["write"]),
        ("trace=all", ["read", "write"], []),
        ("trace=none", [], ["read", "write"]),
        ("trace=!all", [], ["read"]),
        ("trace=!none", ["read"], []),
    ],
)
def test_calls(expression, shown, hidden):
    made = selection(expression)
    assert [name for name in shown + hidden if made.wants_call(name)] == shown


def test_a_later_expression_replaces_an_earlier_one():
    made = selection("trace=read", "trace=write")
    assert not made.wants_call("read")
    assert made.wants_call("write")


@pytest.mark.parametrize(
    ("expression", "shown", "hidden"),
    [
        ("signal=SIGINT", [2], [17]),
        ("signal=int,CHLD", [2, 17], [1]),
        ("signal=!CHLD", [2], [17]),
        ("signal=none", [], [2]),
        ("signal=all", [2], []),
        ("s=9,RT_1,RTMIN", [9, 32, 33], [34]),
    ],
)
def test_signals(expression, shown, hidden):
    made = selection(expression)
    assert [number for number in shown + hidden if made.wants_signal(number)] == shown


def test_statuses_and_messages():
    assert selection("status=failed").wants_status("failed")
    assert not selection("status=failed").wants_status("successful")
    assert selection("status=!failed").wants_status("successful")
    assert selection("quiet=exit").is_quiet("exit")
    assert not selection().is_quiet("exit")


@pytest.mark.needs("strace")
@pytest.mark.parametrize(
    "expression",
    ["trace=foo", "trace=%bogus", "trace=", "trace=all,!read", "bogus=1", "signal=BOGUS", "status=bogus"],
)
def test_what_strace_refuses_is_refused_in_its_words(expression):
    done = subprocess.run(["strace", "-e", expression, "true"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    with pytest.raises(SelectionError) as caught:
        selection(expression)
    assert f"strace: {caught.value}\n" == done.stderr


@pytest.mark.parametrize("expression", ["inject=read:error=EIO", "verbose=all", "read=3"])
def test_what_is_not_modelled_is_refused(expression):
    with pytest.raises(SelectionError, match="not modelled"):
        selection(expression)


def test_the_summary():
    done = fpath("trace", "-c", "-e", "trace=execve,exit_group,openat", "cat", "/dev/null", "/no/such/file")
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert "% time     seconds  usecs/call     calls    errors syscall" in lines
    assert any(line.split()[-1] == "openat" and line.split()[-2].isdecimal() for line in lines)
    assert lines[-1].endswith(" total")
