"""The checked-in vDSO is the shared object that vdso.c describes."""

import io
import subprocess
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from forkingpaths.kernel.memory import vdso

FOLDER = Path(vdso.__file__).parent
FUNCTIONS = ["clock_getres", "clock_gettime", "getcpu", "gettimeofday", "time"]


def names(image: ELFFile) -> set[str]:
    """The dynamic symbols."""
    section = image.get_section_by_name(".dynsym")
    assert isinstance(section, SymbolTableSection)
    return {symbol.name for symbol in section.iter_symbols() if symbol.name}


def test_it_exports_what_libc_looks_for() -> None:
    image = ELFFile(io.BytesIO(vdso.IMAGE))
    assert names(image) == {f"__vdso_{name}" for name in FUNCTIONS} | set(FUNCTIONS) | {"LINUX_2.6"}
    segments = [s for s in image.iter_segments() if s["p_type"] == "PT_LOAD"]
    assert len(segments) == 1
    assert segments[0]["p_flags"] == 5
    assert segments[0]["p_vaddr"] == segments[0]["p_offset"] == 0


@pytest.mark.needs("gcc")
def test_it_is_what_its_source_compiles_to(tmp_path: Path) -> None:
    """Not to the byte, as compilers differ, but with the same symbols."""
    text = (FOLDER / "vdso.c").read_text()
    command = (
        text.split("checked in:\n *\n *   cc ", 1)[1].split("\n *\n", 1)[0].replace("\\\n *", " ").split()
    )
    command = [word.replace("vdso.lds", str(FOLDER / "vdso.lds")) for word in command]
    command[command.index("-o") + 1 :] = [str(tmp_path / "vdso.elf"), str(FOLDER / "vdso.c")]
    subprocess.run(["gcc", *command], check=True)
    assert names(ELFFile(io.BytesIO((tmp_path / "vdso.elf").read_bytes()))) == names(
        ELFFile(io.BytesIO(vdso.IMAGE))
    )
