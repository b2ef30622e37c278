// arguments: main
// slow
// needs: root
/* capabilities(7), "Transformation of capabilities during execve()": permitted, inheritable and effective of the file, by a user. */
#include "behaviour.h"
#include <sys/xattr.h>
#include <linux/capability.h>

static void show(const char *what)
{
	struct __user_cap_header_struct h = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct d[2];
	CHECK(syscall(SYS_capget, &h, d) == 0);
	printf("%s: effective %x permitted %x inheritable %x\n", what, d[0].effective, d[0].permitted, d[0].inheritable);
}

static unsigned magic, permitted, inheritable, mine;
static int runs(void)
{
	struct __user_cap_header_struct h = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct d[2] = {{0, 0, mine}};
	unsigned x[5] = {magic, permitted, inheritable};
	CHECK(setxattr("copy", "security.capability", x, 20, 0) == 0);
	CHECK(syscall(SYS_capset, &h, (struct __user_cap_data_struct[2]){{~0u & 0x3f, 0x3f | mine | 0xc0, mine}}) == 0);
	CHECK(setresuid(1000, 1000, 1000) == 0);
	fflush(stdout);
	execl("./copy", "copy", "second", NULL);
	printf("exec: %s\n", strerrorname_np(errno));
	return 1;
}

int main(int count, char **arguments)
{
	if (count > 1 && !strcmp(arguments[1], "second")) {
		show("second");
		return 0;
	}
	char buffer[65536];
	int in = open("/proc/self/exe", O_RDONLY), out = open("copy", O_WRONLY | O_CREAT, 0755);
	for (ssize_t n; (n = read(in, buffer, sizeof buffer)) > 0;)
		CHECK(write(out, buffer, n) == n);
	close(out);
	chmod(".", 0755);
	struct { unsigned magic, permitted, inheritable, mine; } all[] = {
		{0x02000001, 1 << 10, 0, 0}, {0x02000000, 1 << 10, 0, 0}, {0x02000001, 0, 1 << 7, 0}, {0x02000001, 0, 1 << 7, 1 << 7}, {0x02000001, 1 << 10, 1 << 7, 1 << 7}};
	for (int i = 0; i < 5; i++) {
		magic = all[i].magic, permitted = all[i].permitted, inheritable = all[i].inheritable, mine = all[i].mine;
		show_status(wait_status(child(runs)));
	}
	return 0;
}
