// needs: root
/* What mappings, mounts, System V and POSIX message queues, and changes of identity can fail with. */
#include <grp.h>
#include <linux/capability.h>
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include "errors.h"

static void mappings(void)
{
	int fd = made("file"), ro = open("file", O_RDONLY), wo = open("file", O_WRONLY);
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct rlimit none, some;
	CHECK(getrlimit(RLIMIT_MEMLOCK, &some) == 0);
	none = some;
	none.rlim_cur = 0;
	some.rlim_cur = 65536;
	ftruncate(fd, 4096);
#define MAP(...) (mmap(__VA_ARGS__) == MAP_FAILED ? -1 : 0)
	TRY("mmap", EACCES, MAP(NULL, 4096, PROT_READ, MAP_PRIVATE, wo, 0));
	TRY("mmap", EACCES, MAP(NULL, 4096, PROT_WRITE, MAP_SHARED, ro, 0));
	TRY("mmap", EBADF, MAP(NULL, 4096, PROT_READ, MAP_PRIVATE, 77, 0));
	TRY("mmap", EEXIST, MAP(page, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0));
	TRY("mmap", EINVAL, MAP(NULL, 0, PROT_READ, MAP_PRIVATE, fd, 0));
	TRY("mmap", EINVAL, MAP(NULL, 4096, PROT_READ, 0, fd, 0));
	TRY("mmap", EINVAL, MAP(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 1));
	TRY("mmap", ENODEV, MAP(NULL, 4096, PROT_READ, MAP_PRIVATE, open("dir", O_RDONLY), 0));
	TRY("mmap", ENOMEM, MAP(NULL, 1L << 62, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	TRY("mmap", EOVERFLOW, MAP(NULL, 1L << 46, PROT_READ, MAP_PRIVATE, fd, (long)(~0ul << 12)));
	TRY("mmap", EPERM, ({
		    int m = memfd_create("m", MFD_ALLOW_SEALING);
		    ftruncate(m, 4096);
		    fcntl(m, F_ADD_SEALS, F_SEAL_WRITE);
		    MAP(NULL, 4096, PROT_WRITE, MAP_SHARED, m, 0);
	    }));
	TRY("munmap", EINVAL, munmap(page + 1, 4096));
	TRY("munmap", EINVAL, munmap(page, 0));
	TRY("msync", EINVAL, msync(page + 1, 4096, MS_SYNC));
	TRY("msync", EINVAL, msync(page, 4096, MS_SYNC | MS_ASYNC));
	TRY("msync", ENOMEM, msync((void *)0x10000, 4096, MS_SYNC));
	TRY("msync", EBUSY, (mlock(page, 4096), msync(page, 4096, MS_SYNC | MS_INVALIDATE)));
	munlock(page, 4096);
	TRY("mincore", EINVAL, mincore(page + 1, 4096, BAD));
	TRY("mincore", EFAULT, mincore(page, 4096, BAD));
	TRY("mincore", ENOMEM, mincore((void *)0x10000, 4096, (unsigned char *)page));
	TRY("mlock", ENOMEM, mlock((void *)0x10000, 4096));
	TRY("mlock", EINVAL, mlock(page, ~0ul - 4096));
	CHECK(setrlimit(RLIMIT_MEMLOCK, &some) == 0);
	as_user();
	TRY("mlock", ENOMEM, ({
		    char *big = mmap(NULL, 1 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		    mlock(big, 1 << 20);
	    }));
	CHECK(setrlimit(RLIMIT_MEMLOCK, &none) == 0);
	TRY("mlock", EPERM, mlock(page, 4096));
	as_root();
}

static void mounts(void)
{
	TRY("mount", EBUSY, ({
		    int fd = made("mnt/open");
		    long r = mount("none", "mnt", NULL, MS_REMOUNT | MS_RDONLY, NULL);
		    int e = errno;
		    close(fd);
		    errno = e;
		    r;
	    }));
	TRY("mount", EFAULT, mount("none", "dir", BAD, 0, NULL));
	TRY("mount", EINVAL, mount("none", "dir", NULL, MS_REMOUNT, NULL));
	TRY("mount", EINVAL, mount("dir", "full", NULL, MS_MOVE, NULL));
	TRY("mount", EINVAL, mount("none", "dir", "tmpfs", 0, "size=many"));
	TRY("mount", ENODEV, mount("none", "dir", "nothing", 0, NULL));
	TRY("mount", ENOTDIR, mount("none", "file", "tmpfs", 0, NULL));
	TRY("mount", ENOTDIR, mount("dir", "file", NULL, MS_BIND, NULL));
	TRY("mount", ELOOP, ({
		    mkdir("mnt/inner", 0755);
		    mount("mnt", "mnt/inner", NULL, MS_MOVE, NULL);
	    }));
	TRY("umount", EINVAL, umount("dir"));
	TRY("umount", EINVAL, umount2("mnt", 1 << 20));
	TRY("umount", EBUSY, ({
		    int fd = made("mnt/open");
		    long r = umount("mnt");
		    int e = errno;
		    close(fd);
		    errno = e;
		    r;
	    }));
	TRY("umount", EAGAIN, umount2("mnt", MNT_EXPIRE));
	as_user();
	TRY("mount", EPERM, mount("none", "dir", "tmpfs", 0, NULL));
	TRY("umount", EPERM, umount("mnt"));
	as_root();
}

union semun {
	int val;
	void *buf;
};

static void system_v(void)
{
	key_t key = 0x4650 + getpid();
	int shm = shmget(key, 4096, IPC_CREAT | 0600), sem = semget(key, 2, IPC_CREAT | 0600), msg = msgget(key, IPC_CREAT | 0600);
	struct {
		long type;
		char text[20];
	} m = {1, "text"};
	struct sembuf down = {0, -1, IPC_NOWAIT}, far = {9, 1, 0}, high = {0, 32767, 0}, wait = {0, -1, 0}, many[600] = {{0}};
	TRY("shmget", EEXIST, shmget(key, 4096, IPC_CREAT | IPC_EXCL));
	TRY("shmget", ENOENT, shmget(key + 99999, 4096, 0));
	TRY("shmget", EINVAL, shmget(key, 8192, 0));
	TRY("shmget", EINVAL, shmget(key + 99999, 0, IPC_CREAT));
	TRY("shmat", EINVAL, (long)shmat(999999, NULL, 0));
	TRY("shmat", EINVAL, (long)shmat(shm, (void *)1, 0));
	TRY("shmdt", EINVAL, shmdt((void *)0x10000));
	TRY("shmctl", EINVAL, shmctl(999999, IPC_STAT, (void *)many));
	TRY("shmctl", EINVAL, shmctl(shm, 999, NULL));
	TRY("shmctl", EFAULT, shmctl(shm, IPC_STAT, BAD));
	TRY("semget", EEXIST, semget(key, 2, IPC_CREAT | IPC_EXCL));
	TRY("semget", ENOENT, semget(key + 99999, 2, 0));
	TRY("semget", EINVAL, semget(key, 5, 0));
	TRY("semop", E2BIG, semop(sem, many, 600));
	TRY("semop", EAGAIN, semop(sem, &down, 1));
	TRY("semop", EFAULT, semop(sem, BAD, 1));
	TRY("semop", EFBIG, semop(sem, &far, 1));
	TRY("semop", EINVAL, semop(999999, &down, 1));
	TRY("semop", EINVAL, semop(sem, &down, 0));
	TRY("semop", ERANGE, (semop(sem, &high, 1), semop(sem, &high, 1)));
	semctl(sem, 0, SETVAL, (union semun){0});
	interrupt_soon();
	TRY("semop", EINTR, semop(sem, &wait, 1));
	TRY("semctl", EINVAL, semctl(999999, 0, GETVAL));
	TRY("semctl", EINVAL, semctl(sem, 9, GETVAL));
	TRY("semctl", EINVAL, semctl(sem, 0, 999));
	TRY("semctl", ERANGE, semctl(sem, 0, SETVAL, (union semun){99999}));
	TRY("semctl", EFAULT, semctl(sem, 0, IPC_STAT, (union semun){.buf = BAD}));
	TRY("msgget", EEXIST, msgget(key, IPC_CREAT | IPC_EXCL));
	TRY("msgget", ENOENT, msgget(key + 99999, 0));
	TRY("msgsnd", EINVAL, msgsnd(999999, &m, 5, 0));
	TRY("msgsnd", EINVAL, msgsnd(msg, &(long){-1}, 0, 0));
	TRY("msgsnd", EFAULT, msgsnd(msg, BAD, 5, 0));
	TRY("msgrcv", ENOMSG, msgrcv(msg, &m, 20, 0, IPC_NOWAIT));
	TRY("msgrcv", EINVAL, msgrcv(999999, &m, 20, 0, 0));
	TRY("msgrcv", E2BIG, (msgsnd(msg, &m, 10, 0), msgrcv(msg, &m, 2, 0, 0)));
	TRY("msgrcv", EFAULT, msgrcv(msg, BAD, 20, 0, 0));
	interrupt_soon();
	TRY("msgrcv", EINTR, msgrcv(msg, &m, 20, 5, 0));
	TRY("msgsnd", EAGAIN, ({
		    int r = 0;
		    for (int i = 0; i < 20000 && !r; i++)
			    r = msgsnd(msg, &m, 20, IPC_NOWAIT);
		    r;
	    }));
	interrupt_soon();
	TRY("msgsnd", EINTR, msgsnd(msg, &m, 20, 0));
	TRY("msgctl", EINVAL, msgctl(999999, IPC_STAT, (void *)many));
	TRY("msgctl", EFAULT, msgctl(msg, IPC_STAT, BAD));
	as_user();
	TRY("shmget", EACCES, shmget(key, 4096, 0600));
	TRY("shmat", EACCES, (long)shmat(shm, NULL, 0));
	TRY("shmctl", EACCES, shmctl(shm, IPC_STAT, (void *)many));
	TRY("shmctl", EPERM, shmctl(shm, IPC_RMID, NULL));
	TRY("semget", EACCES, semget(key, 2, 0600));
	TRY("semop", EACCES, semop(sem, &down, 1));
	TRY("semctl", EACCES, semctl(sem, 0, GETVAL));
	TRY("semctl", EPERM, semctl(sem, 0, IPC_RMID));
	TRY("msgget", EACCES, msgget(key, 0600));
	TRY("msgsnd", EACCES, msgsnd(msg, &m, 5, 0));
	TRY("msgrcv", EACCES, msgrcv(msg, &m, 20, 0, 0));
	TRY("msgctl", EACCES, msgctl(msg, IPC_STAT, (void *)many));
	TRY("msgctl", EPERM, msgctl(msg, IPC_RMID, NULL));
	as_root();
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		TRY("semop", EIDRM, semop(sem, &wait, 1));
		_exit(0);
	}
	usleep(50000);
	semctl(sem, 0, IPC_RMID);
	wait_status(pid);
	pid = fork();
	if (!pid) {
		TRY("msgsnd", EIDRM, msgsnd(msg, &m, 20, 0));
		_exit(0);
	}
	usleep(50000);
	msgctl(msg, IPC_RMID, NULL);
	wait_status(pid);
	msg = msgget(IPC_PRIVATE, 0600);
	pid = fork();
	if (!pid) {
		TRY("msgrcv", EIDRM, msgrcv(msg, &m, 20, 0, 0));
		_exit(0);
	}
	usleep(50000);
	msgctl(msg, IPC_RMID, NULL);
	wait_status(pid);
	shmctl(shm, IPC_RMID, NULL);
}

static void queues(void)
{
	struct mq_attr attr = {.mq_maxmsg = 1, .mq_msgsize = 8}, bad = {.mq_maxmsg = -1, .mq_msgsize = 8};
	struct timespec past = {1, 0}, wrong = {1, -1};
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1}, odd = {.sigev_notify = 99};
	char name[64], text[100], long_queue[300] = "/";
	memset(long_queue + 1, 'n', 290);
	snprintf(name, sizeof name, "/fp%d", getpid());
	mqd_t q = mq_open(name, O_CREAT | O_RDWR, 0600, &attr), quick = mq_open(name, O_RDWR | O_NONBLOCK);
	TRY("mq_open", EEXIST, mq_open(name, O_CREAT | O_EXCL | O_RDWR, 0600, &attr));
	TRY("mq_open", EINVAL, mq_open("/fpother", O_CREAT | O_RDWR, 0600, &bad));
	TRY("mq_open", ENOENT, mq_open("/fpnone", O_RDWR));
	TRY("mq_open", ENOENT, mq_open("/", O_RDWR));
	TRY("mq_open", EACCES, mq_open("/a/b", O_RDWR));
	TRY("mq_open", ENAMETOOLONG, mq_open(long_queue, O_RDWR));
	TRY("mq_unlink", ENAMETOOLONG, mq_unlink(long_queue));
	TRY("mq_receive", EAGAIN, mq_receive(quick, text, 100, NULL));
	TRY("mq_receive", EBADF, mq_receive(77, text, 100, NULL));
	TRY("mq_receive", EMSGSIZE, mq_receive(q, text, 2, NULL));
	TRY("mq_receive", ETIMEDOUT, mq_timedreceive(q, text, 100, NULL, &past));
	TRY("mq_receive", EINVAL, mq_timedreceive(q, text, 100, NULL, &wrong));
	interrupt_soon();
	TRY("mq_receive", EINTR, mq_receive(q, text, 100, NULL));
	TRY("mq_notify", EBADF, mq_notify(77, &event));
	TRY("mq_notify", EINVAL, mq_notify(q, &odd));
	TRY("mq_notify", EBUSY, (mq_notify(q, &event), mq_notify(quick, &event)));
	signal(SIGUSR1, SIG_IGN);
	CHECK(mq_send(q, "x", 1, 0) == 0);
	TRY("mq_send", EAGAIN, mq_send(quick, "x", 1, 0));
	TRY("mq_send", EBADF, mq_send(77, "x", 1, 0));
	TRY("mq_send", EMSGSIZE, mq_send(q, text, 100, 0));
	TRY("mq_send", ETIMEDOUT, mq_timedsend(q, "x", 1, 0, &past));
	TRY("mq_send", EINVAL, mq_send(q, "x", 1, 1 << 20));
	interrupt_soon();
	TRY("mq_send", EINTR, mq_send(q, "x", 1, 0));
	TRY("mq_getattr", EBADF, mq_getattr(77, &attr));
	TRY("mq_unlink", ENOENT, mq_unlink("/fpnone"));
	as_user();
	TRY("mq_open", EACCES, mq_open(name, O_RDWR));
	TRY("mq_unlink", EACCES, mq_unlink(name));
	as_root();
	mq_unlink(name);
}

static void identities(void)
{
	struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0}, old = {1, 0}, nobody = {_LINUX_CAPABILITY_VERSION_3, 99999999};
	struct __user_cap_data_struct caps[2] = {{0}};
	TRY("setuid", EINVAL, setuid(-1));
	TRY("setgid", EINVAL, setgid(-1));
	TRY("setgroups", EINVAL, setgroups(1 << 20, NULL));
	TRY("setgroups", EFAULT, setgroups(5, BAD));
	TRY("seteuid", EINVAL, seteuid(-1));
	TRY("capset", EINVAL, syscall(SYS_capset, &old, caps));
	TRY("capset", EFAULT, syscall(SYS_capset, BAD, caps));
	TRY("capset", EPERM, syscall(SYS_capset, &nobody, caps));
	as_user();
	TRY("setuid", EPERM, setuid(4242));
	TRY("seteuid", EPERM, seteuid(4242));
	TRY("setreuid", EPERM, setreuid(4242, -1));
	TRY("setresuid", EPERM, setresuid(4242, -1, -1));
	TRY("setgid", EPERM, setgid(4242));
	TRY("setgroups", EPERM, setgroups(0, NULL));
	caps[0].effective = 1 << 5;
	caps[0].permitted = 0;
	TRY("capset", EPERM, syscall(SYS_capset, &head, caps));
	as_root();
}

int main(void)
{
	setup();
	mounts();
	system_v();
	queues();
	identities();
	mappings();
	cleanup();
	return 0;
}
