"""No text is trusted: what anyone typed is shown as text, on every page and in every mail."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage

from proposals.actions import clarification as clarification_actions
from proposals.actions import document as document_actions
from proposals.actions import proposal as proposal_actions
from proposals.actions import question as question_actions
from proposals.actions import section, status
from proposals.domain.verb import Verb
from proposals.models.agency import Agency
from proposals.models.call import Call
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from tests import factories as f
from tests.page import Page, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SCRIPT = "<script>alert(1)</script>"
ATTRIBUTE = "\" onmouseover=alert(1) x='"
TEMPLATE = "{{ 7|add:35 }}{% load static %}%(name)s %s"
EVIL = f"{SCRIPT}{ATTRIBUTE}{TEMPLATE}"


@pytest.fixture
def evil() -> Proposal:
    """A proposal with evil text wherever a person of agency A can write any."""
    lead = f.lead_a()
    lead.name = EVIL[:150]
    lead.save()
    f.call()
    Call.objects.update(title=EVIL, summary=EVIL)
    Agency.objects.filter(name="Agency A").update(
        name=EVIL, website="https://x.example/?a=<b>", state_reason=EVIL, country="CN"
    )
    proposal = proposal_actions.start(
        call=Call.objects.get(), agency=Agency.objects.get(), title=EVIL, by=lead, at=f.NOW
    )
    for code, data in f.answers(proposal).items():
        if code in f.LETTER:
            section.save(proposal, code, _evil(data), by=lead, at=f.NOW)
    document_actions.store(
        proposal, code="other", file=f.pdf(f"{EVIL}.pdf"), marking=f.MARKING, by=lead, at=f.NOW
    )
    proposal_actions.submit(proposal, by=lead, at=f.NOW)
    return proposal


def _evil(data: dict[str, Any]) -> dict[str, Any]:
    """Replace the free text of a section's answers; its items go with a module of an evil name."""
    free = {"title", "pi_name", "pi_institution", "objective", "name", "module", "brings"}
    found: dict[str, Any] = (
        {"modules": [{"name": EVIL[:80], "count": 1}]} if "items" in data else {}
    )
    for name, value in data.items():
        if name in ("items", "organisations"):
            found[name] = [_evil(row) for row in value]
        else:
            found[name] = EVIL[:80] if name in free else value
    if "trl" in data:
        found["items"][0]["module"] = EVIL[:80]
    return found


def assert_text(page: Page) -> None:
    """Check that no evil text became a tag, an attribute or a template's answer."""
    assert page.inline == []
    for _, has in page.tags:
        assert not any(name.startswith("on") for name in has), has
    assert "alert(1)" not in "".join(has.get("src", "") for _, has in page.tags)


def pages(proposal: Proposal) -> list[str]:
    base = proposal.get_absolute_url()
    return [
        "/", "/calls/", proposal.call.get_absolute_url(), "/proposals/", "/agency/",
        "/preferences/", "/accounts/email/", f"{proposal.call.get_absolute_url()}start/",
        base, f"{base}submit/", f"{base}act/withdraw/", f"{base}revisions/1/",
        f"{base}revisions/1/receipt/", *(f"{base}sections/{code}/" for code in f.LETTER),
    ]  # fmt: skip


def test_evil_text_is_text_on_every_page_of_the_portal(evil: Proposal) -> None:
    lead = browser(evil.lead)
    shown = 0
    for path in pages(evil):
        page = lead.open(path)
        assert page.status == 200, path
        assert_text(page)
        shown += EVIL in page.text
    assert shown > 8


def test_evil_text_is_text_in_questions_and_letters(evil: Proposal) -> None:
    status.move(evil, Verb.SCREEN, by=f.officer(), at=f.AFTER)
    due = f.AFTER + timedelta(days=3)
    one = clarification_actions.ask(evil, text=EVIL, due_at=due, by=f.officer(), at=f.AFTER)
    question = question_actions.ask(evil.call, text=EVIL, by=f.lead_b(), at=f.NOW)
    question_actions.answer(question, text=EVIL, by=f.officer(), at=f.NOW)
    lead = browser(evil.lead)
    for path in (
        evil.get_absolute_url(),
        f"{evil.get_absolute_url()}questions/{one.pk}/",
        evil.call.get_absolute_url(),
    ):
        page = lead.open(path)
        assert EVIL.split("{{", maxsplit=1)[0] in page.text
        assert_text(page)
    page = lead.send(lead.open(f"{evil.get_absolute_url()}questions/{one.pk}/"), {"answer": EVIL})
    assert SCRIPT in page.text
    assert_text(page)


def test_evil_text_is_text_in_what_has_to_be_mended() -> None:
    f.draft()
    lead = browser(f.lead_a())
    page = lead.open("/proposals/CE8-0001/sections/overview/")
    page = lead.send(page, {"title": EVIL, "level": EVIL, "summary": "word " * 200}, button="stay")
    assert page.form("title").values["title"] == [EVIL]
    assert "can't be chosen here" in page.errors["level"]
    assert_text(page)


def test_evil_text_is_text_in_an_address() -> None:
    lead = browser(f.lead_a())
    for path in (
        f"/calls/{SCRIPT}/",
        f"/proposals/?page={SCRIPT}",
        f"/agency/register/?next={SCRIPT}",
        f"/accounts/login/?next=/{ATTRIBUTE}",
    ):
        assert_text(lead.open(path))


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85", "\0"])
def test_a_line_break_in_a_title_makes_no_header_of_a_mail(break_: str) -> None:
    f.officer()
    evil = f"Title{break_}Bcc: all@evil.example"
    lead = browser(f.lead_a())
    call = f.call()
    Call.objects.update(title=evil.replace("\0", ""))
    f.written()
    page = lead.send(
        lead.open("/proposals/CE8-0001/sections/overview/"), {"title": evil}, button="stay"
    )
    if break_ == "\0":
        assert "can't be stored" in page.errors["title"]
        return
    lead.press(lead.open("/proposals/CE8-0001/submit/"), "Submit this")
    lead.send(lead.open(call.get_absolute_url()), {"text": evil.replace("\0", "")})
    assert Message.objects.count() >= 2
    for message in Message.objects.all():
        assert len(message.subject.splitlines()) == 1
        sent = EmailMessage(message.subject, message.body, to=[message.to]).message()
        assert sent["Bcc"] is None
    assert len(Revision.objects.get().title.splitlines()) == 1
