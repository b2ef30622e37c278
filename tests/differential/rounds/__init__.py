"""Random programs in rounds: each operation when all that the last one began is over."""
