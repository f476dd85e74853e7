"""Events: the record, the chronology that ships, what is in view, coding, merging, review."""
