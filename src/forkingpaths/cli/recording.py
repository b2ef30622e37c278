"""fpath run --record: a run whose input is given beforehand, so that it can be made again, and kept."""

from __future__ import annotations

import signal
import sys
import time

from forkingpaths.abi.errno import SysError
from forkingpaths.cli.asked import GuestOptions
from forkingpaths.cli.guest import Guest
from forkingpaths.cli.host import HostStreams, Signals
from forkingpaths.cli.keeping import user_store
from forkingpaths.cli.recorded import standard_input, subject_of
from forkingpaths.cli.start import boot
from forkingpaths.record.player import Player
from forkingpaths.record.store import StoreError
from forkingpaths.view.findings import ending_words
from forkingpaths.view.text import printable

ENDLESS = 1 << 32  # transitions; a run of `check` ends sooner, but nobody waits for this one except who asked


def run_recorded(asked: GuestOptions, quiet: bool, as_json: bool) -> int:
    """Run it, pass its output on, keep it; the exit status.  A signal ends the run, which is kept as far as it came."""
    guest = Guest(asked)
    with guest as options:
        subject = subject_of(guest, options, standard_input(), asked.max_steps or ENDLESS)
        player = Player(lambda host: boot(options, host), subject.stdin, (), subject.max_points)
        streams = HostStreams()
        began = time.monotonic()
        with Signals((signal.SIGINT, signal.SIGTERM), lambda: None) as signals:

            def enough() -> bool:
                late = asked.real_timeout_s is not None and time.monotonic() - began > asked.real_timeout_s
                return bool(signals.received) or late

            def tee(stream: int, data: bytes) -> None:
                try:
                    streams.write(stream, data)
                except SysError:
                    pass  # nobody reads it any more; the run must not hang on that, or it could not be made again

            player.visit(tee=tee, interrupted=enough)
            file = subject.of_played(player)
            words = ending_words(player.status, player.ending)
            try:
                user_store().keep([(file, "recorded", words)], time.time())
            except StoreError as error:
                print(f"fpath: not kept for later: {printable(str(error))}", file=sys.stderr)
            else:
                if as_json:
                    from forkingpaths.record.run_file import dump

                    sys.stderr.write(dump(file))
                elif not quiet:
                    print(f"fpath: kept as {file.id}: {words}, {player.steps} steps", file=sys.stderr)
            if player.ending == "interrupted":
                return 128 + (signals.received or [signal.SIGALRM])[0]
    status = player.status
    if status is None:
        return 125
    return 128 + (status & 0x7F) if status & 0x7F else status >> 8 & 0xFF
