"""Two processes and two pipes: both write more than a pipe holds before either reads."""

import os

BLOCK = bytes(100_000)
there, back = os.pipe(), os.pipe()


def pump(out, into):
    os.write(out, BLOCK)
    got = 0
    while got < len(BLOCK):
        got += len(os.read(into, 65536))


pid = os.fork()
if pid == 0:
    pump(back[1], there[0])
    os._exit(0)
pump(there[1], back[0])
os.waitpid(pid, 0)
os._exit(0)
