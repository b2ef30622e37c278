"""The options that verbs share: what a run depends on (asked.py) and how results are told.

A verb's function is decorated with `guest_options` and receives one GuestOptions, already checked: sizes are bytes, times
nanoseconds, volumes split.  Nothing here looks at the host; guest.py and image.py do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import update_wrapper
from typing import Any

import click

from forkingpaths.abi.capability import CAP_FULL_SET, CAPABILITIES
from forkingpaths.abi.processors import LIMIT, USUAL
from forkingpaths.cli.asked import GuestOptions, Volume
from forkingpaths.vfs.credentials import USUAL_CAPABILITIES

SIZES = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
SMALLEST_MEMORY = 4 << 20  # a kernel, one small program and its page tables
LARGEST_MEMORY = 64 << 30  # frames are counted in 32 bits with room to spare, but nobody means more than this


VERBOSE = Volume("", "", True)  # what -v means without HOST:GUEST, of verbs that have something more to say
_ALONE = "\0alone"  # no argument can be this


class Size(click.ParamType[int]):
    """Bytes: 4096, 64K, 512M, 1G (powers of two, a trailing B or iB is fine)."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        text = str(value).upper().removesuffix("B").removesuffix("I")
        number, unit = (text[:-1], text[-1]) if text[-1:] in "KMGT" and text else (text, "")
        if not number.isdecimal():
            self.fail(f"{value!r} is not a size: 64M, 1G", param, ctx)
        size = int(number) * SIZES[unit]
        if not SMALLEST_MEMORY <= size <= LARGEST_MEMORY:
            self.fail(f"{value!r} is not between 4M and 64G", param, ctx)
        return size


class Seconds(click.ParamType[float]):
    """A duration in seconds, or with a unit: 10, 0.5, 250ms, 2m, 1h."""

    name = "seconds"
    units = (("ms", 0.001), ("us", 0.000001), ("s", 1.0), ("m", 60.0), ("h", 3600.0), ("", 1.0))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        text = str(value)
        unit, scale = next((unit, scale) for unit, scale in self.units if text.endswith(unit))
        try:
            seconds = float(text.removesuffix(unit)) * scale
        except ValueError:
            self.fail(f"{value!r} is not a duration: 10, 0.5, 250ms, 2m", param, ctx)
        if not 0 < seconds < 1e9:
            self.fail(f"{value!r} is not a duration above 0", param, ctx)
        return seconds


class Capability(click.ParamType[int]):
    """A capability as capabilities(7) calls it, with or without CAP_, in any case; ALL.  As a set of bits."""

    name = "capability"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        name = str(value).upper().removeprefix("CAP_")
        if name == "ALL":
            return CAP_FULL_SET
        number = CAPABILITIES.by_name.get(f"CAP_{name}")
        if number is None:
            self.fail(f"{value!r} is not a capability: SYS_TIME, CAP_SYS_TIME, ALL", param, ctx)
        return 1 << number


def capabilities_of(added: tuple[int, ...], dropped: tuple[int, ...]) -> int:
    """What --cap-add and --cap-drop leave of the usual set, as docker's options do: ALL first, then the others by name."""
    found = 0 if CAP_FULL_SET in dropped else CAP_FULL_SET if CAP_FULL_SET in added else USUAL_CAPABILITIES
    for capability in added:
        found |= capability if capability != CAP_FULL_SET else 0
    for capability in dropped:
        found &= ~capability if capability != CAP_FULL_SET else found
    return found


class VolumeType(click.ParamType[Volume]):
    """HOST:GUEST[:ro|:rw]."""

    name = "volume"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Volume:
        if isinstance(value, Volume):
            return value
        if value == _ALONE:
            return VERBOSE
        parts = str(value).split(":")
        mode = parts.pop() if len(parts) == 3 else "rw"
        if len(parts) != 2 or not all(parts) or mode not in ("ro", "rw"):
            alone = " (-v alone has to come before another option or before --)"
            self.fail(f"{value!r} is not HOST:GUEST or HOST:GUEST:ro{alone}", param, ctx)
        if not parts[1].startswith("/"):
            self.fail(f"the guest's path in {value!r} must be absolute", param, ctx)
        return Volume(parts[0], parts[1], mode == "ro")


_OPTIONS = (
    click.option(
        "-w", "--workdir", metavar="DIR", help="Working directory of the program (the current one)."
    ),
    click.option("-u", "--user", metavar="USER[:GROUP]", help="User and group, names or numbers (root)."),
    click.option(
        "--cap-add",
        metavar="NAME",
        type=Capability(),
        multiple=True,
        help="Give root a capability more (it has all but CAP_SYS_RESOURCE); ALL for all.",
    ),
    click.option(
        "--cap-drop",
        metavar="NAME",
        type=Capability(),
        multiple=True,
        help="Take a capability from root and everybody; ALL for all that --cap-add does not name.",
    ),
    click.option(
        "-v",
        "--volume",
        "volumes",
        metavar="HOST:GUEST[:ro]",
        type=VolumeType(),
        multiple=True,
        is_flag=False,
        flag_value=_ALONE,
        help="Show a file or folder of the host at a place in the guest; writes stay in memory.",
    ),
    click.option(
        "--root",
        metavar="DIR|TAR",
        type=click.Path(exists=True, readable=True),
        help="Another root than the host's: a folder, a tar file such as `docker export` makes, or an image (`docker save`, OCI "
        "layout), whose entry point, environment, user and working directory count then.",
    ),
    click.option(
        "--entrypoint",
        metavar="PROGRAM",
        help="Another entry point than the image's; an empty one for none.",
    ),
    click.option(
        "--image-config",
        metavar="FILE",
        type=click.Path(exists=True, readable=True, dir_okay=False),
        help="The configuration of the image that a `docker export` came from: what `docker inspect` says of it.",
    ),
    click.option(
        "--memory",
        "memory_bytes",
        metavar="SIZE",
        type=Size(),
        default="1G",
        show_default=True,
        help="Physical memory of the guest.",
    ),
    click.option(
        "--cpus",
        "processors",
        metavar="N",
        type=click.IntRange(1, LIMIT),
        default=USUAL,
        show_default=True,
        help="Processors of the guest: what programs see of them, and who may run beside a thread with a real-time priority.",
    ),
    click.option(
        "--seed",
        metavar="N",
        type=click.IntRange(0, 2**64 - 1),
        default=0,
        show_default=True,
        help="Seed of getrandom, /dev/urandom and AT_RANDOM, and of random strategies.",
    ),
    click.option(
        "--pids",
        type=click.Choice(["sequential", "random", "reuse"]),
        default="sequential",
        show_default=True,
        help="Which number a new process gets: the next, any, or the lowest that is free again.",
    ),
    click.option(
        "--time",
        type=click.Choice(["virtual", "free"]),
        default="virtual",
        show_default=True,
        help="virtual: it passes with the work done. free: a timer may expire at any point (check), and no sooner than it must (run).",
    ),
    click.option(
        "--init",
        is_flag=True,
        help="The program itself is pid 1, as in a container: orphans come to it, a signal that it has no handler for does not reach "
        "it, and its end is the end of all.",
    ),
    click.option("--max-steps", metavar="N", type=click.IntRange(1), help="End the run after N steps."),
    click.option(
        "--timeout",
        "timeout_s",
        metavar="SECONDS",
        type=Seconds(),
        help="End the run after this much of the guest's time.",
    ),
    click.option(
        "--real-timeout",
        "real_timeout_s",
        metavar="SECONDS",
        type=Seconds(),
        help="End the run after this much real time.",
    ),
    click.option(
        "--linger",
        "linger_s",
        metavar="SECONDS",
        type=Seconds(),
        default="1",
        show_default=True,
        help="Work that processes may still do after the program has ended, in the guest's processor time.",
    ),
)


def guest_options(
    *environment: str, required: bool = True
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a verb the shared options and `guest: GuestOptions`; `environment` are the short names of --env.

    Without `required` the command line may end before the program, and `guest.command` is empty then.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        def verb(
            command: tuple[str, ...],
            timeout_s: float | None,
            linger_s: float,
            cap_add: tuple[int, ...],
            cap_drop: tuple[int, ...],
            entrypoint: str | None,
            image_config: str | None,
            tty: bool = False,
            **rest: Any,
        ) -> Any:
            named = {f.name: rest.pop(f.name) for f in fields(GuestOptions) if f.name in rest}
            if VERBOSE in named["volumes"]:
                raise click.UsageError("-v needs HOST:GUEST")
            timeout_ns = round(timeout_s * 1e9) if timeout_s is not None else None
            linger_ns = round(linger_s * 1e9)
            named["capabilities"] = capabilities_of(cap_add, cap_drop)
            guest = GuestOptions(command, timeout_ns=timeout_ns, linger_ns=linger_ns, terminal=tty, **named)
            if guest.root is not None or entrypoint is not None or image_config is not None:
                from forkingpaths.cli.image import configured

                guest = configured(guest, entrypoint, image_config)
            if required and not guest.command:
                raise click.UsageError("Missing argument 'PROGRAM [ARGUMENTS]...'.")
            return function(guest=guest, **rest)

        update_wrapper(verb, function)
        decorated: Callable[..., Any] = click.argument(
            "command",
            nargs=-1,
            required=False,  # an image may say it; looked at above
            type=click.UNPROCESSED,
            metavar="PROGRAM [ARGUMENTS]..." if required else "[PROGRAM [ARGUMENTS]...]",
        )(verb)
        for option in reversed(_OPTIONS):
            decorated = option(decorated)
        return click.option(
            *environment,
            "--env",
            "environment",
            metavar="NAME[=VALUE]",
            multiple=True,
            help="Set a variable; a name alone takes the host's value.",
        )(decorated)

    return decorate


def terminal_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """-it, as docker has them."""
    function = click.option("-t", "--tty", is_flag=True, help="Give the program a terminal: this one.")(
        function
    )
    return click.option(
        "-i",
        "--interactive",
        is_flag=True,
        expose_value=False,
        help="Standard input is always passed on; accepted, so that -it can be written.",
    )(function)


def report_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """How results are told."""
    function = click.option("--json", "as_json", is_flag=True, help="Tell the result as JSON.")(function)
    function = click.option("-q", "--quiet", is_flag=True, help="Say nothing that the guest does not say.")(
        function
    )
    return click.option(
        "--no-color", is_flag=True, expose_value=False, help="Plain text (it is; NO_COLOR is honoured too)."
    )(function)


# A program's own options come after its name: `fpath run ls -l` needs no `--`.
CONTEXT = {"allow_interspersed_args": False, "help_option_names": ["-h", "--help"]}
