"""What state machines over the two roads share: moves, even draws, counts of what was met, runs."""
