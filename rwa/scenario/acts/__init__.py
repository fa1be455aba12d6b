"""What the parties of a trial do, in the words of its file, by subject."""
