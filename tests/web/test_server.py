"""Whom the server answers: not other hosts, not other origins, not who lacks the token; and no path of a file is made of an address."""

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import host
from tests.web.serving import program, served

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("served")
    (folder / "secret.txt").write_text("secret")
    name = program(folder, (host.ROOT / "examples" / "jobs.c").read_text(), "jobs")
    with served(folder, "--", name) as found:
        yield found


def ask(
    address: str, path: str, method: str = "GET", body: str | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of what the server says to `path`, taken as it is (http.client changes nothing)."""
    parts = urlsplit(address)
    assert parts.port
    connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=30)
    try:
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body or "")))
        connection.endheaders((body or "").encode())
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def token(address: str) -> str:
    return urlsplit(address).path.strip("/")


def test_the_page_and_its_policy(address: str) -> None:
    status, headers, body = ask(address, f"/{token(address)}/")
    assert status == 200
    assert b"page.js" in body
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-eval'" not in policy
    assert "script-src 'self';" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "path", ["/", "/api/page", "/page.js", "/wrong/api/page", "//api/page", "/%2e%2e/api/page"]
)
def test_no_token_no_answer(address: str, path: str) -> None:
    status, _, body = ask(address, path)
    assert (status, body) == (404, b"not found\n")


def test_a_token_nearly_right_is_wrong(address: str) -> None:
    good = token(address)
    assert len(good) >= 32
    for bad in (good[:-1], good + "x", good.swapcase(), ""):
        assert ask(address, f"/{bad}/api/page")[0] == 404


@pytest.mark.parametrize(
    "name",
    ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", ""],
)
def test_other_hosts(address: str, name: str) -> None:
    port = urlsplit(address).port
    status, _, body = ask(address, f"/{token(address)}/api/page", Host=name.format(port=port))
    assert status in (400, 403)
    assert b"jobs" not in body


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1", "file://"]
)
def test_other_origins(address: str, origin: str) -> None:
    port = urlsplit(address).port
    path = f"/{token(address)}/api/explore"
    assert ask(address, path, "POST", "{}", Origin=origin.format(port=port))[0] == 403


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "static/../../server.py", "page.js/../../../secret.txt",
        "....//secret.txt", "api/../../secret.txt", "api/source?s=&file=/etc/passwd", "api/source?s=&file=../secret.txt",
        "api/source?s=&file=secret.txt", "api/source?s=&file=%00", "page.js%00.html",
    ],
)  # fmt: skip
def test_no_file_but_the_page(address: str, path: str) -> None:
    status, _, body = ask(address, f"/{token(address)}/{path}")
    assert b"root:" not in body
    assert b"secret" not in body
    assert status in (400, 404) or body in (b"null", b"")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("api/state?s=&step=abc", 400), ("api/state?s=&step=-1", 400), ("api/state?s=&step=" + "9" * 30, 400), ("api/run?s=nonsense", 422),
        ("api/run?s=0.0000", 422), ("api/exploration?n=99", 404), ("api/exploration?n=x", 404), ("api/live?n=-1", 404),
        ("api/quiz?n=0", 404),
        ("export/run?s=../../etc/passwd", 422), ("api/state?s=&step=999999999", 200), ("api/search?s=&q=" + "x" * 5000, 200),
    ],
)  # fmt: skip
def test_wrong_questions(address: str, path: str, status: int) -> None:
    got, _, body = ask(address, f"/{token(address)}/{path}")
    assert got == status
    json.loads(body)
    assert b"Traceback" not in body


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        '"x"',
        '{"preemptions": "many"}',
        '{"signals": true}',
        '{"max_runs": 1e99}',
        '{"preemptions": 11}',
        '{"preemptions": -1}',
        '{"preemptions": NaN}',
        '{"preemptions": null}',
        '{"strategy": "rm -rf"}',
        '{"faults": "eintr"}',
        '{"faults": ["eintr", "fire"]}',
        '{"kill9": "yes"}',
        '{"send": 15}',
        '{"send": "TERM\\u001b[2J"}',
        '{"start": "' + "x" * 201 + '"}',
        '{"jobs": 4096}',
        '{"store": true}',
        '{"properties": ["/tmp/x.py"]}',
        '{"cluster": "tcp://evil.example:1"}',
        '{"after": "reboot"}',
        "[" * 3000,
        "x" * 10_000,
    ],
)
def test_wrong_bodies(address: str, body: str) -> None:
    if body == "":
        status, _, _ = ask(address, f"/{token(address)}/api/stop?n=7", "POST", body)
        assert status == 404
        return
    status, _, answer = ask(address, f"/{token(address)}/api/explore", "POST", body)
    assert status == (413 if len(body) > 4096 else 400)
    assert "failed" in json.loads(answer)


def test_which_field_is_wrong(address: str) -> None:
    """The page shows it beside the field."""
    body = '{"preemptions": 2, "signals": 99}'
    _, _, answer = ask(address, f"/{token(address)}/api/explore", "POST", body)
    assert json.loads(answer) == {
        "failed": "signals: a whole number from 0 to 10 was expected",
        "field": "signals",
    }


def test_the_form_is_that_of_the_command_line(address: str) -> None:
    """Every option of the page is one of check's, with its words."""
    _, _, answer = ask(address, f"/{token(address)}/api/page")
    form = {field["name"]: field for field in json.loads(answer)["form"]}
    assert form["faults"]["choices"] == ["eintr", "short", "eagain", "enomem", "enospc", "emfile", "fork"]
    assert form["strategy"]["choices"] == ["automatic", "exhaustive", "random", "pct", "pos", "walk"]
    assert form["time"]["choices"] == ["virtual", "free"]
    assert {"preemptions", "signals", "send", "outside", "kill9", "pids", "start", "jobs"} <= set(form)
    assert all(field["help"] and field["label"] for field in form.values())


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods(address: str, method: str) -> None:
    status, headers, _ = ask(address, f"/{token(address)}/api/explore", method)
    assert status == 405
    assert "access-control-allow-origin" not in headers
