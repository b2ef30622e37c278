"""One script run on both kernels, and what differs."""

from pathlib import Path

from tests import guests

NATIVE_RUNS = 3


def difference(name: str, text: str, executable: Path) -> str:
    """What differs between the two kernels when `executable` plays the script `text`; "" when nothing does.  `name` says which it is."""
    program = guests.Program(Path(f"{name}.c"), arguments=[text])
    folder = guests.scratch(program.path)
    ours = guests.run_in_kernel(program, executable, folder)
    native = ours
    for _ in range(
        NATIVE_RUNS
    ):  # the host's times are not ours to determine: a run that was held up is repeated
        native = guests.run_natively(program, executable, folder)
        if (native.status, native.output) == (ours.status, ours.output):
            return ""
    return f"{name}: {text}\nnative {native.status} {native.output!r}\nours   {ours.status} {ours.output!r}\n{ours.remarks}"
