"""What a job list must not do, as `fpath check --property one_line.py -- ./jobs` looks for it.

Every function whose name begins with check_ is a property: it is given each run that is made, and says what is wrong with
it, if anything is.  The first line of its text is what must hold.
"""


def check_says_one_line(run):
    """The program says exactly one line.

    Mend: write the summary once, at the end
    """
    lines = run.output.splitlines()
    if len(lines) != 1:
        return f"it said {len(lines)} lines"
    return None


def check_every_job_leaves_the_list(run):
    """No job is left on the list.

    Mend: block SIGCHLD from before fork until the job is on the list
    """
    if b" 0 are still on the list" not in run.output:
        yield f"it said {run.output.decode(errors='replace').strip()!r}"


def check_children_are_waited_for_once(run):
    """Each child is taken by wait exactly once."""
    taken = [call.result for call in run.calls("wait4", "waitid") if call.result and call.result > 0]
    born = [event.data[0] for event in run.of_kind("FORK")]
    for pid in born:
        if taken.count(pid) != 1:
            yield f"{pid} was taken {taken.count(pid)} times"
