"""fpath rm: forget kept runs."""

from __future__ import annotations

import click

from forkingpaths.cli.errors import Failure, Why


@click.command("rm", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("runs", nargs=-1, metavar="[RUN]...")
@click.option(
    "--all", "everything", is_flag=True, help="Forget all of them, also when the store cannot be read."
)
@click.option("-q", "--quiet", is_flag=True, help="Do not say how many.")
def command(runs: tuple[str, ...], everything: bool, quiet: bool) -> int:
    """Forget RUNs: ids, or the beginnings of ids, or latest."""
    from forkingpaths.cli.keeping import user_store
    from forkingpaths.cli.recorded import find_id
    from forkingpaths.record.store import StoreError
    from forkingpaths.view.text import printable

    if bool(runs) == everything:
        raise click.UsageError("say which RUNs, or --all")
    store = user_store()
    try:
        if everything:
            count = store.remove_all()
        else:
            count = store.remove([find_id(store, name) for name in runs])
    except StoreError as error:
        raise Failure(printable(str(error)), Why.SCHEDULE) from error
    if not quiet:
        print("the store is cleared" if count < 0 else f"{count} run{'' if count == 1 else 's'} forgotten")
    return 0
