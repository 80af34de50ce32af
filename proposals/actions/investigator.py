"""Ask investigators to confirm their part in a proposal, and take their answers."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from proposals.access.investigator import may_ask
from proposals.actions import audit, message, status
from proposals.actions.status import Locked
from proposals.content.investigator import DAYS, InvestigatorPart, parts, problem
from proposals.content.proposal import working_copy
from proposals.domain.audience import Audience
from proposals.domain.canonical import sha256
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.section.value import is_address
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.investigator import InvestigatorRequest
from proposals.models.proposal import Proposal

State = InvestigatorRequest.State
LIFETIME = timedelta(days=DAYS)
# Of one person, within a day: as many as the section takes. Each is a mail to any address.
MOST_A_DAY = 60
# To one address, within a day, from one person or one proposal: some institutes share an address.
MOST_TO_AN_ADDRESS = 5
# No second mail goes to a person within this time.
PAUSE = timedelta(hours=1)
DAY = timedelta(days=1)


@transaction.atomic
def ask(proposal: Proposal, *, part: str, by: User, at: datetime) -> InvestigatorRequest:
    """Send an investigator a link by which they confirm their part. An older link of theirs ends.

    `part` is the hash of the part that the page showed.

    Raises: RuleBroken OBSERVER; PART_ENDED; AGENCY_REJECTED; PART_GONE; NOT_AN_ADDRESS;
    PART_ANSWERED; SENT_JUST_NOW; TOO_MANY_TO_ADDRESS; TOO_MANY_PARTS.
    """
    locked = status.lock(proposal)
    if not may_ask(User.objects.get(pk=by.pk), locked):
        raise RuleBroken(Refusal.OBSERVER)
    if locked.is_final:
        raise RuleBroken(Refusal.PART_ENDED, reference=locked.reference)
    if locked.lead_agency.is_rejected:
        raise RuleBroken(Refusal.AGENCY_REJECTED)
    found = next((one for one in parts(working_copy(locked)) if one.sha256 == part), None)
    if found is None:
        raise RuleBroken(Refusal.PART_GONE)
    _require_askable(found)
    _require_few(locked, found, by=by, at=at)
    return _send(locked, found, by=by, at=at)


@transaction.atomic
def confirm(request: InvestigatorRequest, *, at: datetime) -> InvestigatorRequest:
    """Confirm a part. Whoever calls this came by the link of the investigator's address.

    Raises: RuleBroken as content.investigator.problem().
    """
    locked, one = _answer(request, State.CONFIRMED, at=at)
    audit.append(locked, Verb.CONFIRM_PART, by=None, at=at, after={"request": one.pk})
    message.tell(
        [one.asked_by],
        "part_confirmed",
        audience=Audience.TEAM,
        about=locked.reference,
        proposal=locked,
        request=one,
    )
    return one


@transaction.atomic
def decline(request: InvestigatorRequest, *, at: datetime) -> InvestigatorRequest:
    """Say for an investigator that they don't take part; the team is told.

    Raises: RuleBroken as content.investigator.problem().
    """
    locked, one = _answer(request, State.DECLINED, at=at)
    audit.append(locked, Verb.DECLINE_PART, by=None, at=at, after={"request": one.pk})
    message.tell_team(locked, "part_declined", request=one)
    return one


def _require_askable(part: InvestigatorPart) -> None:
    if not is_address(part.person.email):
        raise RuleBroken(Refusal.NOT_AN_ADDRESS)
    if not part.is_askable:
        raise RuleBroken(Refusal.PART_ANSWERED, name=part.person.name)


def _require_few(proposal: Locked, part: InvestigatorPart, *, by: User, at: datetime) -> None:
    """Check that neither this address nor too many addresses have just got a mail."""
    email = part.person.email
    today = InvestigatorRequest.objects.filter(asked_at__gt=at - DAY)
    mailed = today.filter(Q(proposal=proposal) | Q(asked_by=by), email__iexact=email)
    just_now = mailed.filter(proposal=proposal, name=part.person.name, asked_at__gt=at - PAUSE)
    if just_now.exists():
        raise RuleBroken(Refusal.SENT_JUST_NOW)
    if mailed.count() >= MOST_TO_AN_ADDRESS:
        raise RuleBroken(Refusal.TOO_MANY_TO_ADDRESS, most=MOST_TO_AN_ADDRESS, address=email)
    if today.filter(asked_by=by).count() >= MOST_A_DAY:
        raise RuleBroken(Refusal.TOO_MANY_PARTS, most=MOST_A_DAY)


def _send(
    proposal: Locked, part: InvestigatorPart, *, by: User, at: datetime
) -> InvestigatorRequest:
    """Store a question with a new link, which is kept as a hash, and mail the link."""
    secret = secrets.token_urlsafe(32)
    waiting = proposal.investigator_requests.filter(state=State.ASKED)
    waiting.filter(part_sha256=part.sha256).update(state=State.REPLACED)
    person = part.person
    new = InvestigatorRequest.objects.create(
        proposal=proposal,
        name=person.name,
        institution=person.institution,
        email=person.email,
        share=person.share,
        is_principal=person.is_principal,
        part_sha256=part.sha256,
        link_hash=sha256(secret),
        asked_by=by,
        asked_at=at,
        expires_at=at + LIFETIME,
    )
    # The history doesn't hold the name, so that it can be erased.
    audit.append(proposal, Verb.ASK_INVESTIGATOR, by=by, at=at, after={"request": new.pk})
    known = User.objects.filter(email=new.email.lower()).first()
    language = known.language if known else by.language
    message.send_link(
        new.email, "part", language=language, request=new, proposal=proposal, secret=secret
    )
    return new


def _answer(
    request: InvestigatorRequest, state: str, *, at: datetime
) -> tuple[Locked, InvestigatorRequest]:
    """Lock the proposal, and store the answer if the question as it is now can be answered."""
    locked = status.lock(request.proposal)
    one = InvestigatorRequest.objects.select_related("asked_by").get(pk=request.pk)
    if broken := problem(one, working_copy(locked), at=at):
        raise broken
    one.state, one.answered_at = state, at
    one.save(update_fields=["state", "answered_at"])
    return locked, one
