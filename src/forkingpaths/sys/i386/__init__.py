"""The system calls of i386, for 32-bit programs and for `int $0x80` (kernel/i386.py says how one gets here).

Most are the calls of x86-64: same handler, other registers, and structures whose longs and pointers have four bytes.  For those the
structure is carried across: its wide image is laid into scratch memory that the program does not see, the handler works on that, and what
it changed is carried back.  So a handler is written once, and knows nothing of this.

    crossing.py   one argument across and back: flat structures, vectors, what only the call itself can tell
    layouts.py    which structures differ, and how
    scratch.py    the memory between
    bind.py       a call of x86-64 as one of i386
    table.py      number -> call: which are the same under another name
    the others    calls that only i386 has, by family
"""
