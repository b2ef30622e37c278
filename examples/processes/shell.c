/* The shell of a systems course: jobs in process groups of their own, &, jobs, fg, bg, and a reaper that misses nothing.
 *
 * The job list is touched by the handler of SIGCHLD and by the shell; so the shell blocks SIGCHLD from before fork until the job
 * is on the list, and waits for the foreground job with sigsuspend.  The handler asks waitpid until there is nothing more
 * to tell: of ends, of stops, of jobs that go on. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOBS = 16, WORDS = 64 };
enum state { FREE, FOREGROUND, BACKGROUND, STOPPED };

static struct job {
	volatile pid_t pid;
	volatile sig_atomic_t state;
	char line[256];
} jobs[JOBS];
static sigset_t child_blocked, open_mask;
static int terminal;

static void on_child(int number)
{
	int saved = errno, status;
	pid_t pid;
	(void)number;
	while ((pid = waitpid(-1, &status, WNOHANG | WUNTRACED | WCONTINUED)) > 0)
		for (struct job *j = jobs; j < jobs + JOBS; j++) {
			if (j->state == FREE || j->pid != pid)
				continue;
			if (WIFSTOPPED(status))
				j->state = STOPPED;
			else if (WIFCONTINUED(status))
				j->state = j->state == STOPPED ? BACKGROUND : j->state;
			else
				j->state = FREE;
		}
	errno = saved;
}

static void wait_for_foreground(struct job *j)
{
	pid_t pid = j->pid;
	if (terminal)
		tcsetpgrp(0, pid);
	while (j->state == FOREGROUND && j->pid == pid)
		sigsuspend(&open_mask);
	if (terminal)
		tcsetpgrp(0, getpgrp());
	if (j->state == STOPPED)
		printf("[%d] stopped   %s\n", (int)(j - jobs) + 1, j->line);
}

static void start(char **words, const char *line, int background)
{
	struct job *j = jobs;
	while (j < jobs + JOBS && j->state != FREE)
		j++;
	if (j == jobs + JOBS) {
		puts("too many jobs");
		return;
	}
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		setpgid(0, 0); /* parent and child both: whoever comes first */
		if (terminal && !background)
			tcsetpgrp(0, getpid());
		signal(SIGINT, SIG_DFL), signal(SIGTSTP, SIG_DFL), signal(SIGTTOU, SIG_DFL), signal(SIGTTIN, SIG_DFL);
		sigprocmask(SIG_SETMASK, &open_mask, NULL);
		execvp(words[0], words);
		fprintf(stderr, "%s: not found\n", words[0]);
		_exit(127);
	}
	setpgid(pid, pid);
	j->pid = pid;
	snprintf(j->line, sizeof j->line, "%s", line);
	j->state = background ? BACKGROUND : FOREGROUND;
	if (background)
		printf("[%d] %s\n", (int)(j - jobs) + 1, j->line);
	else
		wait_for_foreground(j);
}

static void continue_job(const char *word, enum state state)
{
	int number = word && word[0] == '%' ? atoi(word + 1) : 0;
	struct job *j = &jobs[number - 1];
	if (number < 1 || number > JOBS || j->state == FREE) {
		puts("no such job");
		return;
	}
	printf("[%d] %s\n", number, j->line);
	fflush(stdout);
	j->state = state;
	kill(-j->pid, SIGCONT);
	if (state == FOREGROUND)
		wait_for_foreground(j);
}

static void evaluate(char *line)
{
	char whole[256], *words[WORDS], *next;
	int count = 0, background = 0;
	line[strcspn(line, "\n")] = 0;
	snprintf(whole, sizeof whole, "%s", line);
	while (count < WORDS - 1 && line && *(line += strspn(line, " "))) {
		char quote = *line == '\'' ? *line++ : ' ';
		next = strchr(line, quote);
		if (next)
			*next++ = 0;
		words[count++] = line;
		line = next;
	}
	if (count && strcmp(words[count - 1], "&") == 0)
		background = 1, count--;
	if (!count)
		return;
	words[count] = NULL;
	if (strcmp(words[0], "jobs") == 0) {
		for (int i = 0; i < JOBS; i++)
			if (jobs[i].state != FREE)
				printf("[%d] %s   %s\n", i + 1, jobs[i].state == STOPPED ? "stopped" : "running", jobs[i].line);
	} else if (strcmp(words[0], "fg") == 0) {
		continue_job(words[1], FOREGROUND);
	} else if (strcmp(words[0], "bg") == 0) {
		continue_job(words[1], BACKGROUND);
	} else if (strcmp(words[0], "exit") == 0) {
		exit(0);
	} else {
		start(words, whole, background);
	}
}

int main(void)
{
	char line[256];
	struct sigaction action = {.sa_handler = on_child, .sa_flags = SA_RESTART};
	terminal = isatty(0);
	setvbuf(stdin, NULL, _IONBF, 0); /* what is not ours to read is left for the jobs */
	sigaction(SIGCHLD, &action, NULL);
	signal(SIGINT, SIG_IGN), signal(SIGTSTP, SIG_IGN), signal(SIGTTOU, SIG_IGN), signal(SIGTTIN, SIG_IGN);
	sigemptyset(&child_blocked);
	sigaddset(&child_blocked, SIGCHLD);
	sigprocmask(SIG_BLOCK, NULL, &open_mask);
	for (;;) {
		if (terminal)
			fputs("> ", stdout);
		fflush(stdout);
		if (!fgets(line, sizeof line, stdin))
			return 0;
		sigprocmask(SIG_BLOCK, &child_blocked, NULL);
		evaluate(line);
		sigprocmask(SIG_SETMASK, &open_mask, NULL);
	}
}
