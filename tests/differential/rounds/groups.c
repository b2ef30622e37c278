/* Process groups and sessions, and waiting for children by process, by group, or any. */

static void where(struct slot *me)
{
	say(me, "parent%d group%d session%d ", who(getppid()), who(getpgrp()), who(getsid(0)));
}

static void show_status(struct slot *me, pid_t pid, int status)
{
	if (pid <= 0)
		result(me, "wait", pid);
	else if (WIFEXITED(status))
		say(me, "%d:exit%d ", who(pid), WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		say(me, "%d:kill%d ", who(pid), WTERMSIG(status));
	else if (WIFSTOPPED(status))
		say(me, "%d:stop%d ", who(pid), WSTOPSIG(status));
	else
		say(me, "%d:cont ", who(pid));
}

/* A group is asked for only when one of ours is in it: no other process of the machine is ever signalled. */
static int has_members(pid_t group)
{
	for (int i = 0; i < SLOTS; i++)
		if (shared->slots[i].used && shared->slots[i].state != 'X' && getpgid(shared->slots[i].pid) == group)
			return group > 1;
	return 0;
}

static void wait_for(struct slot *me, const long long *n)
{
	static const int options[] = {0, WNOHANG, WNOHANG | WUNTRACED, WNOHANG | WUNTRACED | WCONTINUED, WUNTRACED, WCONTINUED,
		WNOHANG | __WALL, WNOHANG | __WCLONE, WNOHANG | __WNOTHREAD};
	pid_t target = pick(n[0])->pid, whom = n[1] == 0 ? target : n[1] == 1 ? -target : n[1] == 2 ? 0 : -1;
	int status = 0, more = 0;
	for (int i = 0; i < SLOTS; i++) /* of two threads that wait, either may get the child */
		if (shared->slots[i].used && shared->slots[i].pid == me->pid && shared->slots[i].doing == WAITING)
			more = WNOHANG;
	pid_t pid = (pid_t)RESTING(me, waitpid(whom, &status, options[n[2]] | more));
	show_status(me, pid, status);
}

static void look_for(struct slot *me, const long long *n)
{
	static const int options[] = {WEXITED, WSTOPPED, WCONTINUED, WEXITED | WSTOPPED, WEXITED | WSTOPPED | WCONTINUED};
	pid_t target = pick(n[0])->pid;
	siginfo_t info = {0};
	idtype_t kind = n[1] == 0 ? P_PID : n[1] == 3 ? P_ALL : P_PGID;
	int more = n[3] ? WNOHANG | WNOWAIT : WNOHANG;
	long r = waitid(kind, n[1] == 2 ? 0 : (id_t)target, &info, options[n[2]] | more);
	result(me, "waitid", r);
	if (r == 0)
		say(me, "%d code%d status%d ", who(info.si_pid), info.si_code, info.si_status);
}

static int groups(struct slot *me, const char *name, const long long *n)
{
	if (!strcmp(name, "where")) {
		where(me);
	} else if (!strcmp(name, "setpgid")) {
		pid_t of = n[2] ? 0 : pick(n[0])->pid;
		pid_t group = n[3] == 0 ? of : n[3] == 1 ? pick(n[1])->pid : getpgid(pick(n[1])->pid);
		result(me, "setpgid", setpgid(of, group));
	} else if (!strcmp(name, "setsid")) {
		pid_t session = setsid();
		result(me, "setsid", session < 0 ? -1 : who(session));
	} else if (!strcmp(name, "idsof")) {
		struct slot *of = pick(n[0]);
		say(me, "%d: group%d session%d ", who(of->pid), who(getpgid(of->pid)), who(getsid(of->pid)));
	} else if (!strcmp(name, "killpg")) {
		pid_t group = n[2] ? getpgid(pick(n[0])->pid) : pick(n[0])->pid;
		if (!has_members(group) || group == getpgid(shared->controller))
			say(me, "no ");
		else
			result(me, "killpg", killpg(group, (int)n[1]));
	} else if (!strcmp(name, "kill0")) {
		if (getpgrp() == getpgid(shared->controller))
			say(me, "no ");
		else
			result(me, "kill0", kill(0, (int)n[0]));
	} else if (!strcmp(name, "wait")) {
		wait_for(me, n);
	} else if (!strcmp(name, "waitid")) {
		look_for(me, n);
	} else {
		return 0;
	}
	return 1;
}
