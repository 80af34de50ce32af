"""Tests of files before and after they are stored."""
