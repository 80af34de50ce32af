"""Save a section of the working copy as a new version."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from proposals.access.person import is_officer
from proposals.access.proposal.team import require_edit
from proposals.actions import audit, status
from proposals.actions.proposal import search_text
from proposals.actions.status import Locked
from proposals.content.section import version_data
from proposals.domain.name import normalised
from proposals.domain.refusal import Refusal
from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.section.field import TBD
from proposals.domain.translation import gettext_noop
from proposals.domain.verb import Verb
from proposals.domain.version import require_latest
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

    Raises: RuleBroken NOT_EDITABLE or OBSERVER; STALE_SECTION when someone saved since `base`.
    """
    return save_locked(status.lock(proposal), code, data, by=by, at=at, base=base)


def save_locked(
    proposal: Locked,
    code: str,
    data: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
    base: int | None = None,
) -> SectionVersion:
    """Save a section of a proposal that is held. Raises: RuleBroken as save()."""
    if not is_officer(by):
        require_edit(by, proposal)
    latest = SectionVersion.objects.filter(proposal=proposal, code=code).order_by("-number").first()
    number = latest.number if latest else 0
    saved_by = latest.saved_by if latest else None
    author = str(saved_by) if saved_by else gettext_noop("Somebody")
    require_latest(base, number, Refusal.STALE_SECTION, name=author)
    answers = dict(data)
    if code == "equipment":
        answers["items"] = [{"module": ""} | dict(item) for item in answers.get("items", [])]
    if latest and version_data(latest) == answers:
        return latest
    items = answers.pop("items", []) if code == "equipment" else []
    version = SectionVersion.objects.create(
        proposal=proposal,
        code=code,
        number=number + 1,
        schema=SECTIONS[code].schema,
        data=answers,
        saved_by=by,
        saved_at=at,
    )
    _write_items(version, items)
    columns = _project(proposal, code, answers)
    proposal.has_unsubmitted_changes = proposal.current_revision is not None
    proposal.save(update_fields=[*columns, "has_unsubmitted_changes"])
    audit.record(
        proposal, Verb.SAVE_SECTION, by=by, at=at, after={"section": code, "version": number + 1}
    )
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


def _project(proposal: Proposal, code: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    """Keep the columns and rows that lists and access ask about in step with the section.

    Returns: the columns of the proposal that it has set, for the caller to save.
    """
    if code == "overview":
        proposal.title = data.get("title") or proposal.title
        proposal.level = data.get("level") or ""
        proposal.platform_id = int(data["platform"]) if data.get("platform") else None
        if not proposal.current_revision:
            proposal.search = search_text(proposal, proposal.title)
        return "title", "level", "platform", "search"
    if code == "team":
        _write_participations(proposal, data.get("organisations") or [])
    return ()


def _write_participations(proposal: Proposal, rows: list[Mapping[str, Any]]) -> None:
    """Replace the other organisations; the lead agency's own row stays."""
    own = proposal.participations.order_by("pk").values("pk")[:1]
    proposal.participations.exclude(pk__in=list(own.values_list("pk", flat=True))).delete()
    # Compared here: SQLite ignores case for ASCII only.
    known = {normalised(one.name): one for one in Agency.objects.only("name")} if rows else {}
    Participation.objects.bulk_create(
        Participation(
            proposal=proposal,
            name=row["name"],
            name_folded=normalised(row["name"]),
            country=row.get("country") or "",
            role=row["role"],
            brings=row.get("brings") or "",
            agency=known.get(normalised(row["name"])),
        )
        for row in rows
    )
