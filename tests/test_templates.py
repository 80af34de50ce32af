"""Templates show values and never compare states."""

import re

import pytest
from django.conf import settings

STATES = "state|status|provenance|channel|outcome"
LITERAL = r"""(?:"[^"]*"|'[^']*')"""
COMPARED = re.compile(
    rf"\b(?:\w+\.)*(?:{STATES})\b\s*(?:==|!=|(?:not\s+)?in)\s*{LITERAL}"
    rf"|{LITERAL}\s*(?:==|!=)\s*(?:\w+\.)*(?:{STATES})\b"
)


def comparisons(text: str) -> list[str]:
    return [match.group() for match in COMPARED.finditer(text)]


def test_templates_compare_no_state_with_a_literal() -> None:
    folder = settings.BASE_DIR / "templates"
    paths = [path for path in folder.rglob("*") if path.is_file()]
    assert len(paths) > 100
    found = {str(path.relative_to(folder)): comparisons(path.read_text()) for path in paths}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        '{% if call.state == "cancelled" %}',
        "{% if proposal.call.provenance != 'record' %}",
        '{% elif a and "portal" == revision.channel %}',
        '{% if decision.outcome in "select decline" %}',
        '{% if state == "done" %}',
    ],
)
def test_a_comparison_is_found(line: str) -> None:
    assert len(comparisons(line)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "{% if call.is_cancelled %}",
        '{% if field.name == "DELETE" %}',
        '{% if view == "account_email" %}',
        "{{ agency.get_state_display }}",
    ],
)
def test_what_compares_no_state_is_not_found(line: str) -> None:
    assert comparisons(line) == []
