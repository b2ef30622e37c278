"""Signals: how they are made, chosen and delivered (signal(7)).

    info.py      what is known about one signal: the fields of siginfo_t
    pending.py   the sets of signals sent and not yet delivered: enter, take out, throw away
    actions.py   dispositions: what a process does about a signal, and when it is ignored
    send.py      sending: to a thread, a process, a group; which thread of a process takes it; faults
    stop.py      job control: stops of a whole process, SIGCONT, what the parent is told
    frame.py     the frame on the stack that a handler runs on, and the way back
    deliver.py   on the way to user mode: take one signal after the other and act on it

Life of a signal.  *Generated* (send): thrown away when ignored, else *pending* for a thread or for the process, and
one thread that does not block it is told (`signal_pending`) and woken.  *Delivered* (deliver) when that thread next
returns to user mode: handler, default action, or nothing.

A thread looks at signals only when its `signal_pending` is set, as with Linux's TIF_SIGPENDING.  So a signal to a
process goes to the thread that was chosen for it, not to whichever thread runs first; and who changes `Task.blocked`
must go through `pending.set_blocked`.
"""
