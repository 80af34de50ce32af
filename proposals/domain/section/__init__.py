"""The sections of a proposal: one module for each, and what all of them are made of."""
