"""What a run leaves behind: its events, digests to compare runs by, and the run file."""
