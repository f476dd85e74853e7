"""Readers and writers of the formats that users bring: texts, articles and tables."""
