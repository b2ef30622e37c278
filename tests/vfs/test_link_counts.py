"""How many links a directory has: on ext4 no more than 65,000 are counted (natively seen with 70,000 subdirectories: 1, for good)."""

import pytest

from forkingpaths.vfs.directory import Directory
from forkingpaths.vfs.inode import FileType
from forkingpaths.vfs.tree import EXT4_MAGIC, MAX_LINKS, TMPFS_MAGIC, TreeFileSystem


@pytest.mark.parametrize(("magic", "most", "back"), [(EXT4_MAGIC, 1, 1), (TMPFS_MAGIC, 2 + 70_000, 2)])
def test_a_directory_of_ext4_stops_counting(magic: int, most: int, back: int) -> None:
    filesystem = TreeFileSystem(device=1, kind=b"", magic=magic)
    directory = Directory(
        number=2,
        device=1,
        mode=FileType.DIRECTORY | 0o755,
        nlink=2,
        atime_ns=0,
        mtime_ns=0,
        ctime_ns=0,
        btime_ns=0,
    )
    for _ in range(MAX_LINKS - 2):
        filesystem.count_subdirectory(directory, 1)
    assert directory.nlink == MAX_LINKS
    for _ in range(70_000 - MAX_LINKS + 2):
        filesystem.count_subdirectory(directory, 1)
    assert directory.nlink == most
    for _ in range(70_000):
        filesystem.count_subdirectory(directory, -1)
    assert directory.nlink == back
