"""How fast the pages are: `python -m bench`."""
