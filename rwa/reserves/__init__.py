"""Commodity reserves: what they may hold, and the lists of lots that stand in the vaults."""
