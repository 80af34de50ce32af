"""Make the office's site the default admin site, and load the system checks."""

from django.contrib.admin.apps import AdminConfig


class OfficeConfig(AdminConfig):
    default_site = "tracker.site.OfficeSite"

    def ready(self) -> None:
        from tracker import checks  # noqa: F401  # registers them

        super().ready()
