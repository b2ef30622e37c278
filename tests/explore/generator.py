"""Random tiny programs: a parent, one or two others (processes or a thread), handlers, and a few operations each on
memory, pipes, files, signals and children; what they saw ends up in the output and the exit status."""

import random

# Each is C text; @ is a letter that is different everywhere, # a bit of the result that is.
ANYWHERE = (
    "put('@');",
    "counter++;",
    "s[0]++;",
    "s[1] = s[0] + 1;",
    "result |= (s[1] == 1) << #;",
    'result |= (open("f", O_RDWR | O_CREAT | O_EXCL, 0600) >= 0) << #;',
    'result |= (unlink("f") == 0) << #;',
    'result |= (rename("f", "g") == 0) << #;',
    'result |= (open("g", O_RDONLY, 0) >= 0) << #;',
    'write(ends[1], "@", 1);',
    "if (read(ends[0], &c, 1) == 1) put(c);",
    "mask(BLOCK, SET(SIGUSR1));",
    "mask(UNBLOCK, SET(SIGUSR1));",
    "result |= (pending() != 0) << #;",
    "result |= (counter == 1) << #;",
)
PARENT = (
    "kill(child, SIGUSR1);",
    "kill(child, SIGTERM);",
    "result |= (waitpid(-1, NULL, WNOHANG) > 0) << #;",
    "handle(SIGUSR1, SIG_IGN, 0);",
    "handle(SIGUSR1, on_signal, 0);",
)
CHILD = (
    "kill(parent, SIGUSR1);",
    "kill(parent, SIGUSR1);",
    "kill(parent, SIGCHLD);",
    "_exit(#);",
    "result |= (getppid() == parent) << #;",
)
THREAD = ("kill(parent, SIGUSR1);", "handle(SIGUSR1, SIG_IGN, 0);", "result |= (close(ends[0]) == 0) << #;")
HANDLER = ("counter++;", "put('@');", "s[0]++;", "s[1] = counter;", 'write(ends[1], "@", 1);')


def program(seed: int) -> str:
    """The C text of one program."""
    dice = random.Random(seed)
    letters = iter("abcdefghijklmnopqrstuvwxyz")
    bits = iter(list(range(6)) * 4)

    def some(choices: tuple[str, ...], count: int) -> str:
        lines = [dice.choice(choices) for _ in range(count)]
        return "\n".join(
            f"\t{line.replace('@', next(letters)).replace('#', str(next(bits)))}" for line in lines
        )

    theme = tuple(dice.sample(ANYWHERE, 4))  # few operations, so that they meet
    with_thread = dice.random() < 0.3
    flags = dice.choice(("0", "SA_RESTART"))
    if with_thread:
        start, end = "\tthread(0, work);", "\tjoin(0);"
        body = some(theme + THREAD, dice.randint(2, 3))
        other = f"static void work(void)\n{{\n\tchar c = 0;\n\t(void)c;\n{body}\n\tthread_exit();\n}}\n"
    else:
        body, other = some(theme + CHILD, dice.randint(2, 3)), ""
        start = f"\tchild = (int)fork();\n\tif (child == 0) {{\n{body}\n\t\t_exit(result);\n\t}}"
        end = (
            "\tint status = 0;\n\tif (waitpid(child, &status, 0) == child)\n\t\tresult |= (status != 0) << 6;"
        )
    main = some(theme + PARENT if not with_thread else theme, dice.randint(2, 3))
    return f"""#include "tiny.h"
static volatile int counter, result;
static int child, parent, ends[2];
static volatile int *s;
static void on_signal(int signal)
{{
	char c;
	(void)c, (void)signal;
{some(HANDLER, 1)}
}}
{other}static int program(void)
{{
	char c = 0;
	(void)c;
	parent = (int)getpid();
	s = shared();
	pipe2(ends, O_NONBLOCK);
	handle(SIGUSR1, on_signal, {flags});
{start}
{main}
{end}
	put('0' + counter);
	return result & 127;
}}
"""


STRETCH = (
    "x = 1;",
    "y = 1;",
    "z = x + 1;",
    "# = x;",
    "# = y;",
    "# = z;",
    "y = z + 2;",
    "x = y;",
    "getppid();",
    "getppid();",
)


def forks(seed: int) -> bool:
    """Whether `stretches` has a fork in it: that takes longest."""
    return seed % 4 == 3


def stretches(seed: int) -> str:
    """The C text of two threads, with or without a fork beside, that do little but read and write the same three variables, in stretches
    of user code between calls."""
    dice = random.Random(seed)
    seen = iter("abcdefgh")

    def some(count: int) -> str:
        chosen = [dice.choice(STRETCH) for _ in range(count)]
        return "\n".join(f"\t{line.replace('#', next(seen)) if '#' in line else line}" for line in chosen)

    body, main = some(4), some(3)
    child = (
        "\tint child = (int)fork();\n\tif (child == 0)\n\t\t_exit(x + 4 * y + 16 * z);\n"
        if forks(seed)
        else ""
    )
    wait = (
        "\tint status = 0;\n\twaitpid(child, &status, 0);\n\tput('0' + (status >> 8));\n"
        if forks(seed)
        else ""
    )
    return f"""#include "tiny.h"
#define APART __attribute__((aligned(64)))
static volatile int x APART, y APART, z APART;
static volatile char a, b, c, d, e, f, g, h;
static void work(void)
{{
{body}
	thread_exit();
}}
static int program(void)
{{
	thread(0, work);
{child}{main}
{wait}	join(0);
	char all[] = {{ a, b, c, d, e, f, g, h, x, y, z }};
	write(1, all, sizeof all);
	return 0;
}}
"""
