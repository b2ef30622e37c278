"""The programs under tests/guest once more, compiled for i386: other registers, four-byte longs and pointers, the same behaviour."""

import shutil
from pathlib import Path

import pytest

from tests import guests
from tests.test_guest_programs import NATIVE_RUNS, _name

# Names of folders or programs, and why they are not compared.
LEFT_OUT = {
    "i386": "32-bit programs already",
    "files/sendfile_and_copy_file_range": "the end of a file that was opened without O_LARGEFILE is not modelled",
    "processes/scheduling_policies": "prints 64-bit numbers with a format for longs",
    "signals/random_signal_calls": "shifts longs by more than 32",
    "system/rlimits_are_checked_and_inherited": "shifts longs by more than 32",
    "system/sysinfo_counts": "memory is counted in other units when there is more than 4 GiB of it, as on the host",
    "time/clocks_agree_and_go_forward": "counts nanoseconds in longs",
    "time/random_arguments": "sleeps for ever when longs have 32 bits",
}


def _programs() -> list[Path]:
    return [
        path
        for path in guests.sources()
        if _name(path) not in LEFT_OUT
        and path.parent.name not in LEFT_OUT
        and not {"root", "x86-64", "-dynamic"} & {*guests.program(path).needs, *guests.program(path).flags}
    ]


@pytest.mark.slow
@pytest.mark.needs("gcc")
@pytest.mark.parametrize("path", _programs(), ids=_name)
def test_behaves_as_on_linux_when_compiled_for_i386(path: Path) -> None:
    p = guests.program(path)
    if p.init and not guests.may_have_a_namespace():
        pytest.skip("absent: pid namespaces on the host")
    executable = guests.compiled_with(path, "-m32")
    folder = guests.scratch(path)
    try:
        ours = guests.run_in_kernel(p, executable, folder)
        for _ in range(NATIVE_RUNS):
            native = guests.run_natively(p, executable, guests.scratch(path))
            if (native.output, native.status) == (ours.output, ours.status):
                break
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    assert ours.output.decode(errors="replace") == native.output.decode(errors="replace"), ours.remarks
    assert ours.status == native.status, ours.remarks
