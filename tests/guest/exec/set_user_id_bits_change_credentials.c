// needs: root
#include "again.h"
#include <sys/auxv.h>
#include <sys/prctl.h>
static void run(const char *name)
{
	char *argv[] = { "x", "after", NULL };
	try_exec(name, argv);
}
int main(int argc, char **argv)
{
	if (again(argc, argv, "after")) {
		uid_t r, e, s;
		gid_t rg, eg, sg;
		getresuid(&r, &e, &s);
		getresgid(&rg, &eg, &sg);
		printf("uid %d %d %d gid %d %d %d secure %ld dumpable %d", r, e, s, rg, eg, sg, getauxval(AT_SECURE), prctl(PR_GET_DUMPABLE));
		FILE *f = fopen("/proc/self/status", "r");
		char line[300];
		unsigned long caps;
		while (f && fgets(line, 300, f))
			if (sscanf(line, "CapEff: %lx", &caps) == 1)
				printf(" caps %d", caps != 0);
		printf("\n");
		return 0;
	}
	char self[300] = "", block[65536];
	CHECK(readlink("/proc/self/exe", self, 299) > 0);
	const char *names[] = { "plain", "suid0", "suid", "sgid", "both", "sgid-noexec", "unreadable" };
	mode_t modes[] = { 0755, 04755, 04755, 02755, 06755, 02745, 0711 };
	uid_t owners[] = { 0, 0, 2000, 0, 2000, 0, 0 };
	gid_t groups[] = { 0, 0, 0, 3000, 3000, 3000, 0 };
	CHECK(chmod(".", 0755) == 0);
	for (int i = 0; i < 7; i++) {
		int in = open(self, O_RDONLY), out = open(names[i], O_WRONLY | O_CREAT, 0755);
		ssize_t n;
		while ((n = read(in, block, sizeof block)) > 0)
			write(out, block, n);
		fchown(out, owners[i], groups[i]);
		fchmod(out, modes[i]);
		close(out);
		close(in);
	}
	for (int i = 0; i < 7; i++)
		run(names[i]);
	if (child(({
		int f(void) {
			CHECK(setresgid(1000, 1000, 1000) == 0);
			CHECK(setresuid(1000, 1000, 1000) == 0);
			for (int i = 0; i < 7; i++)
				run(names[i]);
			CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
			run("suid0");
			return 0;
		}
		f;
	})) > 0)
		wait(NULL);
	CHECK(setresuid(1000, 0, 0) == 0);
	run("plain");
	CHECK(setresuid(0, 1000, 0) == 0);
	run("plain");
	run("suid");
}
