"""The proc file system (proc(5)): files whose contents are made when they are read.

    tree    directories, entries and their i-node numbers; the table to which the kernel adds its entries
    files   the open file description of such a file

What the files say is written by kernel/proc, which fills `tree.DIRECTORIES` when it is imported.  So vfs knows no process.
"""

from forkingpaths.vfs.proc.tree import make

__all__ = ["make"]
