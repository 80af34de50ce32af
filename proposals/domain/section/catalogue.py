"""All sections, in the order in which a stage offers them."""

from collections.abc import Iterable
from types import MappingProxyType

from proposals.domain.envelope import Quantity, Scope
from proposals.domain.section.accommodation import ACCOMMODATION
from proposals.domain.section.compliance import COMPLIANCE
from proposals.domain.section.data_policy import DATA_POLICY
from proposals.domain.section.declarations import DECLARATIONS
from proposals.domain.section.design import DESIGN
from proposals.domain.section.development import DEVELOPMENT
from proposals.domain.section.documents import DOCUMENTS
from proposals.domain.section.endorsements import ENDORSEMENTS
from proposals.domain.section.equipment import EQUIPMENT
from proposals.domain.section.field import Section
from proposals.domain.section.funding import FUNDING
from proposals.domain.section.interface import INTERFACE
from proposals.domain.section.operations import OPERATIONS
from proposals.domain.section.operations_data import OPERATIONS_DATA
from proposals.domain.section.overview import OVERVIEW
from proposals.domain.section.programme import PROGRAMME
from proposals.domain.section.questions import QUESTIONS
from proposals.domain.section.resources import RESOURCES
from proposals.domain.section.science import SCIENCE
from proposals.domain.section.science_case import SCIENCE_CASE
from proposals.domain.section.team import TEAM
from proposals.domain.section.terms import TERMS

_ORDER = (
    OVERVIEW,
    TEAM,
    ENDORSEMENTS,
    SCIENCE,
    SCIENCE_CASE,
    EQUIPMENT,
    RESOURCES,
    ACCOMMODATION,
    INTERFACE,
    OPERATIONS_DATA,
    PROGRAMME,
    COMPLIANCE,
    DECLARATIONS,
    TERMS,
    QUESTIONS,
    DOCUMENTS,
    # What a call asks for that wants less than the sections above.
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


def limited_by(
    quantity: Quantity, codes: Iterable[str], *, scope: Scope = Scope.PROPOSAL
) -> Section:
    """Return the stage's section in which the team corrects a broken limit; else the catalogue's."""
    asked = [section for section in named(codes) if quantity in section.limited]
    if scope is Scope.PERIOD:
        asked = [section for section in named(codes) if section.has_periods] or asked
    return (asked or [section for section in _ORDER if quantity in section.limited])[0]
