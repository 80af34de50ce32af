"""Verbs of the history, and the rows of the table that belong to them."""

import pytest

from proposals.domain.verb import VERBS, Verb
from proposals.domain.workflow.table import TRANSITIONS, Actor, Ends, Place, transition


@pytest.mark.parametrize("verb", Verb)
def test_verb_has_a_label_that_is_no_code(verb: Verb) -> None:
    assert verb.label
    assert "_" not in verb.label
    assert VERBS[verb.value] is verb


def test_every_row_of_the_table_is_found_by_its_verb_and_its_name() -> None:
    for verb, row in TRANSITIONS.items():
        assert row.verb is verb
        assert transition(row.name) is row


@pytest.mark.parametrize("name", ["", "create", "no_such", "SUBMIT"])
def test_other_names_lead_to_no_transition(name: str) -> None:
    assert transition(name) is None


def test_team_hears_of_every_transition_once() -> None:
    """A transition is shown by its status, by a sentence of its own, or by another entry."""
    for row in TRANSITIONS.values():
        if row.timeline_verb:
            assert row.timeline_verb.team_label
            assert not row.verb.team_label


def test_reason_is_read_only_where_one_is_asked_for() -> None:
    assert all(row.asks_reason for row in TRANSITIONS.values() if row.team_reads_reason)


def test_what_is_done_in_bulk_has_a_button_of_an_officer() -> None:
    assert all(row.button_for(Actor.OFFICER) for row in TRANSITIONS.values() if row.in_bulk)


def test_whoever_may_make_a_transition_has_a_place_to_make_it_but_for_what_is_not_built() -> None:
    unbuilt = {row.verb for row in TRANSITIONS.values() if row.place is Place.NONE}
    assert unbuilt == {Verb.REINSTATE, Verb.MERGE, Verb.UNMERGE, Verb.SEND_BACK, Verb.CORRECT}


def test_decision_on_a_stage_ends_the_reviews_of_that_stage() -> None:
    decided = [row for row in TRANSITIONS.values() if row.place is Place.DECISION]
    assert all(row.ends in (Ends.STAGE, Ends.PROPOSAL) for row in decided)
