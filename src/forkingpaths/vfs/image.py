"""Container images as files: what `docker save` writes (a tar file with manifest.json) and OCI image layouts (index.json and blobs, in a
tar file or a folder).

An image is a configuration (entry point, environment, user, working directory) and layers, each a tar file, the later over the earlier.
A layer that is not compressed is read where it lies; of a compressed one the contents are taken into memory.  What `docker
export` writes is no image but a plain tree (hosttar), without a configuration.
"""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple

MAX_LINKS = 10
PLATFORM = ("linux", "amd64")


class Where(NamedTuple):
    """Where a blob's bytes are on the host; `path` is empty when they are inside something compressed."""

    path: str
    offset: int


class Folder:
    """Blobs that are files of a folder."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __contains__(self, name: str) -> bool:
        return os.path.isfile(os.path.join(self.path, name))

    def open(self, name: str) -> IO[bytes]:
        return open(self.where(name).path, "rb")

    def where(self, name: str) -> Where:
        return Where(os.path.abspath(os.path.join(self.path, name)), 0)


class Archive:
    """Blobs that are members of a tar file."""

    def __init__(self, path: str, archive: tarfile.TarFile) -> None:
        self.archive = archive
        try:
            with tarfile.open(path, "r:"):
                self.path = os.path.abspath(path)
        except tarfile.TarError:  # compressed as a whole
            self.path = ""
        self.members = {os.path.normpath(member.name): member for member in archive}

    def _member(self, name: str) -> tarfile.TarInfo:
        """The member, through the links that older versions of docker write for a layer that occurs twice."""
        member = self.members[os.path.normpath(name)]
        for _ in range(MAX_LINKS):
            if not member.issym():
                break
            member = self.members[
                os.path.normpath(os.path.join(os.path.dirname(member.name), member.linkname))
            ]
        return member

    def __contains__(self, name: str) -> bool:
        return os.path.normpath(name) in self.members

    def open(self, name: str) -> IO[bytes]:
        found = self.archive.extractfile(self._member(name))
        if found is None:
            raise tarfile.TarError(f"{name} is not a file")
        return found

    def where(self, name: str) -> Where:
        return Where(self.path, self._member(name).offset_data if self.path else 0)


@dataclass
class Image:
    """An image while its blobs can be read."""

    blobs: Folder | Archive
    layers: list[str] = field(default_factory=list)  # names of blobs, the lowest first
    config: dict[str, Any] = field(default_factory=dict)  # Entrypoint, Cmd, Env, WorkingDir, User

    @contextmanager
    def layer(self, name: str) -> Iterator[tuple[tarfile.TarFile, Where]]:
        """A layer's archive, and where its bytes are when they can be read in place."""
        with self.blobs.open(name) as file:
            where = self.blobs.where(name)
            try:
                with tarfile.open(fileobj=file, mode="r:") as archive:
                    yield archive, where
                    return
            except tarfile.ReadError:
                file.seek(0)
            with tarfile.open(fileobj=file) as archive:
                yield archive, Where("", 0)


@contextmanager
def opened(path: str) -> Iterator[Image | None]:
    """The image at `path`, or None when it is a plain tree.  OSError, tarfile.TarError, ValueError when it is broken."""
    if os.path.isdir(path):
        yield _read(Folder(path)) if os.path.isfile(os.path.join(path, "oci-layout")) else None
        return
    with tarfile.open(path) as archive:
        yield _read(Archive(path, archive))


def is_layout(path: str) -> bool:
    """Whether a folder is an image, not a tree."""
    return os.path.isfile(os.path.join(path, "oci-layout")) and os.path.isfile(
        os.path.join(path, "index.json")
    )


def _read(blobs: Folder | Archive) -> Image | None:
    if "manifest.json" in blobs:
        # docker save: [{"Config": ..., "Layers": [...]}], of several images the first
        listed = _json(blobs, "manifest.json")
        if isinstance(listed, list) and listed and "Layers" in listed[0]:
            return Image(blobs, listed[0]["Layers"], _config(blobs, listed[0]["Config"]))
    if "oci-layout" in blobs and "index.json" in blobs:
        manifest = _manifest(blobs, _json(blobs, "index.json"))
        layers = [_blob(layer) for layer in manifest["layers"]]
        return Image(blobs, layers, _config(blobs, _blob(manifest["config"])))
    return None


def _manifest(blobs: Folder | Archive, document: dict[str, Any]) -> dict[str, Any]:
    """The manifest that an index leads to, perhaps through another: of the right platform, or without one."""
    for _ in range(MAX_LINKS):
        if "manifests" not in document:
            return document
        for entry in document["manifests"]:
            platform = entry.get("platform") or {}
            if not platform or (platform.get("os"), platform.get("architecture")) == PLATFORM:
                document = _json(blobs, _blob(entry))
                break
        else:
            raise ValueError("no manifest for linux on amd64")
    raise ValueError("an index that leads to itself")


def _blob(descriptor: dict[str, Any]) -> str:
    algorithm, _, digest = str(descriptor["digest"]).partition(":")
    return f"blobs/{algorithm}/{digest}"


def _json(blobs: Folder | Archive, name: str) -> Any:
    with blobs.open(name) as file:
        return json.load(file)


def _config(blobs: Folder | Archive, name: str) -> dict[str, Any]:
    found: dict[str, Any] = _json(blobs, name).get("config") or {}
    return found
