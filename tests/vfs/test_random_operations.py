"""Random file operations, compared with the host's kernel: the guest program files/random_operations with more seeds."""

import dataclasses
import shutil

import pytest

from tests import guests

SOURCE = guests.FOLDER / "files" / "random_operations.c"


@pytest.mark.needs("gcc")
@pytest.mark.parametrize("seed", [9, 101, 2, 3])
def test_random_operations_end_as_on_linux(seed: int) -> None:
    p = dataclasses.replace(guests.program(SOURCE), arguments=[str(seed), "4000"])
    executable = guests.compiled(SOURCE)
    folder = guests.scratch(SOURCE)
    try:
        ours = guests.run_in_kernel(p, executable, folder)
        native = guests.run_natively(p, executable, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    assert ours.output.decode() == native.output.decode(), ours.remarks
    assert ours.status == native.status
