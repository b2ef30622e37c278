// sched(7), SCHED_DEADLINE: who has used its runtime waits for its next period, though nobody else wants the processor; so does who
// yields; "SCHED_FLAG_DL_OVERRUN: ... an application [gets] informed about runtime overruns ... a SIGXCPU signal".
// needs: root x86-64
#include "attributes.h"
#include "real_time.h"

static void be_given(int runtime_ms, int period_ms, int flags)
{
	struct attr wanted = {sizeof wanted, 6, flags, 0, 0, runtime_ms * 1000000ul, period_ms * 1000000ul, period_ms * 1000000ul};
	CHECK(syscall(SYS_sched_setattr, 0, &wanted, 0) == 0);
}

static double seconds(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static volatile sig_atomic_t overruns, stop;
static volatile pid_t tid;

static void overrun(int number)
{
	overruns++;
}

static void *throttled(void *unused)
{
	tid = gettid();
	be_given(5, 1000, 0);
	while (!stop)
		;
	return NULL;
}

int main(void)
{
	be_given(20, 100, 0);
	double worked = seconds(CLOCK_THREAD_CPUTIME_ID), began = seconds(CLOCK_MONOTONIC);
	while (seconds(CLOCK_MONOTONIC) - began < 1)
		;
	worked = seconds(CLOCK_THREAD_CPUTIME_ID) - worked;
	printf("about a fifth: %d\n", worked > 0.15 && worked < 0.3);
	began = seconds(CLOCK_MONOTONIC);
	for (int i = 0; i < 5; i++)
		sched_yield();
	began = seconds(CLOCK_MONOTONIC) - began;
	printf("a period each: %d\n", began > 0.35 && began < 0.6);
	rest(120);
	began = seconds(CLOCK_MONOTONIC);
	rest(30);
	began = seconds(CLOCK_MONOTONIC) - began;
	printf("sleeps as long as wanted: %d\n", began > 0.029 && began < 0.06);

	signal(SIGXCPU, overrun);
	be_given(10, 50, 4);
	began = seconds(CLOCK_MONOTONIC);
	while (seconds(CLOCK_MONOTONIC) - began < 0.5)
		;
	printf("told of overruns: %d\n", overruns >= 8 && overruns <= 12);

	be_given(100, 200, 0);
	pthread_t other;
	take(SCHED_OTHER, 0);
	CHECK(pthread_create(&other, NULL, throttled, NULL) == 0);
	rest(300);
	char path[64], line[400], *state;
	snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid);
	FILE *file = fopen(path, "r");
	CHECK(fgets(line, sizeof line, file) != NULL);
	state = strrchr(line, ')');
	printf("state of who rests: %c\n", state[2]);
	/* another policy ends the rest */
	stop = 1;
	struct sched_param none = {0};
	began = seconds(CLOCK_MONOTONIC);
	CHECK(sched_setscheduler(tid, SCHED_OTHER, &none) == 0);
	pthread_join(other, NULL);
	began = seconds(CLOCK_MONOTONIC) - began;
	printf("goes on at once: %d\n", began < 0.3);
	stop = 0;
	fflush(stdout);
	/* who rests can be killed, and is killed at once */
	pid_t child = fork();
	if (child == 0) {
		throttled(NULL);
		_exit(0);
	}
	rest(100);
	began = seconds(CLOCK_MONOTONIC);
	kill(child, SIGKILL);
	int status;
	CHECK(waitpid(child, &status, 0) == child);
	began = seconds(CLOCK_MONOTONIC) - began;
	printf("killed by %d, in its next period: %d\n", WTERMSIG(status), began > 0.5 && began < 1.3);
	return 0;
}
