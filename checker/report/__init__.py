"""Document -> Report: six sections, three tables, preamble facts."""
