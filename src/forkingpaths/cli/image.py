"""What a container image says about how it is to be run: entry point and arguments, environment, user, working directory.

As `docker run` has it: the words of the command line take the place of the image's Cmd and come behind its Entrypoint; -e, -u and -w go
before what the image says.  A tree without a configuration (`docker export`) gets one from --image-config, the output of `docker
inspect IMAGE` or an OCI configuration.
"""

from __future__ import annotations

import json
import tarfile
from dataclasses import replace
from typing import Any

from forkingpaths.cli.asked import GuestOptions
from forkingpaths.cli.errors import Failure, Why
from forkingpaths.vfs import image as images

BROKEN = (OSError, tarfile.TarError, ValueError, KeyError, TypeError, AttributeError)


def configured(asked: GuestOptions, entrypoint: str | None, config_file: str | None) -> GuestOptions:
    """The options with what the image behind --root, or the file behind --image-config, says."""
    config = _of_file(config_file) if config_file is not None else _of_root(asked.root)
    first = config.get("Entrypoint") or []
    if entrypoint is not None:
        first = [entrypoint] if entrypoint else []
    # "Cmd": arguments of the entry point, or the whole command; another entry point or words of one's own replace it
    rest = list(asked.command) or ([] if entrypoint is not None else config.get("Cmd") or [])
    command = tuple(str(word) for word in [*first, *rest])
    return replace(
        asked,
        command=command,
        environment=(*map(str, config.get("Env") or ()), *asked.environment),
        workdir=asked.workdir or config.get("WorkingDir") or None,
        user=asked.user or config.get("User") or None,
    )


def _of_root(root: str | None) -> dict[str, Any]:
    if root is None:
        return {}
    try:
        with images.opened(root) as image:
            return image.config if image is not None else {}
    except BROKEN as error:
        raise Failure(f"{root}: not an image that can be read: {error} (--root)", Why.OURS) from error


def _of_file(path: str) -> dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        if isinstance(document, list):  # docker inspect tells of each that it was asked for
            document = document[0]
        config = document.get("Config") or document.get("config")
        if not isinstance(config, dict):
            raise ValueError("it holds no configuration of an image")
    except (*BROKEN, IndexError) as error:
        raise Failure(f"{path}: {error} (--image-config)") from error
    return config
