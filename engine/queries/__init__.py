"""The read side: frozen rows for worklists, tasks, initiatives and history. Nothing here writes."""
