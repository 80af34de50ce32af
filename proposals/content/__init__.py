"""A proposal's sections put together, and the rules of its call: loaded, never written."""
