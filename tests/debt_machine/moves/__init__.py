"""The machine's moves, by subject."""
