"""Briefings: what is in view as a value that can be kept, and the files that a view turns into."""
