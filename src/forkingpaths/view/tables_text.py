"""Tables for the terminal, drawn by rich: colours on a terminal, plain lines in a file."""

from __future__ import annotations

import io

from forkingpaths.view.tables import Table

WIDTH = 132


def draw(tables: list[Table], colour: bool = False, width: int = WIDTH) -> str:
    """The tables one below the other; every cell is text and never markup."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text

    target = io.StringIO()
    console = Console(
        file=target,
        width=width,
        force_terminal=colour,
        no_color=not colour,
        highlight=False,
        emoji=False,
        markup=False,
    )
    for index, table in enumerate(tables):
        if index:
            console.print()
        drawn = Drawn(
            title=Text(table.title),
            title_justify="left",
            box=box.SIMPLE_HEAD,
            pad_edge=False,
            header_style="bold",
        )
        for number, column in enumerate(table.columns):
            drawn.add_column(column, overflow="fold", style="cyan" if number < table.key and colour else None)
        for row in table.rows:
            drawn.add_row(*(Text(cell) for cell in row))
        if table.rows:
            console.print(drawn)
        else:
            console.print(Text(f"{table.title}: none"))
    return "\n".join(line.rstrip() for line in target.getvalue().splitlines()) + "\n"
