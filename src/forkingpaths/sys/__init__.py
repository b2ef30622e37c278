"""The system calls, one file per family of the manual: functions only.

`table.load()` imports them all and gives the kernel its dispatch table.
"""
