"""Which Linux this kernel says it is (uname(2)): the release whose behaviour it follows."""

RELEASE = b"6.1.0"
VERSION = b"#1 SMP PREEMPT_DYNAMIC forkingpaths"
