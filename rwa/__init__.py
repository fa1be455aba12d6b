"""Registry simulator for tokenised real-world assets."""

__version__ = "0.1.0"
