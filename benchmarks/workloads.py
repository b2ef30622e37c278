"""What is run: each a command, how many operations it makes, and which contenders cannot run it."""

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests import host

HERE = Path(__file__).resolve().parent
TREE_FOLDERS, TREE_FILES = 100, 99  # and the folder itself: 10,000 names for find, and one
Command = list[str]


@dataclass(frozen=True)
class Workload:
    """`without`: Qiling has no fork, no shell, and none of what the later ones need."""

    name: str
    command: Command
    operations: int
    without: tuple[str, ...] = ("qiling",)


def workloads() -> list[Workload]:
    """In the order of the table."""

    def c(name: str) -> str:
        return str(host.compile_c(HERE / "programs" / f"{name}.c", "-O2", "-static", "-pthread"))

    loop = "for i in $(seq 100); do /bin/true; done"
    return [
        Workload("nothing (static)", [c("nothing")], 1, ()),
        Workload("hello (static)", [c("hello")], 1, ()),
        Workload("getpid x 100,000", [c("getpid")], 100_000, ()),
        Workload("fork+exit+wait x 2,000", [c("fork_wait")], 2_000),
        Workload("fork+exec+wait x 200", [c("fork_exec"), c("nothing")], 200),
        Workload("integer loop", [c("integers")], 1),
        Workload("memory copy, 400 MiB", [c("copy")], 400),
        Workload("pipe ping-pong x 5,000", [c("ping_pong")], 5_000),
        Workload("bash, 100 commands", ["/bin/bash", "-c", loop], 100),
        Workload("python3 -c pass", ["/usr/bin/python3", "-c", "pass"], 1),
        Workload("signal to itself x 10,000", [c("signals")], 10_000),
        Workload("fork tree, 1,000 processes", [c("fork_tree")], 1_000),
        Workload("futex ping-pong x 5,000", [c("futex")], 5_000),
        Workload("open+read+close x 20,000", [c("open_close")], 20_000),
        Workload("find, 10,000 files", ["/usr/bin/find", str(tree()), "-name", "*7"], 10_000),
        Workload("pipe, 100 MB", [c("pipe_bulk")], 100),
        Workload("socket pair x 10,000", [c("messages")], 10_000),
    ]


def tree() -> Path:
    """A folder of 10,000 names, made on first use."""
    root = host.BUILD / "bench-tree"
    if not root.exists():
        made = root.with_name("bench-tree.new")
        for folder in range(TREE_FOLDERS):
            (made / f"folder{folder}").mkdir(parents=True)
            for file in range(TREE_FILES):
                (made / f"folder{folder}" / f"file{file}").touch()
        made.rename(root)
    return root
