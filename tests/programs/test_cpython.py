"""CPython's own tests end inside as they do on the host, test by test; `make nightly` has the long suites."""

import pytest

from tests.programs import cpython

pytestmark = pytest.mark.needs("libpython3.11-testsuite", "python3")


@pytest.mark.slow
@pytest.mark.parametrize("suite", cpython.QUICK)
def test_verdicts_are_those_of_the_host(suite: str) -> None:
    compared = cpython.compare(suite)
    assert compared.count("ok"), compared.native.text[-2000:]
    assert compared.worse() == {}, compared.ours.text[-5000:]
