"""The tables of the office: declared as data, asked for by an address, shown as a list."""
