"""Turn the figures of the public record into claims, and correct what no source says.

A figure whose source this database never knew is called reported. The level of a project of the
seeded record was this site's guess and is dropped; a level that an office entered becomes a claim.
"""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import migrations

TOPICS = {"received": "received", "shortlisted": "passed", "selected": "selected"}
LEVELS = {"mission": "Mission level", "system": "System level", "unit": "Payload (unit) level"}
GUESSED = "change-8-record"
FIRST = ("CNSA's first open call of this kind: ", "An open call: ")
LARGER = "reported as 3 kg in 2023; the flight unit is larger"


def fill(apps: Any, schema_editor: Any) -> None:
    Call = apps.get_model("proposals", "Call")
    Claim = apps.get_model("proposals", "Claim")
    Result = apps.get_model("proposals", "Result")
    if Claim.objects.exists():
        return  # migrated here, back by this one step, and here again
    for call in Call.objects.order_by("pk"):
        standing = "reported" if call.provenance == "record" else "official"
        for column, topic in TOPICS.items():
            if text := getattr(call, column):
                Claim.objects.create(call=call, topic=topic, text=text, standing=standing)
        if call.provenance == "record" and FIRST[0] in call.summary:
            call.summary = call.summary.replace(*FIRST)
            call.save(update_fields=["summary"])
    for result in Result.objects.select_related("call").order_by("pk"):
        for topic, text in _told(result):
            Claim.objects.create(
                call=result.call, result=result, topic=topic, text=text, standing="reported"
            )
    Result.objects.filter(note=LARGER).update(note="")


def _told(result: Any) -> list[tuple[str, str]]:
    found = []
    if result.mass_kg is not None:
        found.append(("mass", f"{result.mass_kg.normalize():f} kg"))
    if result.note == LARGER:
        found.append(("mass", "3 kg, as of 2023"))
    if result.level and result.call.slug != GUESSED:
        found.append(("other", LEVELS[result.level]))
    return found


def empty(apps: Any, schema_editor: Any) -> None:
    """Write back what has a column of its own. The other claims go with their table."""
    Claim = apps.get_model("proposals", "Claim")
    columns = {topic: column for column, topic in TOPICS.items()}
    levels = {label: code for code, label in LEVELS.items()}
    for claim in Claim.objects.select_related("call", "result"):
        if claim.result is None and claim.topic in columns:
            setattr(claim.call, columns[claim.topic], claim.text[:200])
            claim.call.save(update_fields=[columns[claim.topic]])
        elif claim.result and claim.topic == "mass" and (mass := _mass(claim.text)) is not None:
            claim.result.mass_kg = mass
            claim.result.save(update_fields=["mass_kg"])
        elif claim.result and claim.text in levels:
            claim.result.level = levels[claim.text]
            claim.result.save(update_fields=["level"])


def _mass(text: str) -> Decimal | None:
    try:
        return Decimal(text.removesuffix(" kg"))
    except InvalidOperation:
        return None


class Migration(migrations.Migration):
    dependencies = [("proposals", "0043_claim")]

    operations = [migrations.RunPython(fill, empty)]
