"""Save a section of the working copy as a new version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from proposals.access.proposal.team import require_edit
from proposals.actions import audit, participation, status
from proposals.actions.proposal import search_text
from proposals.actions.status import Locked
from proposals.content.call import stage_rules
from proposals.content.section import as_stored, split, version_answers
from proposals.domain.refusal import Refusal
from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.section.field import Answers, Section
from proposals.domain.translation import gettext_noop
from proposals.domain.verb import Verb
from proposals.domain.version import require_latest
from proposals.models.account import User
from proposals.models.proposal import Proposal
from proposals.models.section import SectionVersion


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
    """Save a section's answers as the next version; the same answers make no new version.

    `data` holds str, lists and dicts only: figures as decimal strings, TBD as "TBD". `base` is
    the number of the version that the form showed, 0 if there was none; None skips this check.

    Raises: RuleBroken NOT_EDITABLE or OBSERVER; STALE_SECTION if someone saved after `base`.
    """
    locked = status.lock(proposal)
    require_edit(by, locked)
    return save_locked(locked, code, data, by=by, at=at, base=base)


def save_locked(
    proposal: Locked,
    code: str,
    data: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
    base: int | None = None,
) -> SectionVersion:
    """Save a section of a locked proposal, for a person whom the caller has checked.

    Raises: RuleBroken STALE_SECTION as save().
    """
    versions = SectionVersion.objects.filter(proposal=proposal, code=code)
    latest = versions.select_related("saved_by").order_by("-number").first()
    number = latest.number if latest else 0
    saved_by = latest.saved_by if latest else None
    author = str(saved_by) if saved_by else gettext_noop("Somebody")
    require_latest(base, number, Refusal.STALE_SECTION, name=author)
    section = SECTIONS[code]
    answers = as_stored(section, data)
    if latest and _answers(latest, proposal) == answers:
        return latest
    json, tables = split(section, answers)
    version = SectionVersion.objects.create(
        proposal=proposal,
        code=code,
        number=number + 1,
        schema=section.schema,
        data=json,
        saved_by=by,
        saved_at=at,
    )
    for storage, rows in tables.items():
        version.write_rows(storage, rows)
    columns = _project(proposal, section, answers)
    proposal.has_unsubmitted_changes = proposal.current_revision is not None
    proposal.save(update_fields=[*columns, "has_unsubmitted_changes"])
    audit.append(
        proposal, Verb.SAVE_SECTION, by=by, at=at, after={"section": code, "version": number + 1}
    )
    return version


def _answers(latest: SectionVersion, proposal: Locked) -> Answers:
    return version_answers(latest, codes=lambda: stage_rules(proposal.stage).codes())


def _project(proposal: Locked, section: Section, answers: Answers) -> tuple[str, ...]:
    """Copy what lists and access need from the section to the proposal and its organisations.

    Returns: the names of the proposal's columns that were set, for the caller to save.
    """
    if section.organisations:
        participation.write(proposal, section.organisations(answers))
    if section.institutions:
        participation.write_institutions(proposal, section.institutions(answers))
    if not section.heading:
        return ()
    heading = section.heading(answers)
    proposal.title = heading.title or proposal.title
    proposal.level = heading.level
    proposal.platform_id = _platform_id(proposal, heading.platform)
    if not proposal.current_revision:
        proposal.search = search_text(proposal, proposal.title)
    return "title", "level", "platform", "search"


def _platform_id(proposal: Locked, code: str) -> int | None:
    if not code:
        return None
    offers = proposal.call.offers.filter(code=code)
    return offers.values_list("platform", flat=True).first()
