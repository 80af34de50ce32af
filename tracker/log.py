"""How the site writes its log."""

import logging


class RefusalFilter(logging.Filter):
    """Write a refused request (403, 400, a lookup that isn't allowed) in one line.

    Django adds a traceback to each of them, which hides the failures that need a person.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = None
        return True
