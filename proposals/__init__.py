"""The proposals app: from the call to the operation of a payload on the Moon."""
