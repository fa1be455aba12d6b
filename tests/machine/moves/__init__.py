"""The machine's moves, by subject: what is drawn, and what is asked besides the verdict."""
