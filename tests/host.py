"""The machine the tests run on: which programs it has, and C programs compiled with its compilers.

Everything built lands under .build/, is named by the hash of what it was made from, and is moved into place in one
step, so that parallel workers may ask for the same program at the same time.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build"


@cache
def packages() -> dict[str, list[str]]:
    """tests/debian-packages.txt: Debian package -> the programs or files that show it is installed."""
    table: dict[str, list[str]] = {}
    for line in (ROOT / "tests" / "debian-packages.txt").read_text().splitlines():
        words = line.partition("#")[0].split()
        if words:
            table[words[0]] = words[1:]
    return table


@cache
def present(program: str) -> bool:
    """Is this program on PATH, or this file there?  A Debian package's name asks for all its programs."""
    if program in packages():
        return all(Path(p).exists() if p.startswith("/") else shutil.which(p) for p in packages()[program])
    return Path(program).exists() if program.startswith("/") else shutil.which(program) is not None


def package_of(program: str) -> str:
    """The Debian package that brings a program; the table must know every program a test needs."""
    for package, programs in packages().items():
        if program == package or program in programs:
            return package
    raise LookupError(f"{program} is not in tests/debian-packages.txt")


def compile_c(source: str | Path, *flags: str, cc: str = "gcc") -> Path:
    """Compile C text, or a .c file, and return the executable; flags default to `-g -O1 -static`."""
    text = source.read_text() if isinstance(source, Path) else source
    use = list(flags) or ["-g", "-O1", "-static"]
    name = hashlib.sha256("\0".join([cc, *use, text]).encode()).hexdigest()[:20]
    program = BUILD / "c" / name
    if program.exists():
        return program
    program.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=program.parent) as folder:
        made = Path(folder) / "program"
        text_file = Path(folder) / "program.c"
        text_file.write_text(text)
        # Of no importance to the program is where it was compiled, and by which name.
        use += [f"-ffile-prefix-map={where}=." for where in (ROOT, folder)] if cc != "tcc" else []
        # Libraries come after the source, as the linker wants them.
        options = [flag for flag in use if not flag.startswith("-l")]
        libraries = [flag for flag in use if flag.startswith("-l")]
        command = [cc, *options, str(text_file), "-o", str(made), *libraries]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(f"{' '.join(command)}:\n{done.stderr}")
        os.replace(made, program)
    return program


def busybox_static() -> Path | None:
    """The busybox that tools/fetch-busybox-static unpacked, or the system's own if that one is static."""
    for path in (BUILD / "busybox-static" / "bin" / "busybox", Path("/bin/busybox")):
        if path.exists() and b"/lib64/ld-linux" not in path.read_bytes()[:4096]:
            return path
    return None
