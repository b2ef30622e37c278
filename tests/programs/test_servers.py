"""Real servers and their clients, talking inside over loopback, pipes and shared files; each run twice, and both runs the same.

Nothing leaves the machine: the sockets are the kernel's own. What is compared between the runs is the output, and the count of
kernel steps and the clock at the end, on which everything before has a bearing.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import guests
from tests.vfs.shell import Ran, Setting, sh

pytestmark = [pytest.mark.slow]


@pytest.fixture
def folder() -> Iterator[Path]:
    made = guests.scratch(Path("servers"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def twice(line: str, folder: Path) -> Ran:
    """The line's run, made twice."""
    runs = [sh(line, Setting(cwd=folder, shell=b"/bin/bash")) for _ in range(2)]
    one, two = runs
    assert (one.status, one.out, one.err) == (two.status, two.out, two.err)
    assert one.kernel.step_number == two.kernel.step_number
    assert one.kernel.monotonic_ns() == two.kernel.monotonic_ns()
    return one


@pytest.mark.needs("busybox", "curl", "bash")
def test_busybox_httpd_serves_two_hundred_requests(folder: Path) -> None:
    ran = twice(
        "mkdir www; for i in $(seq 200); do echo page $i > www/$i; done;"
        "busybox httpd -f -p 127.0.0.1:8080 -h www & sleep 1;"
        "curl -sS 'http://127.0.0.1:8080/[1-200]' > got; cat www/? www/?? www/??? | sort > want; sort got | cmp - want && wc -l < got;"
        "curl -sS -o /dev/null -w '%{http_code}\\n' http://127.0.0.1:8080/none; kill %1",
        folder,
    )
    assert ran.out == "200\n404\n", ran.err


@pytest.mark.needs("redis-server", "redis-cli", "bash")
def test_redis_answers_two_hundred_requests(folder: Path) -> None:
    ran = twice(
        "redis-server --port 6379 --bind 127.0.0.1 --save '' --appendonly no > log & sleep 1;"
        "seq 199 | sed 's/.*/INCR counter/' | redis-cli | tail -n 1; redis-cli GET counter; redis-cli SHUTDOWN NOSAVE; wait; echo $?",
        folder,
    )
    assert ran.out.split() == ["199", "199", "0"], ran.err


@pytest.mark.nightly
@pytest.mark.needs("/usr/bin/python3", "curl", "bash")
def test_pythons_server_serves_two_hundred_requests(folder: Path) -> None:
    ran = twice(
        "for i in $(seq 200); do echo page $i > $i; done;"
        "/usr/bin/python3 -m http.server 8000 --bind 127.0.0.1 2> log & sleep 5;"
        "curl -sS 'http://127.0.0.1:8000/[1-200]' | sort -u | wc -l; grep -c '\" 200 -' log; kill %1",
        folder,
    )
    assert ran.out.split() == ["200", "200"], ran.err


@pytest.mark.needs("git", "busybox", "bash")
def test_git_clones_over_a_pipe_and_over_http(folder: Path) -> None:
    ran = twice(
        "export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b;"
        "git init -q repo; cd repo; for i in 1 2 3; do seq $i > f$i; git add .; git commit -qm $i; done; cd ..;"
        "git clone -q --no-local file://$PWD/repo piped; git clone -q --bare repo www/repo.git; (cd www/repo.git; git update-server-info);"
        "busybox httpd -f -p 127.0.0.1:8080 -h www & sleep 1; git clone -q http://127.0.0.1:8080/repo.git over; kill %1;"
        "for r in repo piped over; do git -C $r log --format=%T%s; git -C $r fsck 2>&1; cat $r/f3 | tr '\\n' ' '; echo; done"
        " | sort | uniq -c",
        folder,
    )
    lines = [line.split(maxsplit=1) for line in ran.out.splitlines()]
    assert [count for count, _ in lines] == ["3"] * 4, (ran.out, ran.err)


@pytest.mark.needs("tar", "rsync", "bash")
def test_tar_and_rsync_copy_a_tree_exactly(folder: Path) -> None:
    ran = twice(
        "mkdir -p a/b/c;"
        "for i in $(seq 50); do head -c $((i * 400)) /dev/zero | tr '\\0' x > a/b/$i; done; ln a/b/1 a/hard; ln -s b/2 a/soft;"
        "chmod 751 a/b/c; truncate -s 1M a/sparse; mkfifo a/pipe; mkdir t r; tar cSf - a | tar xf - -C t; rsync -aHS a r/;"
        "for d in a t/a r/a; do (cd $d;"
        "find . -printf '%p %y %m %n %s %l\\n' | grep -v ' d ' | sort; cat b/* | md5sum) | md5sum; done | uniq -c;"
        "echo more >> a/b/7; rm a/b/8; rsync -aHSi --delete a r/",
        folder,
    )
    lines = ran.out.splitlines()
    assert lines[0].split()[0] == "3", (ran.out, ran.err)
    assert "*deleting   a/b/8" in lines, (ran.out, ran.err)
    assert [line.split()[-1] for line in lines if line.startswith(">f")] == ["a/b/7"]


@pytest.mark.needs("sqlite3", "bash")
def test_sqlite_has_two_writers(folder: Path) -> None:
    ran = twice(
        "sqlite3 db 'create table t(who, n)';"
        "writer() { for i in $(seq 10); do echo \"insert into t values('$1', $i);\"; done | sqlite3 -cmd '.timeout 20000' db; };"
        "writer one & writer two & wait; sqlite3 db 'select who, count(*), sum(n) from t group by who; pragma integrity_check'",
        folder,
    )
    assert ran.out.split() == ["one|10|55", "two|10|55", "ok"], ran.err


@pytest.mark.needs("make", "bash")
def test_make_shares_four_jobs_among_its_sub_makes(folder: Path) -> None:
    (folder / "Makefile").write_text(
        "all: left right\nleft right:\n\t@$(MAKE) --no-print-directory -f sub.mk PART=$@\n.PHONY: all left right\n"
    )
    (folder / "sub.mk").write_text(
        "FILES := $(addprefix $(PART).,1 2 3 4 5 6)\nall: $(FILES)\n$(FILES):\n\t@echo begin >> log; sleep 1; echo end >> log; touch $@\n"
    )
    ran = twice(
        "make -s -j4; ls | grep -c 't\\.[1-6]';"
        "awk '/begin/ { n++; if (n > most) most = n } /end/ { n-- } END { print \"at most\", most }' log",
        folder,
    )
    assert ran.out == "12\nat most 4\n", ran.err


@pytest.mark.nightly
@pytest.mark.needs("postgresql-15", "bash")
def test_postgresql_makes_a_cluster_and_answers(folder: Path) -> None:
    ran = twice(
        "bin=$(dirname $(ls -d /usr/lib/postgresql/*/bin/initdb)); mkdir d; chmod 700 d; chown nobody . d;"
        'run() { setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; };'
        "run $bin/initdb -D d -A trust -U p --no-sync > log 2>&1 || cat log;"
        "printf 'create table t(n int);\\ninsert into t select generate_series(1, 200);\\nselect sum(n) from t;\\n' |"
        " run $bin/postgres --single -D d postgres 2>> log | grep sum",
        folder,
    )
    assert '"20100"' in ran.out, (ran.out, ran.err)
