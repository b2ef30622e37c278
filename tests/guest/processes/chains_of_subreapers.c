/* Orphans go to the nearest living subreaper among their ancestors; when that one ends, to the next; a subreaper that is dead or took
 * it back is passed over; threads of a subreaper take over from each other first. */
#include "behaviour.h"
#include <sys/prctl.h>

static int report[2], go[2][2];

static const char *whose(pid_t pid, pid_t *family, const char **names, int n)
{
	for (int i = 0; i < n; i++)
		if (family[i] == pid)
			return names[i];
	return "another's";
}

/* outer (subreaper) -> inner (subreaper) -> middle -> orphan */
static int chain(int inner_is_subreaper, int inner_ends)
{
	pid_t family[2];
	static const char *names[] = {"outer's", "inner's"};
	make_pipe(report);
	make_pipe(go[0]);
	make_pipe(go[1]);
	CHECK(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
	family[0] = getpid();
	fflush(stdout);
	pid_t inner = fork();
	if (!inner) {
		family[1] = getpid();
		if (inner_is_subreaper)
			prctl(PR_SET_CHILD_SUBREAPER, 1);
		pid_t middle = fork();
		if (!middle) {
			if (!fork()) {
				await(go[0]); /* middle is gone */
				printf("first %s\n", whose(getppid(), family, names, 2));
				fflush(stdout);
				tell(report);
				await(go[1]);
				printf("then %s\n", whose(getppid(), family, names, 2));
				fflush(stdout);
				_exit(7);
			}
			_exit(0);
		}
		CHECK(waitpid(middle, NULL, 0) == middle);
		tell(go[0]);
		await(report);
		if (inner_ends)
			_exit(0);
		tell(go[1]);
		int status;
		if (wait(&status) > 0)
			show_status(status);
		else
			printf("nobody to wait for\n");
		fflush(stdout);
		_exit(0);
	}
	int status;
	if (inner_ends) {
		CHECK(waitpid(inner, &status, 0) == inner);
		tell(go[1]);
	} else {
		CHECK(waitpid(inner, &status, 0) == inner);
	}
	while (wait(&status) > 0) {
		printf("outer's child ");
		show_status(status);
	}
	return 0;
}

static int both_stay(void) { return chain(1, 0); }
static int inner_goes(void) { return chain(1, 1); }
static int inner_is_none(void) { return chain(0, 1); }

int main(void)
{
	show_status(wait_status(child(both_stay)));
	show_status(wait_status(child(inner_goes)));
	show_status(wait_status(child(inner_is_none)));
	int n = 5;
	SHOW(prctl(PR_GET_CHILD_SUBREAPER, &n));
	printf("%d\n", n);
	SHOW(prctl(PR_SET_CHILD_SUBREAPER, 17));
	SHOW(prctl(PR_GET_CHILD_SUBREAPER, &n));
	printf("%d\n", n);
	SHOW(prctl(PR_SET_CHILD_SUBREAPER, 0));
	SHOW(prctl(PR_GET_CHILD_SUBREAPER, 4096));
	return 0;
}
