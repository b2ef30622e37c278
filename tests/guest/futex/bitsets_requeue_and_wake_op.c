#include "behaviour.h"
#include <linux/futex.h>
#include <pthread.h>

static int a, b;
static int order[16], count;

static void *waiter(void *argument)
{
	long n = (long)argument;
	CHECK(syscall(SYS_futex, &a, FUTEX_WAIT_BITSET_PRIVATE, 0, NULL, NULL, 1 << n) == 0);
	order[__atomic_fetch_add(&count, 1, __ATOMIC_SEQ_CST)] = n;
	return NULL;
}

static void show_order(void)
{
	usleep(50000);
	printf("woken:");
	for (int i = 0; i < count; i++)
		printf(" %d", order[i]);
	printf("\n");
	count = 0;
}

int main(void)
{
	pthread_t thread;
	for (long i = 0; i < 8; i++) {
		pthread_create(&thread, NULL, waiter, (void *)i);
		usleep(40000);
	}
	SHOW(syscall(SYS_futex, &a, FUTEX_WAKE_BITSET_PRIVATE, 10, NULL, NULL, 1 << 3));
	show_order();
	SHOW(syscall(SYS_futex, &a, FUTEX_WAKE_BITSET_PRIVATE, 1, NULL, NULL, 1 << 5 | 1 << 7));
	show_order();
	SHOW(syscall(SYS_futex, &a, FUTEX_CMP_REQUEUE_PRIVATE, 1, 2, &b, 1));
	SHOW(syscall(SYS_futex, &a, FUTEX_CMP_REQUEUE_PRIVATE, 1, 2, &b, 0));
	show_order();
	SHOW(syscall(SYS_futex, &b, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
	show_order();
	SHOW(syscall(SYS_futex, &a, FUTEX_REQUEUE_PRIVATE, 0, 1, &b, 0));
	SHOW(syscall(SYS_futex, &a, FUTEX_REQUEUE_PRIVATE, -1, 1, &b, 0));
	SHOW(syscall(SYS_futex, &a, FUTEX_CMP_REQUEUE_PRIVATE, 1, -1, &b, 0));
	SHOW(syscall(SYS_futex, &b, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
	show_order();
	b = 5;
	SHOW(syscall(SYS_futex, &a, FUTEX_WAKE_OP_PRIVATE, 1, 9, &b, FUTEX_OP(FUTEX_OP_ADD, 3, FUTEX_OP_CMP_EQ, 5)));
	show_order();
	printf("b %d\n", b);
	SHOW(syscall(SYS_futex, &a, FUTEX_WAKE_OP_PRIVATE, 1, 9, &b, FUTEX_OP(FUTEX_OP_OPARG_SHIFT | FUTEX_OP_OR, 4, FUTEX_OP_CMP_GT, -1)));
	printf("b %d\n", b);
	SHOW(syscall(SYS_futex, &a, FUTEX_WAKE_OP_PRIVATE, 1, 9, &b, FUTEX_OP(FUTEX_OP_ANDN, 8, FUTEX_OP_CMP_LT, 0)));
	printf("b %d\n", b);
	SHOW(syscall(SYS_futex, &a, FUTEX_WAKE_OP_PRIVATE, 1, 9, &b, FUTEX_OP(FUTEX_OP_XOR, -1, FUTEX_OP_CMP_NE, 0)));
	printf("b %d\n", b);
	SHOW(syscall(SYS_futex, &a, FUTEX_WAKE_OP_PRIVATE, 1, 9, &b, FUTEX_OP(FUTEX_OP_SET, 77, 9, 0)));
	printf("b %d\n", b);
	SHOW(syscall(SYS_futex, &a, FUTEX_WAKE_OP_PRIVATE, 1, 9, &b, FUTEX_OP(7, 77, 0, 0)));
	printf("b %d\n", b);
	SHOW(syscall(SYS_futex, &a, FUTEX_WAKE_OP_PRIVATE, 1, 9, 8, FUTEX_OP(0, 77, 0, 0)));
	SHOW(syscall(SYS_futex, &a, FUTEX_WAKE_PRIVATE, 100, NULL, NULL, 0));
	show_order();
	return 0;
}
