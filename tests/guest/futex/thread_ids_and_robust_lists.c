#include "behaviour.h"
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <pthread.h>

static void *other(void *argument)
{
	printf("another: %d\n", gettid() != getpid());
	return NULL;
}

int main(void)
{
	struct robust_list_head *head = NULL;
	size_t length = 0;
	pthread_t thread;
	printf("%d %d\n", syscall(SYS_set_tid_address, NULL) == gettid(), gettid() == getpid());
	SHOW(syscall(SYS_get_robust_list, 0, &head, &length));
	printf("%d %zu\n", head != NULL, length);
	SHOW(syscall(SYS_get_robust_list, 999999, &head, &length));
	SHOW(syscall(SYS_get_robust_list, 0, 8, &length));
	SHOW(syscall(SYS_set_robust_list, head, 12));
	SHOW(syscall(SYS_set_robust_list, head, sizeof *head));
	SHOW(syscall(SYS_membarrier, MEMBARRIER_CMD_QUERY, 1, 0));
	printf("%d\n", (syscall(SYS_membarrier, MEMBARRIER_CMD_QUERY, 0, 0) & 31) == 31);
	SHOW(syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0));
	SHOW(syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0));
	SHOW(syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0));
	SHOW(syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0));
	SHOW(syscall(SYS_membarrier, 1 << 20, 0, 0));
	pthread_create(&thread, NULL, other, NULL);
	pthread_join(thread, NULL);
	return 0;
}
