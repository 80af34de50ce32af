"""Make an offer of each platform of a call, with copies of its own of the platform's limits.

A platform that no call offers has no place for limits any more: its figures stay in its history.
Backwards, a platform gets the limits of its first offer.
"""

from typing import Any

from django.db import migrations
from django.db.models import Max

from proposals.domain.code import code_for

COPIED = (
    "quantity",
    "scope",
    "minimum",
    "maximum",
    "length_mm",
    "width_mm",
    "height_mm",
    "counts_interfaces",
)


def fill(apps: Any, schema_editor: Any) -> None:
    Limit = apps.get_model("proposals", "Limit")
    for call in apps.get_model("proposals", "Call").objects.order_by("pk"):
        _offer(apps, call)
        number = call.amendments.aggregate(last=Max("number"))["last"]
        if number:
            call.last_amendment = number
            call.save(update_fields=["last_amendment"])
    Limit.objects.filter(offer=None).delete()


def _offer(apps: Any, call: Any) -> None:
    Offer = apps.get_model("proposals", "Offer")
    Limit = apps.get_model("proposals", "Limit")
    taken: set[str] = set()
    for platform in call.platforms.order_by("mission_id", "pk"):
        code = code_for(platform.name, taken=taken, otherwise="platform")
        taken.add(code)
        offer = Offer.objects.create(call=call, platform=platform, code=code)
        Limit.objects.bulk_create(
            Limit(offer=offer, **{name: getattr(limit, name) for name in COPIED})
            for limit in platform.limits.order_by("pk")
        )


def empty(apps: Any, schema_editor: Any) -> None:
    Offer = apps.get_model("proposals", "Offer")
    Limit = apps.get_model("proposals", "Limit")
    seen = set()
    for offer in Offer.objects.order_by("pk"):
        offer.call.platforms.add(offer.platform_id)
        if offer.platform_id not in seen:
            seen.add(offer.platform_id)
            offer.limits.update(platform=offer.platform_id, offer=None)
    Limit.objects.exclude(offer=None).delete()
    Offer.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("proposals", "0011_offer")]

    operations = [migrations.RunPython(fill, empty)]
