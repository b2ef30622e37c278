/* Making tasks and ending them: fork, pthread_create, clone with its flags, vfork, exec, exit of a thread and of all; and what a task
 * gives its children or shares with them: descriptors, the umask, dispositions, the signal at its parent's death. */

static void serve(struct slot *me);
static int ended[SLOTS]; /* threads that have been joined */
static pthread_t handles[SLOTS];
static sigset_t inherited_mask; /* of the task that makes another, while all is blocked */

/* Everything is blocked until a new task can say who it is. */
static struct slot *begin_new(sigset_t *before)
{
	struct slot *new = unused();
	sigset_t all;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, before);
	if (new) {
		new->used = 1;
		inherited_mask = *before;
	} else {
		pthread_sigmask(SIG_SETMASK, before, NULL);
	}
	return new;
}

static void end_new(struct slot *me, const char *name, struct slot *new, long r, sigset_t *before)
{
	if (r < 0)
		new->used = 0;
	result(me, name, r < 0 ? -1 : new - shared->slots);
	pthread_sigmask(SIG_SETMASK, before, NULL);
}

static void introduce(struct slot *me, int shares_memory)
{
	sigset_t mask = inherited_mask;
	me->shares_memory = shares_memory;
	me->pid = getpid();
	me->tid = (pid_t)syscall(SYS_gettid);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
}

static void by_fork(struct slot *me)
{
	sigset_t before;
	struct slot *new = begin_new(&before);
	if (!new)
		return;
	pid_t pid = fork();
	if (pid == 0) {
		introduce(new, 0);
		serve(new);
		syscall(SYS_exit_group, 0);
	}
	end_new(me, "fork", new, pid, &before);
}

static void *thread(void *argument)
{
	introduce(argument, 0);
	serve(argument);
	return NULL;
}

static void by_pthread(struct slot *me)
{
	sigset_t before;
	struct slot *new = me->shares_memory ? NULL : begin_new(&before);
	if (!new)
		return;
	int error = pthread_create(&handles[new - shared->slots], NULL, thread, new);
	ended[new - shared->slots] = 0;
	end_new(me, "thread", new, error ? -1 : 0, &before);
}

static int cloned(void *argument)
{
	introduce(argument, 1);
	serve(argument);
	return 0;
}

static int cloned_with_memory(void *argument)
{
	introduce(argument, 0);
	serve(argument);
	return 0;
}

/* Of tasks that share memory only a process's first may be the maker: the new one has its thread-local storage. */
static void by_clone(struct slot *me, int flags)
{
	sigset_t before;
	struct slot *new;
	if ((flags & CLONE_VM && (me->tid != me->pid || me->shares_memory)) || !(new = begin_new(&before)))
		return;
	if (flags & CLONE_VFORK)
		me->doing = VFORKING;
	long pid = clone(flags & CLONE_VM ? cloned : cloned_with_memory, stacks[new - shared->slots] + STACK, flags, new);
	me->doing = WORKING;
	end_new(me, "clone", new, pid, &before);
}

/* Flags that Linux refuses; if it does not, the new process ends at once. */
static void refused(struct slot *me, long long flags)
{
	long pid = syscall(SYS_clone, (unsigned long)flags, NULL, NULL, NULL, 0);
	if (pid == 0)
		syscall(SYS_exit_group, 77);
	result(me, "clone", pid);
}

static void execute(struct slot *me)
{
	char number[16], memory[16];
	snprintf(number, sizeof number, "%d", (int)(me - shared->slots));
	snprintf(memory, sizeof memory, "%d", shared->number);
	me->doing = EXECUTING;
	execl("/proc/thread-self/exe", "again", "-", number, memory, NULL);
	me->doing = WORKING;
	result(me, "exec", -1);
}

static void join(struct slot *me, struct slot *other)
{
	int i = (int)(other - shared->slots);
	if (other->pid != me->pid || other->tid == other->pid || ended[i] || me->shares_memory || other->generation || me->generation)
		return;
	ended[i] = 1;
	long r = RESTING(me, pthread_join(handles[i], NULL));
	say(me, "join=%ld ", r);
}

static void shared_things(struct slot *me, const char *name, const long long *n)
{
	int fd = 100 + (int)n[0];
	if (!strcmp(name, "open"))
		result(me, "open", dup2(0, fd) == fd ? fcntl(fd, F_SETFD, n[1] ? FD_CLOEXEC : 0) : -1);
	else if (!strcmp(name, "close"))
		result(me, "close", close(fd));
	else
		result(me, "fd", fcntl(fd, F_GETFD));
	if (!strcmp(name, "close") && n[1])
		say(me, "umask%o ", umask((mode_t)n[1]));
}

static int tasks(struct slot *me, const char *name, const long long *n)
{
	if (!strcmp(name, "fork"))
		by_fork(me);
	else if (!strcmp(name, "thread"))
		by_pthread(me);
	else if (!strcmp(name, "clone"))
		by_clone(me, (int)n[0]);
	else if (!strcmp(name, "refused"))
		refused(me, n[0]);
	else if (!strcmp(name, "exec"))
		execute(me);
	else if (!strcmp(name, "join"))
		join(me, pick(n[0]));
	else if (!strcmp(name, "exit"))
		syscall(SYS_exit_group, (int)n[0]);
	else if (!strcmp(name, "exitthread"))
		syscall(SYS_exit, (int)n[0]);
	else if (!strcmp(name, "open") || !strcmp(name, "close") || !strcmp(name, "fd"))
		shared_things(me, name, n);
	else if (!strcmp(name, "unshare"))
		result(me, "unshare", unshare((int)n[0]));
	else if (!strcmp(name, "deathsignal")) {
		shared->death_signals |= 1ull << (n[0] & 63);
		result(me, "deathsignal", prctl(PR_SET_PDEATHSIG, n[0]));
	} else if (!strcmp(name, "showdeathsignal")) {
		int number = -1;
		prctl(PR_GET_PDEATHSIG, &number);
		say(me, "%d ", number);
	} else if (!strcmp(name, "subreaper"))
		result(me, "subreaper", prctl(PR_SET_CHILD_SUBREAPER, n[0]));
	else
		return 0;
	return 1;
}
