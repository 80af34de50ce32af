"""Put the office's site in the place of Django's default one."""

from django.contrib.admin.apps import AdminConfig


class OfficeConfig(AdminConfig):
    default_site = "proposals.admin.site.OfficeSite"
