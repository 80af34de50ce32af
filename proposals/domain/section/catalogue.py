"""All sections, in the order in which a stage offers them."""

from types import MappingProxyType

from proposals.domain.section.compliance import COMPLIANCE
from proposals.domain.section.data_policy import DATA_POLICY
from proposals.domain.section.design import DESIGN
from proposals.domain.section.development import DEVELOPMENT
from proposals.domain.section.documents import DOCUMENTS
from proposals.domain.section.equipment import EQUIPMENT
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
