"""The one Django app; what each migrate run puts right."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

GROUPS = ("officer", "reviewer", "panel", "auditor")


def after_migrate(*, using: str, **kwargs: Any) -> None:
    """Make the office's groups, and put the append-only triggers back."""
    from django.contrib.auth.models import Group

    from proposals.models import triggers

    for name in GROUPS:
        Group.objects.using(using).get_or_create(name=name)
    triggers.install(connections[using])


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = _("Payload partnership")

    def ready(self) -> None:
        post_migrate.connect(after_migrate, sender=self)
