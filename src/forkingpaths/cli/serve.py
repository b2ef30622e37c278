"""fpath serve: the page.  A server on 127.0.0.1 for whoever has the address; kernels run in worker processes (serving.py)."""

from __future__ import annotations

import signal
import socket
import sys

import click

from forkingpaths.cli.asked import GuestOptions
from forkingpaths.cli.errors import Failure
from forkingpaths.cli.options import guest_options
from forkingpaths.cli.run_argument import SETTINGS, RunCommand


@click.command("serve", cls=RunCommand, context_settings=SETTINGS)
@click.argument("run", metavar="[RUN]", default="latest")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="Of 127.0.0.1; a free one without it.",
)
@click.option("--force", is_flag=True, help="Try it although the program or a file that it read has changed.")
@guest_options("-e", "-E", required=False)
def command(run: str, port: int, force: bool, guest: GuestOptions) -> int:
    """Show RUN in the browser: process graph, source, terminal and kernel tables on one slider, and the tree of explored runs.

    RUN is as for replay; without it, the run kept last; with a program behind `--`, its default run. The address that is printed
    holds a random token and works on this machine only. ctrl-C ends the server; nothing is left behind.
    """
    from forkingpaths.cli.page_search import FIELDS
    from forkingpaths.cli.recorded import pinned, program_of, standard_input
    from forkingpaths.cli.serving import Wanted, explore, look

    try:
        import uvicorn

        from forkingpaths.web.server import Page
    except ImportError:
        raise Failure("the page needs two packages: pip install 'forkingpaths[web]'") from None
    program = program_of(guest)
    # with the protocol named asyncio sets TCP_NODELAY; without it every second small answer waits 40 ms for an acknowledgement
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen(64)  # who opens the address at once waits for the server, and is not refused
    except OSError as error:
        raise Failure(f"port {port}: {error.strerror} (--port)") from error
    wanted = Wanted(run if program else pinned(run), program, force, standard_input() if program else b"")
    page = Page(look, explore, wanted, FIELDS)
    page.port = listening.getsockname()[1]
    try:
        if failed := page.ready():
            raise Failure(failed)
        print(f"{page.address()}\n(ctrl-C ends it)", flush=True)
        config = uvicorn.Config(page.app(), log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        page.end()
        listening.close()
    return 0
