// needs: root
/* PR_SET_PDEATHSIG: kept by an ordinary exec, cleared by fork, by a change of user, and by the exec of a set-user-ID program; sent when the
 * thread that forked ends, not the process; signal 0 takes it back. */
#include "behaviour.h"
#include <pthread.h>
#include <sys/prctl.h>

static int death_signal(void)
{
	int n = -1;
	CHECK(prctl(PR_GET_PDEATHSIG, &n) == 0);
	return n;
}

static int after_fork(void) { return death_signal(); }

static int users(void)
{
	SHOW(prctl(PR_SET_PDEATHSIG, SIGUSR1));
	SHOW(death_signal());
	SHOW(setresuid(0, 0, 0));
	SHOW(death_signal());
	SHOW(setresuid(0, 99, 0));
	SHOW(death_signal());
	SHOW(prctl(PR_SET_PDEATHSIG, SIGUSR2));
	SHOW(setresuid(-1, 0, -1));
	SHOW(death_signal());
	SHOW(prctl(PR_SET_PDEATHSIG, SIGUSR2));
	SHOW(setresgid(-1, 7, -1));
	SHOW(death_signal());
	SHOW(prctl(PR_SET_PDEATHSIG, SIGUSR2));
	SHOW(setresuid(99, 99, 99));
	SHOW(death_signal());
	SHOW(prctl(PR_SET_PDEATHSIG, 65));
	SHOW(prctl(PR_SET_PDEATHSIG, -1));
	SHOW(prctl(PR_SET_PDEATHSIG, 64));
	SHOW(prctl(PR_SET_PDEATHSIG, 0));
	SHOW(death_signal());
	return 0;
}

static int execs(const char *program, uid_t uid)
{
	prctl(PR_SET_PDEATHSIG, SIGHUP);
	if (uid) {
		CHECK(setresuid(uid, uid, uid) == 0);
		prctl(PR_SET_PDEATHSIG, SIGHUP);
	}
	execl(program, "again", "again", NULL);
	return 1;
}

static int plain(void) { return execs("plain", 0); }
static int plain_of_a_user(void) { return execs("plain", 99); }
static int set_user_id(void) { return execs("suid", 99); }
static int set_user_id_by_root(void) { return execs("suid", 0); }

static int ready[2], end[2];
static void *forker(void *argument)
{
	pid_t pid = fork();
	if (!pid) {
		sigset_t set;
		sigemptyset(&set);
		sigaddset(&set, SIGUSR1);
		sigprocmask(SIG_BLOCK, &set, NULL);
		prctl(PR_SET_PDEATHSIG, SIGUSR1);
		tell(ready);
		siginfo_t info;
		CHECK(sigwaitinfo(&set, &info) == SIGUSR1);
		printf("told by the kernel: %d, sender is the parent: %d\n", info.si_code == SI_USER || info.si_code == SI_KERNEL, info.si_pid == getppid());
		fflush(stdout);
		_exit(0);
	}
	*(pid_t *)argument = pid;
	await(ready);
	return NULL; /* the thread ends: that is the parent that counts */
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		printf("after exec %d\n", death_signal());
		return 0;
	}
	show_status(wait_status(child(users)));
	prctl(PR_SET_PDEATHSIG, SIGUSR1);
	SHOW(death_signal());
	show_status(wait_status(child(after_fork)));
	prctl(PR_SET_PDEATHSIG, 0);
	chmod(".", 0755);
	char command[512];
	snprintf(command, sizeof command, "cp /proc/%d/exe plain; cp plain suid", getpid());
	CHECK(system(command) == 0);
	chmod("plain", 0755);
	CHECK(chown("suid", 0, 0) == 0 && chmod("suid", 04755) == 0);
	show_status(wait_status(child(plain)));
	show_status(wait_status(child(plain_of_a_user)));
	show_status(wait_status(child(set_user_id)));
	show_status(wait_status(child(set_user_id_by_root)));
	make_pipe(ready);
	make_pipe(end);
	pid_t pid;
	pthread_t thread;
	pthread_create(&thread, NULL, forker, &pid);
	pthread_join(thread, NULL);
	show_status(wait_status(pid));
	return 0;
}
