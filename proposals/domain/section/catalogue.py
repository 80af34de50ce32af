"""All sections, in the order in which a stage offers them."""

from collections.abc import Iterable
from types import MappingProxyType

from proposals.domain.envelope import Quantity
from proposals.domain.section.compliance import COMPLIANCE
from proposals.domain.section.data_policy import DATA_POLICY
from proposals.domain.section.design import DESIGN
from proposals.domain.section.development import DEVELOPMENT
from proposals.domain.section.documents import DOCUMENTS
from proposals.domain.section.equipment import EQUIPMENT
from proposals.domain.section.field import Section
from proposals.domain.section.funding import FUNDING
from proposals.domain.section.operations import OPERATIONS
from proposals.domain.section.overview import OVERVIEW
from proposals.domain.section.science import SCIENCE
from proposals.domain.section.team import TEAM

_ORDER = (
    OVERVIEW,
    TEAM,
    SCIENCE,
    EQUIPMENT,
    COMPLIANCE,
    DOCUMENTS,
    DESIGN,
    OPERATIONS,
    DEVELOPMENT,
    DATA_POLICY,
    FUNDING,
)
SECTIONS = MappingProxyType({section.code: section for section in _ORDER})


def named(codes: Iterable[str]) -> list[Section]:
    """Return the sections of these codes, in the order of the codes."""
    return [SECTIONS[code] for code in codes]


def for_files(codes: Iterable[str]) -> Section:
    """Return the stage's section that takes files; if it has none, the catalogue's."""
    asked = [section for section in named(codes) if section.takes_files]
    return (asked or [section for section in _ORDER if section.takes_files])[0]


def limited_by(quantity: Quantity) -> Section:
    """Return the section in which the team corrects a broken limit of this quantity."""
    return next(section for section in _ORDER if quantity in section.limited)
