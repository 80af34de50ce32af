"""Who belongs to an agency, and who writes for it."""

import pytest

from proposals.access.agency import partner_agencies, written_agencies
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_observer_belongs_to_an_agency_and_writes_for_none() -> None:
    f.lead_b()
    assert set(partner_agencies(f.observer_a())) == {f.agency()}
    assert set(written_agencies(f.observer_a())) == set()
    assert set(written_agencies(f.proposer_a())) == {f.agency()}
