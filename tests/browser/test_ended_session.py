"""A session ends while somebody writes, in real Chromium: nothing is lost, nothing is sent unasked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.utils import timezone

from proposals.models.account import User
from proposals.models.call import Stage
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.browser.conftest import Person

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a long enough secret"
TITLE = "A spectrometer for the south"


@pytest.fixture
def lead(transactional_db: None) -> User:
    lead = f.lead_a()
    lead.set_password(PASSWORD)
    lead.save()
    EmailAddress.objects.create(user=lead, email=lead.email, verified=True, primary=True)
    return lead


@pytest.fixture
def proposal(lead: User) -> Proposal:
    proposal = f.written()
    now = timezone.now()
    # The browser and the server read the real clock.
    Stage.objects.filter(number=1).update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9)
    )
    return proposal


def session_ends() -> None:
    Session.objects.all().delete()


def logs_in(person: Person, lead: User) -> None:
    person.fills(login=lead.email, password=PASSWORD)
    person.clicks("Log in")


def test_section_is_saved_after_the_log_in(
    person: Callable[..., Person], lead: User, proposal: Proposal
) -> None:
    writer = person(lead)
    # Without autosave, which keeps the text on the page, the form itself is sent.
    writer.page.route("**/autosave*.js", lambda route: route.abort())
    writer.goes(f"{proposal.get_absolute_url()}sections/overview/")
    writer.fills(title=TITLE)
    session_ends()
    writer.clicks("Save")
    writer.reads("You were logged out before this was sent. It is kept")
    logs_in(writer, lead)
    writer.reads("You were logged out before this was saved. It isn't saved yet.")
    writer.reads(TITLE)
    writer.looks("unsent")
    proposal.refresh_from_db()
    assert proposal.title != TITLE
    writer.clicks("Save now")
    writer.page.wait_for_url("**/sections/overview/")
    assert writer.page.locator("[name=title]").input_value() == TITLE
    proposal.refresh_from_db()
    assert proposal.title == TITLE


def test_proposal_is_submitted_after_the_log_in(
    person: Callable[..., Person], lead: User, proposal: Proposal
) -> None:
    writer = person(lead)
    writer.goes(f"{proposal.get_absolute_url()}submit/")
    session_ends()
    writer.clicks("Submit this")
    logs_in(writer, lead)
    writer.reads("You were logged out before this was submitted. Nothing was submitted yet.")
    assert not proposal.revisions.exists()
    writer.clicks("Submit now")
    writer.page.wait_for_url("**/receipt/")
    assert proposal.revisions.count() == 1


def test_file_is_uploaded_after_the_log_in(
    person: Callable[..., Person], lead: User, proposal: Proposal
) -> None:
    writer = person(lead)
    # With the script, the file stays on the page until somebody has logged in.
    writer.page.route("**/js/upload*.js", lambda route: route.abort())
    writer.goes(f"{proposal.get_absolute_url()}documents/")
    content = f.pdf().read()
    writer.page.locator("#add input[type=file]").set_input_files(
        {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    writer.page.locator("#add [name=code]").select_option("other")
    writer.page.locator("#add [name=control][value=not_controlled]").check()
    writer.page.locator("#add [name=may_be_sent]").check()
    session_ends()
    writer.clicks("Upload")
    logs_in(writer, lead)
    writer.reads("You were logged out before this file was uploaded.")
    writer.reads("letter.pdf")
    assert not proposal.documents.exists()
    writer.clicks("Upload now")
    writer.reads("Added: letter.pdf.")
    assert proposal.documents.get().size == len(content)


def test_log_in_in_another_tab_is_enough(
    person: Callable[..., Person], lead: User, proposal: Proposal
) -> None:
    writer = person(lead)
    writer.goes(f"{proposal.get_absolute_url()}sections/overview/")
    writer.fills(title=TITLE)
    session_ends()
    tab = Person(writer.page.context.new_page(), writer.site)
    tab.goes("/accounts/login/")
    logs_in(tab, lead)
    tab.page.wait_for_url(f"{writer.site}/")
    writer.clicks("Save")
    writer.reads("Saved")
    proposal.refresh_from_db()
    assert proposal.title == TITLE


def test_form_of_another_person_waits_for_that_person(
    person: Callable[..., Person], lead: User, proposal: Proposal
) -> None:
    other = f.lead_b()
    other.set_password(PASSWORD)
    other.save()
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    writer = person(lead)
    writer.goes("/preferences/")
    writer.fills(name="Ada Example")
    session_ends()
    tab = Person(writer.page.context.new_page(), writer.site)
    tab.goes("/accounts/login/")
    logs_in(tab, other)
    tab.page.wait_for_url(f"{writer.site}/")
    writer.clicks("Save")
    writer.reads(f"This page was opened by {lead}. You are logged in as {other}.")
    writer.looks("another-person")
    writer.clicks(f"Log in as {lead}")
    logs_in(writer, lead)
    writer.reads("Ada Example")
    writer.clicks("Send now")
    writer.reads("Your preferences are saved.")
    lead.refresh_from_db()
    assert lead.name == "Ada Example"
