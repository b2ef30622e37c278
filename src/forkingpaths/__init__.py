"""Forking Paths: a Unix kernel in Python that runs real Linux programs and decides everything left to chance.

The package is a stack of layers, and imports point one way only (`lint-imports` enforces it):

    abi < machine < vfs < kernel < sys < explore, check, record < view < web < cli, pytest_plugin

Importing this module imports none of them, so that the command starts quickly.
"""

__version__ = "0.1.0"

from forkingpaths import compiled as _compiled

_compiled.activate()
