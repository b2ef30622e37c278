#include "behaviour.h"

static int value;
static int leave(void) { syscall(SYS_exit_group, value); return 0; }

int main(void)
{
	int values[] = { 0, 1, 255, 256, 257, -1, 0x7fffff42 };
	for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
		value = values[i];
		show_status(wait_status(child(leave)));
	}
}
