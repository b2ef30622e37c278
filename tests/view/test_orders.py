"""The partial order of real runs is the explorer's: what meets over a file, a pipe or shared memory is ordered, though nothing passes."""

import xml.etree.ElementTree as ElementTree

import pytest

from forkingpaths.check.checker import Checker
from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.exhaustive import Exhaustive
from forkingpaths.explore.trace import Run
from forkingpaths.view.graph import orders
from forkingpaths.view.graph.pages import page
from forkingpaths.view.story import Story, tell
from tests import host
from tests.explore.exploring import executor

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]
WRITERS = """
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
	int fd = open("/tmp/both", O_CREAT | O_RDWR, 0600), other = open("/tmp/other", O_CREAT | O_RDWR, 0600);
	if (fork() == 0)
		_exit(write(fd, "a", 1) != 1);
	if (fork() == 0)
		_exit(write(fd, "b", 1) != 1);
	if (fork() == 0)
		_exit(write(other, "c", 1) != 1);
	while (wait(NULL) > 0)
		;
	return 0;
}
"""


def made(text: str) -> tuple[Story, Run]:
    run = executor(text).run(())
    return tell(run.events), run


def reachable(order: orders.Order) -> set[tuple[orders.Node, orders.Node]]:
    """Every pair of which the first is before the second."""
    above: dict[orders.Node, set[orders.Node]] = {}
    for node in order.labels:
        above[node] = {a for a, b in order.edges if b == node}
        for parent in list(above[node]):
            above[node] |= above[parent]
    return {(a, b) for b, them in above.items() for a in them}


def test_writes_to_one_file_are_ordered_and_to_two_files_are_not() -> None:
    story, run = made(WRITERS)
    order = orders.order_of(story, run=run)
    writes = {node[1]: node for node, label in order.labels.items() if label == "write"}
    pairs = reachable(order)
    assert (writes[3], writes[4]) in pairs, "they met over one open file description"
    assert 5 not in writes or ((writes[4], writes[5]) not in pairs and (writes[3], writes[5]) not in pairs)
    without = orders.order_of(story)
    assert "write" not in without.labels.values(), "arrows alone do not show it"


def test_every_extension_has_the_races_of_the_run_the_same_way_round() -> None:
    story, run = made((host.ROOT / "examples" / "corpus" / "02_coalesced.c").read_text())
    order = orders.order_of(story, run=run)
    pairs = reachable(order)
    for a, b in run.races:
        ends = (a.step + 1, a.tid), (b.step + 1, b.tid)
        assert ends in pairs or not set(ends) <= set(order.labels)
    for found in (list(order.labels), orders.other_extension(order)):
        place = {node: index for index, node in enumerate(found)}
        assert all(place[a] < place[b] for a, b in pairs)


def test_what_a_new_task_does_waits_for_nobody() -> None:
    """That it begins is told within its maker's fork, and yet its maker goes on whatever it does."""
    story, run = made((host.ROOT / "examples" / "corpus" / "02_coalesced.c").read_text())
    order = orders.order_of(story, run=run)
    begins = next(node for node, label in order.labels.items() if label == "begins" and node[1] == 3)
    fork = next(node for node, label in order.labels.items() if label == "fork: 4")
    assert (begins, fork) not in reachable(order)


def test_two_hundred_processes_are_folded_first_and_whole_below() -> None:
    text = WRITERS.replace(
        "if (fork() == 0)\n\t\t_exit(write(other",
        "for (int i = 0; i < 200; i++) if (fork() == 0)\n\t\t_exit(write(other",
    )
    story, run = made(text)
    small, whole = orders.svg(story, "many", 24, run), orders.svg(story, "many", len(story.rows), run)
    for picture in (small, whole):
        ElementTree.fromstring(picture)
    document = page('<b>"many"', [("folded", small), ("all", whole)])
    assert "<script" not in document
    assert "default-src &#x27;none&#x27;" in document
    assert "<b>" not in document.replace("<body>", "")
    assert document.count("<details") == 2
    assert small.count("x many") + small.count("x program") <= 24
    assert len(small) < len(whole) or story.rows == []


def test_a_signal_that_is_merged_is_told() -> None:
    """Exploring still finds the bug, and the event says what became of the second signal."""
    text = (host.ROOT / "examples" / "corpus" / "02_coalesced.c").read_text()
    story, _ = made(text)
    assert [mark.label for mark in story.marks if mark.kind == "merged"] == ["SIGCHLD merged"]
    assert [arrow.source for arrow in story.arrows if arrow.kind == "merged"] == [4]
    runner = executor(text)
    checker = Checker(runner, Exhaustive(runner, Bounds()), [], lambda: 0.0, max_runs=20)
    assert checker.go().progress.runs > 0
