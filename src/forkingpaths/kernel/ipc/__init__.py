"""Inter-process communication with tables of its own: System V shared memory, semaphores and messages (sysvipc(7)), and POSIX
message queues (mq_overview(7)).

    ids.py      what the three System V kinds have in common: keys, identifiers, permissions
    waiter.py   a task asleep until another does its work for it (semaphores, messages)
    shm.py, sem.py, msg.py, mqueue.py   one kind each; the system calls are in sys/
"""
