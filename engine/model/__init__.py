"""The engine's nouns: mapped classes with behaviour, and the frozen shapes of a deployed model."""
