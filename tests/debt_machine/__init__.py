"""A state machine over the life of debt: sold, traded, served, lost and found, on both roads."""
