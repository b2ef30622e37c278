// needs: x86-64
// Heuristic overcommit (vm.overcommit_memory is 0): one private writable mapping larger than all memory and swap together is ENOMEM,
// wherever it comes from; read-only memory, shared files and MAP_NORESERVE are not counted.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#define PRIVATE (MAP_PRIVATE | MAP_ANONYMOUS)
#define SHARED (MAP_SHARED | MAP_ANONYMOUS)
#define RW (PROT_READ | PROT_WRITE)

static size_t all; // memory and swap, in bytes

static void *map(const char *what, size_t length, int prot, int flags, int fd) {
	void *at = mmap(NULL, length, prot, flags, fd, 0);
	printf("%s: %s\n", what, at == MAP_FAILED ? strerror(errno) : "mapped");
	return at;
}

static void drop(const char *what, size_t length, int prot, int flags, int fd) {
	void *at = map(what, length, prot, flags, fd);
	if (at != MAP_FAILED)
		munmap(at, length);
}

static void say(const char *what, int result) {
	printf("%s: %s\n", what, result == -1 ? strerror(errno) : "done");
}

static void fork_with(const char *what) {
	pid_t pid = fork();
	if (pid == 0)
		_exit(0);
	say(what, pid);
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static void *nothing(void *unused) {
	return unused;
}

static void mappings(void) {
	int zero = open("/dev/zero", O_RDWR), file = open("file", O_RDWR | O_CREAT, 0600);
	ftruncate(file, 4096);
	drop("private, all of it", all, RW, PRIVATE, -1);
	drop("private, a page more", all + 4096, RW, PRIVATE, -1);
	drop("only to write", all + 4096, PROT_WRITE, PRIVATE, -1);
	drop("only to read", all + 4096, PROT_READ, PRIVATE, -1);
	drop("without rights", all + 4096, PROT_NONE, PRIVATE, -1);
	drop("without reserve", all + 4096, RW, PRIVATE | MAP_NORESERVE, -1);
	drop("a stack", all + 4096, RW, PRIVATE | MAP_STACK | MAP_GROWSDOWN, -1);
	drop("shared, all of it", all, RW, SHARED, -1);
	drop("shared, a page more", all + 4096, RW, SHARED, -1);
	drop("shared, only to read", all + 4096, PROT_READ, SHARED, -1);
	drop("shared without reserve", all + 4096, RW, SHARED | MAP_NORESERVE, -1);
	drop("zeros", all + 4096, RW, MAP_PRIVATE, zero);
	drop("shared zeros", all + 4096, RW, MAP_SHARED, zero);
	drop("a private file", all + 4096, RW, MAP_PRIVATE, file);
	drop("a private file to read", all + 4096, PROT_READ, MAP_PRIVATE, file);
	drop("a shared file", all + 4096, RW, MAP_SHARED, file);
	char *at = map("room", all + 8192, PROT_NONE, PRIVATE, -1);
	say("all of it there", mmap(at, all, RW, PRIVATE | MAP_FIXED, -1, 0) == MAP_FAILED ? -1 : 0);
	say("in its place, a page more", mmap(at, all + 4096, RW, PRIVATE | MAP_FIXED, -1, 0) == MAP_FAILED ? -1 : 0);
	munmap(at, all + 8192);
	at = map("only to read", all + 8192, PROT_READ, PRIVATE, -1);
	say("in its place", mmap(at, all + 4096, RW, PRIVATE | MAP_FIXED, -1, 0) == MAP_FAILED ? -1 : 0);
	munmap(at, all + 8192);
}

static void changes(void) {
	char *at = map("to be made writable", all + 4096, PROT_READ, PRIVATE, -1);
	say("all of it", mprotect(at, all + 4096, RW));
	say("half of it", mprotect(at, all / 2, RW));
	say("the other half", mprotect(at + all / 2 / 4096 * 4096, all / 2, RW));
	munmap(at, all + 4096);
	at = map("without reserve", all + 4096, PROT_READ, PRIVATE | MAP_NORESERVE, -1);
	say("made writable", mprotect(at, all + 4096, RW));
	munmap(at, all + 4096);

	at = map("a page", 4096, RW, PRIVATE, -1);
	at = mremap(at, 4096, all + 4096, MREMAP_MAYMOVE);
	say("longer by all", at == MAP_FAILED ? -1 : 0);
	fork_with("fork with it");
	munmap(at, all + 4096);
	at = map("a page", 4096, RW, PRIVATE, -1);
	say("longer by more than all", mremap(at, 4096, all + 8192, MREMAP_MAYMOVE) == MAP_FAILED ? -1 : 0);
	say("made read-only", mprotect(at, 4096, PROT_READ));
	say("it is not counted now", mremap(at, 4096, all + 8192, MREMAP_MAYMOVE) == MAP_FAILED ? -1 : 0);
	at = map("a page", 4096, RW, PRIVATE, -1);
	*at = 1;
	say("written, then made read-only", mprotect(at, 4096, PROT_READ));
	say("it stays counted", mremap(at, 4096, all + 8192, MREMAP_MAYMOVE) == MAP_FAILED ? -1 : 0);
	at = map("a read-only page", 4096, PROT_READ, PRIVATE, -1);
	say("longer", mremap(at, 4096, all + 8192, MREMAP_MAYMOVE) == MAP_FAILED ? -1 : 0);
	at = map("a page without reserve", 4096, RW, PRIVATE | MAP_NORESERVE, -1);
	say("longer", mremap(at, 4096, all + 8192, MREMAP_MAYMOVE) == MAP_FAILED ? -1 : 0);
}

static void forks(void) {
	size_t part = all / 8 * 5 / 4096 * 4096;
	char *at = map("five eighths", part, RW, PRIVATE, -1);
	fork_with("fork");
	void *next = mmap(at - part, part, RW, PRIVATE | MAP_FIXED_NOREPLACE, -1, 0);
	if (next == MAP_FAILED)
		next = mmap(at + part, part, RW, PRIVATE | MAP_FIXED_NOREPLACE, -1, 0);
	printf("five eighths beside them: %d\n", next != MAP_FAILED);
	fork_with("fork with one mapping larger than all");
	mprotect(at, 4096, PROT_READ);
	fork_with("fork with two");
}

int main(void) {
	struct sysinfo info;
	sysinfo(&info);
	all = (info.totalram + info.totalswap) * info.mem_unit;
	mappings();
	changes();

	void *end = sbrk(0);
	say("sbrk", sbrk(all + 4096) == (void *)-1 ? -1 : 0);
	printf("the end is where it was: %d\n", sbrk(0) == end);
	say("malloc", malloc(all + 4096) ? 0 : -1);
	say("calloc", calloc(all / 4096 + 1, 4096) ? 0 : -1);
	void *held = malloc(100000);
	say("realloc", realloc(held, all + 4096) ? 0 : -1);

	pthread_attr_t attributes;
	pthread_t thread;
	pthread_attr_init(&attributes);
	printf("pthread_attr_setstacksize: %s\n", strerror(pthread_attr_setstacksize(&attributes, all + (1 << 20))));
	printf("pthread_create: %s\n", strerror(pthread_create(&thread, &attributes, nothing, NULL)));
	pthread_attr_setstacksize(&attributes, (size_t)1 << 46);
	printf("pthread_create: %s\n", strerror(pthread_create(&thread, &attributes, nothing, NULL)));
	pthread_attr_setstacksize(&attributes, (size_t)1 << 62);
	printf("pthread_create: %s\n", strerror(pthread_create(&thread, &attributes, nothing, NULL)));

	int id = shmget(IPC_PRIVATE, all + 4096, 0600);
	say("shmget", id);
	id = shmget(IPC_PRIVATE, all + 4096, 0600 | SHM_NORESERVE);
	say("shmget without reserve", id);
	if (id != -1)
		shmctl(id, IPC_RMID, NULL);
	forks();
	return 0;
}
