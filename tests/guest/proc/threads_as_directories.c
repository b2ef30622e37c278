#include "behaviour.h"
#include <dirent.h>
#include <pthread.h>

static int go[2], ready[2];

static void *thread(void *arg)
{
	pthread_setname_np(pthread_self(), "second");
	tell(ready);
	await(go);
	return NULL;
}

int main(void)
{
	make_pipe(go);
	make_pipe(ready);
	pthread_t t;
	CHECK(pthread_create(&t, NULL, thread, NULL) == 0);
	await(ready);
	DIR *d = opendir("/proc/self/task");
	int count = 0, tid = 0;
	for (struct dirent *e; (e = readdir(d));)
		if (e->d_name[0] != '.') {
			count++;
			if (atoi(e->d_name) != getpid())
				tid = atoi(e->d_name);
		}
	printf("%d threads\n", count);
	char path[100], b[300];
	sprintf(path, "/proc/self/task/%d/comm", tid);
	long n = read(open(path, O_RDONLY), b, 100);
	printf("%.*s", (int)n, b);
	sprintf(path, "/proc/%d/status", tid); /* not listed, but there */
	SHOW(open(path, O_RDONLY) >= 0);
	sprintf(path, "/proc/self/task/%d/status", tid);
	FILE *f = fopen(path, "r");
	int tgid = 0, pid = 0;
	while (fgets(b, 300, f)) {
		sscanf(b, "Tgid: %d", &tgid);
		sscanf(b, "Pid: %d", &pid);
	}
	SHOW(tgid == getpid() && pid == tid);
	sprintf(path, "/proc/self/task/%d/task", tid);
	SHOW(open(path, O_RDONLY));
	readlink("/proc/thread-self", b, 100);
	int a, c;
	SHOW(sscanf(b, "%d/task/%d", &a, &c));
	SHOW(a == getpid() && c == getpid());
	tell(go);
	pthread_join(t, NULL);
	sprintf(path, "/proc/self/task/%d", tid);
	SHOW(access(path, F_OK));
}
