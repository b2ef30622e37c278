"""Container images as --root: what `docker save` writes and OCI layouts, with the layers one over the other, and what the image says about
how it is to be run."""

import gzip
import hashlib
import io
import json
import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tests import host
from tests.cli import fpath as command

pytestmark = [pytest.mark.slow, pytest.mark.needs("gcc")]
SHOW = r"""
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(int count, char **words)
{
	char text[200];
	for (int i = 0; i < count; i++)
		printf("%s ", words[i]);
	printf("| %s | %s | %d:%d | %s |", getenv("COLOUR"), getenv("OTHER"), getuid(), getgid(), getcwd(text, sizeof text));
	struct dirent *e;
	for (DIR *d = opendir("/data"); (e = readdir(d));)
		if (e->d_name[0] != '.')
			printf(" %s", e->d_name);
	FILE *f = fopen("/data/changed", "r");
	printf(" %s\n", fgets(text, sizeof text, f));
	return 0;
}
"""
CONFIG = {
    "Entrypoint": ["/show", "entry"],
    "Cmd": ["one", "two"],
    "Env": ["COLOUR=blue", "OTHER=x"],
    "WorkingDir": "/data",
    "User": "someone",
}


def fpath(*words: str) -> tuple[int, str, str]:
    """Exit status, output and error output, as text."""
    done = command.fpath(*words)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def layer(entries: dict[str, bytes]) -> bytes:
    """A tar file; names that end in a slash are folders."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, text in entries.items():
            member = tarfile.TarInfo(name.rstrip("/"))
            member.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
            member.size, member.mode = len(text), 0o755
            archive.addfile(member, io.BytesIO(text))
    return made.getvalue()


@pytest.fixture
def layers() -> list[bytes]:
    program = host.compile_c(SHOW, "-static", "-w").read_bytes()
    accounts = b"root:x:0:0::/root:/bin/sh\nsomeone:x:1234:567::/home:/bin/sh\n"
    return [
        layer({"show": program, "etc/": b"", "etc/passwd": accounts, "data/": b"", "data/gone": b"", "data/changed": b"before",
               "data/hidden/": b"", "data/hidden/a": b""}),
        layer({"data/.wh.gone": b"", "data/changed": b"after", "data/.wh.hidden": b"", "data/new": b""}),
    ]  # fmt: skip


def pack(path: Path, files: dict[str, bytes]) -> Path:
    path.write_bytes(layer(files))
    return path


def saved(path: Path, layers: list[bytes]) -> Path:
    names = [f"layer{i}/layer.tar" for i in range(len(layers))]
    manifest = [{"Config": "config.json", "RepoTags": ["x:latest"], "Layers": names}]
    files = {"config.json": json.dumps({"architecture": "amd64", "config": CONFIG}).encode()}
    return pack(
        path,
        files | dict(zip(names, layers, strict=True)) | {"manifest.json": json.dumps(manifest).encode()},
    )


def layout(layers: list[bytes]) -> dict[str, bytes]:
    """An OCI layout: a manifest for another processor before ours, behind a second index."""
    files: dict[str, bytes] = {"oci-layout": b'{"imageLayoutVersion": "1.0.0"}'}

    def blob(data: bytes | dict[str, Any], **more: Any) -> dict[str, Any]:
        raw = data if isinstance(data, bytes) else json.dumps(data).encode()
        digest = hashlib.sha256(raw).hexdigest()
        files[f"blobs/sha256/{digest}"] = raw
        return {"digest": f"sha256:{digest}", "size": len(raw), **more}

    config = blob({"config": CONFIG})
    ours = blob(
        {"config": config, "layers": [blob(each) for each in layers]},
        platform={"os": "linux", "architecture": "amd64"},
    )
    other = blob({"config": config, "layers": []}, platform={"os": "linux", "architecture": "arm64"})
    files["index.json"] = json.dumps({"manifests": [blob({"manifests": [other, ours]})]}).encode()
    return files


def folder_of(path: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


WANTED = "/show entry one two | blue | x | 1234:567 | /data | changed new after\n"


@pytest.mark.parametrize(
    "kind", ["saved", "saved and compressed", "layout", "layout in a tar", "compressed layers"]
)
def test_an_image_runs_as_it_says(kind: str, layers: list[bytes], tmp_path: Path) -> None:
    path = tmp_path / "image"
    if kind.startswith("saved"):
        saved(path, layers)
        if "compressed" in kind:
            path.write_bytes(gzip.compress(path.read_bytes()))
    elif kind == "layout in a tar":
        pack(path, layout(layers))
    else:
        folder_of(path, layout([gzip.compress(each) for each in layers] if "compressed" in kind else layers))
    assert fpath("run", "--root", str(path)) == (0, WANTED, "")


def test_the_command_line_goes_before_the_image(layers: list[bytes], tmp_path: Path) -> None:
    path = str(saved(tmp_path / "image.tar", layers))
    assert fpath("run", "--root", path, "--", "three")[1].startswith("/show entry three | blue")
    assert fpath("run", "--root", path, "--entrypoint", "/show", "--", "x")[1].startswith("/show x | blue")
    done = fpath(
        "run", "--root", path, "-e", "COLOUR=red", "-u", "0", "-w", "/etc", "--entrypoint", "", "/show"
    )
    assert done[1] == "/show | red | x | 0:0 | /etc | changed new after\n"


def test_an_exported_tree_takes_its_configuration_from_inspect(layers: list[bytes], tmp_path: Path) -> None:
    tree = tmp_path / "tree.tar"
    tree.write_bytes(layers[0])
    (tmp_path / "inspect.json").write_text(json.dumps([{"Id": "x", "Config": CONFIG}]))
    done = fpath("run", "--root", str(tree), "--image-config", str(tmp_path / "inspect.json"))
    assert done[1].startswith("/show entry one two | blue | x | 1234:567 | /data | ")
    done = fpath("run", "--root", str(tree))
    assert done[0] == 125
    assert "Missing argument" in done[2]


def test_a_broken_image_is_said(layers: list[bytes], tmp_path: Path) -> None:
    path = tmp_path / "image"
    folder_of(path, layout(layers))
    shutil.rmtree(path / "blobs")
    done = fpath("run", "--root", str(path))
    assert done[0]
    assert "not an image that can be read" in done[2]
    assert "Traceback" not in done[2]
