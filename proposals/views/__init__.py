"""HTTP only: load through access, validate, act, redirect."""
