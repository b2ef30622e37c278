"""JUnit XML as CI systems read it: one test case a run; a finding is a failure, with the screen for people in it."""

from __future__ import annotations

from xml.etree import ElementTree

from forkingpaths.view.export.told import Told
from forkingpaths.view.text import printable

LIMIT = 20_000


def junit(runs: list[Told], suite: str = "fpath") -> str:
    """A test suite of `runs`."""
    failed = sum(1 for run in runs if run.findings)
    root = ElementTree.Element(
        "testsuites", name="fpath", tests=str(len(runs)), failures=str(failed), errors="0"
    )
    counts = {"tests": str(len(runs)), "failures": str(failed), "errors": "0", "skipped": "0"}
    cases = ElementTree.SubElement(root, "testsuite", {"name": printable(suite), **counts})
    for run in runs:
        name = f"{run.name} {run.schedule}"
        case = ElementTree.SubElement(
            cases, "testcase", classname=printable(run.name), name=printable(name), time="0"
        )
        for found in run.findings:
            failure = ElementTree.SubElement(
                case, "failure", message=printable(found.title), type=printable(found.property)
            )
            failure.text = _text(run, found.why, found.steps)
        out = ElementTree.SubElement(case, "system-out")
        out.text = lines_of(b"".join(data for _, stream, data in run.output if stream != 2))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def lines_of(data: bytes) -> str:
    """Guest output, line by line, printable and of limited length."""
    return "\n".join(printable(line) for line in data[:LIMIT].splitlines())


def _text(run: Told, why: str, steps: tuple[int, ...]) -> str:
    places = [f"at step {place.step}: {printable(place.file)}:{place.line}" for place in run.places]
    words = [printable(why), f"steps {', '.join(map(str, steps))}" if steps else "", *places]
    return "\n".join([*filter(None, words), f"schedule {run.schedule}"])
