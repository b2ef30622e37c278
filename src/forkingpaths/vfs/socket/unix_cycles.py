"""UNIX sockets that nobody can reach any more: in flight in each other's queues, with no descriptor left (unix(7), SCM_RIGHTS).

A reference to a socket is a descriptor or a place in a message.  When a socket loses one and keeps others, what can be reached from it
through messages is looked at: sockets all of whose references are in messages of the set hold only each other.  Their queues
are emptied, and with that they, and whatever else was in flight there, are closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.vfs.services import Services

if TYPE_CHECKING:
    from forkingpaths.vfs.socket.unix import UnixSocket
    from forkingpaths.vfs.socket.unix_data import Message


def collect(k: Services, start: UnixSocket, leaving: int) -> None:
    """`start` loses `leaving` references: close what is held by nothing but itself."""
    seen = _reachable(start)
    if len(seen) == 1 and not _sockets_in(start):
        return
    in_flight = {socket.identity: 0 for socket in seen}
    for socket in seen:
        for other in _sockets_in(socket):
            in_flight[other.identity] += 1
    alive = [s for s in seen if s.references - (leaving if s is start else 0) > in_flight[s.identity]]
    reached: set[int] = set()
    while alive:
        socket = alive.pop()
        if socket.identity not in reached:
            reached.add(socket.identity)
            alive += _sockets_in(socket)
    lost: list[Message] = []
    for socket in seen:
        if socket.identity not in reached:
            for owner in _queues_of(socket):
                k.touch(("socket", owner.inode.number), True)
                lost += owner.queue
                owner.queue = []
                owner.oob = None
    from forkingpaths.vfs.socket.unix_data import discard

    for message in lost:
        discard(k, message)


def _queues_of(socket: UnixSocket) -> list[UnixSocket]:
    """The socket, and the connections that wait to be accepted by it."""
    return [socket, *socket.pending]


def _sockets_in(socket: UnixSocket) -> list[UnixSocket]:
    """The UNIX sockets in flight in its queues, one as often as it is there."""
    from forkingpaths.vfs.socket.unix import UnixSocket

    return [
        file
        for owner in _queues_of(socket)
        for message in owner.queue
        for file in message.files
        if isinstance(file, UnixSocket)
    ]


def _reachable(start: UnixSocket) -> list[UnixSocket]:
    """In the order of the walk; each once."""
    found: dict[int, UnixSocket] = {}
    left = [start]
    while left:
        socket = left.pop()
        if socket.identity not in found:
            found[socket.identity] = socket
            left += _sockets_in(socket)
    return list(found.values())
