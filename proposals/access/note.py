"""Private notes: the office reads them, and nobody else."""

from typing import ClassVar

from proposals.access.person import OFFICE, Role
from proposals.access.policy import register
from proposals.access.proposal.office import PartOfProposal
from proposals.models.note import Note


@register
class NotePolicy(PartOfProposal[Note]):
    model = Note
    readers: ClassVar[frozenset[Role]] = OFFICE
