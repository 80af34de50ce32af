"""Sections: the office reads those that were submitted. Only the team reads the working copy."""

from django.db.models import Exists, OuterRef, Q

from proposals.access.person import EVERY_ROLE
from proposals.access.policy import policy_for, register
from proposals.access.proposal.office import PartOfProposal
from proposals.models.account import User
from proposals.models.revision import Revision
from proposals.models.section import EquipmentItem, EquipmentModule, SectionVersion


@register
class SectionVersionPolicy(PartOfProposal[SectionVersion]):
    model = SectionVersion
    readers = EVERY_ROLE

    def part(self, user: User) -> Q:
        revisions = policy_for(Revision).rows(user).filter(versions=OuterRef("pk"))
        return super().part(user) & Q(Exists(revisions))


@register
class EquipmentItemPolicy(PartOfProposal[EquipmentItem]):
    model = EquipmentItem
    readers = EVERY_ROLE
    proposal = "version__proposal"

    def part(self, user: User) -> Q:
        versions = policy_for(SectionVersion).rows(user)
        return super().part(user) & Q(version__in=versions)


@register
class EquipmentModulePolicy(PartOfProposal[EquipmentModule]):
    model = EquipmentModule
    readers = EVERY_ROLE
    proposal = "version__proposal"

    def part(self, user: User) -> Q:
        versions = policy_for(SectionVersion).rows(user)
        return super().part(user) & Q(version__in=versions)
