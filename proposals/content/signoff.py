"""How far the agencies of a proposal have signed off a content, by comparing hashes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db.models import Prefetch

from proposals.content.proposal import Content
from proposals.content.revision import frozen_parts
from proposals.domain.canonical import canonical, sha256
from proposals.models.agency import Agency
from proposals.models.call import Stage
from proposals.models.signoff import Approval, SignOff

# Beside the codes of sections, which have no colon.
FILES, AGENCIES = ":files", ":agencies"


@dataclass(frozen=True)
class Consent:
    """An agency whose consent is asked for, and its approval of this very content, if it gave one."""

    agency: Agency
    approval: Approval | None


@dataclass(frozen=True)
class SignOffState:
    """The sign-off of a content.

    `ready` is the word of the lead team that this very content is ready. If there is none, `before` is
    that of an earlier content, and `changed` says which parts differ from it.
    """

    sha256: str
    parts: Mapping[str, str]
    blocks: bool
    consents: tuple[Consent, ...]
    ready: SignOff | None
    before: SignOff | None

    @property
    def is_given(self) -> bool:
        return all(one.approval for one in self.consents)

    @property
    def stops(self) -> bool:
        """Tell whether this content can't be submitted, because a consent is missing."""
        return self.blocks and not self.is_given

    @property
    def waiting(self) -> list[Agency]:
        """List the agencies that haven't approved this content."""
        return [one.agency for one in self.consents if not one.approval]

    @property
    def changed(self) -> list[str]:
        """List the parts that have changed since the content that was said to be ready."""
        if self.before is None:
            return []
        old = self.before.parts
        codes = dict.fromkeys([*self.parts, *old])
        return [code for code in codes if self.parts.get(code) != old.get(code)]


def digest(content: Content) -> tuple[str, dict[str, str]]:
    """Return the SHA-256 of a content as a revision would freeze it, and of each of its parts."""
    frozen = frozen_parts(content)
    whole = {
        "reference": content.proposal.reference,
        "stage": content.stage.number,
        "lead_agency": content.proposal.lead_agency.name,
        **frozen,
    }
    parts: dict[str, Any] = {
        code: [section, frozen["names"].get(code)] for code, section in frozen["sections"].items()
    }
    parts |= {FILES: frozen["documents"], AGENCIES: frozen.get("joined_agencies", [])}
    return sha256(canonical(whole)), {code: sha256(canonical(one)) for code, one in parts.items()}


def standing(content: Content) -> SignOffState | None:
    """Compare a content with what was signed off; None if its stage asks for no sign-off.

    Two queries. The approvals of a content count again if a change is undone.
    """
    if not content.stage.asks_signoff:
        return None
    whole, parts = digest(content)
    rows = SignOff.objects.filter(proposal=content.proposal, stage=content.stage)
    rows = rows.select_related("ready_by").prefetch_related(
        Prefetch("approvals", Approval.objects.select_related("approved_by"))
    )
    ready, before = None, None
    for row in rows.order_by("pk"):
        before = row
        ready = row if row.sha256 == whole else ready
    given = {one.agency_id: one for one in ready.approvals.all()} if ready else {}
    agencies = [content.proposal.lead_agency, *content.joined_agencies]
    return SignOffState(
        sha256=whole,
        parts=parts,
        blocks=content.stage.kind == Stage.Kind.PROPOSAL,
        consents=tuple(Consent(one, given.get(one.pk)) for one in agencies),
        ready=ready,
        before=None if ready else before,
    )


def as_frozen(found: SignOffState) -> dict[str, Any]:
    """Return what a revision's text keeps of its sign-off: numbers of people, and no names."""
    return {
        "sha256": found.sha256,
        "ready_by": found.ready.ready_by_id if found.ready else None,
        "approvals": [
            {
                "agency": one.agency.name,
                "approved_by": one.approval.approved_by_id,
                "approved_at": one.approval.approved_at.astimezone(UTC).isoformat(),
            }
            for one in found.consents
            if one.approval
        ],
        "missing": [one.name for one in found.waiting],
    }
