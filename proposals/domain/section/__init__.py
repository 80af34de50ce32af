"""The sections of a proposal: one module for each, and the classes that all of them use."""
