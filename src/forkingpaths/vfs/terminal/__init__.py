"""Terminals (termios(3), pty(7), ioctl_tty(2)): a line discipline between a program and whoever holds the other end.

A terminal's other end is a pseudo-terminal master, a file like any other, or the host (the console).  Layers, each of
which may import those above it:

    state       what a terminal is: modes, buffers, foreground group
    sessions    who may read and write it; controlling terminals; hanging up
    output      from the program to the other end: newline and tab processing, echo
    discipline  from the other end to the program: editing, signal characters, lines
    ioctl       the requests of ioctl_tty(2)
    files       the open file descriptions: slave and master
    devices     /dev/tty, /dev/ptmx, /dev/pts and the console
"""
