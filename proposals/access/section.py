"""Sections: the office reads those that were submitted. Only the team reads the working copy."""

from django.db.models import Exists, OuterRef, Q

from proposals.access.person import EVERY_ROLE
from proposals.access.policy import M, policy_for, register
from proposals.access.proposal.office import PartOfProposal
from proposals.models.account import User
from proposals.models.revision import Revision
from proposals.models.section import (
    Descope,
    EquipmentItem,
    EquipmentMode,
    EquipmentModule,
    SectionVersion,
)


@register
class SectionVersionPolicy(PartOfProposal[SectionVersion]):
    model = SectionVersion
    readers = EVERY_ROLE

    def part(self, user: User) -> Q:
        revisions = policy_for(Revision).rows(user).filter(versions=OuterRef("pk"))
        return super().part(user) & Q(Exists(revisions))


class RowPolicy(PartOfProposal[M]):
    """Whoever reads a saved version reads its typed rows."""

    readers = EVERY_ROLE
    proposal = "version__proposal"

    def part(self, user: User) -> Q:
        versions = policy_for(SectionVersion).rows(user)
        return super().part(user) & Q(version__in=versions)


@register
class EquipmentItemPolicy(RowPolicy[EquipmentItem]):
    model = EquipmentItem


@register
class EquipmentModulePolicy(RowPolicy[EquipmentModule]):
    model = EquipmentModule


@register
class DescopePolicy(RowPolicy[Descope]):
    model = Descope


@register
class EquipmentModePolicy(RowPolicy[EquipmentMode]):
    model = EquipmentMode
