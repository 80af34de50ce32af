"""The proposals app: everything between a call and operation on the Moon."""
