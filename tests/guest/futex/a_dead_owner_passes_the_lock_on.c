/* The owner of a lock with priority inheritance ends, as a thread or as a process, with the lock on its robust list or not: the first
 * waiter has it, and sees FUTEX_OWNER_DIED. */
#include "futexes.h"
#include <stddef.h>

struct shared {
	unsigned lock;
	struct robust_list link;
};
static struct shared *s;
static volatile int tid, go;

static void *waiter(void *unused)
{
	tid = gettid();
	SHOW(futex(&s->lock, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
	show_lock("the waiter's", s->lock, gettid());
	SHOW(futex(&s->lock, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
	show_lock("unlocked", s->lock, gettid());
	return NULL;
}

static void be_robust(int inherits)
{
	static __thread struct robust_list_head head;
	head.list.next = &s->link;
	head.futex_offset = offsetof(struct shared, lock) - offsetof(struct shared, link);
	head.list_op_pending = NULL;
	head.list.next = (struct robust_list *)((uintptr_t)&s->link | inherits);
	s->link.next = &head.list;
	CHECK(syscall(SYS_set_robust_list, &head, sizeof head) == 0);
}

static void owner_in_a_process(int robust, int with_waiter)
{
	int ready[2], end[2];
	make_pipe(ready);
	make_pipe(end);
	s->lock = 0;
	printf("a process, %s, %s:\n", robust ? "robust" : "not robust", with_waiter ? "somebody waits" : "nobody waits");
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		if (robust)
			be_robust(1);
		CHECK(futex(&s->lock, FUTEX_LOCK_PI, 0, NULL, NULL, 0) == 0);
		tell(ready);
		await(end);
		_exit(0);
	}
	await(ready);
	pthread_t thread;
	if (with_waiter) {
		tid = 0;
		pthread_create(&thread, NULL, waiter, NULL);
		while (!tid)
			usleep(500);
		until_asleep(tid);
	}
	tell(end);
	wait_status(pid);
	if (with_waiter)
		pthread_join(thread, NULL);
	show_lock("left", s->lock, gettid());
	SHOW(futex(&s->lock, FUTEX_TRYLOCK_PI, 0, NULL, NULL, 0));
	show_lock("tried", s->lock, gettid());
}

static void *owner(void *argument)
{
	if (argument)
		be_robust(1);
	CHECK(futex(&s->lock, FUTEX_LOCK_PI, 0, NULL, NULL, 0) == 0);
	go = 1;
	while (go == 1)
		usleep(500);
	return NULL;
}

static void owner_in_a_thread(int robust)
{
	pthread_t one, two;
	s->lock = 0;
	go = tid = 0;
	printf("a thread, %s:\n", robust ? "robust" : "not robust");
	pthread_create(&one, NULL, owner, (void *)(long)robust);
	while (!go)
		usleep(500);
	pthread_create(&two, NULL, waiter, NULL);
	while (!tid)
		usleep(500);
	until_asleep(tid);
	go = 2;
	pthread_join(one, NULL);
	pthread_join(two, NULL);
}

int main(void)
{
	s = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	owner_in_a_process(1, 1);
	owner_in_a_process(1, 0);
	owner_in_a_process(0, 1);
	owner_in_a_process(0, 0);
	owner_in_a_thread(1);
	owner_in_a_thread(0);
	return 0;
}
