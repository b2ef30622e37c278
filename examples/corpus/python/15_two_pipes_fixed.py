"""Each writes in small pieces and reads as much before the next."""

import os

BLOCK = bytes(100_000)
there, back = os.pipe(), os.pipe()


def pump(out, into):
    for start in range(0, len(BLOCK), 50_000):
        os.write(out, BLOCK[start : start + 50_000])
        got = 0
        while got < 50_000:
            got += len(os.read(into, 50_000 - got))


pid = os.fork()
if pid == 0:
    pump(back[1], there[0])
    os._exit(0)
pump(there[1], back[0])
os.waitpid(pid, 0)
os._exit(0)
