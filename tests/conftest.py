"""What every test may use: the programs of the host, a cache of compiled C programs, and a promise kept aloud.

The promise: no test is left out silently. A test says which Debian programs it runs,

    @pytest.mark.needs("busybox", "git")

and where one of them is absent the test is skipped, and the closing summary lists program, Debian package and the
tests not run. With FPATH_REQUIRE_ALL=1, as .ci/run sets it, an absent program is a failure instead.
"""

import gc
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import host

COLLECTED_AT = gc.get_threshold()

settings.register_profile(
    "reproducible",
    derandomize=True,  # two runs of the suite try the same examples; look for new ones with the "search" profile
    deadline=None,  # a shared machine's hiccup is no failure
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("search", parent=settings.get_profile("reproducible"), derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "reproducible"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """pyproject.toml names the folder of pytest's cache; with `-p no:cacheprovider` nobody else knows that setting."""
    try:
        parser.addini("cache_dir", "where pytest keeps what it remembers")
    except ValueError:
        pass  # the cache plugin is there


def pytest_configure() -> None:
    """Files that tests make have the modes that are expected of them, whatever the umask of who started the tests."""
    os.umask(0o022)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Nightly tests run when they are asked for by that name, and never otherwise."""
    if "nightly" in config.option.markexpr:
        return
    nightly = [item for item in items if item.get_closest_marker("nightly")]
    if nightly:
        config.hook.pytest_deselected(items=nightly)
        items[:] = [item for item in items if not item.get_closest_marker("nightly")]


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """A command that a test runs in this process sets the collector for itself alone: left so, every kernel made after it would stay."""
    assert gc.isenabled(), "garbage is no longer collected"
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.set_threshold(*COLLECTED_AT)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or under FPATH_REQUIRE_ALL fail, a test whose programs are not here."""
    wanted = [program for mark in item.iter_markers("needs") for program in mark.args]
    absent = [program for program in wanted if not host.present(program)]
    if not absent:
        return
    words = ", ".join(f"{program} (Debian package {host.package_of(program)})" for program in absent)
    if os.environ.get("FPATH_REQUIRE_ALL") == "1":
        pytest.fail(f"absent: {words}", pytrace=False)
    pytest.skip(f"absent: {words}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List each absent program with the tests that were not run for want of it."""
    left_out: dict[str, list[str]] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if "absent: " in reason:
            left_out.setdefault(reason.partition("absent: ")[2], []).append(report.nodeid)
    if not left_out:
        return
    total = sum(len(tests) for tests in left_out.values())
    terminalreporter.section(f"{total} tests NOT RUN: programs absent on this machine", sep="=", yellow=True)
    for program in sorted(left_out):
        terminalreporter.write_line(program, yellow=True)
        for nodeid in sorted(left_out[program]):
            terminalreporter.write_line(f"    {nodeid}")
    terminalreporter.write_line("`bash .ci/run` as root on Debian installs them and runs everything.")


@pytest.fixture(scope="session")
def compile_c() -> Callable[..., Path]:
    """`compile_c(source, *flags, cc="gcc")`: the program's path; the same text and flags compile once a checkout."""
    return host.compile_c


@pytest.fixture(scope="session")
def busybox_static() -> Path:
    """Debian's statically linked busybox, unpacked beside the build (the package cannot stand beside `busybox`)."""
    path = host.busybox_static()
    if path is None:
        words = "absent: busybox-static (tools/fetch-busybox-static)"
        if os.environ.get("FPATH_REQUIRE_ALL") == "1":
            pytest.fail(words, pytrace=False)
        pytest.skip(words)
    return path


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin to compile the guest programs of the tests chosen; with several workers each compiles its own as it comes to them."""
    if session.config.option.collectonly or hasattr(session.config, "workerinput"):
        return
    paths = [
        Path(str(item.callspec.params["path"]))
        for item in session.items
        if isinstance(item, pytest.Function) and item.path.name == "test_guest_programs.py"
    ]
    if paths and session.config.getoption("numprocesses", None) is None:
        from tests import guests

        guests.compile_ahead(paths)
