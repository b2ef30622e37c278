// needs: root
/* RLIMIT_NPROC counts the threads and processes of the real user, whoever started them; root is not limited; setuid to a user over his
 * limit is remembered, and execve fails. */
#include "behaviour.h"
#include <pthread.h>
#include <sys/resource.h>

static void *nothing(void *unused) { pause(); return NULL; }

static int fill(int limit, int threads)
{
	struct rlimit r = {limit, limit};
	CHECK(setrlimit(RLIMIT_NPROC, &r) == 0);
	CHECK(setresuid(4321, 4321, 4321) == 0);
	int made = 0, status;
	pid_t pids[64];
	if (threads) {
		pthread_t thread;
		pthread_attr_t a;
		pthread_attr_init(&a);
		pthread_attr_setstacksize(&a, 65536);
		while (made < 64 && (status = pthread_create(&thread, &a, nothing, NULL)) == 0)
			made++;
		printf("%d threads, then %s\n", made, strerrorname_np(status));
		return 0;
	}
	while (made < 64 && (pids[made] = fork()) > 0)
		made++;
	if (made < 64 && pids[made] == 0) {
		pause();
		_exit(0);
	}
	printf("%d children, then %s\n", made, strerrorname_np(errno));
	kill(pids[0], SIGKILL);
	SHOW(fork() >= 0); /* a zombie counts */
	waitpid(pids[0], NULL, 0);
	pid_t last = fork();
	if (!last)
		_exit(0);
	printf("after the wait: %d\n", last > 0);
	waitpid(last, NULL, 0);
	for (int i = 1; i < made; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
	return 0;
}

static int five_processes(void) { return fill(5, 0); }
static int five_threads(void) { return fill(5, 1); }
static int none(void) { return fill(1, 1); }

static int root_is_not_limited(void)
{
	struct rlimit r = {1, 1};
	CHECK(setrlimit(RLIMIT_NPROC, &r) == 0);
	pid_t pid = fork();
	if (!pid)
		_exit(0);
	printf("root forks: %d\n", pid > 0);
	wait(NULL);
	return 0;
}

static int over_the_limit_at_setuid(void)
{
	int gate[2];
	make_pipe(gate);
	pid_t holder = fork();
	if (!holder) {
		CHECK(setresuid(4322, 4322, 4322) == 0);
		tell(gate);
		pause();
	}
	await(gate);
	struct rlimit r = {1, 1};
	CHECK(setrlimit(RLIMIT_NPROC, &r) == 0);
	pid_t pid = fork();
	if (!pid) {
		SHOW(setresuid(4322, 4322, 4322));
		execl("/bin/true", "true", NULL);
		printf("exec %s\n", strerrorname_np(errno));
		fflush(stdout);
		_exit(1);
	}
	int status;
	waitpid(pid, &status, 0);
	show_status(status);
	kill(holder, SIGKILL);
	waitpid(holder, NULL, 0);
	pid = fork();
	if (!pid) {
		SHOW(setresuid(4322, 4322, 4322));
		fflush(stdout);
		execl("/bin/true", "true", NULL);
		_exit(1);
	}
	waitpid(pid, &status, 0);
	show_status(status);
	return 0;
}

int main(void)
{
	show_status(wait_status(child(five_processes)));
	show_status(wait_status(child(five_threads)));
	show_status(wait_status(child(none)));
	show_status(wait_status(child(root_is_not_limited)));
	show_status(wait_status(child(over_the_limit_at_setuid)));
	return 0;
}
