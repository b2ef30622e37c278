/* Timers: of the three older kinds, POSIX timers of every notify kind, timer descriptors. Those that are to expire do so in this round: at
 * once, because their time is past (and then with as many overruns as it is past intervals), or within half a millisecond. */

enum { TIMERS = 3, INTERVAL = 1000 };

static timer_t made[TIMERS];
static int descriptors[TIMERS] = {-1, -1, -1};

/* 0 disarms, 1 soon, 2 in a hundred intervals, 3 to 5: so many intervals and a half ago, and on */
static struct itimerspec setting(int kind, int *flags)
{
	struct itimerspec s = {{0, 0}, {0, 0}};
	*flags = 0;
	if (kind == 1)
		s.it_value.tv_nsec = 500000;
	else if (kind == 2)
		s.it_value.tv_sec = 100 * INTERVAL;
	else if (kind >= 3) {
		clock_gettime(CLOCK_REALTIME, &s.it_value);
		s.it_value.tv_sec -= (kind - 3) * INTERVAL + INTERVAL / 2;
		s.it_interval.tv_sec = INTERVAL;
		*flags = TIMER_ABSTIME;
	}
	return s;
}

/* Time left, in hundreds of seconds. */
static long left(struct timespec t)
{
	return (t.tv_sec + (t.tv_nsec > 0) + 50) / 100;
}

static void create(struct slot *me, const long long *n)
{
	static const int kinds[] = {SIGEV_SIGNAL, SIGEV_NONE, SIGEV_THREAD_ID, SIGEV_THREAD_ID};
	struct sigevent event = {.sigev_notify = kinds[n[1]], .sigev_signo = (int)n[2], .sigev_value.sival_int = (int)n[3]};
	struct slot *target = pick(n[4]);
	event._sigev_un._tid = n[1] == 3 && target->state != 'Z' ? target->tid : (pid_t)syscall(SYS_gettid);
	int id = -1;
	long r = syscall(SYS_timer_create, CLOCK_REALTIME, n[3] % 5 ? &event : NULL, &id);
	if (r == 0)
		made[n[0]] = (timer_t)(long)id;
	result(me, "create", r);
}

static void use(struct slot *me, const char *name, const long long *n)
{
	struct itimerspec value = {0}, before = {0};
	int flags, id = (int)(long)made[n[0]];
	if (!strcmp(name, "settime")) {
		value = setting((int)n[1], &flags);
		if (result(me, "settime", syscall(SYS_timer_settime, id, flags, &value, &before)) == 0)
			say(me, "%ld %ld ", left(before.it_value), left(before.it_interval));
	} else if (!strcmp(name, "gettime")) {
		if (result(me, "gettime", syscall(SYS_timer_gettime, id, &value)) == 0)
			say(me, "%ld %ld ", left(value.it_value), left(value.it_interval));
	} else if (!strcmp(name, "overrun")) {
		result(me, "overrun", syscall(SYS_timer_getoverrun, id));
	} else {
		result(me, "delete", syscall(SYS_timer_delete, id));
	}
}

static void interval_timer(struct slot *me, const long long *n)
{
	struct itimerval value = {{0, 0}, {0, 0}}, before = {0};
	if (n[0] == 1)
		value.it_value.tv_usec = 500;
	else if (n[0] == 2)
		value.it_value.tv_sec = INTERVAL, value.it_interval.tv_sec = n[1] ? INTERVAL : 0;
	long r = n[0] == 3 ? getitimer(ITIMER_REAL, &before) : setitimer(ITIMER_REAL, &value, &before);
	result(me, "itimer", r);
	say(me, "%ld %ld ", (before.it_value.tv_sec + 50) / 100, (long)before.it_interval.tv_sec);
}

static void descriptor(struct slot *me, const long long *n)
{
	int flags, *fd = &descriptors[n[0]];
	struct itimerspec value, before = {0};
	unsigned long long count = 0;
	if (*fd < 0)
		result(me, "timerfd", (*fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK)) >= 0 ? 0 : -1);
	if (n[1] < 6) {
		value = setting((int)n[1], &flags);
		if (result(me, "set", timerfd_settime(*fd, flags ? TFD_TIMER_ABSTIME : 0, &value, &before)) == 0)
			say(me, "%ld %ld ", left(before.it_value), left(before.it_interval));
	} else if (n[1] == 6) {
		struct pollfd p = {*fd, POLLIN, 0};
		say(me, "poll%d ", poll(&p, 1, 0));
		result(me, "read", read(*fd, &count, sizeof count));
		say(me, "%llu ", count);
	} else {
		result(me, "close", close(*fd));
		*fd = -1;
	}
}

static int timers(struct slot *me, const char *name, const long long *n)
{
	if (!strcmp(name, "create"))
		create(me, n);
	else if (!strcmp(name, "settime") || !strcmp(name, "gettime") || !strcmp(name, "overrun") || !strcmp(name, "delete"))
		use(me, name, n);
	else if (!strcmp(name, "itimer"))
		interval_timer(me, n);
	else if (!strcmp(name, "alarm"))
		say(me, "alarm=%u ", alarm((unsigned)n[0]));
	else if (!strcmp(name, "timerfd"))
		descriptor(me, n);
	else
		return 0;
	return 1;
}
