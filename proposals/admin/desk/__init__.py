"""The desk of a call: a page for each task, with the admin's log-in, templates and rights."""
