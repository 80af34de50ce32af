"""The shape of input; a form never saves."""
