"""Save a section of the working copy as a new version, merged with what others saved meanwhile."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from proposals.access.proposal.team import require_edit
from proposals.actions import audit, participation, status
from proposals.actions.proposal import search_text
from proposals.actions.status import Locked
from proposals.content.call import stage_rules
from proposals.content.proposal import Content, working_copy
from proposals.content.section import load_rows, split, version_inputs
from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.section.field import Answers, Heading, Inputs, Section
from proposals.domain.section.inputs import complete, understand
from proposals.domain.section.merge import Clash, Merged, Path, changed_last, merge
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.proposal import Proposal
from proposals.models.section import SectionVersion


@dataclass(frozen=True)
class Saved:
    """The version that holds what was typed, and the inputs that somebody else changed as well.

    Of a clashing input, the version holds the other person's text. `changed_by` is who saved
    something else meanwhile; None if nobody did.
    """

    version: SectionVersion
    clashes: tuple[Clash, ...] = ()
    changed_by: User | None = None


@transaction.atomic
def save(
    proposal: Proposal,
    code: str,
    inputs: Inputs,
    *,
    by: User,
    at: datetime,
    base: int | None = None,
    page: str = "",
    undecided: Collection[Path] = frozenset(),
) -> Saved:
    """Save what was typed into a section as its next version; the same text makes no new version.

    Nothing is asked of the text: what can't be submitted is kept as it was typed. `base` is the
    number of the version that the page showed, 0 if there was none; what others saved since is
    merged. None replaces everything. `page` names the page from which this comes: it never
    clashes with itself. Saving again from one page makes no new entry in the history.

    Raises: RuleBroken NOT_EDITABLE, ENTERED_BY_OFFICE or OBSERVER.
    """
    locked = status.lock(proposal)
    require_edit(by, locked)
    return save_locked(
        locked, code, inputs, by=by, at=at, base=base, page=page, undecided=undecided
    )


def save_locked(
    proposal: Locked,
    code: str,
    inputs: Inputs,
    *,
    by: User,
    at: datetime,
    base: int | None = None,
    page: str = "",
    undecided: Collection[Path] = frozenset(),
) -> Saved:
    """Save a section of a locked proposal as save() does, for a person whom the caller has checked."""
    content = _content(proposal, SECTIONS[code])
    section = content.section(code)
    versions = _since(proposal, section, base)
    latest = versions[-1] if versions else None
    merged = _merged(proposal, section, versions, inputs, base=base, page=page, undecided=undecided)
    others = [one for one in versions if one.number > (base or 0) and one.saved_from != page]
    changed_by = others[-1].saved_by if others and base is not None else None
    if latest and merged.inputs == _inputs(proposal, section, latest):
        return Saved(latest, tuple(merged.clashes), changed_by)
    version = _write(proposal, content, section, merged.inputs, latest, by=by, at=at, page=page)
    if not page or latest is None or latest.saved_from != page:
        after = {"section": code, "version": version.number}
        audit.append(proposal, Verb.SAVE_SECTION, by=by, at=at, after=after)
    return Saved(version, tuple(merged.clashes), changed_by)


def _content(proposal: Locked, section: Section) -> Content:
    """Load the other sections only where they say what can be answered in this one."""
    if section.depends_on_others:
        return working_copy(proposal)
    return Content(proposal, proposal.stage, {}, ())


def _since(proposal: Locked, section: Section, base: int | None) -> list[SectionVersion]:
    """Load the version that the page showed and all later ones; without a base the latest one."""
    rows = SectionVersion.objects.filter(proposal=proposal, code=section.code)
    rows = rows.select_related("saved_by").order_by("number")
    found = list(rows.filter(number__gte=base)) if base is not None else []
    if not found and (latest := rows.last()):
        # Also for a base that never was, which only a script can send.
        found = [latest]
    load_rows(section, found)
    return found


def _merged(
    proposal: Locked,
    section: Section,
    versions: list[SectionVersion],
    inputs: Inputs,
    *,
    base: int | None,
    page: str,
    undecided: Collection[Path],
) -> Merged:
    if base is None:
        return Merged(complete(section, inputs))
    shown = {one.number: _inputs(proposal, section, one) for one in versions}
    shown.setdefault(base, _first_inputs(proposal, section))
    chain = [(shown[base], ""), *((shown[one.number], one.saved_from) for one in versions)]
    own = _own(section, chain, page)
    return merge(
        section,
        base=shown[base],
        theirs=chain[-1][0],
        mine=complete(section, inputs, before=shown[base]),
        own=own,
        undecided=undecided,
    )


def _own(section: Section, chain: Sequence[tuple[Inputs, str]], page: str) -> Collection[str]:
    return {path for path, who in changed_last(section, chain).items() if page and who == page}


def _inputs(proposal: Locked, section: Section, version: SectionVersion) -> dict[str, Any]:
    typed = version_inputs(version, section, codes=lambda: stage_rules(proposal.stage).codes())
    return complete(section, typed)


def _first_inputs(proposal: Locked, section: Section) -> dict[str, Any]:
    """Return what the page of a section shows that nobody has saved yet."""
    return complete(section, section.from_heading(Heading(title=proposal.title)))


def _write(
    proposal: Locked,
    content: Content,
    section: Section,
    inputs: Inputs,
    latest: SectionVersion | None,
    *,
    by: User,
    at: datetime,
    page: str,
) -> SectionVersion:
    found = understand(section, inputs, content.options)
    json, tables = split(section, found.answers)
    version = SectionVersion.objects.create(
        proposal=proposal,
        code=section.code,
        number=latest.number + 1 if latest else 1,
        schema=section.schema,
        data=json,
        typed=found.typed,
        row_keys=found.keys,
        saved_from=page,
        saved_by=by,
        saved_at=at,
    )
    for storage, rows in tables.items():
        version.write_rows(storage, rows)
    columns = _project(proposal, section, found.answers)
    proposal.has_unsubmitted_changes = proposal.current_revision is not None
    proposal.save(update_fields=[*columns, "has_unsubmitted_changes"])
    return version


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
