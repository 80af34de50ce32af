"""The demonstration: from the data files, through actions, with the time passed in."""
