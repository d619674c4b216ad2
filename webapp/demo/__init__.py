"""A demonstration municipality: people, units and initiatives with a year of history, made through the real services."""
