"""The demonstration: it reads data files, and calls the actions with times of its own."""
