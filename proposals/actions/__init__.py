"""The only writers: one verb, one transaction, at least one audit entry."""
