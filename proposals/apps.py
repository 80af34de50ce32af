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
    _schedule_jobs(using)


def _schedule_jobs(using: str) -> None:
    from django_q.models import Schedule

    from proposals.jobs import EVERY_MINUTES

    if Schedule._meta.db_table not in connections[using].introspection.table_names():
        return
    for function, minutes in EVERY_MINUTES.items():
        Schedule.objects.using(using).get_or_create(
            name=function,
            defaults={"func": function, "schedule_type": Schedule.MINUTES, "minutes": minutes},
        )


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = _("Payload partnership")

    def ready(self) -> None:
        post_migrate.connect(after_migrate, sender=self)
