"""execve(2): from a file to a running program."""
