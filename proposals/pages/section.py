"""What the page of a section shows beside its form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from itertools import count
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext

from proposals.content.proposal import Content, SectionState
from proposals.domain.section.field import Field, Section
from proposals.domain.section.inputs import KEY
from proposals.domain.section.merge import Clash, parts_of
from proposals.models.proposal import Proposal
from proposals.pages.dossier import value


@dataclass(frozen=True)
class Steps:
    """The sections of a stage, and which of them is shown."""

    sections: tuple[tuple[Section, SectionState], ...]
    number: int
    here: SectionState
    next: Section | None


@dataclass(frozen=True)
class TextPart:
    """A piece of a text: in both texts, in mine alone, or in theirs alone."""

    text: str
    is_mine: bool
    is_theirs: bool


@dataclass(frozen=True)
class ShownClash:
    """An input that two people changed, with both texts. Of a row that I removed, mine is empty."""

    path: str
    label: str
    mine: str
    theirs: str
    parts: tuple[TextPart, ...]
    is_row: bool


def steps(content: Content, section: Section) -> Steps:
    shown = tuple((one, content.section_state(one.code)) for one in content.sections)
    place = [one.code for one, _ in shown].index(section.code)
    after = shown[place + 1][0] if place + 1 < len(shown) else None
    return Steps(shown, place + 1, shown[place][1], after)


def closing_notice(proposal: Proposal, *, at: datetime) -> str:
    """Say that what is saved after the stage has closed doesn't count; "" while it is open."""
    ends_at = proposal.window().ends_at
    if at <= ends_at:
        return ""
    day = (
        "" if ends_at.date() == at.date() else f"{date_format(ends_at.astimezone(UTC), 'j M Y')}, "
    )
    closed = gettext(
        "This stage closed at %(day)s%(closed)s UTC; you arrived at %(at)s. What you write is kept in your working copy alone."
    ) % {
        "day": day,
        "closed": _seconds(ends_at),
        "at": _seconds(at),
    }
    return f"{closed} {_what_counts(proposal)} {_how_to_ask()}"


def _what_counts(proposal: Proposal) -> str:
    revision = proposal.current_revision
    if revision is None:
        return gettext("Nothing was submitted.")
    return gettext("Revision %(number)s, received %(at)s, is what counts.") % {
        "number": revision.number,
        "at": f"{date_format(revision.received_at.astimezone(UTC), 'j M Y, H:i')} UTC",
    }


def _how_to_ask() -> str:
    params = {"address": settings.OFFICE_EMAIL}
    return gettext("To ask for an extension, write to %(address)s.") % params


def _seconds(at: datetime) -> str:
    return date_format(at.astimezone(UTC), "H:i:s")


def with_mine(inputs: dict[str, Any], clashes: Sequence[Clash]) -> dict[str, Any]:
    """Put my text where it clashes with what was saved."""
    found = dict(inputs)
    for one in clashes:
        table, key, name = parts_of(one.path)
        if not key:
            found[table] = one.mine
        elif name:
            found[table] = [
                row | {name: one.mine} if row[KEY] == key else row for row in found[table]
            ]
    return found


def clashes(section: Section, content: Content, found: Sequence[Clash]) -> list[ShownClash]:
    """Return both texts of each input that two people changed, and where they differ."""
    return [_shown(section, content, one) for one in found]


def _shown(section: Section, content: Content, clash: Clash) -> ShownClash:
    table_name, key, name = parts_of(clash.path)
    if not key:
        field = next(one for one in section.fields if one.name == clash.path)
        return _of_field(clash, field, gettext(field.label), content)
    table = next(one for one in section.tables if one.name == table_name)
    rows = content.inputs(section.code)[table_name]
    row = next(number for number, one in zip(count(1), rows, strict=False) if one[KEY] == key)
    place = {"table": gettext(table.label), "row": row}
    if not name:
        label = gettext("%(table)s, row %(row)s") % place
        theirs = " · ".join(str(one) for part, one in clash.theirs.items() if part != KEY and one)
        return ShownClash(clash.path, label, "", theirs, (), is_row=True)
    field = next(one for one in table.fields if one.name == name)
    label = gettext("%(table)s, row %(row)s: %(field)s") % {**place, "field": gettext(field.label)}
    return _of_field(clash, field, label, content)


def _of_field(clash: Clash, field: Field, label: str, content: Content) -> ShownClash:
    mine, theirs = (value(field, text, content, unit=False) for text in (clash.mine, clash.theirs))
    return ShownClash(clash.path, label, mine, theirs, differing(theirs, mine), is_row=False)


def differing(theirs: str, mine: str) -> tuple[TextPart, ...]:
    """Divide two texts, word by word, into what both have and what one of them has."""
    of_theirs, of_mine = theirs.split(), mine.split()
    parts = []
    matcher = SequenceMatcher(None, of_theirs, of_mine, autojunk=False)
    for kind, start, end, my_start, my_end in matcher.get_opcodes():
        if kind == "equal":
            parts.append(TextPart(" ".join(of_mine[my_start:my_end]), is_mine=True, is_theirs=True))
            continue
        if end > start:
            parts.append(TextPart(" ".join(of_theirs[start:end]), is_mine=False, is_theirs=True))
        if my_end > my_start:
            parts.append(
                TextPart(" ".join(of_mine[my_start:my_end]), is_mine=True, is_theirs=False)
            )
    return tuple(parts)
