"""fpath syscalls: the support table, derived from the declarations in sys/."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from forkingpaths.sys.declare import Call

MANUAL_URL = "https://man7.org/linux/man-pages/man{section}/{name}.{section}.html"


@click.command("syscalls", context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How the table is written.",
)
@click.option("--missing", is_flag=True, help="List the calls of x86-64 Linux that are not there.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--no-color", is_flag=True, expose_value=False, help="Plain text (it is; NO_COLOR is honoured too)."
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
def command(style: str, missing: bool, as_json: bool, names: tuple[str, ...]) -> int:
    """List the system calls that are supported, with what is not modelled of each.

    A call that is absent returns ENOSYS, and the run's report says that it was asked for.
    """
    from forkingpaths.abi import numbers
    from forkingpaths.sys import table
    from forkingpaths.sys.declare import CALLS

    table.load()
    known = set(numbers.X86_64) | set(numbers.I386)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise click.UsageError(f"{unknown[0]} is not a system call of Linux")
    calls = [CALLS[name] for name in sorted(CALLS) if not names or name in names]
    absent = sorted(name for name in numbers.X86_64 if name not in CALLS and (not names or name in names))
    if as_json or style == "json":
        _write(json.dumps(_data(calls, absent), indent=2))
    elif missing:
        _write("\n".join(absent))
    elif style == "markdown":
        _write(_markdown(calls, absent))
    else:
        _write(_text(calls, absent if names else []))
    return 0


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _signature(call: Call) -> str:
    return ", ".join(parameter.name for parameter in call.parameters)


def _text(calls: list[Call], absent: list[str]) -> str:
    rows = [(f"{call.name}({_signature(call)})", call.note) for call in calls]
    rows += [(name, "not modelled: ENOSYS") for name in absent]
    width = max((len(first) for first, _ in rows), default=0)
    return "\n".join(f"{first:{width}}  {note}".rstrip() for first, note in rows)


def _data(calls: list[Call], absent: list[str]) -> dict[str, object]:
    return {
        "supported": [
            {
                "name": call.name,
                "family": call.family,
                "manual": call.manual,
                "parameters": [{"name": p.name, "kind": p.kind.name} for p in call.parameters],
                "not_modelled": call.note or None,
            }
            for call in calls
        ],
        "absent": absent,
    }


def _manual(page: str) -> str:
    """read(2) as a link."""
    name, _, section = page.rstrip(")").partition("(")
    return f"[{page}]({MANUAL_URL.format(name=name, section=section)})" if section else page


def _markdown(calls: list[Call], absent: list[str]) -> str:
    complete = sum(not call.note for call in calls)
    summary = (
        f"{len(calls)} calls are supported, {complete} of them without a reservation. "
        f"{len(absent)} calls of x86-64 Linux are absent: they return ENOSYS, and the run's report says so."
    )
    lines = [
        "# System calls",
        "",
        "Made by `make docs` from the declarations in `src/forkingpaths/sys/`; do not edit.",
        "",
        summary,
    ]
    families: dict[str, list[Call]] = {}
    for call in calls:
        families.setdefault(call.family, []).append(call)
    for family in sorted(families):
        lines += [
            "",
            f"## {family.replace('_', ' ')}",
            "",
            "| call | manual | not modelled |",
            "|---|---|---|",
        ]
        lines += [
            f"| `{call.name}({_signature(call)})` | {_manual(call.manual)} | {call.note.replace('|', chr(92) + '|')} |"
            for call in families[family]
        ]
    lines += ["", "## Absent", "", ", ".join(f"`{name}`" for name in absent)]
    return "\n".join(lines)
