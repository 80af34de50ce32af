"""The table of a section as a sheet: its columns in this call, and the files that hold its rows."""
