"""The verbs: one module per noun, one method per verb, one transaction per call."""
