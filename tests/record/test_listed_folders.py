"""A run that listed a folder of the host is found again although names have come and gone there: what it hangs on is said."""

import os
from pathlib import Path

import pytest

from forkingpaths.record.inputs import changed, changed_folders, sha256_of
from tests.cli.fpath import fpath

pytestmark = pytest.mark.slow
LISTS = "import os\nnames = os.listdir('.')\nif os.fork() == 0:\n    os._exit(0)\nos.wait()\nos._exit(1)\n"
COUNTS = LISTS.replace("os._exit(1)", "os._exit(len(names))")


@pytest.fixture(autouse=True)
def own_store(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.mark.needs("/usr/bin/python3")
def test_only_the_time_differs_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text(LISTS)
    assert (
        fpath("check", "-q", "--from", "clone:1", "--", "/usr/bin/python3", "job.py", cwd=tmp_path).returncode
        == 1
    )
    again = fpath("replay", "latest", cwd=tmp_path)
    assert (again.returncode, again.stderr) == (1, b"")
    (tmp_path / "result.txt").touch()
    again = fpath("replay", "latest", cwd=tmp_path)
    assert again.returncode == 1
    assert f"the names in {tmp_path}/ have changed since this run was recorded".encode() in again.stderr
    assert b"all else is the same" in again.stderr
    assert fpath("explain", "latest", cwd=tmp_path).returncode == 1


@pytest.mark.needs("/usr/bin/python3")
def test_another_run_is_refused_and_the_folder_named(tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text(COUNTS)
    assert (
        fpath("check", "-q", "--from", "clone:1", "--", "/usr/bin/python3", "job.py", cwd=tmp_path).returncode
        == 1
    )
    (tmp_path / "result.txt").touch()
    again = fpath("replay", "latest", cwd=tmp_path)
    assert again.returncode == 4
    assert b"the status: 256 then, 512 now" in again.stderr
    assert f"the names in {tmp_path}/, which it listed, have changed".encode() in again.stderr


def test_a_folder_is_its_names(tmp_path: Path) -> None:
    file = tmp_path / "one"
    file.write_text("1")
    folder = f"{tmp_path}/"
    inputs = {folder: sha256_of(folder), str(file): sha256_of(str(file))}
    assert changed(inputs) == changed_folders(inputs) == []
    file.write_text("2")
    assert (changed(inputs), changed_folders(inputs)) == ([str(file)], [])
    os.rename(file, tmp_path / "two")
    assert changed_folders(inputs) == [folder]
