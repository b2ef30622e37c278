// flags: -m32
/* set_thread_area(2): three entries, the first free one is chosen, a selector loads it; what is refused. */
#include "behaviour.h"
#include <asm/ldt.h>

static int area[4] = {11, 22, 33, 44};

static int through_fs(int entry, int at)
{
	int value, selector = entry << 3 | 3;
	__asm__ volatile("push %%fs\n mov %1, %%fs\n movl %%fs:(%2), %0\n pop %%fs" : "=&r"(value) : "r"(selector), "r"(at));
	return value;
}

int main(void)
{
	struct user_desc d = {.entry_number = -1, .base_addr = (unsigned long)area, .limit = 0xfffff, .seg_32bit = 1, .limit_in_pages = 1, .useable = 1};
	SHOW(syscall(SYS_set_thread_area, &d));
	printf("entry %u holds %d %d\n", d.entry_number, through_fs(d.entry_number, 0), through_fs(d.entry_number, 12));
	int first = d.entry_number;
	struct user_desc other = d;
	other.entry_number = -1;
	other.base_addr += 4;
	SHOW(syscall(SYS_set_thread_area, &other));
	printf("entry %u holds %d\n", other.entry_number, through_fs(other.entry_number, 0));
	other.entry_number = -1;
	SHOW(syscall(SYS_set_thread_area, &other));
	struct user_desc back = {.entry_number = first};
	SHOW(syscall(SYS_get_thread_area, &back));
	printf("base %d limit %#x bits %d %d %d %d %d\n", back.base_addr == (unsigned long)area, back.limit, back.seg_32bit, back.contents,
	       back.limit_in_pages, back.seg_not_present, back.useable);
	back.entry_number = 1;
	SHOW(syscall(SYS_get_thread_area, &back));
	d.entry_number = 99;
	SHOW(syscall(SYS_set_thread_area, &d));
	d.entry_number = first;
	d.seg_32bit = 0;
	SHOW(syscall(SYS_set_thread_area, &d));
	d.seg_32bit = 1;
	d.contents = 2;
	SHOW(syscall(SYS_set_thread_area, &d));
	struct user_desc empty = {.entry_number = first, .read_exec_only = 1, .seg_not_present = 1};
	SHOW(syscall(SYS_set_thread_area, &empty));
	SHOW(syscall(SYS_set_thread_area, 1));
	pid_t pid = fork();
	if (!pid)
		_exit(through_fs(other.entry_number, 0));
	int status;
	waitpid(pid, &status, 0);
	show_status(status);
	return 0;
}
