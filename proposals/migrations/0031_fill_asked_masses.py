"""Count anew what each revision asks for: a range counts by its upper end, and TBD isn't zero.

The frozen text stays as it is. These columns are figures made from it, and part of no hash.
"""

import json
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.db import migrations

from proposals.models import triggers

GROWTH = {
    "off_the_shelf": Decimal("0.05"),
    "modified": Decimal("0.10"),
    "new": Decimal("0.20"),
}
INTERFACES = ("adapter", "release", "harness")


def fill(apps: Any, schema_editor: Any) -> None:
    triggers.remove(schema_editor.connection)  # they refuse every change of a revision
    Revision = apps.get_model("proposals", "Revision")
    CallLevel = apps.get_model("proposals", "CallLevel")
    levels = CallLevel.objects.values_list("call", "code", "uses_platform")
    uses = {(call, code): uses for call, code, uses in levels}
    revisions = Revision.objects.select_related("stage").order_by("pk")
    for row in revisions.iterator(chunk_size=500):
        key = (row.stage.call_id, row.level)
        if not uses.get(key, row.level != "mission"):
            continue
        columns = _masses(row)
        Revision.objects.filter(pk=row.pk).update(**columns)
    triggers.install(schema_editor.connection)


def _masses(revision: Any) -> dict[str, Any]:
    section = json.loads(revision.content)["sections"].get("equipment", {})
    answers = section.get("data", {})
    items = answers.get("items") or []
    figures = [_number(answers.get(name)) for name in ("mass_max_kg", "nte_kg")]
    known = [one for one in figures if one is not None]
    if not items and not known:
        return {"asked_kg": None}
    masses = [(one, _mev(one)) for one in items]
    mev = sum((mass or 0 for _, mass in masses), Decimal(0))
    bare = sum((mass or 0 for one, mass in masses if one["kind"] not in INTERFACES), Decimal(0))
    beyond = max([*known, Decimal(0)]) - mev
    return {
        "asked_kg": _up(mev + max(beyond, Decimal(0))),
        "asked_without_interfaces_kg": _up(bare + max(beyond, Decimal(0))),
        "items_without_mass": sum(mass is None for _, mass in masses),
    }


def _mev(item: Any) -> Decimal | None:
    cbe = _number(item.get("cbe_kg"))
    return None if cbe is None else cbe * int(item["quantity"]) * (1 + GROWTH[item["category"]])


def _number(answer: Any) -> Decimal | None:
    return Decimal(str(answer)) if answer not in (None, "", "TBD") else None


def _up(kg: Decimal) -> Decimal:
    return kg.quantize(Decimal("0.001"), ROUND_CEILING)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0030_planning_reserve")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
