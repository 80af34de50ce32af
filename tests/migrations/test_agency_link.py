"""Links that were made by name are kept or ended, and what stays can be taken back."""

import pytest
from django.core.management import call_command

from proposals.models.participation import AgencyLink, Participation
from tests import factories as f
from tests.migrations import old

pytestmark = pytest.mark.django_db(transaction=True)


def test_links_of_before_are_kept_for_verified_agencies_of_the_same_country() -> None:
    proposal = f.written()
    agencies = {
        "kept": f.agency("Kept"),
        "unverified": f.agency("Unverified", verified=False),
        "elsewhere": f.agency("Elsewhere"),
    }
    for name, agency in agencies.items():
        country = "KE" if name == "elsewhere" else ""
        proposal.participations.create(
            name=name, name_folded=name, country=country, role="industry", agency=agency
        )
    frozen = f.submitted("Frozen")
    apps = old.migrate("0035_agency_link")
    apps.get_model("proposals", "RevisionParticipation").objects.create(
        revision_id=f.revision(frozen).pk,
        name="Kept",
        name_folded="kept",
        role="industry",
        agency_id=agencies["kept"].pk,
    )
    call_command("migrate", verbosity=0)
    kept = agencies["kept"]
    links = AgencyLink.objects.values_list("proposal", "name_folded", "country", "agency")
    assert set(links) == {(proposal.pk, "kept", "", kept.pk), (frozen.pk, "kept", "", kept.pk)}
    linked = Participation.objects.filter(proposal=proposal).exclude(agency=None)
    assert [one.agency for one in linked] == [proposal.lead_agency]
    old.migrate("0035_agency_link")
    assert {one.agency for one in linked.all()} == {proposal.lead_agency, kept}
    call_command("migrate", verbosity=0)
