"""Files: who may download them."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from proposals.access.person import EVERY_ROLE, is_reviewer
from proposals.access.policy import policy_for, register
from proposals.access.proposal.office import PartOfProposal
from proposals.access.proposal.team import partner_proposals
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.models.account import User
from proposals.models.document import Document
from proposals.models.revision import Revision


def readable_documents(user: User) -> QuerySet[Document]:
    """Return the files that this person may download, in the portal and in the office."""
    in_office = policy_for(Document).rows(user)
    return Document.objects.filter(
        Q(proposal__in=partner_proposals(user)) | Q(pk__in=in_office.order_by().values("pk"))
    )


def require_open(document: Document, *, user: User) -> None:
    """Keep a file from others than its uploader until the scanner has passed it.

    Raises: RuleBroken FILE_HARMFUL, for the uploader too; FILE_NOT_SCANNED.
    """
    if document.is_harmful:
        raise RuleBroken(Refusal.FILE_HARMFUL, name=document.name, found=document.scan_found)
    if document.waits_for_scan and document.uploaded_by_id != user.pk:
        raise RuleBroken(Refusal.FILE_NOT_SCANNED, name=document.name)


@register
class DocumentPolicy(PartOfProposal[Document]):
    """The office reads submitted files and scans of letters; only the team reads other files."""

    model = Document
    readers = EVERY_ROLE

    def part(self, user: User) -> Q:
        revisions = policy_for(Revision).rows(user).filter(documents=OuterRef("pk"))
        submitted = Q(Exists(revisions))
        if not is_reviewer(user):
            submitted |= Q(proposal__registration__isnull=False)
        return super().part(user) & submitted
