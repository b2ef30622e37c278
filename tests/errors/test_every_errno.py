"""Every error that a manual page names is brought about by a program, or is said to be impossible here, with the reason."""

import os

import pytest

from tests import host
from tests.errors import every_errno, pages

pytestmark = [
    pytest.mark.needs("gcc"),
    pytest.mark.slow,
    pytest.mark.skipif(
        os.geteuid() != 0, reason="absent: root on the host, as the programs of tests/guest/errors want it"
    ),
]


@pytest.mark.skipif(not pages.MANUAL.joinpath("man2/open.2.gz").exists(), reason="absent: manpages-dev")
def test_the_lists_are_those_of_the_pages() -> None:
    assert (every_errno.HERE / "manual.txt").read_text() == every_errno.from_pages()


def test_every_error_of_the_manual_has_a_program_or_a_reason() -> None:
    rows = every_errno.produced()
    missing, needless = [], []
    for call, errors in every_errno.named().items():
        for errno in errors:
            there = every_errno.has(rows, call, errno)
            if not there and not every_errno.excused(call, errno):
                missing.append((call, errno))
            if there and any(errno == e and call in calls for e, calls, _ in every_errno.reasons()):
                needless.append((call, errno))
    assert missing == []
    assert needless == []
    assert every_errno.document(rows) == (host.ROOT / "docs" / "errors.md").read_text(), (
        "run python -m tests.errors.every_errno"
    )
