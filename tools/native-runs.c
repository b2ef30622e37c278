/* native-runs TIMES ASLEEP MILLISECONDS PROGRAM [ARGUMENT]...: runs PROGRAM so often, and prints each distinct outcome once:
   the output in hexadecimal, the wait status ("-" when the program itself never ended), whether somebody was left asleep,
   and how often it was seen.  Stops early after ASLEEP runs in which somebody was; MILLISECONDS is for how long nobody may
   have run or written to be taken for asleep. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST 200
static struct { char text[600]; int count; } outcomes[MOST];
static int known, asleep_runs;

/* Whether a session has begun, and every living process of it sleeps in a call. */
static int asleep(pid_t session)
{
	DIR *all = opendir("/proc");
	int none_runs = 1, members = 0;

	for (struct dirent *e; (e = readdir(all));) {
		char path[300], text[400], *rest;
		int file, session_of = 0, n;
		char state = 0;

		if (e->d_name[0] < '1' || e->d_name[0] > '9')
			continue;
		snprintf(path, sizeof path, "/proc/%s/stat", e->d_name);
		if ((file = open(path, O_RDONLY)) < 0)
			continue;
		n = read(file, text, sizeof text - 1);
		close(file);
		text[n > 0 ? n : 0] = 0;
		if ((rest = strrchr(text, ')')) && sscanf(rest + 1, " %c %*d %*d %d", &state, &session_of) == 2)
			if (session_of == session) {
				members++;
				if (state != 'S' && state != 'Z' && state != 'T')
					none_runs = 0;
			}
	}
	closedir(all);
	return members && none_runs;
}

static void kill_session(pid_t session)
{
	kill(session, SIGKILL);
	kill(-session, SIGKILL);
	DIR *all = opendir("/proc");
	for (struct dirent *e; (e = readdir(all));)
		if (e->d_name[0] >= '1' && e->d_name[0] <= '9' && getsid(atoi(e->d_name)) == session)
			kill(atoi(e->d_name), SIGKILL);
	closedir(all);
}

static void run(char **program, int milliseconds)
{
	int ends[2], status = 0, ended = 0, left = 0, quiet = 0;
	unsigned char data[250];
	size_t got = 0;

	if (pipe(ends))
		exit(3);
	pid_t pid = fork();
	if (pid == 0) {
		setsid();
		dup2(ends[1], 1);
		close(ends[0]);
		close(ends[1]);
		execvp(program[0], program);
		_exit(127);
	}
	close(ends[1]);
	for (;;) {
		struct pollfd p = { ends[0], POLLIN, 0 };
		if (poll(&p, 1, milliseconds) == 0) {
			if (asleep(pid) && ++quiet > 1) {
				left = 1;
				asleep_runs++;
				break;
			}
			continue;
		}
		ssize_t n = read(ends[0], data + got, sizeof data - got);
		if (n <= 0)
			break;
		got += (size_t)n;
	}
	ended = waitpid(pid, &status, left ? WNOHANG : 0) == pid;
	kill_session(pid);
	if (!ended)
		waitpid(pid, NULL, 0);
	close(ends[0]);
	char text[600], *to = text;
	for (size_t i = 0; i < got; i++)
		to += sprintf(to, "%02x", data[i]);
	if (!got)
		to += sprintf(to, ".");
	if (ended)
		to += sprintf(to, " %d", status & ~0x80);
	else
		to += sprintf(to, " -");
	sprintf(to, " %d", left);
	int i = 0;
	while (i < known && strcmp(outcomes[i].text, text))
		i++;
	if (i == known && known < MOST)
		strcpy(outcomes[known++].text, text);
	if (i < known)
		outcomes[i].count++;
}

int main(int count, char **arguments)
{
	if (count < 5)
		return 2;
	for (int i = 0; i < atoi(arguments[1]) && asleep_runs < atoi(arguments[2]); i++) {
		unlink("f");
		unlink("g");
		unlink("old");
		unlink("new");
		unlink("d/f");
		rmdir("d");
		run(arguments + 4, atoi(arguments[3]));
	}
	for (int i = 0; i < known; i++)
		printf("%s %d\n", outcomes[i].text, outcomes[i].count);
	return 0;
}
