"""The shared parts of the office's pages: rights, buttons, pages, lists and bulk acts."""
