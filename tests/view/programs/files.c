/* Files and names: open, stat, chmod, times, links, locks, directories. */
#define _GNU_SOURCE
#include <dirent.h>
#include <stdio.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>
#include <utime.h>

int main(void) {
    char buffer[64];
    mkdir("made", 0755);
    chdir("made");
    int fd = open("file", O_CREAT | O_RDWR | O_TRUNC, 0644);
    open("file", O_CREAT | O_EXCL, 04755);
    open("file", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    open(".", O_TMPFILE | O_RDWR, 0600);
    syscall(SYS_open, "file", O_WRONLY | O_APPEND);
    syscall(SYS_creat, "other", 0);
    syscall(SYS_openat2, AT_FDCWD, "file", (long[]){O_RDONLY, 0, 8}, 24);
    write(fd, "0123456789", 10);
    pwrite(fd, "abc", 3, 4);
    pread(fd, buffer, 5, 2);
    struct iovec vector[3] = {{buffer, 2}, {0, 0}, {buffer + 2, 20}};
    lseek(fd, 0, SEEK_SET);
    readv(fd, vector, 3);
    preadv(fd, vector, 1, 3);
    preadv2(fd, vector, 1, 3, RWF_NOWAIT & 0);
    vector[2].iov_len = 3;
    writev(fd, vector, 3);
    pwritev(fd, vector, 1, 1);
    lseek(fd, -3, SEEK_END);
    struct stat status;
    stat("file", &status);
    lstat("/etc/mtab", &status);
    stat("/dev/null", &status);
    fstat(fd, &status);
    syscall(SYS_stat, "/", &status);
    syscall(SYS_lstat, "nowhere", &status);
    struct statx extended;
    statx(AT_FDCWD, "file", AT_SYMLINK_NOFOLLOW, STATX_SIZE | STATX_MODE, &extended);
    statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_ALL, 0);
    struct statfs system;
    statfs("/proc", &system);
    access("file", R_OK | W_OK);
    access("file", F_OK);
    faccessat(AT_FDCWD, "file", X_OK, AT_EACCESS);
    chmod("file", 04755);
    fchmod(fd, 0);
    fchmodat(AT_FDCWD, "file", 0640, 0);
    chown("file", -1, 5);
    fchown(fd, 3, -1);
    fchownat(AT_FDCWD, "file", 0, 0, AT_SYMLINK_NOFOLLOW);
    umask(027);
    struct timespec times[2] = {{0, UTIME_NOW}, {5, UTIME_OMIT}};
    utimensat(AT_FDCWD, "file", times, 0);
    times[0].tv_nsec = 7;
    times[1].tv_nsec = 0;
    futimens(fd, times);
    utimensat(AT_FDCWD, "file", 0, AT_SYMLINK_NOFOLLOW);
    struct timeval moments[2] = {{1, 2}, {1700000000, 0}};
    syscall(SYS_utimes, "file", moments);
    syscall(SYS_futimesat, AT_FDCWD, "file", moments);
    struct utimbuf old = {1, 1000000000};
    syscall(SYS_utime, "file", &old);
    link("file", "second");
    symlink("file", "soft");
    readlink("soft", buffer, 64);
    readlink("file", buffer, 64);
    rename("second", "third");
    renameat2(AT_FDCWD, "third", AT_FDCWD, "file", RENAME_NOREPLACE);
    unlink("third");
    unlinkat(AT_FDCWD, "soft", 0);
    mknod("fifo", S_IFIFO | 0600, 0);
    mknod("device", S_IFCHR | 0600, 0x103);
    unlink("fifo");
    unlink("device");
    truncate("file", 5);
    ftruncate(fd, 100);
    fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 10);
    posix_fadvise(fd, 0, 10, POSIX_FADV_WILLNEED);
    fsync(fd);
    flock(fd, LOCK_EX | LOCK_NB);
    struct flock lock = {F_WRLCK, SEEK_SET, 0, 10};
    fcntl(fd, F_SETLK, &lock);
    fcntl(fd, F_GETLK, &lock);
    lock.l_type = F_UNLCK;
    fcntl(fd, F_SETLKW, &lock);
    fcntl(fd, F_GETFL);
    fcntl(fd, F_SETFL, O_NONBLOCK | O_APPEND);
    fcntl(fd, F_GETFD);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_GETFD);
    fcntl(fd, F_DUPFD, 20);
    fcntl(fd, F_DUPFD_CLOEXEC, 20);
    fcntl(fd, F_GETPIPE_SZ);
    fcntl(99, F_GETFL);
    dup(fd);
    dup2(fd, 30);
    dup3(fd, 31, O_CLOEXEC);
    dup3(fd, fd, 0);
    close_range(20, 40, CLOSE_RANGE_CLOEXEC);
    int folder = open(".", O_RDONLY | O_DIRECTORY);
    char entries[512];
    syscall(SYS_getdents64, folder, entries, sizeof entries);
    syscall(SYS_getdents64, folder, entries, sizeof entries);
    fchdir(folder);
    mkdirat(folder, "inner", 0700);
    rmdir("inner");
    rmdir("nowhere");
    unlink("file");
    unlink("other");
    close(fd);
    close(99);
    chdir("..");
    rmdir("made");
    return 0;
}
