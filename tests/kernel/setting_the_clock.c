/* A child waits until a date an hour away, or for an hour, in the way that argv[1] says; ten minutes later the real-time clock jumps by argv[2]
 * seconds, set as argv[3] says.  Prints what the wait returned and after how many minutes by CLOCK_MONOTONIC. */
#include <errno.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HOUR 3600

static struct timespec now(int clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return t;
}

static void jump(int seconds, const char *how)
{
	struct timespec t = now(CLOCK_REALTIME), since = now(CLOCK_MONOTONIC);
	struct timeval v = {t.tv_sec + seconds, t.tv_nsec / 1000};
	struct timex x = {.modes = ADJ_SETOFFSET | ADJ_NANO, .time = {seconds, 0}};
	int result = -1;
	t.tv_sec += seconds;
	if (!strcmp(how, "clock_settime"))
		result = clock_settime(CLOCK_REALTIME, &t);
	if (!strcmp(how, "settimeofday"))
		result = settimeofday(&v, NULL);
	if (!strcmp(how, "adjtimex"))
		result = adjtimex(&x) < 0 ? -1 : 0;
	if (result)
		printf("%s: %s\n", how, strerror(errno));
	gettimeofday(&v, NULL);
	if (labs(now(CLOCK_REALTIME).tv_sec - t.tv_sec) > 1 || labs(v.tv_sec - t.tv_sec) > 1 || labs(time(NULL) - t.tv_sec) > 1)
		printf("the clock was not set\n");
	if (now(CLOCK_MONOTONIC).tv_sec - since.tv_sec > 1)
		printf("CLOCK_MONOTONIC was set too\n");
}

static int by_signal(timer_t *timer, int flags, struct timespec value)
{
	struct itimerspec i = {{0, 0}, value};
	sigset_t set;
	sigemptyset(&set), sigaddset(&set, SIGALRM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (timer == NULL)
		alarm(value.tv_sec);
	else
		timer_settime(*timer, flags, &i, NULL);
	return sigwaitinfo(&set, NULL);
}

static int by_timerfd(int flags, struct timespec value)
{
	struct itimerspec i = {{0, 0}, value};
	uint64_t count;
	int fd = timerfd_create(CLOCK_REALTIME, 0);
	timerfd_settime(fd, flags, &i, NULL);
	return read(fd, &count, sizeof count) == -1 ? errno : (int)count;
}

static int wait_in_the_way_of(const char *what)
{
	struct timespec date = now(CLOCK_REALTIME), an_hour = {HOUR, 0}, from_boot = now(CLOCK_MONOTONIC);
	date.tv_sec += HOUR, from_boot.tv_sec += HOUR;
	timer_t timer;
	sem_t semaphore;
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
	struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 8};
	char message[8];
	mqd_t queue = mq_open("/clock", O_RDWR | O_CREAT, 0600, &attributes);
	timer_create(CLOCK_REALTIME, NULL, &timer);
	sem_init(&semaphore, 0, 0);
	pthread_mutex_lock(&mutex);
	if (!strcmp(what, "sleep-date"))
		return clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &date, NULL);
	if (!strcmp(what, "sleep-while"))
		return clock_nanosleep(CLOCK_REALTIME, 0, &an_hour, NULL);
	if (!strcmp(what, "sleep-boot"))
		return clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &from_boot, NULL);
	if (!strcmp(what, "semaphore-date"))
		return sem_timedwait(&semaphore, &date) ? errno : 0;
	if (!strcmp(what, "condition-date"))
		return pthread_cond_timedwait(&condition, &mutex, &date);
	if (!strcmp(what, "mutex-date"))
		return pthread_mutex_timedlock(&mutex, &date);
	if (!strcmp(what, "receive-date"))
		return mq_timedreceive(queue, message, 8, NULL, &date) == -1 ? errno : 0;
	if (!strcmp(what, "send-date")) {
		mq_send(queue, message, 8, 0);
		return mq_timedsend(queue, message, 8, 0, &date) ? errno : 0;
	}
	if (!strcmp(what, "poll-while"))
		return poll(NULL, 0, HOUR * 1000);
	if (!strcmp(what, "timer-date"))
		return by_signal(&timer, TIMER_ABSTIME, date);
	if (!strcmp(what, "timer-while"))
		return by_signal(&timer, 0, an_hour);
	if (!strcmp(what, "alarm-while"))
		return by_signal(NULL, 0, an_hour);
	if (!strcmp(what, "timerfd-date"))
		return by_timerfd(TFD_TIMER_ABSTIME, date);
	if (!strcmp(what, "timerfd-cancelled"))
		return by_timerfd(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, date);
	if (!strcmp(what, "timerfd-while"))
		return by_timerfd(0, an_hour);
	return -1;
}

int main(int argc, char **argv)
{
	struct timespec began = now(CLOCK_MONOTONIC), ten_minutes = {600, 0};
	if (argc != 4)
		return 1;
	if (fork() == 0) {
		int result = wait_in_the_way_of(argv[1]);
		printf("%d %ld\n", result, (now(CLOCK_MONOTONIC).tv_sec - began.tv_sec) / 60);
		return 0;
	}
	clock_nanosleep(CLOCK_MONOTONIC, 0, &ten_minutes, NULL);
	jump(atoi(argv[2]), argv[3]);
	wait(NULL);
	return 0;
}
