"""The workflow engine: cases, tasks, gates and their durable state. It knows nothing of the web."""
