"""Who sees a proposal and what hangs on it, and who may write and move it."""
