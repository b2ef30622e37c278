/* The controller: gives an operation to a task, and waits until all of them are at rest. */

static int stat_of[SLOTS]; /* descriptors of /proc/PID/task/TID/stat */
static int generation_of[SLOTS];

/* One operation, written "name number number". */
static void carry_out(struct slot *me)
{
	char name[24];
	long long n[ARGUMENTS] = {0};
	const char *at = shared->script + me->command;
	size_t length = strcspn(at, " ;");
	snprintf(name, sizeof name, "%.*s", (int)length, at);
	at += length;
	for (int i = 0; i < ARGUMENTS && *at == ' '; i++)
		n[i] = strtoll(at, (char **)&at, 10);
	say(me, "%s: ", name);
	if (!signals(me, name, n) && !groups(me, name, n) && !timers(me, name, n) && !tasks(me, name, n))
		say(me, "no such operation ");
}

static void serve(struct slot *me)
{
	char byte;
	for (;;) {
		me->doing = IDLE;
		while (read(me->channel[0], &byte, 1) != 1)
			if (errno != EINTR)
				syscall(SYS_exit_group, 97);
		if (!strncmp(shared->script + me->command, "return", 6)) {
			say(me, "return ");
			return;
		}
		carry_out(me);
	}
}

/* S asleep, T stopped, Z dead, X gone, R at work; 0 while it has not said who it is. And whose it is, when that is asked for. */
static char state_of(int i, int *family)
{
	struct slot *s = &shared->slots[i];
	char text[256], path[64];
	if (!s->tid)
		return 0;
	if (stat_of[i] == 0 || generation_of[i] != s->generation) {
		if (stat_of[i] > 0)
			close(stat_of[i]);
		generation_of[i] = s->generation;
		snprintf(path, sizeof path, "/proc/%d/task/%d/stat", s->pid, s->tid);
		stat_of[i] = open(path, O_RDONLY | O_CLOEXEC);
	}
	ssize_t count = stat_of[i] < 0 ? -1 : pread(stat_of[i], text, sizeof text - 1, 0);
	if (count <= 0)
		return 'X';
	text[count] = 0;
	if (family)
		sscanf(strrchr(text, ')') + 3, "%d %d %d", &family[0], &family[1], &family[2]);
	return strrchr(text, ')')[2];
}

static int at_rest(int i, char state)
{
	enum doing doing = shared->slots[i].doing;
	switch (state) {
	case 'S': return doing == IDLE || doing == WAITING || doing == VFORKING;
	case 'D': return doing == VFORKING;
	case 'X': return doing != EXECUTING || kill(shared->slots[i].pid, 0) != 0;
	case 'T': case 'Z': return 1;
	default: return 0;
	}
}

/* Looks until all are at rest, twice in a row: who dies or stops is seen so a moment before its parent has been told. setpgid, which fails
 * for a session's leader, waits in between for who holds the kernel's list of tasks. Returns how many processes have changed. */
static int settle(void)
{
	char now[SLOTS];
	int changed = 0;
	for (int round = 0, agreed = 0; agreed < 2; round++) {
		int all = 1;
		for (int i = 0; i < SLOTS && all; i++) {
			struct slot *s = &shared->slots[i];
			now[i] = s->used && s->state != 'X' ? state_of(i, NULL) : s->state;
			all = !s->used || s->state == 'X' || at_rest(i, now[i]);
		}
		agreed = all ? agreed + 1 : 0;
		if (round == 20000) {
			for (int i = 0; i < SLOTS; i++)
				printf("%d is not at rest: %c %d\n", i, now[i] ? now[i] : '0', shared->slots[i].doing);
			return -1;
		}
		if (!all)
			nanosleep(&(struct timespec){0, 50000}, NULL);
		else
			setpgid(0, 0);
	}
	for (int i = 0; i < SLOTS; i++) {
		struct slot *s = &shared->slots[i];
		if (s->used && s->pid == s->tid && s->state && now[i] != s->state && (now[i] != 'X' || s->state != 'Z'))
			changed++;
		s->state = s->used ? now[i] : 0;
	}
	return changed;
}

static int compare(const void *a, const void *b)
{
	return ((const struct seen *)a)->number - ((const struct seen *)b)->number;
}

/* What handlers have seen goes into the logs. When processes have changed, when their SIGCHLD came is not determined. */
static void note(int changed)
{
	for (int i = 0; i < SLOTS; i++) {
		struct slot *s = &shared->slots[i];
		if (changed)
			qsort(s->seen, s->seens, sizeof s->seen[0], compare);
		for (int j = 0; j < s->seens; j++) {
			struct seen *e = &s->seen[j];
			if (e->number == SIGCHLD && shared->blurred) {
				if (!j || s->seen[j - 1].number != SIGCHLD)
					say(s, "<%d> ", e->number);
				continue;
			}
			if (j && e->number == e[-1].number && !e->code && shared->death_signals >> e->number & 1)
				continue;
			say(s, "<%d code%d from%d value%d over%d status%d%s", e->number, e->code, e->from, e->value, e->overrun, e->status, e->alternate ? "^" : "");
			if (changed)
				say(s, "> ");
			else
				say(s, " %llx> ", e->mask);
		}
		s->seens = 0;
	}
}

/* A process of a session of its own, made by the controller. */
static int spawn(void)
{
	struct slot *new = unused();
	if (!new)
		return 0;
	new->used = 1;
	if (fork() == 0) {
		setsid();
		introduce(new, 0);
		serve(new);
		_exit(0);
	}
	return 1;
}

static struct slot *idle(long long number)
{
	int count = 0;
	for (int i = 0; i < SLOTS; i++)
		count += shared->slots[i].state == 'S' && shared->slots[i].doing == IDLE;
	number = count ? number % count : -1;
	for (int i = 0; i < SLOTS; i++)
		if (shared->slots[i].state == 'S' && shared->slots[i].doing == IDLE && number-- == 0)
			return &shared->slots[i];
	return NULL;
}

/* Whether a signal for several processes may go out: who waits in a call, or has threads, might get it and a SIGCHLD in either order. */
static int may_signal_groups(void)
{
	for (int i = 0; i < SLOTS; i++) {
		struct slot *s = &shared->slots[i];
		if (s->used && (s->state == 'S' || s->state == 'T') && (s->doing == WAITING || has_threads(s->pid)))
			return 0;
	}
	return !shared->without_zombies;
}

/* One round; 0 when no task is left that could carry out anything. */
static int play(int command, long long number)
{
	static const char *const of_groups[] = {"killpg", "kill0"}, *const of_timers[] = {"create", "settime", "itimer", "timerfd"};
	const char *name = shared->script + command;
	struct slot *actor = idle(number);
	if (!actor)
		return spawn();
	for (int i = 0; i < 2; i++)
		if (!strncmp(name, of_groups[i], strlen(of_groups[i])) && !may_signal_groups())
			return 1;
	actor->doing = WORKING;
	actor->command = command;
	if (write(actor->channel[1], "g", 1) != 1)
		return 0;
	for (int i = 0; i < 4; i++)
		if (!strncmp(name, of_timers[i], strlen(of_timers[i])))
			nanosleep(&(struct timespec){0, 2000000}, NULL);
	return 1;
}

/* What is left is told, and then ended; the logs are printed before, as each end is a signal to somebody. */
static void end(void)
{
	int family[3];
	for (int i = 0; i < SLOTS; i++)
		if (shared->slots[i].used && shared->slots[i].state != 'X' && state_of(i, family) != 'X')
			say(&shared->slots[i], "| %c parent%d group%d session%d", shared->slots[i].state, who(family[0]), who(family[1]), who(family[2]));
	for (int i = 0; i < SLOTS; i++)
		if (shared->slots[i].used)
			printf("%d: %s\n", i, shared->slots[i].log);
	fflush(stdout);
	for (int i = 0; i < SLOTS; i++)
		if (shared->slots[i].used && shared->slots[i].state != 'X' && shared->slots[i].pid > 1)
			kill(shared->slots[i].pid, SIGKILL);
	while (wait(NULL) > 0)
		;
}

static void resume(char **argv)
{
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, atoi(argv[3]), 0);
	struct slot *me = &shared->slots[atoi(argv[2])];
	me->pid = me->tid = getpid();
	me->shares_memory = 0;
	for (int i = 0; i < SLOTS; i++) /* its other threads are no more */
		if (&shared->slots[i] != me && shared->slots[i].used && shared->slots[i].pid == me->pid)
			shared->slots[i].state = 'X';
	me->generation++;
	serve(me);
}

int main(int argc, char **argv)
{
	int memory, changed = 0;
	if (argc > 3 && !strcmp(argv[1], "-")) {
		resume(argv);
		return 0;
	}
	memory = memfd_create("rounds", 0);
	if (argc < 2 || ftruncate(memory, sizeof *shared))
		return 94;
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	shared->controller = getpid();
	shared->number = memory;
	snprintf(shared->script, sizeof shared->script, "%s", argv[1]);
	for (int i = 0; i < SLOTS; i++)
		if (pipe(shared->slots[i].channel))
			return 94;
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	setsid();
	for (char *at = shared->script; at && *at && changed >= 0; at = strchr(at, ';') ? strchr(at, ';') + 1 : NULL) {
		char *rest;
		long long number = strtoll(at, &rest, 10);
		if (!play((int)(rest + 1 - shared->script), number))
			break;
		changed = settle();
		shared->blurred |= changed > 1;
		note(changed);
	}
	end();
	return 0;
}
