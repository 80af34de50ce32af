"""The investigators of a content, and whether each has confirmed their part."""

from collections.abc import Collection
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from typing import Any

from proposals.content.proposal import Content
from proposals.domain.canonical import canonical, sha256
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.section.field import Investigator
from proposals.domain.section.value import is_address
from proposals.models.investigator import InvestigatorRequest

State = InvestigatorRequest.State
# Days in which a link can be used.
DAYS = 14
NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class InvestigatorPart:
    """An investigator's part as the section says it, and the latest question about just this part.

    `before` is the confirmation of a part that the team has changed since.
    """

    person: Investigator
    sha256: str
    request: InvestigatorRequest | None
    before: InvestigatorRequest | None

    @property
    def is_confirmed(self) -> bool:
        return self.request is not None and self.request.is_confirmed

    @property
    def is_askable(self) -> bool:
        """Tell whether the person has an address, and hasn't answered about this part."""
        is_answered = (
            self.request is not None and self.request.state in InvestigatorRequest.ANSWERED
        )
        return is_address(self.person.email) and not is_answered


def hash_of(person: Investigator) -> str:
    """Return the hash of all that a person confirms: a change of it takes the confirmation back."""
    return sha256(canonical(list(astuple(person))))


def parts(content: Content) -> list[InvestigatorPart]:
    """List the investigators with their answers. One query."""
    people = {hash_of(one): one for one in content.investigators}
    rows = list(InvestigatorRequest.objects.filter(proposal=content.proposal).order_by("pk"))
    gone = (State.REPLACED, State.ENDED)
    latest = {row.part_sha256: row for row in rows if row.state not in gone}
    changed = [row for row in rows if row.is_confirmed and row.part_sha256 not in people]
    names = {one.name for one in people.values()}
    return [
        InvestigatorPart(
            person,
            key,
            latest.get(key),
            next((row for row in reversed(changed) if _is_same(row, person, names)), None),
        )
        for key, person in people.items()
    ]


def _is_same(row: InvestigatorRequest, person: Investigator, names: Collection[str]) -> bool:
    """Tell whether a question went to this person. `names` are those of all investigators.

    A person whose name was corrected still has the address; but colleagues can share an address.
    """
    return row.name == person.name or (row.email == person.email and row.name not in names)


def unconfirmed(content: Content) -> int:
    """Count the investigators who haven't confirmed, in a call's last stage; 0 in the others."""
    if not _is_last_stage(content):
        return 0
    return sum(not one.is_confirmed for one in parts(content))


def _is_last_stage(content: Content) -> bool:
    stage = content.stage
    return not stage.call.stages.filter(number__gt=stage.number).exists()


def problem(request: InvestigatorRequest, content: Content, *, at: datetime) -> RuleBroken | None:
    """Return why a question can't be answered now, or None. `content` is the working copy."""
    asker = {"name": str(request.asked_by), "email": request.asked_by.email}
    if request.is_confirmed:
        return RuleBroken(Refusal.PART_CONFIRMED, **asker)
    if request.is_declined:
        return RuleBroken(Refusal.PART_DECLINED, **asker)
    if request.is_replaced:
        return RuleBroken(Refusal.PART_REPLACED)
    if not request.is_asked or content.proposal.is_final:
        return RuleBroken(Refusal.PART_ENDED, reference=content.proposal.reference)
    people = content.investigators
    if request.part_sha256 not in map(hash_of, people):
        names = {one.name for one in people}
        if any(_is_same(request, one, names) for one in people):
            return RuleBroken(Refusal.PART_CHANGED, **asker)
        return RuleBroken(Refusal.PART_REMOVED, reference=content.proposal.reference, **asker)
    if request.is_over(at):
        return RuleBroken(Refusal.PART_TOO_OLD, days=DAYS, **asker)
    return None


def as_frozen(content: Content) -> dict[str, Any]:
    """Return what a revision's text keeps of the confirmations.

    That is nothing in a call's earlier stages as long as nobody was asked.
    """
    found = parts(content)
    if not any(one.request for one in found) and not _is_last_stage(content):
        return {}
    return {"investigators": [_as_frozen(one) for one in found]}


def _as_frozen(part: InvestigatorPart) -> dict[str, Any]:
    if part.request is None:
        return {"name": part.person.name, "state": NOT_ASKED, "at": None}
    at = part.request.answered_at or part.request.asked_at
    return {
        "name": part.person.name,
        "state": part.request.state,
        "at": at.astimezone(UTC).isoformat(),
    }
