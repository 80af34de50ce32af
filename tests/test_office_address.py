"""Whoever is told to write to the office is told its address."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from proposals.domain.refusal import Refusal, RuleBroken
from proposals.forms.refusal import sentence
from proposals.models.message import Message
from tests import factories as f
from tests.page import Page

pytestmark = pytest.mark.django_db

TOLD = re.compile(
    r"\b(?:(?:write|mail|send|turn)\b[^.!?\n]{0,40}? to|ask|tell|contact) (?:[a-z ]{0,40} or )?the (?:programme )?office\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"[^.!?]{0,30}(?:\{\{ office \}\}|%\(office\)s)")


def without_address(text: str) -> list[str]:
    """Return what sends a reader to the office, and doesn't go on with its address."""
    return [match.group() for match in TOLD.finditer(text) if not ADDRESS.match(text, match.end())]


def texts() -> dict[str, str]:
    base = django_settings.BASE_DIR
    # A heading sends nobody anywhere: its form stands below it.
    pages = [path for path in (base / "templates").rglob("*") if path.is_file()]
    # Docstrings and comments are for engineers, so of the code only what is translated counts.
    code = [*(base / "proposals").rglob("*.py"), *(base / "tracker").rglob("*.py")]
    found = {_name(path): re.sub(r"{#.*?#}|<h3>.*?</h3>", "", path.read_text()) for path in pages}
    for path in code:
        said = re.findall(r'\b(?:_|gettext\w*)\(\s*"([^"]*)"', path.read_text())
        found[_name(path)] = "\n".join(said)
    return found


def _name(path: Path) -> str:
    return str(path.relative_to(django_settings.BASE_DIR))


def test_every_text_that_sends_people_to_the_office_has_its_address() -> None:
    found = {name: without_address(text) for name, text in texts().items()}
    assert {name: lines for name, lines in found.items() if lines} == {}
    told = [name for name, text in texts().items() if TOLD.search(text)]
    assert len(told) > 8


@pytest.mark.parametrize(
    "text",
    [
        "It is lost? Write to the programme office.",
        "If that fails, write to the office to resolve this.",
        "Ask the office to add you.",
    ],
)
def test_sentence_without_the_address_is_found(text: str) -> None:
    assert len(without_address(text)) == 1
    assert without_address(text.replace("office", "office at %(office)s")) == []


def test_refusal_names_the_address_of_the_setting(settings: Any) -> None:
    settings.OFFICE_EMAIL = "help@office.int"
    broken = RuleBroken(Refusal.AGENCY_REJECTED)
    assert "help@office.int" in sentence(broken)
    assert "%(" not in str(broken)


def test_page_and_mail_name_the_address_of_the_setting(settings: Any, client: Client) -> None:
    settings.OFFICE_EMAIL = "help@office.int"
    assert "mailto:help@office.int" in Page(client.get("/")).links
    f.submitted()
    mails = list(Message.objects.all())
    assert mails
    assert all("help@office.int" in one.body for one in mails)
