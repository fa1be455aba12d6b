"""The default engine's machine."""
