"""Memory of processes: mappings, faults, copy-on-write, and the system calls' way into it (mmap(2), brk(2), fork(2))."""
