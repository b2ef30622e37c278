"""What a guest prints or calls itself cannot get out of a text format into the reader's terminal, picture, page or tool."""

import json
import re
from collections.abc import Callable
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forkingpaths.view.export.asciicast import asciicast
from forkingpaths.view.export.junit import junit
from forkingpaths.view.export.perfetto import perfetto
from forkingpaths.view.export.plain import as_json
from forkingpaths.view.export.sarif import sarif
from forkingpaths.view.export.told import Told
from forkingpaths.view.graph import dot, mermaid, orders, svg, tree
from forkingpaths.view.tables import Table
from forkingpaths.view.tables_text import draw
from forkingpaths.web.single import embedded, single
from tests import host
from tests.view import made_run

TEXTS: dict[str, Callable[[Told], str]] = {
    "svg": lambda run: svg.svg(run.story, run.name),
    "tree": lambda run: tree.svg(run.story, run.name),
    "orders": lambda run: orders.svg(run.story, run.name),
    "dot": lambda run: dot.dot(run.story, run.name),
    "mermaid": lambda run: mermaid.mermaid(run.story, run.name),
    "tree mermaid": lambda run: tree.mermaid(run.story, run.name),
    "json": as_json,
    "junit": lambda run: junit([run]),
    "sarif": sarif,
    "asciicast": asciicast,
}
PICTURES = ("svg", "tree", "orders")
BAD = (
    b"\x1b]0;owned\x07\x1b[2J\x1b[31mred",
    b'"><script>alert(1)</script><img src=x onerror=alert(1)>',
    b"]]></title></svg><script>1</script>",
    b"\xff\xfe\x80 not UTF-8 \xed\xa0\x80",
    b"\r\nGET / HTTP/1.1\r\n; end\nend\n%%{init: {}}%%\nclick T2 call()",
    b'x"; } digraph evil { a -> b',
    b'\\"\\N\\L' * 40,
    "\u202eevil\u2066\u0085\u2028 \ufeff\ufffe".encode(),
    b"&lt;&amp;&#0;&x;",
    b"y" * 1_000_000,
    b"\0" * 100,
)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def hostile(bad: bytes) -> Told:
    """The run with everything that a guest can choose chosen badly."""
    name = bad.decode("utf-8", "surrogateescape")[:300]
    return made_run.told(name=name, output=bad, worker=b"/bin/" + bad.replace(b"\0", b""), file=name)


@pytest.mark.parametrize("form", TEXTS)
@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_no_control_character_and_no_endless_line(form: str, bad: bytes) -> None:
    text = TEXTS[form](hostile(bad))
    text.encode("utf-8")  # no lone surrogate
    if form in ("json", "sarif", "asciicast"):
        assert text.isascii()
    assert not CONTROL.search(text)
    if form not in ("json", "asciicast"):  # there the output is kept whole, escaped
        assert max(map(len, text.splitlines())) < 12_000


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
@pytest.mark.parametrize("form", PICTURES)
def test_pictures_stay_pictures(form: str, bad: bytes) -> None:
    root = ElementTree.fromstring(TEXTS[form](hostile(bad)))
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "style", "defs", "marker", "path", "text", "rect", "line", "circle", "g"}


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_structured_formats_stay_whole(bad: bytes) -> None:
    run = hostile(bad)
    schema = json.loads((host.ROOT / "tests" / "view" / "schemas" / "sarif-2.1.0.json").read_text())
    log = json.loads(sarif(run))
    jsonschema.Draft7Validator(schema).validate(log)
    uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9._~%/-]*", uri)
    root = ElementTree.fromstring(junit([run]))
    assert [element.tag for element in root.iter()].count("testcase") == 1
    json.loads(as_json(run))
    from perfetto.protos.perfetto.trace.perfetto_trace_pb2 import Trace

    Trace.FromString(perfetto(run))


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_dot_strings_end_where_they_should(bad: bytes) -> None:
    """Outside of its strings, the text is what we wrote."""
    text = dot.dot(hostile(bad).story, hostile(bad).name)
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "S", text)
    assert re.fullmatch(r"[A-Za-z0-9_ =\[\]{};,.\n>-]*", outside)


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_mermaid_has_only_our_words(bad: bytes) -> None:
    for line in mermaid.mermaid(hostile(bad).story, hostile(bad).name).splitlines()[1:]:
        assert re.match(
            r"  (title|participant T\d+ as|T\d+-{1,2}[>)x]{1,2}T\d+:|Note over T\d+:|(de)?activate T\d+)",
            line,
        ), line
        assert not re.search(r"[<>\"`{}%;]", re.sub(r"#\d+;", "", re.sub(r"^  T\d+\S+T\d+:", "", line)))


@given(st.binary(max_size=60))
def test_tables_show_and_do_nothing(data: bytes) -> None:
    table = Table("ps", "processes", ["NAME"])
    table.add(data)
    for colour in (False, True):
        text = draw([table], colour)
        assert not CONTROL.search(re.sub(r"\x1b\[[\d;]*m", "", text) if colour else text)


@given(st.text(max_size=80))
def test_data_cannot_end_its_element(text: str) -> None:
    shown = embedded({"x": text, text: "x"})
    assert not set("<>&") & set(shown)
    assert json.loads(shown)["x" if text != "x" else text] in (text, "x")


def test_one_file_has_a_policy_and_escapes() -> None:
    made = single({"name": "</script><script>alert(1)</script>"}, "</title><script>alert(1)</script>")
    assert "<script>alert" not in made
    assert "script-src &#x27;sha256-" in made
    assert made.lower().count("</script") == 2
