"""python -m forkingpaths.cli: the command where it is not installed."""

from forkingpaths.cli import main

main()
