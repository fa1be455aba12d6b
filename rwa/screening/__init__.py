"""Screening of customers against lists of sanctioned persons and entities."""
