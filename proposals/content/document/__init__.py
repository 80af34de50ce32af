"""Stored files compared with their rows, and the content of files before they are stored."""
