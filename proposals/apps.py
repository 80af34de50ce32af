"""The one Django app, and what every `migrate` does at its end."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

GROUPS = ("officer", "reviewer", "panel", "auditor")


# These migrations leave tallies whose figures have to be counted anew.
UNCOUNTED = {
    ("proposals", "0009_fill_tallies"),
    ("proposals", "0031_fill_asked_masses"),
    ("proposals", "0041_tally_of_last_submission"),
}


def after_migrate(*, using: str, plan: Sequence[Any] = (), **_kwargs: Any) -> None:
    """Make the office's groups, install the append-only triggers, and count new tallies.

    `plan` holds the migrations that have just run, each with whether it ran backwards.
    """
    from django.contrib.auth.models import Group

    from proposals.models import triggers

    for name in GROUPS:
        Group.objects.using(using).get_or_create(name=name)
    triggers.install(connections[using])
    applied = {(one.app_label, one.name) for one, is_backwards in plan if not is_backwards}
    if UNCOUNTED & applied:
        _count_tallies()


def _count_tallies() -> None:
    from proposals.actions import tally

    tally.rebuild()


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = _("Payload partnership")

    def ready(self) -> None:
        post_migrate.connect(after_migrate, sender=self)
