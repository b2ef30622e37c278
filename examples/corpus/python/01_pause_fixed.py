"""SIGCHLD is blocked and waited for by sigwait(): it cannot fall between a test and a sleep."""

import os
import signal

signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
pid = os.fork()
if pid == 0:
    os._exit(0)
signal.sigwait([signal.SIGCHLD])
os.waitpid(pid, 0)
os._exit(0)
