"""The checked-in vDSO is the shared object that vdso.c describes."""

import io
import subprocess
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from forkingpaths.kernel.memory import vdso, vdso_i386

FOLDER = Path(vdso.__file__).parent
FUNCTIONS = ["clock_getres", "clock_gettime", "getcpu", "gettimeofday", "time"]


def names(image: ELFFile) -> set[str]:
    """The dynamic symbols."""
    section = image.get_section_by_name(".dynsym")
    assert isinstance(section, SymbolTableSection)
    return {symbol.name for symbol in section.iter_symbols() if symbol.name}


NARROW = {
    *(f"__vdso_{name}" for name in [*FUNCTIONS, "clock_gettime64"]),
    *("__kernel_vsyscall", "__kernel_sigreturn", "__kernel_rt_sigreturn", "LINUX_2.5", "LINUX_2.6"),
}
WIDE = {*(f"__vdso_{name}" for name in FUNCTIONS), *FUNCTIONS, "LINUX_2.6"}


@pytest.mark.parametrize(("image", "exported"), [(vdso.IMAGE, WIDE), (vdso_i386.IMAGE, NARROW)])
def test_it_exports_what_libc_looks_for(image: bytes, exported: set[str]) -> None:
    file = ELFFile(io.BytesIO(image))
    assert names(file) == exported
    segments = [s for s in file.iter_segments() if s["p_type"] == "PT_LOAD"]
    assert len(segments) == 1
    assert segments[0]["p_flags"] == 5
    assert segments[0]["p_vaddr"] == segments[0]["p_offset"] == 0


@pytest.mark.needs("gcc")
@pytest.mark.parametrize("name", ["vdso", "vdso_i386"])
def test_it_is_what_its_source_compiles_to(name: str, tmp_path: Path) -> None:
    """Not to the byte, as compilers differ, but with the same symbols."""
    text = (FOLDER / f"{name}.c").read_text()
    command = (
        text.split("checked in:\n *\n *   cc ", 1)[1].split("\n *\n", 1)[0].replace("\\\n *", " ").split()
    )
    command = [word.replace(f"{name}.lds", str(FOLDER / f"{name}.lds")) for word in command]
    command[command.index("-o") + 1 :] = [str(tmp_path / "made.elf"), str(FOLDER / f"{name}.c")]
    subprocess.run(["gcc", *command], check=True)
    kept = (FOLDER / f"{name}.elf").read_bytes()
    assert names(ELFFile(io.BytesIO((tmp_path / "made.elf").read_bytes()))) == names(
        ELFFile(io.BytesIO(kept))
    )
