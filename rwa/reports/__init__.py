"""What a run leaves behind: files that can be checked line by line, and a summary an officer can
read.
"""

from rwa.reports.directory import RunDirectory
from rwa.reports.summary import summary

__all__ = ["RunDirectory", "summary"]
