// flags: -m32
/* The structures of both ages: stat and stat64, times of 32 and 64 bits, limits, locks, directories, offsets in two halves. */
#include "behaviour.h"
#include <dirent.h>
#include <time.h>
#include <sys/resource.h>
#include <sys/statfs.h>
#include <sys/time.h>
#include <sys/uio.h>

int main(void)
{
	int fd = open("file", O_RDWR | O_CREAT, 0640), large = open("file", O_RDWR | O_LARGEFILE);
	write(fd, "0123456789", 10);
	unsigned char raw[144];
	memset(raw, 0xee, sizeof raw);
	SHOW(syscall(SYS_fstat64, fd, raw));
	printf("size %llu mode %o, %02x\n", *(unsigned long long *)(raw + 44), *(unsigned *)(raw + 16), raw[96]);
	memset(raw, 0xee, sizeof raw);
	SHOW(syscall(SYS_lstat64, "nothing", raw));
	printf("untouched %02x\n", raw[0]);
	SHOW(syscall(SYS_ftruncate64, fd, 0, 1));
	SHOW(syscall(SYS_ftruncate64, large, 0, 1));
	long long end;
	SHOW(syscall(SYS__llseek, fd, 0, 0, &end, SEEK_END));
	printf("end %lld\n", end);
	SHOW(syscall(SYS_lseek, fd, 0, SEEK_SET));
	SHOW(syscall(SYS_pwrite64, large, "x", 1, 5, 1));
	char c[4] = {0};
	SHOW(syscall(SYS_pread64, fd, c, 1, 5, 1));
	printf("%s\n", c);
	int narrow;
	SHOW(narrow = syscall(SYS_open, "file", O_RDONLY));
	SHOW(syscall(SYS_stat, "file", raw));
	SHOW(syscall(SYS_truncate64, "file", 20, 0));
	SHOW((narrow = syscall(SYS_open, "file", O_RDONLY)) >= 0);
	printf("large: %d\n", !!(fcntl(narrow, F_GETFL) & 0100000));
	struct { short type, whence; long start, length; int pid; } lock = {F_WRLCK, SEEK_SET, 5, 3, 0};
	SHOW(syscall(SYS_fcntl, fd, F_SETLK, &lock));
	struct __attribute__((packed)) { short type, whence; long long start, length; int pid; } lock64 = {F_RDLCK, SEEK_SET, 0, 0, 0};
	pid_t pid = fork();
	if (!pid) {
		int own = syscall(SYS_fcntl64, fd, 12 /* F_GETLK64 */, &lock64);
		printf("%d type %d from %lld length %lld by the parent %d\n", own, lock64.type, lock64.start, lock64.length, lock64.pid == getppid());
		fflush(stdout);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	unsigned long limit[3] = {0, 0, 0xeeeeeeee};
	SHOW(syscall(SYS_ugetrlimit, RLIMIT_DATA, limit));
	printf("%#lx %#lx %#lx\n", limit[0], limit[1], limit[2]);
	SHOW(syscall(SYS_getrlimit, RLIMIT_DATA, limit));
	printf("%#lx %#lx %#lx\n", limit[0], limit[1], limit[2]);
	long now[3] = {0, 0, 77};
	SHOW(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, now));
	long long now64[3] = {0, -1LL << 32, 77};
	SHOW(syscall(403 /* clock_gettime64 */, CLOCK_MONOTONIC, now64));
	printf("%d %d %ld %lld\n", now64[0] >= now[0], now64[1] >= 0, now[2], now64[2]);
	long long padded[2] = {0, 5LL << 32 | 1000};
	SHOW(syscall(407 /* clock_nanosleep_time64 */, CLOCK_MONOTONIC, 0, padded, NULL));
	long bad[2] = {0, 1000000000};
	SHOW(syscall(SYS_nanosleep, bad, NULL));
	struct timeval timeout = {0, 0};
	unsigned long bits[3] = {1UL << 31, 0, 0x5a5a5a5a};
	dup2(fd, 31);
	SHOW(syscall(SYS__newselect, 32, bits, NULL, NULL, &timeout));
	printf("%#lx %#lx %#lx\n", bits[0] & 1UL << 31, bits[1], bits[2]);
	unsigned char records[512];
	mkdir("d", 0700);
	close(open("d/a_name", O_CREAT | O_WRONLY, 0600));
	int d = open("d", O_RDONLY | O_DIRECTORY);
	long got = syscall(SYS_getdents, d, records, sizeof records);
	for (long at = 0; at < got; at += *(unsigned short *)(records + at + 8))
		if (records[at + 10] == 'a')
			printf("record %d type %d %s\n", *(unsigned short *)(records + at + 8), records[at + *(unsigned short *)(records + at + 8) - 1], records + at + 10);
	struct { unsigned base, length; } vector[2] = {{(unsigned)"ab", 2}, {(unsigned)"cde", 3}};
	SHOW(syscall(SYS_writev, fd, vector, 2));
	SHOW(syscall(SYS_pwritev, fd, vector, 2, 7, 0));
	SHOW(syscall(SYS_pread64, fd, c, 3, 7, 0));
	printf("%s\n", c);
	struct statfs64 fs;
	SHOW(syscall(SYS_statfs64, ".", sizeof fs, &fs));
	SHOW(syscall(SYS_statfs64, ".", 3, &fs));
	int status;
	if (!(pid = fork()))
		_exit(5);
	struct rusage usage;
	SHOW(syscall(SYS_wait4, pid, &status, 0, &usage) == pid);
	show_status(status);
	SHOW(syscall(SYS_waitpid, -1, &status, 0));
	return 0;
}
