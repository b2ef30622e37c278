"""Every child that has ended is waited for, whatever the number of signals."""

import os
import signal

left = 2


def reap():
    global left
    while left and os.waitpid(-1, os.WNOHANG)[0]:
        left -= 1


signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
for _ in range(2):
    if os.fork() == 0:
        os._exit(0)
while left:
    signal.sigwait([signal.SIGCHLD])
    reap()
os._exit(0)
