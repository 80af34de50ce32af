"""Files: the kinds that are accepted, and what their content must not hold."""
