"""The flag is tested, then signal.pause() is called: SIGCHLD between the two is slept through for ever."""

import os
import signal

done = False


def on_child(number, frame):
    global done
    done = True


signal.signal(signal.SIGCHLD, on_child)
pid = os.fork()
if pid == 0:
    os._exit(0)
if not done:
    signal.pause()
os.waitpid(pid, 0)
os._exit(0)
