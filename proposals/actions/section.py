"""Save a section of the working copy as a new version."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from proposals import access
from proposals.actions import audit, status
from proposals.actions.agency import fold
from proposals.actions.proposal import folded
from proposals.content.section import version_data
from proposals.domain.refusal import RuleBroken
from proposals.domain.sections import SECTIONS, TBD
from proposals.domain.translation import gettext_noop
from proposals.models.account import User
from proposals.models.agency import Agency
from proposals.models.participation import Participation
from proposals.models.proposal import Proposal
from proposals.models.section import EquipmentItem, SectionVersion


@transaction.atomic
def save(
    proposal: Proposal,
    code: str,
    data: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
    base: int | None = None,
) -> SectionVersion:
    """Save a section's answers as the next version; the same answers make no new one.

    `data` holds str, lists and dicts only: figures as decimal strings, TBD as "TBD". `base` is
    the version number that the form was filled from, 0 for none; None skips that check.

    Raises: RuleBroken "read_only" or "observer"; "stale" when someone saved since `base`.
    """
    locked = status.lock(proposal)
    if not access.is_officer(by):
        access.require_edit(by, locked)
    latest = SectionVersion.objects.filter(proposal=locked, code=code).order_by("-number").first()
    number = latest.number if latest else 0
    if base is not None and base != number:
        raise RuleBroken(
            "stale",
            gettext_noop(
                "%(name)s saved this section while you were writing. Your text is kept below: compare, then save again to replace the other version."
            ),
            name=str(latest.saved_by) if latest and latest.saved_by else gettext_noop("Somebody"),
        )
    answers = dict(data)
    if code == "equipment":
        answers["items"] = [{"module": ""} | dict(item) for item in answers.get("items", [])]
    if latest and version_data(latest) == answers:
        return latest
    items = answers.pop("items", []) if code == "equipment" else []
    version = SectionVersion.objects.create(
        proposal=locked,
        code=code,
        number=number + 1,
        schema=SECTIONS[code].schema,
        data=answers,
        saved_by=by,
        saved_at=at,
    )
    _write_items(version, items)
    _project(locked, code, answers)
    audit.record(
        locked, "save_section", by=by, at=at, after={"section": code, "version": number + 1}
    )
    proposal.title, proposal.level = locked.title, locked.level
    proposal.platform_id = locked.platform_id
    return version


def _write_items(version: SectionVersion, items: list[Mapping[str, Any]]) -> None:
    EquipmentItem.objects.bulk_create(
        EquipmentItem(
            version=version,
            position=position,
            name=item["name"],
            kind=item["kind"],
            quantity=int(item["quantity"]),
            cbe_kg=None if item["cbe_kg"] in (TBD, "") else Decimal(item["cbe_kg"]),
            category=item["category"],
            basis=item["basis"],
            module=item.get("module", ""),
        )
        for position, item in enumerate(items)
    )


def _project(proposal: Proposal, code: str, data: Mapping[str, Any]) -> None:
    """Keep the columns and rows that lists and access ask about in step with the section."""
    if code == "overview":
        proposal.title = data.get("title") or proposal.title
        proposal.level = data.get("level") or ""
        proposal.platform_id = int(data["platform"]) if data.get("platform") else None
        if not proposal.current_revision:
            proposal.search = folded(proposal.reference, proposal.lead_agency.name, proposal.title)
        proposal.save(update_fields=["title", "level", "platform", "search"])
    elif code == "team":
        _write_participations(proposal, data.get("organisations") or [])


def _write_participations(proposal: Proposal, rows: list[Mapping[str, Any]]) -> None:
    """Replace the other organisations; the lead agency's own row stays."""
    own = proposal.participations.order_by("pk").values("pk")[:1]
    proposal.participations.exclude(pk__in=list(own.values_list("pk", flat=True))).delete()
    # Compared here: SQLite ignores case for ASCII only.
    known = {fold(one.name): one for one in Agency.objects.only("name")} if rows else {}
    Participation.objects.bulk_create(
        Participation(
            proposal=proposal,
            name=row["name"],
            name_folded=fold(row["name"]),
            country=row.get("country") or "",
            role=row["role"],
            brings=row.get("brings") or "",
            agency=known.get(fold(row["name"])),
        )
        for row in rows
    )
