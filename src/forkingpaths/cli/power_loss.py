"""--power-loss and --after COMMAND: which disks the loss of power leaves, and the shell that judges them."""

from __future__ import annotations

import os
from dataclasses import replace

from forkingpaths.cli.errors import Failure
from forkingpaths.cli.search_options import Search
from forkingpaths.cli.start import boot
from forkingpaths.explore.power_loss import PowerLoss
from forkingpaths.kernel.boot import Options
from forkingpaths.kernel.kernel import Host, Kernel
from forkingpaths.vfs.disk_image import DiskState


def check_options(search: Search) -> None:
    """Failure when the options do not fit together."""
    if search.power_loss != (search.after is not None):
        raise Failure(
            "--power-loss, which says that the power may fail, and --after COMMAND, which judges what is then on the disk, "
            "are given together or not at all"
        )
    if search.power_loss and search.jobs > 1:
        raise Failure("--power-loss judges its disks in one process: leave -j out")


def power_loss_of(options: Options, command: str | None) -> PowerLoss | None:
    """What judges the disks that the program of `options` may leave."""
    if command is None:
        return None
    argv = [b"/bin/sh", b"-c", os.fsencode(command)]
    judging = replace(options, argv=argv, power_loss=False, time_is_free=False, init=False, terminal=False)

    def start(disk: DiskState, host: Host) -> Kernel:
        return boot(replace(judging, disk=disk), host)

    return PowerLoss(command, start)
