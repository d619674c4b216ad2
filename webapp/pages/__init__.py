"""The pages people see, one module per noun; each view parses, calls one engine method and renders."""
