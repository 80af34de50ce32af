"""Which files a submission freezes: those that its form showed."""

import pytest

from proposals.actions import document
from proposals.actions.proposal import submit
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_file_that_a_colleague_adds_meanwhile_does_not_slip_in() -> None:
    proposal = f.written()
    shown = document.store(
        proposal, code="other", file=f.pdf("shown.pdf"), marking=f.MARKING, by=f.lead_a(), at=f.NOW
    )
    document.store(
        proposal,
        code="other",
        file=f.pdf("later.pdf"),
        marking=f.MARKING,
        by=f.proposer_a(),
        at=f.NOW,
    )
    revision = submit(proposal, by=f.lead_a(), at=f.NOW, saw_documents=[shown.pk])
    assert [one.name for one in revision.documents.all()] == ["shown.pdf"]


def test_file_of_another_proposal_is_not_frozen_though_it_is_named() -> None:
    proposal, other = f.written(), f.draft("Another", by=f.lead_b())
    theirs = document.store(
        other, code="other", file=f.pdf("theirs.pdf"), marking=f.MARKING, by=f.lead_b(), at=f.NOW
    )
    revision = submit(proposal, by=f.lead_a(), at=f.NOW, saw_documents=[theirs.pk])
    assert list(revision.documents.all()) == []
