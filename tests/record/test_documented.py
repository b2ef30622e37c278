"""docs/run-file.md names every field of a run file."""

from dataclasses import fields

import pytest

from forkingpaths.kernel.boot import Options
from forkingpaths.record.run_file import Made, Program, RecordedChoice, RecordedFinding, RunFile
from tests.host import ROOT

TEXT = (ROOT / "docs" / "run-file.md").read_text()
NESTED = {"program": Program, "options": Options, "made": Made}
NAMES = [f.name for f in fields(RunFile) if f.name not in NESTED] + [
    f"{outer}.{f.name}" for outer, inner in NESTED.items() for f in fields(inner)
]


@pytest.mark.parametrize("name", NAMES)
def test_every_field_has_its_row(name: str) -> None:
    rows = [line.split("|")[1] for line in TEXT.splitlines() if line.startswith("| `")]
    assert any(f"`{name}`" in row for row in rows)


@pytest.mark.parametrize("kind", [RecordedChoice, RecordedFinding])
def test_the_parts_of_a_list_are_named(kind: type) -> None:
    for f in fields(kind):
        assert f"`{f.name}`" in TEXT
