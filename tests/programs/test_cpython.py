"""CPython's own tests end inside as they do on the host, test by test; `make nightly` has the long suites."""

from pathlib import Path

import pytest

from tests.programs import cpython

pytestmark = pytest.mark.needs("libpython3.11-testsuite", "python3")


@pytest.mark.slow
@pytest.mark.parametrize("suite", cpython.QUICK)
def test_verdicts_are_those_of_the_host(suite: str) -> None:
    compared = cpython.compare(suite, whole=False)
    assert compared.count("ok"), compared.native.text[-2000:]
    assert compared.worse() == {}, compared.ours.text[-5000:]


SUITE = """
import os, unittest

class Tests(unittest.TestCase):
    def test_1_chatters(self):
        os.write(1, b"test_2 (a.b.c) ... FAIL\\nnot this")
    def test_2_hangs(self):
        while True: pass
    def test_3_dies(self):
        os.kill(os.getpid(), 9)
    @unittest.skip("it is said why")
    def test_4_is_skipped(self):
        pass
    def test_5_fails(self):
        "A line of words comes between."
        self.fail()
    def test_6_passes(self):
        "A line of words comes between."
"""


@pytest.mark.slow
@pytest.mark.parametrize("start", [cpython.natively, cpython.inside])
def test_a_test_that_hangs_or_dies_hides_no_other(
    start: cpython.Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "suite.py").write_text(SUITE)
    monkeypatch.setitem(cpython.ENVIRONMENT, "PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(cpython, "LIMIT", 20)
    monkeypatch.setattr(cpython, "HOST_LIMIT", 3)
    names = "1_chatters 2_hangs 3_dies 4_is_skipped 5_fails 6_passes".split()
    tests = [f"suite.Tests.test_{name}" for name in names]
    ran = cpython.run(start, f"made-up-{start.__name__}", tests)
    assert [ran.verdicts.get(test) for test in tests] == ["ok", "hung", "died", "skipped", "FAIL", "ok"]
