"""The page in the package is the one that web/ makes."""

import runpy
from pathlib import Path

from tests import host


def test_the_page_is_built_from_these_sources() -> None:
    """`make page` builds it and records the hashes of what went in and what came out."""
    tool = runpy.run_path(str(host.ROOT / "tools" / "page-sources"))
    built: Path = tool["BUILT"]
    recorded = dict(line.split() for line in (built / "SOURCES").read_text().splitlines())
    assert recorded == {"sources": tool["sources"](), "built": tool["built"]()}, "run `make page`"
