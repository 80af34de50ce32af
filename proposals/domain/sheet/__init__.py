"""A table of a section as a sheet: a grid of text, as spreadsheet programs hold and send it."""
