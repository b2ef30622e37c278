// arguments: main
// slow
// needs: root
/* execve(2): "If the set-user-ID bit is set on the program file ... then the effective user ID of the calling process is changed", the saved one too; nosuid. */
#include "behaviour.h"
#include <sys/mount.h>

static const char *program;
static int runs(void)
{
	CHECK(setresgid(100, 100, 100) == 0 && setresuid(1000, 1000, 1000) == 0);
	fflush(stdout);
	execl(program, "copy", "second", NULL);
	printf("exec: %s\n", strerrorname_np(errno));
	return 1;
}

static void copy_to(const char *name, int mode)
{
	static char buffer[65536];
	int in = open("/proc/self/exe", O_RDONLY), out = open(name, O_WRONLY | O_CREAT, 0755);
	for (ssize_t n; (n = read(in, buffer, sizeof buffer)) > 0;)
		CHECK(write(out, buffer, n) == n);
	close(in), close(out);
	CHECK(chown(name, 2000, 200) == 0 && chmod(name, mode) == 0);
}

int main(int count, char **arguments)
{
	uid_t r, e, s;
	gid_t g, h, i;
	if (count > 1 && !strcmp(arguments[1], "second")) {
		getresuid(&r, &e, &s), getresgid(&g, &h, &i);
		printf("%d %d %d, %d %d %d\n", r, e, s, g, h, i);
		return 0;
	}
	chmod(".", 0755);
	int modes[] = {0755, 04755, 02755, 06755, 02745, 04711, 06700};
	for (int m = 0; m < 7; m++) {
		copy_to("copy", modes[m]);
		program = "./copy";
		printf("%o: ", modes[m]);
		wait_status(child(runs));
		unlink("copy");
	}
	mkdir("m", 0755);
	CHECK(mount("none", "m", "tmpfs", MS_NOSUID, NULL) == 0);
	copy_to("m/copy", 06755), program = "./m/copy", chmod("m", 0755);
	printf("nosuid: ");
	wait_status(child(runs));
	CHECK(mount(NULL, "m", NULL, MS_REMOUNT | MS_NOEXEC, NULL) == 0);
	printf("noexec: ");
	wait_status(child(runs));
	umount("m");
	return 0;
}
