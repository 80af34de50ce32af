"""The life of a proposal: its statuses, and the transitions between them."""
