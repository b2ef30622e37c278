/* Signals: sending them, what they do, masks, and the calls that take or await them. */

static void handler(int number, siginfo_t *info, void *context)
{
	int saved = errno;
	struct slot *me = myself();
	(void)context;
	if (me && me->seens < SEEN) {
		struct seen *s = &me->seen[me->seens];
		char *here = (char *)&saved;
		sigset_t now;
		*s = (struct seen){.number = number, .code = info->si_code, .from = -1};
		if (info->si_code == SI_TIMER)
			s->overrun = info->si_overrun, s->value = info->si_value.sival_int;
		else if (info->si_code != SI_KERNEL)
			s->from = who(info->si_pid);
		if (info->si_code == SI_QUEUE)
			s->value = info->si_value.sival_int;
		if (number == SIGCHLD && info->si_code > 0)
			s->status = info->si_status;
		s->alternate = here >= alternate[0] && here < alternate[SLOTS - 1] + STACK;
		sigprocmask(SIG_SETMASK, NULL, &now);
		s->mask = bits_of(&now);
		me->seens++;
	}
	errno = saved;
}

static void tell(struct slot *me, const char *name, long number, const siginfo_t *info)
{
	result(me, name, number);
	if (number <= 0 || (number == SIGCHLD && shared->blurred))
		return;
	say(me, "code%d ", info->si_code);
	if (info->si_code == SI_TIMER)
		say(me, "over%d value%d ", info->si_overrun, info->si_value.sival_int);
	else if (info->si_code != SI_KERNEL)
		say(me, "from%d ", who(info->si_pid));
	if (info->si_code == SI_QUEUE)
		say(me, "value%d ", info->si_value.sival_int);
}

static int has_threads(pid_t process)
{
	int count = 0;
	for (int i = 0; i < SLOTS; i++)
		count += shared->slots[i].used && shared->slots[i].pid == process && shared->slots[i].state != 'X';
	return count > 1;
}

/* A thread that stops its whole process runs on for a moment; and of several that go on, any may take what came meanwhile. */
static int stops_threads(int number, pid_t process)
{
	return (number == SIGSTOP || number == SIGTSTP || number == SIGTTIN) && has_threads(process);
}

static void send(struct slot *me, const char *name, struct slot *target, int number, int value)
{
	pid_t pid = target->pid, tid = target->tid;
	if (stops_threads(number, pid) || target->state == 'X')
		say(me, "no ");
	else if (!strcmp(name, "kill"))
		result(me, "kill", kill(value ? tid : pid, number));
	else if (!strcmp(name, "queue"))
		result(me, "queue", sigqueue(pid, number, (union sigval){.sival_int = value}));
	else if (!strcmp(name, "tgkill"))
		result(me, "tgkill", syscall(SYS_tgkill, value ? shared->slots[value % SLOTS].pid : pid, tid, number));
	else
		result(me, "tkill", syscall(SYS_tkill, tid, number));
}

static void disposition(struct slot *me, int number, int what, unsigned flags, unsigned long long mask)
{
	struct sigaction new = {.sa_flags = (int)flags, .sa_mask = set_of(mask)}, before;
	if (what == 2)
		new.sa_sigaction = handler, new.sa_flags |= SA_SIGINFO;
	else
		new.sa_handler = what ? SIG_IGN : SIG_DFL;
	shared->without_zombies |= number == SIGCHLD && (what == 1 || flags & SA_NOCLDWAIT);
	if (result(me, "action", sigaction(number, &new, &before)) == 0)
		say(me, "%s%x ", before.sa_handler == SIG_DFL ? "d" : before.sa_handler == SIG_IGN ? "i" : "h", before.sa_flags & ~0x04000000);
}

/* Handlers for a set of signals at once. */
static void handlers(struct slot *me, unsigned long long numbers, unsigned flags)
{
	for (int number = 1; number < 65; number++)
		if (numbers >> (number - 1) & 1)
			sigaction(number, &(struct sigaction){.sa_sigaction = handler, .sa_flags = (int)flags | SA_SIGINFO}, NULL);
	say(me, "%llx ", numbers);
}

static void through_signalfd(struct slot *me, sigset_t *set)
{
	struct signalfd_siginfo read_info;
	int fd = signalfd(-1, set, SFD_NONBLOCK | SFD_CLOEXEC);
	struct pollfd p = {fd, POLLIN, 0};
	int n = poll(&p, 1, 0);
	long count = read(fd, &read_info, sizeof read_info);
	say(me, "poll%d ", n);
	if (count == -1)
		result(me, "signalfd", -1);
	else if (read_info.ssi_signo == SIGCHLD && shared->blurred)
		say(me, "signalfd%u ", read_info.ssi_signo);
	else
		say(me, "signalfd%u code%d from%d value%d over%u ", read_info.ssi_signo, read_info.ssi_code,
			read_info.ssi_code == SI_TIMER ? -1 : who((pid_t)read_info.ssi_pid), read_info.ssi_code < 0 ? read_info.ssi_int : 0,
			read_info.ssi_overrun);
	close(fd);
}

static int signals(struct slot *me, const char *name, const long long *n)
{
	struct timespec soon = {0, 500000}, none = {0, 0};
	sigset_t set = set_of(n[0]), old;
	siginfo_t info = {0};
	if (!strcmp(name, "kill") || !strcmp(name, "queue") || !strcmp(name, "tgkill") || !strcmp(name, "tkill")) {
		send(me, name, pick(n[0]), (int)n[1], (int)n[2]);
	} else if (!strcmp(name, "self")) {
		if (!stops_threads((int)n[0], getpid()))
			result(me, "self", n[1] ? syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), (int)n[0]) : kill(getpid(), (int)n[0]));
	} else if (!strcmp(name, "values")) { /* several of one kind to itself */
		for (int i = 0; i < n[2]; i++)
			result(me, "queue", sigqueue(getpid(), (int)n[0], (union sigval){.sival_int = (int)n[1] + i}));
	} else if (!strcmp(name, "mask")) {
		set = set_of(n[1]);
		result(me, "mask", pthread_sigmask((int)n[0], &set, &old));
		say(me, "%llx ", bits_of(&old));
	} else if (!strcmp(name, "action")) {
		disposition(me, (int)n[0], (int)n[1], (unsigned)n[2], n[3]);
	} else if (!strcmp(name, "handlers")) {
		handlers(me, (unsigned long long)n[0], (unsigned)n[1]);
	} else if (!strcmp(name, "pending")) {
		sigpending(&set);
		say(me, "pending=%llx ", bits_of(&set));
	} else if (!strcmp(name, "suspend")) {
		result(me, "suspend", RESTING(me, sigsuspend(&set)));
	} else if (!strcmp(name, "ppoll")) {
		result(me, "ppoll", ppoll(NULL, 0, n[1] ? &soon : &none, &set));
	} else if (!strcmp(name, "pselect")) {
		result(me, "pselect", pselect(0, NULL, NULL, NULL, n[1] ? &soon : &none, &set));
	} else if (!strcmp(name, "take")) {
		tell(me, "take", sigtimedwait(&set, &info, n[1] ? &soon : &none), &info);
	} else if (!strcmp(name, "sigwaitinfo")) {
		tell(me, "sigwaitinfo", RESTING(me, sigwaitinfo(&set, &info)), &info);
	} else if (!strcmp(name, "sigwait")) {
		int number = 0;
		long r = RESTING(me, sigwait(&set, &number));
		say(me, "sigwait=%ld %d ", r, number);
	} else if (!strcmp(name, "pause")) {
		result(me, "pause", RESTING(me, pause()));
	} else if (!strcmp(name, "signalfd")) {
		through_signalfd(me, &set);
	} else if (!strcmp(name, "stack")) {
		int i = (int)(me - shared->slots);
		stack_t stack = {.ss_sp = alternate[i], .ss_size = STACK, .ss_flags = n[0] == 0 ? SS_DISABLE : n[0] == 2 ? 1 << 31 : 0}, before = {0};
		result(me, "stack", sigaltstack(&stack, &before));
		say(me, "%x ", before.ss_flags);
	} else if (!strcmp(name, "queuelimit")) {
		struct rlimit limit;
		getrlimit(RLIMIT_SIGPENDING, &limit);
		limit.rlim_cur = n[0] ? limit.rlim_max : 0;
		result(me, "limit", setrlimit(RLIMIT_SIGPENDING, &limit));
	} else {
		return 0;
	}
	return 1;
}
