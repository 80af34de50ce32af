"""A need that no code can meet is an error at import."""

from dataclasses import replace
from types import MappingProxyType

import pytest
from django.template.loader import get_template

from proposals.actions.status import needs
from proposals.domain.workflow import table
from proposals.domain.workflow.need import CheckedBy, Need
from proposals.domain.workflow.table import Ends, Notice


@pytest.mark.parametrize("need", [need for need in Need if need.checked_by is not CheckedBy.ACTION])
def test_need_that_nothing_looks_at_is_an_error(need: Need) -> None:
    others = {one: check for one, check in needs.CHECKS.items() if one is not need}
    with pytest.raises(ValueError, match=need.name):
        needs.require_answers(MappingProxyType(others))


def test_need_that_two_places_look_at_is_an_error() -> None:
    both = {**needs.CHECKS, Need.COMPLETE: lambda attempt: True}
    with pytest.raises(ValueError, match="COMPLETE"):
        needs.require_answers(MappingProxyType(both))


def test_final_status_that_ends_nothing_is_an_error() -> None:
    rows = [row for row in table.TRANSITIONS.values() if row.ends is Ends.PROPOSAL]
    for row in rows:
        slip = replace(row, ends=Ends.NOTHING)
        with pytest.raises(ValueError, match=row.name):
            table.require_endings([slip])


@pytest.mark.parametrize("notice", Notice)
def test_mail_of_a_transition_has_a_template(notice: Notice) -> None:
    assert get_template(f"mail/{notice}.txt")
