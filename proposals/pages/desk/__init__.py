"""The office's desk: its first page, and the pages of one call, one for each task."""
