/* The fields of /proc/PID/status, stat and schedstat of a process with four threads: which there are, and whether they make sense. */
#include "behaviour.h"
#include <pthread.h>
#include <sys/mman.h>

static int ready[2], go_on[2];

static void *thread(void *argument)
{
	char byte;
	CHECK(write(ready[1], "x", 1) == 1);
	CHECK(read(go_on[0], &byte, 1) == 1);
	return NULL;
}

static long value(const char *path, const char *name)
{
	FILE *f = fopen(path, "r");
	size_t length = strlen(name);
	long found = -1;
	CHECK(f);
	for (char line[600]; fgets(line, sizeof line, f);)
		if (!strncmp(line, name, length) && line[length] == ':')
			found = strtol(line + length + 1, NULL, 0);
	fclose(f);
	return found;
}

static void names(const char *path)
{
	FILE *f = fopen(path, "r");
	CHECK(f);
	for (char line[600]; fgets(line, sizeof line, f);) {
		if (!strncmp(line, "Speculation", 11)) /* what the processor's mistakes ask for */
			continue;
		*strchr(line, ':') = 0;
		printf("%s ", line);
	}
	printf("\n");
	fclose(f);
}

static void stat_fields(const char *path)
{
	char text[1000], state;
	FILE *f = fopen(path, "r");
	CHECK(f && fgets(text, sizeof text, f));
	fclose(f);
	int pid, parent, group, session, count = 0;
	CHECK(sscanf(text, "%d (fields_of_a_pro) %c %d %d %d", &pid, &state, &parent, &group, &session) == 5);
	printf("%c, parent %d, group %d, session %d;", state, parent == getppid(), group == getpgrp(), session == getsid(0));
	for (char *field = strtok(strchr(text, ')') + 2, " \n"); field; field = strtok(NULL, " \n")) {
		int number = count++ + 3;
		unsigned long long n = strtoull(field, NULL, 10);
		if (number == 18 || number == 19 || number == 20 || number == 21 || (number >= 31 && number <= 38) || number == 40 ||
		    number == 41 || number == 52)
			printf(" %d:%llu", number, n);
		else if (number >= 22 && number <= 28 && number != 25)
			printf(" %d:%s", number, n ? "some" : "none");
		else if (number >= 45 && number <= 51)
			printf(" %d:%s", number, n ? "some" : "none");
	}
	printf(" (%d)\n", count + 2);
}

int main(void)
{
	pthread_t threads[3];
	char path[64], byte;
	CHECK(pipe(ready) == 0 && pipe(go_on) == 0);
	for (int i = 0; i < 3; i++) {
		CHECK(pthread_create(&threads[i], NULL, thread, NULL) == 0);
		CHECK(read(ready[0], &byte, 1) == 1);
	}
	usleep(20000);
	names("/proc/self/status");
	names("/proc/thread-self/status");
	const char *fields[] = {"Threads", "Ngid", "TracerPid", "Kthread", "VmLck", "VmPin", "VmSwap", "HugetlbPages", "CoreDumping",
				"SigPnd", "SigBlk", "SigIgn", "SigCgt", "NoNewPrivs", "Seccomp", "Seccomp_filters"};
	for (unsigned i = 0; i < sizeof fields / sizeof *fields; i++)
		printf("%s %ld, ", fields[i], value("/proc/self/status", fields[i]));
	printf("\n");

	long data = value("/proc/self/status", "VmData"), size = value("/proc/self/status", "VmSize"), locked;
	char *p = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	printf("VmData +%ld, VmSize +%ld\n", value("/proc/self/status", "VmData") - data, value("/proc/self/status", "VmSize") - size);
	mmap(NULL, 1 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	printf("VmData +%ld, VmSize +%ld\n", value("/proc/self/status", "VmData") - data, value("/proc/self/status", "VmSize") - size);
	long anonymous = value("/proc/self/status", "RssAnon"), shared = value("/proc/self/status", "RssShmem");
	memset(p, 1, 1 << 19);
	anonymous = value("/proc/self/status", "RssAnon") - anonymous;
	p = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	memset(p, 1, 1 << 20);
	printf("RssAnon %d, RssShmem +%ld\n", anonymous >= 512 && anonymous <= 1024, value("/proc/self/status", "RssShmem") - shared);
	locked = mlock(p, 8192);
	printf("%ld: VmLck %ld\n", locked, value("/proc/self/status", "VmLck"));
	long sum = value("/proc/self/status", "RssAnon") + value("/proc/self/status", "RssFile") + value("/proc/self/status", "RssShmem");
	long resident = value("/proc/self/status", "VmRSS");
	printf("sum %d, peak %d, code %d\n", sum >= resident - 64 && sum <= resident + 64, value("/proc/self/status", "VmHWM") >= resident - 64,
	       value("/proc/self/status", "VmExe") >= 4);

	stat_fields("/proc/self/stat");
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof path, i ? "/proc/thread-self/schedstat" : "/proc/self/schedstat");
		unsigned long long used, waited, turns;
		FILE *f = fopen(path, "r");
		CHECK(f && fscanf(f, "%llu %llu %llu", &used, &waited, &turns) == 3);
		fclose(f);
		printf("used %d, turns %d\n", used > 0, turns > 0);
	}
	CHECK(write(go_on[1], "xxx", 3) == 3);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	printf("Threads %ld\n", value("/proc/self/status", "Threads"));
	return 0;
}
