"""What can be wrong with a run: one property a class, each with a stable id, words for people, the manual's reference and how to mend it.

A property is a pure function of a finished run (its events, its transitions, the kernel's last state as `view`); it neither runs nor changes anything.
"""
