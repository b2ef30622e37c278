"""The reader closes its copy of the write end first."""

import os

ready, told = os.pipe()
pid = os.fork()
if pid == 0:
    os.close(told)
    while os.read(ready, 1):
        pass
    os._exit(0)
os.close(ready)
os.write(told, b"x")
os.close(told)
os.waitpid(pid, 0)
os._exit(0)
