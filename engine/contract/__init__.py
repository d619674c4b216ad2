"""What everything else may lean on, and a plugin's whole world: ids, clock, errors and the toolbox declaration."""
