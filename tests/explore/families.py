"""Programs of a known bug depth, made to order: the shapes on which random strategies are measured in the literature.

The depth of a bug is the least number of orderings between events of different tasks that bring it about (Burckhardt and
others, ASPLOS 2010): it says how often priorities must change, and so how likely PCT is to find it.

ladder(d, n)  two processes take turns at d + 1 rungs: each is one instruction that finds the number of the rung below it or does
              nothing, so that all d orderings are needed; n events over another variable come before one's and after the other's

reorder(n)    SCTBench's reorder_N: n processes set a, then b; one looks at both, and fails when it falls between.  It has
              to read a after the first set it, and b before any set it: the more processes, the rarer
twostage(n)   SCTBench's twostage_N: n processes set one value under a lock and a second from it under another; one looks
late(n)       the motivating example for SURW: one process makes n events, another only one, and the bug is
              that it comes among the last two: a walk that tosses a coin each time is through with it long before
chain(n)      a bug of depth 3: B has to come between two events of A, and C between two of B, with n others before them
"""

PROCESSES = """
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static struct shared { volatile int a; int p0; volatile int b; int p1; volatile int x; int p2; volatile int failed; } *s;
static int lock[2][2]; /* pipes with one byte in them: who has read it has the lock */
static void take(int i) { char c; read(lock[i][0], &c, 1); }
static void give(int i) { write(lock[i][1], "", 1); }
%(code)s
int main(void)
{
	s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < 2; i++) {
		pipe(lock[i]);
		give(i);
	}
	for (int i = 0; i <= %(count)d; i++)
		if (fork() == 0) {
			i < %(count)d ? worker(i) : watcher();
			_exit(0);
		}
	while (wait(NULL) > 0)
		;
	return s->failed;
}
"""


def reorder(n: int) -> str:
    code = """
static void worker(int i) { (void)i; s->a = 1; s->b = -1; }
static void watcher(void) { int u = s->a, v = s->b; if (u != -v) s->failed = 1; }
"""
    return PROCESSES % {"code": code, "count": n}


def twostage(n: int) -> str:
    code = """
static void worker(int i) { (void)i; take(0); s->a = 1; give(0); take(1); s->b = s->a + 1; give(1); }
static void watcher(void)
{
	take(0); int u = s->a; give(0);
	if (!u) return;
	take(1); int v = s->b; give(1);
	if (v != u + 1) s->failed = 1;
}
"""
    return PROCESSES % {"code": code, "count": n}


def late(n: int) -> str:
    code = f"""
static void worker(int i) {{ for (i = 1; i <= {n}; i++) s->x = i; }}
static void watcher(void) {{ int x = s->x; if (x >= {n} - 2 && x < {n}) s->failed = 1; }}
"""
    return PROCESSES % {"code": code, "count": 1}


def chain(n: int) -> str:
    code = f"""
static void worker(int i)
{{
	for (int k = 0; k < {n}; k++) s->x = k;
	if (i == 0) {{ s->a = 1; if (s->b == 2) s->failed = 1; s->a = 0; }}
	else {{ if (s->a == 1) s->b = 1; s->b = 0; }}
}}
static void watcher(void) {{ if (s->b == 1) s->b = 2; }}
"""
    return PROCESSES % {"code": code, "count": 2}


def ladder(depth: int, n: int) -> str:
    """Even rungs are the watcher's, behind its n other events; odd ones the worker's, which comes to its own at once, and first
    in the default order."""
    rungs = [f"__sync_bool_compare_and_swap(&s->a, {i}, {i + 1});" for i in range(depth + 1)]
    noise = f"for (int k = 0; k < {n}; k++) s->x = k;"
    code = f"""
static void worker(int i) {{ (void)i; {" ".join(rungs[1::2])} {noise} }}
static void watcher(void) {{ {noise} {" ".join(rungs[0::2])} }}
"""
    text = PROCESSES % {"code": code, "count": 1}
    return text.replace("return s->failed;", f"return s->a == {depth + 1};")


LADDERS = {f"ladder_{depth}_{n}": (depth, ladder(depth, n)) for depth in (1, 2, 3, 4) for n in (2, 5, 10, 20)}
SHAPES = {
    **{f"reorder_{n}": (2, reorder(n)) for n in (3, 6, 10)},
    **{f"twostage_{n}": (2, twostage(n)) for n in (3, 6)},
    **{f"late_{n}": (2, late(n)) for n in (10, 25)},
    **{f"chain_{n}": (3, chain(n)) for n in (2, 6)},
}
FAMILY = {**LADDERS, **SHAPES}  # name -> (depth of its bug, C text)
