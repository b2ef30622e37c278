"""The text formats against files that were looked at (FPATH_GOLDEN=write makes them anew), and what each format's own reader says."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema

from forkingpaths.view.export.asciicast import asciicast
from forkingpaths.view.export.junit import junit
from forkingpaths.view.export.perfetto import perfetto
from forkingpaths.view.export.plain import as_json
from forkingpaths.view.export.sarif import sarif
from forkingpaths.view.export.told import Told
from forkingpaths.view.graph import dot, mermaid, orders, svg, tree
from forkingpaths.view.story import Arrow, Row, Story, tell
from forkingpaths.view.tables import Table
from forkingpaths.view.tables_text import draw
from tests import host
from tests.view import made_run

GOLDEN = Path(__file__).parent / "golden"
TITLE = "jobs, schedule 30r3.9747"


def _tables(_: Told) -> str:
    table = Table("ps", "processes and threads", ["TID", "NAME"])
    table.add(2, b"jobs")
    table.add(3, b"wor\x1b[31mker")
    return draw([table, Table("locks", "locks on files", ["INODE"])])


FORMATS: dict[str, Callable[[Told], str]] = {
    "graph.svg": lambda run: svg.svg(run.story, TITLE),
    "graph.dot": lambda run: dot.dot(run.story, TITLE),
    "graph.mmd": lambda run: mermaid.mermaid(run.story, TITLE),
    "tree.svg": lambda run: tree.svg(run.story, TITLE),
    "tree.dot": lambda run: tree.dot(run.story, TITLE),
    "tree.mmd": lambda run: tree.mermaid(run.story, TITLE),
    "orders.svg": lambda run: orders.svg(run.story, TITLE),
    "orders.dot": lambda run: orders.dot(run.story, TITLE),
    "orders.mmd": lambda run: orders.mermaid(run.story, TITLE),
    "run.json": as_json,
    "junit.xml": lambda run: junit([run]),
    "sarif.json": sarif,
    "run.cast": asciicast,
    "tables.txt": _tables,
    "perfetto.txt": lambda run: _decoded(perfetto(run)),
}


def _decoded(trace: bytes) -> str:
    """A Perfetto trace as text, by the official package."""
    from perfetto.protos.perfetto.trace.perfetto_trace_pb2 import Trace

    return str(Trace.FromString(trace))


@pytest.mark.parametrize("name", FORMATS)
def test_golden(name: str) -> None:
    text = FORMATS[name](made_run.told())
    if os.environ.get("FPATH_GOLDEN") == "write":
        (GOLDEN / name).write_text(text)
    assert text == (GOLDEN / name).read_text()


def test_sarif_is_valid_and_orders_by_step() -> None:
    log = json.loads(sarif(made_run.told()))
    schema = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text())
    jsonschema.Draft7Validator(schema).validate(log)
    flows = log["runs"][0]["results"][0]["codeFlows"][0]["threadFlows"]
    assert [flow["id"] for flow in flows] == ["process 2", "thread 4", "process 3"]
    for flow in flows:
        steps = [location["executionOrder"] for location in flow["locations"]]
        assert steps == sorted(set(steps))


def test_json_is_what_its_schema_says() -> None:
    schema = json.loads((host.ROOT / "docs" / "run.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(as_json(made_run.told())))


def test_junit_counts_its_failures() -> None:
    root = ElementTree.fromstring(junit([made_run.told()]))
    assert root.attrib["failures"] == "1"
    assert [case.attrib["name"] for case in root.iter("testcase")] == ["jobs 30r3.9747"]
    assert len(list(root.iter("failure"))) == 1


def test_junit_is_valid() -> None:
    schema = xmlschema.XMLSchema(Path(__file__).parent / "schemas" / "junit.xsd")
    schema.validate(junit([made_run.told()]))
    schema.validate(junit([]))


def test_perfetto_slices_nest_and_flows_meet() -> None:
    from perfetto.protos.perfetto.trace.perfetto_trace_pb2 import Trace

    trace = Trace.FromString(perfetto(made_run.told()))
    begun: dict[int, int] = {}
    flows: dict[int, list[str]] = {}
    now = -1
    for packet in trace.packet:
        if not packet.HasField("track_event"):
            continue
        assert packet.timestamp >= now
        now = packet.timestamp
        event = packet.track_event
        begun[event.track_uuid] = begun.get(event.track_uuid, 0) + {1: 1, 2: -1}.get(event.type, 0)
        assert begun[event.track_uuid] >= 0
        for flow in event.flow_ids:
            flows.setdefault(flow, []).append("from")
        for flow in event.terminating_flow_ids:
            flows.setdefault(flow, []).append("to")
    assert set(begun.values()) == {0}
    assert flows
    assert all(sorted(ends) == ["from", "to"] for ends in flows.values())


def test_asciicast_is_version_3() -> None:
    header, *entries = [json.loads(line) for line in asciicast(made_run.told()).splitlines()]
    assert header["version"] == 3
    assert {"cols", "rows"} <= set(header["term"])
    assert all(gap >= 0 and code in "omx" and isinstance(text, str) for gap, code, text in entries)
    assert [text for _, code, text in entries if code == "o"] == ["done\r\n"]
    assert any(code == "m" for _, code, _ in entries)


@pytest.mark.parametrize("picture", [svg.svg, tree.svg, orders.svg])
def test_svg_needs_nothing(picture: Callable[[Story, str], str]) -> None:
    """Well-formed, no script, no address to fetch from, no handler of events."""
    text = picture(made_run.told().story, TITLE)
    root = ElementTree.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "style", "defs", "marker", "path", "text", "rect", "line", "circle", "g"}
    for element in root.iter():
        assert not any(name.lower().startswith("on") or "href" in name for name in element.attrib)


def test_labels_of_a_row_do_not_overlap() -> None:
    text = svg.svg(made_run.told().story, TITLE)
    labels: dict[str, list[tuple[float, float]]] = {}
    for x, y, words in re.findall(
        r'<text[^>]* x="([\d.]+)" y="([\d.]+)" text-anchor="middle">([^<]*)<', text
    ):
        width = 6.1 * len(words)
        labels.setdefault(y, []).append((float(x) - width / 2, float(x) + width / 2))
    assert labels
    for spans in labels.values():
        for (_, end), (start, _) in zip(sorted(spans), sorted(spans)[1:], strict=False):
            assert end <= start + 8


def test_two_hundred_processes_fold() -> None:
    rows = [Row(2, 2, 0, "main", 1, 900, 0)] + [Row(n, n, 2, "w", n, n + 300, 0) for n in range(3, 203)]
    arrows = [Arrow("fork", 2, n, n, n, "fork") for n in range(3, 203)]
    text = svg.svg(Story(rows, [], arrows, [], 1, 900))
    assert "198 x w" in text
    assert text.count('class="name"') == 4
    assert svg.svg(Story(rows, [], arrows, [], 1, 900), rows=1000).count('class="name"') == 201


def test_bytes_are_followed_through_a_pipe() -> None:
    story = tell(made_run.events())
    pipes = [(a.source, a.target, a.label) for a in story.arrows if a.kind == "pipe"]
    assert pipes == [(3, 2, "5 bytes through pipe 7")]
    assert [(s.kind, s.tid) for s in story.spans] == [
        ("wait", 2),
        ("zombie", 3),
        ("pending", 2),
        ("handler", 2),
    ]


def test_who_still_waits_at_the_end_is_told() -> None:
    cut = made_run.events()[:6]  # 2 has gone to sleep at an empty pipe
    story = tell(cut)
    assert [(m.tid, m.label) for m in story.marks if m.kind == "stuck"] == [
        (2, "still waits: pipe 7 is empty")
    ]
    assert "still waits: pipe 7 is empty" in svg.svg(story)


def test_the_other_order_fits() -> None:
    order = orders.order_of(made_run.told().story)
    for found in (list(order.labels), orders.other_extension(order)):
        place = {node: index for index, node in enumerate(found)}
        assert len(place) == len(order.labels)
        assert all(place[a] < place[b] for a, b in order.edges)


def test_the_gallery_has_its_pictures() -> None:
    """`make gallery` makes them; each is a whole picture of a real run."""
    text = (host.ROOT / "docs" / "gallery.md").read_text()
    names = re.findall(r"!\[the process graph\]\((gallery/\w+\.svg)\)", text)
    assert len(names) == 8
    for name in names:
        words = " ".join(ElementTree.parse(host.ROOT / "docs" / name).getroot().itertext())
        assert "process 2" in words
