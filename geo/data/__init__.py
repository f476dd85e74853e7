"""Data files that the project builds or keeps, and the scripts that build them (see SOURCES.md)."""
