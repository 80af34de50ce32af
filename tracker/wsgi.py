"""The WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
application = get_wsgi_application()

# What is loaded now stays as long as the process. Otherwise each large page makes the garbage collector
# look at all modules again, which takes up to a tenth of its time.
gc.freeze()
gc.set_threshold(10_000, 20, 20)
