/* "The time the process started after system boot" (proc_pid_stat(5), starttime): of the first program, a child, a thread, and of a
 * program that another thread than the first executed. */
#include "behaviour.h"
#include <pthread.h>
#include <time.h>

static double age(const char *path)
{
	char text[900] = "";
	FILE *file = fopen(path, "r");
	CHECK(file && fgets(text, sizeof text, file));
	fclose(file);
	char *at = strrchr(text, ')') + 2;
	for (int field = 3; field < 22; field++)
		at = strchr(at, ' ') + 1;
	struct timespec now;
	CHECK(clock_gettime(CLOCK_BOOTTIME, &now) == 0);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9 - atof(at) / (double)sysconf(_SC_CLK_TCK);
}

static void show(const char *who, double least)
{
	double mine = age("/proc/self/stat");
	printf("%s: %s\n", who, mine < least - 0.02 ? "too young" : mine > least + 5 ? "too old" : "right");
}

static int shows(void)
{
	show("a child", 0);
	return 0;
}

static void *thread(void *unused)
{
	double its = age("/proc/thread-self/stat");
	printf("a thread: %s\n", its < 0.5 ? "right" : "too old");
	return unused;
}

static void *executes(void *unused)
{
	execl("/proc/self/exe", "itself", "again", NULL);
	return unused;
}

int main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1) {
		show("after exec", 1.2);
		return 0;
	}
	show("the first", 0);
	sleep(1);
	show("a second later", 1);
	int status;
	CHECK(waitpid(child(shows), &status, 0) > 0);
	pthread_t t;
	CHECK(pthread_create(&t, NULL, thread, NULL) == 0 && pthread_join(t, NULL) == 0);
	usleep(200000);
	fflush(stdout);
	CHECK(pthread_create(&t, NULL, executes, NULL) == 0);
	pause();
	return 1;
}
