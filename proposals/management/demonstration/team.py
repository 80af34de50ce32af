"""A letter that two agencies write together: they comment on it, and sign it off."""

from datetime import datetime, timedelta

from proposals.actions import comment, joining, plain_row, signoff
from proposals.content.proposal import working_copy
from proposals.content.signoff import digest
from proposals.management.demonstration.proposal import Letter
from proposals.management.demonstration.scene import Acts
from proposals.models.account import User
from proposals.models.agency import Membership
from proposals.models.proposal import Proposal

HOUR = timedelta(hours=1)


def written_together(letter: Letter, proposal: Proposal, *, day: int) -> Acts[None]:
    """Let a second agency join, talk about two sections, and wait for that agency's approval."""
    cast, lead = letter.scene.cast, letter.lead
    other, partner = cast.agencies[letter.row["with"]], cast.leads[letter.row["with"]]
    at = letter.at(day)
    yield at
    asked = joining.ask(proposal, agency=other, by=lead, at=at)
    yield at + HOUR * 5
    joining.accept(asked, by=partner, at=at + HOUR * 5)
    yield from _talked(proposal, lead, partner, start=at + HOUR * 20)
    yield at + HOUR * 60
    for person in (lead, partner):
        may_bind(person, at=at + HOUR * 60)
    yield at + HOUR * 62
    now = Proposal.objects.select_related("call", "stage", "lead_agency").get(pk=proposal.pk)
    sha256, _ = digest(working_copy(now))
    signoff.ready(now, sha256=sha256, by=lead, at=at + HOUR * 62)
    yield at + HOUR * 64
    signoff.approve(now, agency=now.lead_agency, sha256=sha256, by=lead, at=at + HOUR * 64)


def _talked(proposal: Proposal, lead: User, partner: User, *, start: datetime) -> Acts[None]:
    """Write two comments, answer one, and resolve it."""
    yield start
    first = comment.write(
        proposal,
        "equipment",
        "Does the mass of the cable include the connectors on our side? Ours weigh 0.2 kg.",
        by=partner,
        at=start,
    )
    yield start + HOUR
    comment.write(
        proposal,
        "equipment",
        "Not yet. Please add them as an item of their own.",
        replies_to=first,
        by=lead,
        at=start + HOUR,
    )
    yield start + HOUR * 2
    comment.write(
        proposal,
        "science",
        "Reviewers will ask what we learn if the night is too noisy. One more sentence would help.",
        by=partner,
        at=start + HOUR * 2,
    )
    yield start + HOUR * 3
    done = comment.write(
        proposal, "team", "Who is our contact for the agreement?", by=lead, at=start + HOUR * 3
    )
    yield start + HOUR * 4
    comment.resolve(done, by=partner, at=start + HOUR * 4)


def may_bind(person: User, *, at: datetime) -> None:
    """Let an administrator sign for the agency."""
    member = Membership.objects.get(user=person)
    if member.is_signatory:
        return
    member.is_signatory = True
    plain_row.save(member, by=person, at=at)
