"""Random programs whose outcome is determined, run on the host's kernel and on ours."""
