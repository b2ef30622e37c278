"""Pure functions from a run to text or pictures."""
