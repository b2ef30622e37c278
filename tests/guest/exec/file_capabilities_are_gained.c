// needs: root
#include "again.h"
#include <linux/capability.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/xattr.h>
static void run(const char *name)
{
	char *argv[] = { "x", "after", NULL };
	printf("%s: ", name);
	try_exec(name, argv);
}
static void capabilities(const char *name, int effective, unsigned permitted, unsigned inheritable)
{
	struct vfs_cap_data d = { 0 };
	d.magic_etc = VFS_CAP_REVISION_2 | effective;
	d.data[0].permitted = permitted;
	d.data[0].inheritable = inheritable;
	CHECK(setxattr(name, "security.capability", &d, sizeof d, 0) == 0);
}
int main(int argc, char **argv)
{
	if (again(argc, argv, "after")) {
		struct __user_cap_header_struct h = { _LINUX_CAPABILITY_VERSION_3, 0 };
		struct __user_cap_data_struct d[2];
		CHECK(syscall(SYS_capget, &h, d) == 0);
		printf("effective %x permitted %x inheritable %x ambient %d secure %ld\n", d[0].effective, d[0].permitted, d[0].inheritable,
		       prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_CHOWN, 0, 0), getauxval(AT_SECURE));
		return 0;
	}
	char self[300] = "", block[65536];
	CHECK(readlink("/proc/self/exe", self, 299) > 0);
	const char *names[] = { "plain", "both", "permitted", "inherits", "suid" };
	CHECK(chmod(".", 0755) == 0);
	for (int i = 0; i < 5; i++) {
		int in = open(self, O_RDONLY), out = open(names[i], O_WRONLY | O_CREAT, 0755);
		ssize_t n;
		while ((n = read(in, block, sizeof block)) > 0)
			write(out, block, n);
		fchmod(out, i == 4 ? 04755 : 0755);
		close(out);
		close(in);
	}
	capabilities("both", VFS_CAP_FLAGS_EFFECTIVE, 1 << CAP_KILL, 0);
	capabilities("permitted", 0, 1 << CAP_KILL, 0);
	capabilities("inherits", VFS_CAP_FLAGS_EFFECTIVE, 0, 1 << CAP_CHOWN | 1 << CAP_SETUID);
	capabilities("suid", VFS_CAP_FLAGS_EFFECTIVE, 1 << CAP_KILL, 0);
	CHECK(prctl(PR_SET_KEEPCAPS, 1) == 0);
	CHECK(setresgid(1000, 1000, 1000) == 0);
	CHECK(setresuid(1000, 1000, 1000) == 0);
	for (int i = 0; i < 5; i++)
		run(names[i]);
	struct __user_cap_header_struct h = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct d[2] = { 0 };
	d[0].permitted = d[0].inheritable = 1 << CAP_CHOWN;
	CHECK(syscall(SYS_capset, &h, d) == 0);
	for (int i = 0; i < 5; i++)
		run(names[i]);
	CHECK(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_CHOWN, 0, 0) == 0);
	for (int i = 0; i < 5; i++)
		run(names[i]);
	CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	for (int i = 0; i < 5; i++)
		run(names[i]);
}
