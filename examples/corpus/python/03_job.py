"""SIGCHLD's handler deletes the job before the program has added it: it stays on the list for ever."""

import os
import signal

jobs = set()
ready, told = os.pipe()


def on_child(number, frame):
    jobs.discard(os.waitpid(-1, 0)[0])


os.set_blocking(told, False)
signal.set_wakeup_fd(told)  # who sleeps in read() is woken, whenever the signal comes
signal.signal(signal.SIGCHLD, on_child)
pid = os.fork()
if pid == 0:
    os._exit(0)
jobs.add(pid)
os.read(ready, 1)
os._exit(len(jobs))
