"""What the workers run; each function only calls an action with the time now."""
