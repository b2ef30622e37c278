/* The core bit of a status, and CLD_DUMPED: set when a core file was written, which takes a signal that dumps, a limit of a page at
 * least, a dumpable process, and a directory that it may write in. */
#include "behaviour.h"
#include <sys/prctl.h>
#include <sys/resource.h>

static int number;
static rlim_t limit;
static int dumpable = 1, uid;
static const char *folder;

static int victim(void)
{
	struct rlimit r = {limit, RLIM_INFINITY};
	CHECK(setrlimit(RLIMIT_CORE, &r) == 0);
	if (folder)
		CHECK(chdir(folder) == 0);
	if (uid)
		CHECK(setresuid(uid, uid, uid) == 0 && prctl(PR_SET_DUMPABLE, dumpable) == 0);
	else
		CHECK(prctl(PR_SET_DUMPABLE, dumpable) == 0);
	raise(number);
	return 0;
}

static void try_(const char *words)
{
	unlink("core");
	pid_t pid = child(victim);
	siginfo_t info = {0};
	CHECK(waitid(P_PID, pid, &info, WEXITED | WNOWAIT) == 0);
	printf("%s: code %s, ", words, info.si_code == CLD_DUMPED ? "dumped" : info.si_code == CLD_KILLED ? "killed" : "exited");
	int status = wait_status(pid);
	show_status(status);
	struct stat s;
	if (stat("core", &s) == 0)
		printf("    core: mode %o links %d owner %d%s\n", s.st_mode, (int)s.st_nlink, s.st_uid != getuid(), limit > 4096 ? s.st_size >= 4096 ? ", whole" : ", empty" : "");
}

int main(void)
{
	int dumping[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGXCPU, SIGXFSZ, SIGSYS, SIGTERM, SIGKILL, SIGALRM, SIGUSR1, 40};
	umask(0);
	limit = RLIM_INFINITY;
	for (unsigned i = 0; i < sizeof dumping / sizeof *dumping; i++) {
		number = dumping[i];
		try_(signal_name(number));
	}
	number = SIGABRT;
	limit = 0;
	try_("limit 0");
	limit = 4095;
	try_("limit 4095");
	limit = 4096;
	try_("limit 4096");
	limit = RLIM_INFINITY;
	dumpable = 0;
	try_("not dumpable");
	dumpable = 1;
	umask(077);
	try_("umask 077");
	umask(0777);
	try_("umask 0777");
	umask(0);
	mkdir("folder", 0755);
	folder = "folder";
	try_("in a folder");
	printf("in the folder: %d\n", access("folder/core", F_OK) == 0);
	folder = NULL;
	CHECK(symlink("elsewhere", "core") == 0 || errno == EEXIST);
	pid_t pid = child(victim);
	show_status(wait_status(pid));
	struct stat s;
	printf("a link was replaced: %d, elsewhere %d\n", lstat("core", &s) == 0 && S_ISREG(s.st_mode), access("elsewhere", F_OK) == 0);
	unlink("core");
	mkdir("core", 0755);
	show_status(wait_status(child(victim)));
	rmdir("core");
	return 0;
}
