"""A revision: its canonical content, its hash, and the chain from one to the next."""

import hashlib
import json

import pytest
from django.utils import translation

from proposals.actions import document as document_actions
from proposals.actions import section
from proposals.actions.proposal import submit
from proposals.content.proposal import frozen_copy
from proposals.domain.canonical import canonical
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_hash_is_recomputed_from_the_content_alone() -> None:
    revision = f.revision(f.submitted())
    assert revision.sha256 == hashlib.sha256(revision.content.encode()).hexdigest()
    assert revision.content == canonical(json.loads(revision.content))


def test_content_says_what_was_submitted_by_whom_and_when() -> None:
    proposal = f.submitted()
    told = json.loads(f.revision(proposal).content)
    sections, documents = told.pop("sections"), told.pop("documents")
    told.pop("names")
    assert told == {
        "reference": proposal.reference,
        "revision": 1,
        "call": "ce8",
        "stage": 1,
        "lead_agency": "Agency A",
        "channel": "portal",
        "submitted_by": f.lead_a().pk,
        "received_at": "2026-11-02T12:00:00+00:00",
        "previous_sha256": "",
    }
    assert sorted(sections) == sorted(f.LETTER)
    answers = f.answers(proposal)
    assert sections["overview"] == {"schema": 2, "data": answers["overview"]}
    assert [item["cbe_kg"] for item in sections["equipment"]["data"]["items"]] == [
        "10",
        "0.5",
    ]
    assert documents == []


def test_content_is_read_without_the_database() -> None:
    """It holds codes and what they mean, and no row's number but that of who submitted."""
    proposal = f.submitted()
    payload = json.loads(f.revision(proposal).content)
    overview = payload["sections"]["overview"]["data"]
    assert (overview["platform"], overview["level"]) == ("lander", "unit")
    assert payload["sections"]["science"]["data"]["serves"] == ["geology"]
    assert payload["names"]["overview"] == {
        "level": {"unit": "unit level"},
        "platform": {"lander": "Test mission lander"},
    }
    assert payload["names"]["science"] == {"serves": {"geology": "Regional geology"}}
    assert payload["names"]["equipment"]["items.kind"] == {
        "harness": "Harness",
        "instrument": "Instrument",
    }


def test_words_of_the_content_are_the_same_in_every_language() -> None:
    proposal, other = f.written(), f.written("Another")
    with translation.override("zh-hans"):
        submit(proposal, by=f.lead_a(), at=f.NOW)
    submit(other, by=f.lead_a(), at=f.NOW)
    texts = [json.loads(f.revision(one).content)["names"] for one in (proposal, other)]
    assert texts[0] == texts[1]


def test_organisations_are_frozen_as_they_were_submitted() -> None:
    f.agency("Agency B")
    proposal = f.written()
    rows = [
        {"name": "agency b", "country": "KE", "role": "co_funder", "brings": "A camera"},
        {"name": "Works Ltd", "role": "industry"},
    ]
    team = f.answers(proposal)["team"]
    section.save(proposal, "team", {**team, "organisations": rows}, by=f.lead_a(), at=f.NOW)
    revision = submit(proposal, by=f.lead_a(), at=f.NOW)
    section.save(proposal, "team", {**team, "organisations": []}, by=f.lead_a(), at=f.NOW)
    names = ("name", "name_folded", "country", "role", "brings", "agency__name")
    assert list(revision.participations.values_list(*names)) == [
        ("Agency A", "agency a", "", "lead_institution", "", "Agency A"),
        ("agency b", "agency b", "KE", "co_funder", "A camera", None),
        ("Works Ltd", "works ltd", "", "industry", "", None),
    ]
    assert [one.name for one in proposal.participations.all()] == ["Agency A"]


def test_organisations_are_those_of_the_text_that_was_seen() -> None:
    proposal = f.written()
    seen = {one.code: one.number for one in proposal.section_versions.all()}
    rows = [{"name": "Came later", "role": "industry"}]
    team = {**f.answers(proposal)["team"], "organisations": rows}
    section.save(proposal, "team", team, by=f.proposer_a(), at=f.NOW)
    revision = submit(proposal, by=f.lead_a(), at=f.NOW, saw=seen)
    frozen = [one.name for one in revision.participations.all()]
    assert frozen == ["Agency A", "Co-proposer Ltd"]


def test_documents_are_frozen_by_name_and_hash_and_stay_when_they_are_removed() -> None:
    proposal = f.written()
    stored = f.document(proposal)
    revision = submit(proposal, by=f.lead_a(), at=f.NOW)
    (told,) = json.loads(revision.content)["documents"]
    assert told == {
        "code": "endorsement",
        "name": "letter.pdf",
        "sha256": stored.sha256,
        "size": stored.size,
        "marking": {
            "control": "not_controlled",
            "classification": "",
            "licence": "",
            "may_be_sent": True,
        },
    }
    document_actions.remove(stored, by=f.lead_a(), at=f.NOW)
    assert list(revision.documents.all()) == [stored]
    second = submit(proposal, by=f.lead_a(), at=f.NOW)
    assert json.loads(second.content)["documents"] == []
    assert second.previous_sha256 == revision.sha256


def test_revision_reads_as_it_was_after_the_working_copy_went_on() -> None:
    proposal = f.submitted()
    section.save(
        proposal,
        "equipment",
        f.answers(proposal)["equipment"] | {"items": [f.item(cbe_kg="99")]},
        by=f.lead_a(),
        at=f.NOW,
    )
    frozen = frozen_copy(f.revision(proposal))
    assert [item["cbe_kg"] for item in frozen.data("equipment")["items"]] == ["10", "0.5"]


def test_mass_that_was_asked_for_is_kept_with_the_revision() -> None:
    # 10 kg and 0.5 kg, both of a new design.
    assert str(f.revision(f.submitted()).asked_kg) == "12.600"


def test_letter_freezes_none_of_the_sections_of_a_later_stage() -> None:
    proposal = f.draft()
    f.write(proposal, f.FULL, by=f.lead_a(), at=f.NOW)
    revision = submit(proposal, by=f.lead_a(), at=f.NOW)
    assert sorted(json.loads(revision.content)["sections"]) == sorted(f.LETTER)


def test_references_count_up_within_a_call_and_revisions_within_a_proposal() -> None:
    other = f.call("CE7")
    references = [f.draft(of=of).reference for of in (f.call(), f.call(), other, f.call())]
    assert references == ["CE8-0001", "CE8-0002", "CE7-0001", "CE8-0003"]
