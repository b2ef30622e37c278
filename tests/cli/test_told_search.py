"""What check and outcomes say besides findings: JSON as its schema says, and with -v each choice that was looked at."""

import json
import re

import jsonschema
import pytest

from tests import host
from tests.cli.fpath import fpath

pytestmark = pytest.mark.needs("gcc")
JOB = host.ROOT / "examples" / "corpus" / "03_job.c"


def check_against(name: str, text: bytes) -> dict:
    schema = json.loads((host.ROOT / "docs" / name).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    result: dict = json.loads(text)
    jsonschema.Draft202012Validator(schema).validate(result)
    return result


def test_json_is_what_its_schema_says() -> None:
    program = host.compile_c(JOB)
    found = check_against("check.schema.json", fpath("check", "--no-store", "--json", program).stdout)
    assert [f["property"] for f in found["findings"]] == ["status"]
    assert found["from"] is None
    marked = fpath("outcomes", "--no-store", "--json", "--from", "main", program).stdout
    outcomes = check_against("outcomes.schema.json", marked)
    assert {o["status"] for o in outcomes["outcomes"]} == {0, 256}
    assert outcomes["from"] == "main"


def untimed(text: bytes) -> bytes:
    return re.sub(rb"\d[\d.]* s\b", b"- s", text)


@pytest.mark.slow
def test_verbose_says_each_choice_and_each_run() -> None:
    program = host.compile_c(JOB)
    said = fpath("outcomes", "--no-store", "-v", "--", program)
    lines = said.stderr.decode().splitlines()
    runs = [line for line in lines if line.startswith("run ")]
    counted = re.search(rb"(\d+) runs, complete \((\d+) merged", said.stdout)
    assert counted is not None
    assert len(runs) == int(counted[1])
    assert sum("another order of one already made" in line for line in runs) == int(counted[2])
    tried = [line for line in lines if line.endswith("to be tried")]
    again = sum("looked at again" in line for line in runs)
    assert len(tried) == len(runs) - again - 1  # the first is the default order
    assert any(line.endswith("known") for line in lines)
    assert all(re.match(r"run    \S+ |  point +\d+  step +\d+ ", line) for line in lines)
    again_said = fpath("outcomes", "--no-store", "--verbose", program)
    assert untimed(said.stdout) == untimed(again_said.stdout)


@pytest.mark.slow
def test_verbose_is_not_taken_for_a_folder() -> None:
    program = host.compile_c(JOB)
    said = fpath("check", "-v", program)
    assert said.returncode == 4
    assert b"-v alone has to come before another option" in said.stderr
    assert fpath("run", "-v", "--", program).returncode == 125


@pytest.mark.slow
def test_what_is_said_hangs_neither_on_hashes_nor_on_how_many_work(monkeypatch: pytest.MonkeyPatch) -> None:
    program = host.compile_c(JOB.with_name("05_errno_fixed.c"), "-O1", "-g", "-static")
    said = []
    for seed, jobs in (("1", "1"), ("7", "1"), ("3", "2")):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        said.append(fpath("check", "--no-store", "-v", "-j", jobs, "--", program))
    assert len({untimed(one.stdout) for one in said}) == 1
    assert len({one.stderr for one in said}) == 1
    assert said[0].stderr.count(b"to be tried") > 10
