"""fpath show, graph and export: of a schedule with its program, of a kept run, and of what cannot be looked at."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests import host
from tests.cli.fpath import fpath
from tests.web.serving import program

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example, compiled."""
    folder = tmp_path_factory.mktemp("looking")
    (folder / "jobs.c").write_text((host.ROOT / "examples" / "jobs.c").read_text())
    made = host.compile_c((folder / "jobs.c").read_text(), "-g", "-O1", "-static")
    (folder / "jobs").symlink_to(made)
    return folder


@pytest.fixture(autouse=True)
def _own_store(jobs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(jobs / "cache"))


def look(folder: Path, *words: object) -> bytes:
    done = fpath(*words, cwd=folder)
    assert done.returncode == 0, done.stderr
    out: bytes = done.stdout
    return out


def test_graph_of_the_default_run(jobs: Path) -> None:
    picture = ElementTree.fromstring(look(jobs, "graph", "--", "./jobs"))
    words = " ".join(picture.itertext())
    assert "process 2, exit 0" in words
    assert "process 4, exit 1" in words
    assert "2 jobs were started, 0 are still" in words


@pytest.mark.parametrize("kind", ["--tree", "--orders"])
@pytest.mark.parametrize("form", ["svg", "dot", "mermaid"])
def test_other_pictures(jobs: Path, kind: str, form: str) -> None:
    text = look(jobs, "graph", kind, "-f", form, "--", "./jobs").decode()
    assert {"svg": "<svg", "dot": "digraph", "mermaid": "flowchart"}[form] in text


def test_show_as_tables_and_as_json(jobs: Path) -> None:
    text = look(jobs, "show", "default@40", "ps", "--", "./jobs").decode()
    assert "a child to change state" in text or "runs" in text
    data = json.loads(look(jobs, "show", "default@40", "all", "--json", "--", "./jobs"))
    assert data["step"] == 40
    assert {"ps", "signals", "fds", "files", "maps", "time"} <= {table["name"] for table in data["tables"]}


def test_export_of_a_kept_finding(jobs: Path) -> None:
    check = fpath("check", "--", "./jobs", cwd=jobs)
    assert check.returncode == 1
    log = json.loads(look(jobs, "export", "latest", "-f", "sarif"))
    result = log["runs"][0]["results"][0]
    assert result["ruleId"] == "status"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 54
    assert "<failure" in look(jobs, "export", "latest", "-f", "junit").decode()
    run = json.loads(look(jobs, "export", "latest", "-f", "json"))
    assert run["switches"]
    assert run["findings"]
    assert b"rt_sigaction(SIGCHLD" in look(jobs, "export", "latest", "-f", "strace")
    assert look(jobs, "export", "latest", "-f", "perfetto")[:1] == b"\x0a"
    assert len(look(jobs, "export", "latest", "-f", "asciicast").splitlines()) > 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("graph", "0.0000", "--", "./jobs"), "check digits"),
        (("show", "default@99999", "ps", "--", "./jobs"), "the run has steps 1 to"),
        (("show", "default", "nothing", "--", "./jobs"), "nothing"),
        (("graph", "--tree", "--orders", "--", "./jobs"), "two pictures"),
        (("export", "default", "--", "./jobs"), "--format"),
        (("export", "no-such-run", "-f", "json"), "no run or file"),
    ],
)
def test_what_cannot_be_looked_at(jobs: Path, words: tuple[str, ...], said: str) -> None:
    done = fpath(*words, cwd=jobs)
    assert done.returncode == 4
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr


EVIL = "\x1b]0;owned\x07\x1b[2J<script>alert(1)</script>\u202e\"';"


def test_a_forged_run_file(jobs: Path) -> None:
    """Its words are shown and do nothing: not in the terminal, not in a picture, not in the page's file; a foreign program is refused."""
    look(jobs, "run", "--record", "--", "./jobs")
    look(jobs, "runs", "latest", "-o", "run.json")
    told = json.loads((jobs / "run.json").read_text())
    told["program"]["name"] = EVIL
    told["extra"] = {EVIL: EVIL}
    told["findings"] = [
        {
            "property": EVIL,
            "title": EVIL,
            "why": EVIL,
            "steps": [1],
            "tid": 2,
            "address": 0,
            "details": [EVIL],
        }
    ]
    (jobs / "forged.json").write_text(json.dumps(told))
    for words in (("graph", "forged.json"), ("graph", "forged.json", "-f", "dot"), ("graph", "forged.json", "--tree", "-f", "mermaid"),
                  ("export", "forged.json", "-f", "sarif"), ("export", "forged.json", "-f", "junit"),
                  ("export", "forged.json", "-f", "json"), ("show", "forged.json", "all")):  # fmt: skip
        text = look(jobs, *words)
        assert b"\x1b" not in text
        assert b"\xe2\x80\xae" not in text
        if words[-1] not in ("dot", "sarif", "json"):
            assert b"<script" not in text
    page = look(jobs, "export", "forged.json", "-f", "html")
    assert b"<script>alert" not in page
    assert page.count(b"</script") == 2
    told["program"]["identity"] = "00" * 32
    told["options"]["argv"] = [EVIL]
    (jobs / "forged.json").write_text(json.dumps(told))
    for words in (("graph", "forged.json"), ("serve", "forged.json"), ("show", "forged.json", "ps")):
        done = fpath(*words, cwd=jobs)
        assert done.returncode == 4
        assert b"\x1b" not in done.stderr + done.stdout
        assert b"Traceback" not in done.stderr


def test_a_quiz(jobs: Path, tmp_path: Path) -> None:
    program(tmp_path, (jobs / "jobs.c").read_text(), "jobs")
    done = fpath("outcomes", "--quiz", "--no-store", "--preemptions", "1", "--", "./jobs", cwd=tmp_path)
    assert done.returncode == 1
    text = done.stdout.decode()
    assert "static void addjob(pid_t pid)" in text
    assert "2 jobs were started, 1 are still on the list" in text
    assert "possible:" in text
    assert "not possible within the bounds" in text
