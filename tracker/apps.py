"""Put the office's site in the place of Django's default admin, and load the system checks."""

from django.contrib.admin.apps import AdminConfig


class OfficeConfig(AdminConfig):
    default_site = "tracker.site.OfficeSite"

    def ready(self) -> None:
        from tracker import checks  # noqa: F401  # registers them

        super().ready()
