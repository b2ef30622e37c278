"""Descriptors 0, 1 and 2 of the first program."""

from tests.vfs.shell import Setting, sh


def test_input_that_is_a_pipe_can_be_read_once_by_everybody() -> None:
    ran = sh("read a; cat /dev/stdin; stat -L -c %F /dev/stdin; echo $a", Setting(stdin=b"one\ntwo\n"))
    assert ran.out == "two\nfifo\none\n"


def test_input_that_is_a_file_can_be_measured_and_sought_in() -> None:
    setting = Setting(stdin=b"one\ntwo\nthree\n", stdio_types=("file", "pipe", "pipe"))
    ran = sh("stat -L -c '%F %s' /dev/stdin; read a; wc -c; tail -n 1 /dev/stdin", setting)
    assert ran.out == "regular file 14\n10\nthree\n"


def test_closed_streams_are_closed() -> None:
    ran = sh(
        "read a || echo no input; echo x >&2 || echo no errors",
        Setting(stdio_types=("closed", "pipe", "closed")),
    )
    assert ran.out == "no input\nno errors\n"
