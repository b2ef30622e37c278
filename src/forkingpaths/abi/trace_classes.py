"""strace's classes of system calls: what `-e trace=%file` and its relatives select.

Taken from strace 6.1 itself, for both architectures; a name means the same in both.
"""

from __future__ import annotations

from typing import Final

_MEMBERS: Final[dict[str, str]] = {
    "%file": """
        open stat lstat access execve truncate getcwd chdir rename mkdir rmdir creat link unlink
        symlink readlink chmod chown lchown utime mknod uselib statfs pivot_root chroot acct mount
        umount2 swapon swapoff quotactl setxattr lsetxattr getxattr lgetxattr listxattr llistxattr
        removexattr lremovexattr utimes inotify_add_watch openat mkdirat mknodat fchownat futimesat
        newfstatat unlinkat renameat linkat symlinkat readlinkat fchmodat faccessat utimensat
        fanotify_mark name_to_handle_at renameat2 execveat statx open_tree move_mount fsconfig
        fspick openat2 faccessat2 fchmodat2 mount_setattr oldstat umount oldlstat truncate64 stat64 lstat64
        lchown32 chown32 statfs64 fstatat64 utimensat_time64
    """,
    "%process": """
        clone fork vfork execve exit wait4 kill rt_sigqueueinfo tkill exit_group tgkill waitid
        rt_tgsigqueueinfo execveat pidfd_send_signal clone3 waitpid
    """,
    "%network": """
        sendfile socket connect accept sendto recvfrom sendmsg recvmsg shutdown bind listen
        getsockname getpeername socketpair setsockopt getsockopt getpmsg putpmsg accept4 recvmmsg
        sendmmsg sendfile64 recvmmsg_time64
    """,
    "%signal": """
        rt_sigaction rt_sigprocmask rt_sigreturn pause kill rt_sigpending rt_sigtimedwait
        rt_sigqueueinfo rt_sigsuspend sigaltstack tkill tgkill signalfd signalfd4 rt_tgsigqueueinfo
        pidfd_send_signal io_uring_enter signal sigaction sgetmask ssetmask sigsuspend sigpending
        sigreturn sigprocmask rt_sigtimedwait_time64
    """,
    "%ipc": """
        shmget shmat shmctl semget semop semctl shmdt msgget msgsnd msgrcv msgctl semtimedop ipc
        semtimedop_time64
    """,
    "%desc": """
        read write open close fstat poll lseek mmap ioctl pread64 pwrite64 readv writev pipe select
        dup dup2 sendfile fcntl flock fsync fdatasync ftruncate getdents fchdir creat fchmod fchown
        fstatfs readahead fsetxattr fgetxattr flistxattr fremovexattr epoll_create getdents64
        fadvise64 epoll_wait epoll_ctl mq_open mq_timedsend mq_timedreceive mq_notify mq_getsetattr
        inotify_init inotify_add_watch inotify_rm_watch openat mkdirat mknodat fchownat futimesat
        newfstatat unlinkat renameat linkat symlinkat readlinkat fchmodat faccessat pselect6 ppoll
        splice tee sync_file_range vmsplice utimensat epoll_pwait signalfd timerfd_create eventfd
        fallocate timerfd_settime timerfd_gettime signalfd4 eventfd2 epoll_create1 dup3 pipe2
        inotify_init1 preadv pwritev perf_event_open fanotify_init fanotify_mark name_to_handle_at
        open_by_handle_at syncfs setns finit_module renameat2 memfd_create kexec_file_load bpf
        execveat userfaultfd copy_file_range preadv2 pwritev2 statx pidfd_send_signal io_uring_setup
        io_uring_enter io_uring_register open_tree move_mount fsopen fsconfig fsmount fspick
        pidfd_open openat2 pidfd_getfd faccessat2 fchmodat2 process_madvise epoll_pwait2 mount_setattr
        quotactl_fd landlock_create_ruleset landlock_add_rule landlock_restrict_self memfd_secret
        process_mrelease oldfstat readdir socketcall _llseek _newselect mmap2 ftruncate64 fstat64
        fchown32 fcntl64 sendfile64 fstatfs64 fadvise64_64 fstatat64 timerfd_gettime64
        timerfd_settime64 utimensat_time64 pselect6_time64 ppoll_time64 mq_timedsend_time64
        mq_timedreceive_time64
    """,
    "%memory": """
        mmap mprotect munmap brk mremap msync mincore madvise shmat shmdt mlock munlock mlockall
        munlockall io_setup io_destroy remap_file_pages mbind set_mempolicy get_mempolicy
        migrate_pages move_pages mlock2 pkey_mprotect io_uring_register set_mempolicy_home_node
        break mmap2
    """,
    "%creds": """
        getuid getgid setuid setgid geteuid getegid setreuid setregid getgroups setgroups setresuid
        getresuid setresgid getresgid setfsuid setfsgid capget capset prctl getuid32 getgid32
        geteuid32 getegid32 setreuid32 setregid32 getgroups32 setgroups32 setresuid32 getresuid32
        setresgid32 getresgid32 setuid32 setgid32 setfsuid32 setfsgid32
    """,
    "%stat": """
        stat oldstat stat64
    """,
    "%lstat": """
        lstat oldlstat lstat64
    """,
    "%fstat": """
        fstat newfstatat statx oldfstat fstat64 fstatat64
    """,
    "%%stat": """
        stat fstat lstat newfstatat statx oldstat oldfstat oldlstat stat64 lstat64 fstat64 fstatat64
    """,
    "%statfs": """
        statfs statfs64
    """,
    "%fstatfs": """
        fstatfs fstatfs64
    """,
    "%%statfs": """
        ustat statfs fstatfs statfs64 fstatfs64
    """,
    "%clock": """
        gettimeofday adjtimex settimeofday time clock_settime clock_gettime clock_getres
        clock_adjtime clock_gettime64 clock_settime64 clock_adjtime64 clock_getres_time64
    """,
    "%pure": """
        getpid getuid getgid geteuid getegid getppid getpgrp gettid getuid32 getgid32 geteuid32
        getegid32
    """,
}

TRACE_CLASSES: Final[dict[str, tuple[str, ...]]] = {
    name: tuple(text.split()) for name, text in _MEMBERS.items()
}

_SYNONYMS: Final = {"%net": "%network"}


def classes_of(name: str) -> tuple[str, ...]:
    """Every class that holds the call, in the table's order."""
    return tuple(cls for cls, members in TRACE_CLASSES.items() if name in members)


def members_of(cls: str) -> tuple[str, ...] | None:
    """The calls of a class; `file` and `%file` are the same class; None if strace has no such class."""
    key = cls if cls.startswith("%") else "%" + cls
    return TRACE_CLASSES.get(_SYNONYMS.get(key, key))
