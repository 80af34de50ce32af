"""Agencies: register, verify, reject."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from proposals.access.agency import administrators
from proposals.access.person import is_officer, require_officer
from proposals.actions import audit, joining, message, participation, plain_row
from proposals.content.agency import line, similar
from proposals.domain.audience import Audience
from proposals.domain.name import normalised
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.agency import Agency, AgencyName, Membership
from proposals.models.participation import RevisionParticipation

# The columns that are compared with those of other agencies.
NAMING = ("name", "short_name", "country")
MOST_SHOWN = 8


@transaction.atomic
def register(
    *,
    by: User,
    at: datetime,
    name: str,
    country: str = "",
    short_name: str = "",
    other_names: str = "",
    website: str = "",
    address: str = "",
    is_another: bool = False,
) -> Agency:
    """Register an agency, which isn't verified yet, and make the person its administrator.

    An agency that an officer registers has no member yet. `is_another` says that the person was
    shown the agencies of a similar name, and that this is another one.

    Raises: RuleBroken AGENCY_TAKEN if that country has an agency of that name; AGENCY_ALIKE.
    """
    require_new(name, short_name, country=country, is_another=is_another)
    try:
        with transaction.atomic():
            agency = Agency.objects.create(
                name=name.strip(),
                country=country,
                short_name=short_name,
                other_names=other_names,
                website=website,
                address=address,
                created_at=at,
            )
    except IntegrityError as error:
        raise RuleBroken(
            Refusal.AGENCY_TAKEN,
            field="name",
        ) from error
    if not is_officer(by):
        Membership.objects.create(agency=agency, user=by, role=Membership.Role.ADMINISTRATOR)
        by.__dict__.pop("agency_roles", None)
    _write_names(agency)
    audit.append(
        agency, Verb.REGISTER, by=by, at=at, after={"name": agency.name, "country": country}
    )
    message.tell_office("agency_registered", about=f"agency:{agency.pk}", agency=agency)
    return agency


@transaction.atomic
def change(agency: Agency, *, by: User, at: datetime, is_another: bool = False) -> Agency:
    """Save an agency that a form has changed. A name that it had stays among its other names.

    Raises: RuleBroken as register(), if its name, short name or country has changed.
    """
    old = Agency.objects.select_for_update().get(pk=agency.pk)
    if any(getattr(old, name) != getattr(agency, name) for name in NAMING):
        require_new(
            agency.name,
            agency.short_name,
            country=str(agency.country or ""),
            besides=agency.pk,
            is_another=is_another,
        )
    known = {normalised(one) for one in _names(agency)}
    former = [one for one in (old.name, old.short_name) if normalised(one) not in {"", *known}]
    agency.other_names = "\n".join([*agency.other_names.splitlines(), *former])
    plain_row.save(agency, by=by, at=at)
    _write_names(agency)
    return agency


@transaction.atomic
def edit(
    agency: Agency, *, by: User, at: datetime, is_another: bool = False, **columns: str
) -> Agency:
    """Change an agency's own data as its administrator, and tell its members and the office.

    A verified agency stays verified, because its members' conflicts hang on that. The office reads
    what has changed.

    Raises: RuleBroken NOT_MANAGER; and as change().
    """
    locked = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if by not in administrators(locked):
        raise RuleBroken(Refusal.NOT_MANAGER)
    before = {name: str(getattr(locked, name)) for name in columns}
    for name, value in columns.items():
        setattr(locked, name, value)
    changed = [name for name in columns if str(getattr(locked, name)) != before[name]]
    if not changed:
        return locked
    saved = change(locked, by=by, at=at, is_another=is_another)
    labels = {one.name: one.verbose_name for one in Agency._meta.concrete_fields}
    lines = [(labels[name], before[name], str(getattr(saved, name))) for name in changed]
    about, told = f"agency:{saved.pk}", {"agency": saved, "by": by, "lines": lines}
    members = User.objects.filter(memberships__agency=saved).exclude(pk=by.pk).order_by("pk")
    message.tell(members, "agency_edited", audience=Audience.MEMBER, about=about, **told)
    message.tell_office("agency_edited", about=about, **told)
    return saved


def _names(agency: Agency) -> list[str]:
    return [agency.name, agency.short_name, *agency.other_names.splitlines()]


def _write_names(agency: Agency) -> None:
    """Store the names of an agency as they are compared."""
    names = sorted({normalised(one) for one in _names(agency)} - {""})
    agency.names.all().delete()
    AgencyName.objects.bulk_create(AgencyName(agency=agency, name_folded=one) for one in names)


def require_new(
    name: str, short_name: str, *, country: str, is_another: bool, besides: int = 0
) -> None:
    """Check that an agency can't be taken for a registered one, other than the agency `besides`.

    In one country no two have the same name, without case, spaces and punctuation. Similar names
    are pointed out whatever the country, until somebody says that this is another agency.

    Raises: RuleBroken AGENCY_TAKEN or AGENCY_ALIKE.
    """
    there = Agency.objects.filter(country=country).exclude(pk=besides)
    if normalised(name) in map(normalised, there.values_list("name", flat=True)):
        raise RuleBroken(Refusal.AGENCY_TAKEN, field="name")
    if not is_another and (found := similar(name, short_name, besides=besides)):
        raise RuleBroken(Refusal.AGENCY_ALIKE, field="is_another", names=line(found[:MOST_SHOWN]))


@transaction.atomic
def judge(
    agency: Agency,
    *,
    verified: bool,
    by: User,
    at: datetime,
    reason: str = "",
    links: Iterable[RevisionParticipation] = (),
) -> Agency:
    """Verify an agency, or reject it with a reason, which takes back all its links and ends its
    part in the proposals of others.

    `links` holds the organisations on proposals that the officer confirms to be this agency.

    Raises: RuleBroken NOT_OFFICER; OWN_AGENCY for a member; NO_REASON for a rejection without one.
    """
    require_officer(by)
    if agency.pk in by.agency_roles:
        raise RuleBroken(Refusal.OWN_AGENCY)
    if not verified and not reason.strip():
        raise RuleBroken(Refusal.NO_REASON, field="reason")
    # A submission of this agency holds the lock of its proposal while it writes the agency's key.
    locked = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    before = locked.state
    locked.state = Agency.State.VERIFIED if verified else Agency.State.REJECTED
    locked.state_reason = "" if verified else reason.strip()[:500]
    locked.save(update_fields=["state", "state_reason"])
    audit.append(
        locked,
        Verb.VERIFY if verified else Verb.REJECT,
        by=by,
        at=at,
        before={"state": before},
        after={"state": locked.state},
        reason=reason,
    )
    if not verified:
        participation.unlink_all(locked, by=by, at=at, reason=reason)
        joining.end_all(locked, by=by, at=at, reason=reason)
    for organisation in sorted(links, key=lambda one: one.revision.proposal_id):
        participation.link(organisation, agency=locked, by=by, at=at)
    message.tell(
        User.objects.filter(memberships__agency=locked).order_by("pk"),
        "agency_judged",
        audience=Audience.MEMBER,
        about=f"agency:{locked.pk}",
        agency=locked,
    )
    return locked
