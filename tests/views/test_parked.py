"""A form that meets an ended session waits for its person, and is sent by nobody else."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from proposals.actions import parked, review, status
from proposals.domain.parked import LIFETIME, MOST_POSTS_OF_A_PERSON, SENDING
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.agency import Agency
from proposals.models.parked import ParkedPost
from proposals.models.proposal import Proposal
from proposals.request import KEY_COOKIE
from tests import factories as f
from tests.page import Browser, Page, as_, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PASSWORD = "a long enough secret"
LIST = "/unsent/"
PREFERENCES = "/preferences/"
NAME = "Ada <b>Example</b>"
KEPT = "You were logged out before this was sent. It is kept: log in, then send it."
NOT_HERE = "Nothing of this kind waits in this browser"


@pytest.fixture
def lead() -> User:
    return with_password(f.lead_a())


@pytest.fixture
def proposal(lead: User) -> Proposal:
    return f.written()


@pytest.fixture
def visitor(lead: User) -> Browser:
    """A's lead, who has opened a page and typed."""
    visitor = browser(lead)
    visitor.open(PREFERENCES)
    return visitor


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return user


def end_sessions() -> None:
    Session.objects.all().delete()


def log_in(visitor: Browser, page: Page, user: User) -> Page:
    return visitor.send(page, {"login": user.email, "password": PASSWORD})


def type_and_save(visitor: Browser, name: str = NAME) -> Page:
    """Type a name after the session has ended, and press Save."""
    page = visitor.open(PREFERENCES)
    end_sessions()
    return visitor.send(page, {"name": name})


def sent(visitor: Browser, post: ParkedPost, **given: Any) -> Page:
    """Press the button of a parked post, as its page has it."""
    data = {"parked_post": post.pk}
    return Page(visitor.client.post(given.get("path", PREFERENCES), data))


# --- Kept, and sent after the log-in -------------------------------------------------------


def test_what_was_typed_is_saved_after_the_log_in(visitor: Browser, lead: User) -> None:
    page = type_and_save(visitor)
    assert visitor.path == "/accounts/login/?next=/unsent/"
    assert KEPT in page.text
    assert NAME not in page.text
    page = log_in(visitor, page, lead)
    assert visitor.path == LIST
    assert "You were logged out before this was sent. Nothing was changed." in page.text
    assert NAME in page.text
    assert "csrf" not in page.text.lower()
    lead.refresh_from_db()
    assert lead.name != NAME
    page = visitor.press(page, "Send now")
    assert "Your preferences are saved." in page.text
    lead.refresh_from_db()
    assert lead.name == NAME
    assert "Nothing waits to be sent." in visitor.open(LIST).text


def test_page_speaks_of_saving_submitting_and_uploading(lead: User, proposal: Proposal) -> None:
    base = proposal.get_absolute_url()
    visitor = browser(lead)
    section = visitor.open(f"{base}sections/overview/")
    submit = visitor.open(f"{base}submit/")
    files = visitor.open(f"{base}documents/")
    end_sessions()
    visitor.path = f"{base}sections/overview/"
    visitor.send(section, {"title": "A better title"}, button="stay")
    visitor.path = f"{base}submit/"
    visitor.press(submit, "Submit this")
    marked = {"code": "endorsement", "control": "not_controlled", "may_be_sent": "on"}
    page = visitor.press(files, "Upload", file=f.pdf("letter.pdf"), **marked)
    page = log_in(visitor, page, lead)
    assert page.texts("//section/h2") == [
        "You were logged out before this was saved. It isn't saved yet.",
        "You were logged out before this was submitted. Nothing was submitted yet.",
        "You were logged out before this file was uploaded. It isn't on the proposal yet.",
    ]
    assert "letter.pdf" in page.text
    assert not proposal.revisions.exists()
    visitor.press(page, "Upload now")
    assert proposal.documents.get().name == "letter.pdf"
    visitor.press(page, "Save now")
    page = visitor.press(page, "Submit now")
    assert proposal.revisions.count() == 1
    proposal.refresh_from_db()
    assert proposal.title == "A better title"


def test_time_of_the_button_counts(lead: User, proposal: Proposal, clock: Any) -> None:
    """A form that was sent before the end and is sent again after it is late."""
    clock.move_to(f.CLOSES - timedelta(minutes=10))
    visitor = browser(lead)
    page = visitor.open(f"{proposal.get_absolute_url()}submit/")
    end_sessions()
    page = log_in(visitor, visitor.press(page, "Submit this"), lead)
    clock.move_to(f.CLOSES + timedelta(minutes=10))
    page = visitor.press(page, "Submit now")
    assert page.status == 422
    assert "This wasn't submitted." in page.text
    assert not proposal.revisions.exists()


def test_refused_form_is_shown_with_its_text_at_its_own_address(
    visitor: Browser, lead: User
) -> None:
    page = visitor.open(PREFERENCES)
    end_sessions()
    page = log_in(visitor, visitor.send(page, {"name": NAME, "time_zone": "Moon"}), lead)
    page = visitor.press(page, "Send now")
    assert page.status == 422
    assert "time_zone" in page.errors
    assert visitor.path == PREFERENCES
    page = visitor.send(page, {"time_zone": "UTC"})
    lead.refresh_from_db()
    assert lead.name == NAME


def test_clarification_s_answer_and_an_agency_are_kept(clock: Any, lead: User) -> None:
    clock.move_to(f.AFTER)
    question = f.asked(f.in_review())
    path = f"/proposals/CE8-0001/questions/{question.pk}/"
    visitor = browser(lead)
    page, other = visitor.open(path), visitor.open("/agency/register/?next=/calls/")
    end_sessions()
    visitor.path = path
    visitor.send(page, {"answer": "The red one."})
    visitor.path = "/agency/register/?next=/calls/"
    page = log_in(visitor, visitor.send(other, {"name": "Zephyr Institute", "country": "-"}), lead)
    forms = [one for one in page.forms if "parked_post" in one.names]
    assert [one.action for one in forms] == [path, "/agency/register/?next=/calls/"]
    for one in forms:
        answer = visitor.client.post(one.action, one.values)
        assert answer.status_code == 302
    assert answer["Location"] == "/calls/"
    question.refresh_from_db()
    assert question.answer == "The red one."
    assert Agency.objects.filter(name="Zephyr Institute").exists()


def test_act_of_the_office_is_kept_through_the_admin_s_log_in(clock: Any) -> None:
    proposal = f.submitted()
    clock.move_to(f.AFTER)
    officer = with_password(f.officer())
    path = f"/admin/proposals/proposal/{proposal.pk}/do/find_ineligible/"
    status.move(proposal, Verb.SCREEN, by=officer, at=f.AFTER)
    visitor = browser(officer)
    page = visitor.open(path)
    end_sessions()
    page = visitor.send(page, {"reason": "It is a rover."})
    assert visitor.path.startswith("/accounts/login/?next=")
    page = log_in(visitor, page, officer)
    assert visitor.path == LIST
    assert "It is a rover." in page.text
    visitor.press(page, "Send now")
    proposal.refresh_from_db()
    assert proposal.status == "ineligible"


def test_review_is_kept(clock: Any) -> None:
    assignment = f.assigned(f.in_review())
    reviewer = with_password(f.reviewer())
    clock.move_to(f.AFTER)
    review.accept(assignment, by=reviewer, at=f.AFTER)
    visitor = browser(reviewer)
    page = visitor.open(f"/admin/proposals/assignment/{assignment.pk}/review/")
    end_sessions()
    page = log_in(visitor, visitor.send(page, {"summary": "Worth flying."}), reviewer)
    assert "Worth flying." in page.text
    visitor.press(page, "Send now")
    assignment.review.refresh_from_db()
    assert assignment.review.summary == "Worth flying."


def test_log_in_with_a_second_factor_leads_there(visitor: Browser, lead: User) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(lead, generate_totp_secret())
    codes = RecoveryCodes.activate(lead).get_unused_codes()
    page = log_in(visitor, type_and_save(visitor), lead)
    assert "Log out" not in page.text
    page = visitor.send(page, {"code": codes[0]})
    assert visitor.path == LIST
    assert NAME in page.text


def test_log_in_by_another_way_leads_there_too(visitor: Browser, lead: User) -> None:
    type_and_save(visitor)
    page = log_in(visitor, visitor.open("/accounts/login/"), lead)
    assert visitor.path == LIST
    assert NAME in page.text


def test_several_forms_of_a_browser_wait_together(visitor: Browser, lead: User) -> None:
    pages = [visitor.open(PREFERENCES) for _ in range(2)]
    end_sessions()
    for number, page in enumerate(pages):
        visitor.path = PREFERENCES
        last = visitor.send(page, {"name": f"Name {number}"})
    page = log_in(visitor, last, lead)
    assert "Name 0" in page.text
    assert "Name 1" in page.text


def test_page_is_drawn_with_the_same_queries_for_three(visitor: Browser, lead: User) -> None:
    def count(client: Client) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        return len(asked)

    page = visitor.open(PREFERENCES)
    counts = []
    for posts in (1, 2):
        end_sessions()
        for _ in range(posts):
            visitor.path = PREFERENCES
            visitor.send(page, {"name": NAME})
        visitor.client.force_login(lead)
        visitor.open(LIST)
        counts.append(count(visitor.client))
    assert ParkedPost.objects.count() == 3
    assert counts[0] == counts[1]


def test_thrown_away_is_gone(visitor: Browser, lead: User) -> None:
    page = log_in(visitor, type_and_save(visitor), lead)
    assert page.form(label="Throw it away").buttons == ["drop"]
    post = ParkedPost.objects.get()
    page = Page(visitor.client.post(LIST, {"drop": post.pk}, follow=True))
    assert "Thrown away. Nothing was sent." in page.text
    assert "Nothing waits to be sent." in page.text
    assert not ParkedPost.objects.exists()
    for wrong in (str(post.pk), "x", "", "9" * 30):
        page = Page(visitor.client.post(LIST, {"drop": wrong}, follow=True))
        assert NOT_HERE in page.text


# --- Another person -----------------------------------------------------------------------


def test_form_of_one_person_is_never_carried_out_as_another(visitor: Browser, lead: User) -> None:
    other = with_password(f.lead_b())
    page = visitor.open(PREFERENCES)
    visitor.client.force_login(other)
    page = visitor.send(page, {"name": NAME})
    assert page.status == 409
    said = f"This page was opened by {lead}. You are logged in as {other}. Nothing was saved"
    assert said in page.text
    assert NAME not in page.text
    for user in (lead, other):
        user.refresh_from_db()
        assert user.name != NAME
    page = visitor.press(page, f"Log in as {lead}")
    assert visitor.path == "/accounts/login/?next=/unsent/"
    page = log_in(visitor, page, lead)
    page = visitor.press(page, "Send now")
    lead.refresh_from_db()
    assert lead.name == NAME


def test_another_person_who_logs_in_sees_nothing_and_can_send_nothing(
    visitor: Browser, lead: User
) -> None:
    other = with_password(f.lead_b())
    page = log_in(visitor, type_and_save(visitor), other)
    assert "Another person wrote something in this browser" in page.text
    assert NAME not in page.text
    assert str(lead) not in page.text
    post = ParkedPost.objects.get()
    page = sent(visitor, post)
    assert page.status == 409
    assert "Another person wrote this, and only that person can send it." in page.text
    assert NAME not in page.text
    visitor.client.post(LIST, {"drop": post.pk})
    assert ParkedPost.objects.get().claimed_at is None
    other.refresh_from_db()
    assert other.name != NAME


def test_log_out_is_carried_out_whoever_opened_the_page(visitor: Browser) -> None:
    page = visitor.open(PREFERENCES)
    visitor.client.force_login(f.lead_b())
    visitor.press(page, "Log out")
    assert "_auth_user_id" not in visitor.client.session
    assert not ParkedPost.objects.exists()


# --- Twice, too late, elsewhere --------------------------------------------------------------


def test_form_is_sent_once(visitor: Browser, lead: User) -> None:
    page = log_in(visitor, type_and_save(visitor), lead)
    visitor.press(page, "Send now")
    again = visitor.again()
    assert again.status == 409
    assert "This was sent already." in again.text
    post = ParkedPost.objects.get()
    assert (post.head, post.files, post.size) == (b"", b"", 0)


def test_form_that_is_being_sent_is_not_sent_beside(
    visitor: Browser, lead: User, clock: Any
) -> None:
    log_in(visitor, type_and_save(visitor), lead)
    post = ParkedPost.objects.get()
    ParkedPost.objects.update(claimed_at=f.NOW)
    assert "This was sent already." in sent(visitor, post).text
    clock.shift(SENDING + timedelta(seconds=1))  # the process that sent it has died
    assert sent(visitor, post).status == 302


def test_form_is_kept_for_an_hour(visitor: Browser, lead: User, clock: Any) -> None:
    page = log_in(visitor, type_and_save(visitor), lead)
    clock.shift(LIFETIME)
    page = visitor.press(page, "Send now")
    assert page.status == 409
    assert "This was kept for an hour, and the hour is over." in page.text
    assert NAME not in visitor.open(LIST).text
    assert parked.sweep(at=f.NOW + LIFETIME) == 1
    lead.refresh_from_db()
    assert lead.name != NAME


@pytest.mark.parametrize("cookie", ["", "garbage", "A" * 44, "é" * 44, "A" * 43 + "="])
def test_without_the_key_nothing_is_opened(visitor: Browser, lead: User, cookie: str) -> None:
    log_in(visitor, type_and_save(visitor), lead)
    post = ParkedPost.objects.get()
    visitor.client.cookies[KEY_COOKIE] = cookie
    page = visitor.open(LIST)
    assert NAME not in page.text
    assert "Nothing waits to be sent." in page.text
    page = sent(visitor, post)
    assert page.status == 409
    assert NOT_HERE in page.text


@pytest.mark.parametrize("pk", ["0", "-1", "x", "", "9" * 30, "٣", "1 OR 1=1"])
def test_button_that_a_script_sends_is_refused(visitor: Browser, pk: str) -> None:
    answer = visitor.client.post(PREFERENCES, {"parked_post": pk})
    assert answer.status_code == 409
    assert NOT_HERE in Page(answer).text


def test_form_goes_to_its_own_address_alone(visitor: Browser, lead: User) -> None:
    log_in(visitor, type_and_save(visitor), lead)
    post = ParkedPost.objects.get()
    page = sent(visitor, post, path="/agency/register/")
    assert page.status == 409
    assert not Agency.objects.filter(name=NAME).exists()
    assert sent(visitor, post).status == 302


def test_form_stays_when_the_site_fails_or_the_page_is_gone(
    visitor: Browser, lead: User, proposal: Proposal
) -> None:
    visitor.client.raise_request_exception = False
    page = log_in(visitor, type_and_save(visitor), lead)
    with patch("proposals.views.account.account.prefer", side_effect=RuntimeError):
        assert visitor.press(page, "Send now").status == 500
    page = visitor.open(LIST)
    assert NAME in page.text
    with patch("proposals.views.account.PreferencesForm", side_effect=PermissionError):
        visitor.press(page, "Send now")
    assert "Your preferences are saved." in visitor.press(visitor.open(LIST), "Send now").text


# --- How it is kept ------------------------------------------------------------------------


def test_database_holds_nothing_that_can_be_read(visitor: Browser) -> None:
    type_and_save(visitor, "A secret plan")
    post = ParkedPost.objects.get()
    cookie = visitor.client.cookies[KEY_COOKIE]
    for text in (bytes(post.head), bytes(post.files), post.browser.encode()):
        assert b"secret" not in text
        assert PREFERENCES.encode() not in text
        assert cookie.value.encode() not in text
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) == LIFETIME.total_seconds()


def test_cookie_is_secure_where_the_session_is(visitor: Browser, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    type_and_save(visitor)
    assert visitor.client.cookies[KEY_COOKIE]["secure"]


def test_password_is_never_kept(visitor: Browser, lead: User) -> None:
    page = visitor.open("/accounts/password/change/")
    end_sessions()
    page = visitor.send(page, {name: PASSWORD for name in page.form().names if "password" in name})
    assert visitor.path.startswith("/accounts/login/?next=/accounts/password/")
    assert KEY_COOKIE not in visitor.client.cookies
    root = browser(f.root())
    page = root.open("/admin/proposals/user/add/")
    end_sessions()
    root.send(page, {"email": "x@test.example"})
    assert all("password" in name for name in page.form("password1").names if "pass" in name)
    assert not ParkedPost.objects.exists()


def test_password_form_of_another_person_changes_nothing(visitor: Browser, lead: User) -> None:
    other = with_password(f.lead_b())
    page = visitor.open("/accounts/email/")
    visitor.client.force_login(other)
    page = visitor.send(page, {"email": "thief@test.example"})
    assert page.status == 409
    assert "is kept for an hour" not in page.text
    assert not EmailAddress.objects.filter(email="thief@test.example").exists()


def test_form_without_our_signature_is_not_kept(lead: User) -> None:
    forged = f"{lead.pk}:forged"
    for data in ({"name": NAME}, {"name": NAME, "sent_by": forged}, {"sent_by": str(lead.pk)}):
        answer = Client().post(PREFERENCES, data)
        assert answer["Location"] == "/accounts/login/?next=/preferences/"
        assert KEY_COOKIE not in answer.cookies
    assert not ParkedPost.objects.exists()


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"X-Requested-With": "fetch"}])
def test_script_keeps_its_text_itself(visitor: Browser, headers: dict[str, str]) -> None:
    data = visitor.open(PREFERENCES).form("name").filled({"name": NAME})
    end_sessions()
    answer = visitor.client.post(PREFERENCES, data, headers=headers)
    assert answer.status_code == 401
    assert answer.content.startswith(b"You are logged out, so this isn't saved.")
    visitor.client.force_login(f.lead_b())
    answer = visitor.client.post(PREFERENCES, data, headers=headers)
    assert answer.status_code == 401
    assert answer.content.startswith(b"Another person is logged in now, so this isn't saved.")
    assert not ParkedPost.objects.exists()


# --- What can't be kept -----------------------------------------------------------------------


def test_too_much_is_said_honestly_and_shown(visitor: Browser) -> None:
    page = visitor.open(PREFERENCES)
    end_sessions()
    for _ in range(MOST_POSTS_OF_A_PERSON):
        visitor.path = PREFERENCES
        visitor.send(page, {"name": "Before"})
    visitor.path = PREFERENCES
    page = visitor.send(page, {"name": NAME})
    assert page.status == 503
    assert "This wasn't saved, and we couldn't keep it" in page.text
    assert "Too much waits to be sent already." in page.text
    assert NAME in page.text
    assert ParkedPost.objects.count() == MOST_POSTS_OF_A_PERSON


@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_BYTES_OF_A_PERSON"])
def test_bytes_are_limited(visitor: Browser, limit: str) -> None:
    with patch(f"proposals.actions.parked.{limit}", 1000):
        page = type_and_save(visitor, "x" * 1000)
    assert page.status == 503
    assert "x" * 1000 in page.text


def test_full_disk_is_said_honestly(visitor: Browser) -> None:
    page = visitor.open(PREFERENCES)
    end_sessions()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE proposals_parkedpost RENAME TO away")
    page = visitor.send(page, {"name": NAME})
    assert page.status == 503
    assert "we couldn't keep it" in page.text
    assert NAME in page.text


# --- A form that isn't trusted ------------------------------------------------------------------


def test_form_with_an_old_token_is_kept(lead: User) -> None:
    """Where a proxy takes the header Origin away, the token must be right."""
    visitor = Browser(as_(lead, enforce_csrf_checks=True))
    page = visitor.open(PREFERENCES)
    visitor.client.cookies["csrftoken"] = "n" * 32
    page = visitor.send(page, {"name": NAME})
    assert visitor.path == LIST
    page = visitor.press(page, "Send now")
    assert "Your preferences are saved." in page.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_form_of_another_site_is_never_kept(lead: User, headers: dict[str, str]) -> None:
    """Not even if it has our signature, and whether or not the person is logged in."""
    client = as_(lead, enforce_csrf_checks=True)
    signed = Page(client.get(PREFERENCES)).form("name").values["sent_by"][0]
    data = {"name": NAME, "sent_by": signed, "csrfmiddlewaretoken": "o" * 32}
    for one in (client, Client(enforce_csrf_checks=True)):
        assert one.post(PREFERENCES, data, headers=headers).status_code == 403
    assert not ParkedPost.objects.exists()
