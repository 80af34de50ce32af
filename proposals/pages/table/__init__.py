"""The office's lists: declared as data, narrowed by an address, shown as a page or a file."""
