"""Supervision against money laundering over a run's events and refusals: rules as data, alerts,
cases and goAML reports.

What it finds goes to the compliance officer of the exchange concerned and to the FMU alone; anyone
else learns counts.
"""
