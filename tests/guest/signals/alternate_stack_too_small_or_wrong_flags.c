// sigaltstack(2): ENOMEM below MINSIGSTKSZ, EINVAL for flags that mean nothing; SS_DISABLE looks at neither place nor size.
#include "behaviour.h"

static char stack[1 << 16];

int main(void)
{
	stack_t want = {.ss_sp = stack, .ss_size = sizeof stack}, now;
	SHOW(sigaltstack(NULL, NULL));
	const int flags[] = {0, SS_ONSTACK, SS_DISABLE, SS_ONSTACK | SS_DISABLE, 4, 100};
	for (int i = 0; i < 6; i++) {
		want.ss_flags = flags[i];
		printf("flags %d: ", flags[i]);
		SHOW(sigaltstack(&want, NULL));
	}
	want.ss_flags = 0;
	const size_t sizes[] = {0, 1, 2047};
	for (int i = 0; i < 3; i++) {
		want.ss_size = sizes[i];
		printf("%zu bytes: ", sizes[i]);
		SHOW(sigaltstack(&want, NULL));
		want.ss_flags = SS_DISABLE;
		SHOW(sigaltstack(&want, NULL));
		want.ss_flags = 0;
	}
	SHOW(sigaltstack(NULL, &now));
	printf("disabled %d\n", now.ss_flags == SS_DISABLE);
	return 0;
}
