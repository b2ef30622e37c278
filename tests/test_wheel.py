"""The package as a user gets it: a wheel, built and installed without a network, whose page answers and which ships every licence."""

import os
import shutil
import subprocess
import sys
import sysconfig
import urllib.request
from importlib.metadata import version
from pathlib import Path

import pytest

from tests import host

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]
STATIC = host.ROOT / "src" / "forkingpaths" / "web" / "static"


@pytest.fixture(scope="module")
def fpath(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a fresh environment into which the wheel was installed.  Other packages are this environment's: nothing is fetched."""
    if int(version("setuptools").split(".")[0]) < 77:
        pytest.skip("setuptools is older than pyproject.toml asks for: make setup")
    folder = tmp_path_factory.mktemp("wheel")
    source, fresh = folder / "source", folder / "venv"
    unwanted = shutil.ignore_patterns("*.so", "__pycache__", "*.egg-info", "_compiled")
    shutil.copytree(host.ROOT / "src", source / "src", ignore=unwanted)
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(host.ROOT / name, source)
    offline = ["--no-index", "--no-deps", "--disable-pip-version-check", "--quiet"]
    env = {**os.environ, "FPATH_COMPILE": "0"}
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        *offline,
        "--no-build-isolation",
        "-w",
        str(folder),
        str(source),
    ]
    subprocess.run(build, check=True, env=env)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(fresh)], check=True)
    packages = next((fresh / "lib").glob("python*")) / "site-packages"
    wheel = next(folder.glob("*.whl"))
    install = [
        sys.executable,
        "-m",
        "pip",
        f"--python={fresh / 'bin' / 'python'}",
        "install",
        *offline,
        str(wheel),
    ]
    subprocess.run(install, check=True, env=env)
    (packages / "others.pth").write_text(
        sysconfig.get_path("purelib") + "\n"
    )  # its own .pth files, our checkout among them, are not read
    return fresh / "bin" / "fpath"


def test_the_page_of_an_installed_wheel_answers(fpath: Path, tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    env["XDG_CACHE_HOME"] = str(tmp_path)
    server = subprocess.Popen(
        [str(fpath), "serve", "--", "/bin/true"],
        cwd=tmp_path,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    try:
        assert server.stdout
        address = server.stdout.readline().decode().strip()
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        assert b'src="page.js"' in opener.open(address).read()
        for name in ("page.js", "page.css", "LICENSES.txt"):
            assert opener.open(address + name).read() == (STATIC / name).read_bytes()
        assert b'"name": "true"' in opener.open(address + "api/page").read()
    finally:
        server.terminate()
        server.communicate(timeout=30)


def test_the_wheel_is_what_runs_and_ships_every_licence(fpath: Path, tmp_path: Path) -> None:
    code = "import forkingpaths.web as w, importlib.metadata as m; print(w.__file__); print(*m.files('forkingpaths'), sep='\\n')"
    done = subprocess.run(
        [str(fpath.with_name("python")), "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    where, *files = done.stdout.splitlines()
    assert where.startswith(str(fpath.parent.parent))
    assert any(name.endswith("licenses/LICENSE") for name in files)
    assert any(name.endswith("LICENSES.txt") and "licenses/" in name for name in files)


def test_licences_of_all_that_is_in_the_script() -> None:
    """Each package that package-lock.json has for the page, and what is inside one of them."""
    text = (STATIC / "LICENSES.txt").read_text()
    for words in (
        "d3-selection",
        "d3-zoom",
        "cytoscape",
        "elkjs",
        "Eclipse Public License",
        "ISC",
        "web-worker",
    ):
        assert words in text, words
    assert (STATIC / "page.js").read_text().startswith("/*! Forking Paths, MIT. With ")
