/* A shutdown in three stages.  The first SIGINT: finish the piece of work, flush, sync.  The second: leave the loop at once, by
 * siglongjmp, and sync the file only.  The third: die of it.
 *
 * The program interrupts itself as often as its argument says, so that its output is the same each time. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t interrupts;
static sigjmp_buf out_of_the_loop;

static void on_interrupt(int number)
{
	if (++interrupts == 2)
		siglongjmp(out_of_the_loop, 1);
	if (interrupts == 3) {
		signal(number, SIG_DFL);
		raise(number); /* blocked until this handler returns; then it kills */
	}
}

int main(int argc, char **argv)
{
	int wanted = argc > 1 ? atoi(argv[1]) : 1;
	struct sigaction action = {.sa_handler = on_interrupt};
	FILE *file = fopen("work.log", "w");
	sigaction(SIGINT, &action, NULL);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (sigsetjmp(out_of_the_loop, 1) == 0) {
		for (int piece = 1; !interrupts; piece++) {
			fprintf(file, "piece %d begun\n", piece);
			if (piece == 2)
				for (int i = 0; i < (wanted < 2 ? wanted : 2); i++)
					raise(SIGINT);
			fprintf(file, "piece %d done\n", piece);
		}
		fflush(file);
		fsync(fileno(file));
		puts("first stage: the piece is finished, the file is flushed and on disk");
	} else {
		fsync(fileno(file)); /* not what stdio still holds: the interrupted call may have left that half done */
		puts("second stage: out of the loop, the file is on disk as far as it was written");
		if (wanted > 2)
			raise(SIGINT);
	}
	printf("%ld bytes in the file\n", (long)lseek(fileno(file), 0, SEEK_END));
	_exit(0);
}
