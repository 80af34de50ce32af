"""The proposals in the office: their list, their page, and the buttons on it."""

from proposals.admin.proposal import page

__all__ = ["page"]
