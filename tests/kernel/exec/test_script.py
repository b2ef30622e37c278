"""The first line of a script, as fs/binfmt_script.c reads it."""

import pytest

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel.exec.script import Script, parse

GOOD = [
    (b"#!/bin/sh\n", b"/bin/sh", None),
    (b"#!/bin/sh", b"/bin/sh\0", None),  # cut off by the end of the file: the zeros behind it end the name
    (b"#!  /bin/sh -e \t\nrest", b"/bin/sh", b"-e"),
    (b"#!/usr/bin/env python3 -u\n", b"/usr/bin/env", b"python3 -u"),
    (b"#!\t/a\tb\n", b"/a", b"b"),
    (b"#!/a b\0c\n", b"/a", b"b"),
    (b"#!relative\n", b"relative", None),
    (b"#!/a " + b"x" * 400 + b"\n", b"/a", b"x" * 250),
]
BAD = [b"#!\n", b"#! \t\n", b"#!", b"#!" + b"x" * 400, b"#!" + b" " * 300 + b"/bin/sh\n"]


@pytest.mark.parametrize(("head", "interpreter", "argument"), GOOD, ids=range(len(GOOD)))
def test_lines(head: bytes, interpreter: bytes, argument: bytes | None) -> None:
    assert parse(head) == Script(interpreter.rstrip(b"\0"), argument)


@pytest.mark.parametrize("head", BAD, ids=range(len(BAD)))
def test_lines_that_name_nothing(head: bytes) -> None:
    with pytest.raises(SysError) as caught:
        parse(head)
    assert caught.value.errno == Errno.ENOEXEC


@pytest.mark.parametrize("head", [b"", b"#", b"\x7fELF", b" #!/bin/sh\n", b"!#"])
def test_what_is_no_script(head: bytes) -> None:
    assert parse(head) is None
