"""SIGCHLD is blocked until the job is on the list."""

import os
import signal

jobs = set()
ready, told = os.pipe()


def on_child(number, frame):
    jobs.discard(os.waitpid(-1, 0)[0])


os.set_blocking(told, False)
signal.set_wakeup_fd(told)  # who sleeps in read() is woken, whenever the signal comes
signal.signal(signal.SIGCHLD, on_child)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
pid = os.fork()
if pid == 0:
    os._exit(0)
jobs.add(pid)
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
os.read(ready, 1)
os._exit(len(jobs))
