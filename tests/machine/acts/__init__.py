"""Every act of the machine as both roads see it, by subject."""
