"""The terms of a call: officers enter the clauses and the language that prevails, and amend them."""

import pytest
from django.test import Client

from proposals.actions import call as actions
from proposals.domain.refusal import Refusal
from proposals.models.call import Amendment, Call
from proposals.models.terms import Clause
from tests import factories as f
from tests.admin.office import buttons, change, do, nothing_changes, queries, send
from tests.page import Page, as_, browser
from tests.refusal import refused

pytestmark = pytest.mark.django_db

FREE = {"position": "1", "title": "Carriage", "text": "It is free."}
CHINESE = {"title_zh": "搭载", "text_zh": "免费。"}


def entered(officer: Client, call: Call, language: str, *clauses: dict[str, str]) -> None:
    values = {"prevailing_language": language}
    sent = send(officer, change(call), values, rows={"clauses": clauses}, press="_save")
    assert sent.status_code == 302, Page(sent).refusals


def test_officer_enters_clauses_and_every_visitor_reads_them(officer: Client) -> None:
    call = f.call(publish=False)
    data = {"position": "2", "title": "Sharing of data", "text": "Both sides have them."}
    entered(officer, call, "en", data, FREE | CHINESE)
    assert [one.code for one in call.clauses.all()] == ["carriage", "sharing-of-data"]
    call.refresh_from_db()
    actions.publish(call, by=f.officer(), at=f.NOW)
    text = browser().open(call.get_absolute_url()).text
    assert "the English text prevails" in text
    assert "Carriage 搭载 It is free. 免费。 Sharing of data Both sides have them." in text
    assert "SHA-256 of these terms:" in text


def test_terms_without_a_language_that_prevails_are_not_published(officer: Client) -> None:
    call = f.call(publish=False)
    entered(officer, call, "", FREE)
    with nothing_changes(), refused(Refusal.NO_PREVAILING_LANGUAGE):
        actions.publish(call, by=f.officer(), at=f.NOW)


def test_clause_that_lacks_the_text_that_prevails_is_not_published(officer: Client) -> None:
    call = f.call(publish=False)
    entered(officer, call, "zh-Hans", FREE)
    with nothing_changes(), refused(Refusal.NO_PREVAILING_TEXT, says="prevails: Carriage."):
        actions.publish(call, by=f.officer(), at=f.NOW)
    values = {f"clauses-0-{name}": text for name, text in CHINESE.items()}
    send(officer, change(call), values, press="_save")
    actions.publish(call, by=f.officer(), at=f.NOW)
    assert "the Chinese text prevails" in browser().open(call.get_absolute_url()).text


def test_clause_is_amended_and_its_old_text_is_public(officer: Client) -> None:
    call = f.call(prevailing_language="en")
    clause = f.clause(call)
    name = f"clause_{clause.pk}_text"
    send(officer, do(call, "amend-terms"), {"text": "Fuel is dear.", name: "It costs."})
    text = browser().open(call.get_absolute_url()).text
    assert "Clause 1: text until then: Carriage is free. now: It costs." in text


def test_amendment_that_takes_away_the_text_that_prevails_is_refused(officer: Client) -> None:
    call = f.call(prevailing_language="en")
    clause = f.clause(call)
    language = f"call_{call.pk}_prevailing_language"
    with nothing_changes():
        sent = send(officer, do(call, "amend-terms"), {"text": "Other.", language: "zh-Hans"})
    assert Page(sent).refusals == [
        "These clauses have no title or no text in the language that prevails: Clause 1."
    ]
    both = {f"clause_{clause.pk}_{name}": text for name, text in CHINESE.items()}
    send(officer, do(call, "amend-terms"), {"text": "Other.", language: "zh-Hans"} | both)
    assert [one["after"] for one in Amendment.objects.get().changes] == [
        "zh-Hans",
        "搭载",
        "免费。",
    ]


def test_published_clause_takes_no_change(officer: Client) -> None:
    call = f.call(publish=False, prevailing_language="en")
    f.clause(call)
    data = {**Page(officer.get(change(call))).form().values, "clauses-0-text": "Other"}
    actions.publish(call, by=f.officer(), at=f.NOW)
    with nothing_changes():
        officer.post(change(call), data)
    assert "clauses-0-text" not in Page(officer.get(change(call))).form().names


def test_call_without_terms_has_no_button_and_no_words_for_them(officer: Client) -> None:
    call = f.call()
    assert "amend-terms" not in buttons(officer.get(change(call)))
    assert "Terms of the call" not in browser().open(call.get_absolute_url()).text
    f.clause(call)
    assert "amend-terms" in buttons(officer.get(change(call)))


def test_queries_of_the_pages_with_terms() -> None:
    call = f.call(prevailing_language="en")
    f.clause(call)
    paths = (change(call), do(call, "amend-terms"))
    before = [queries(as_(f.officer()), path) for path in paths]
    f.clause(call, 2)
    f.clause(call, 3)
    assert Clause.objects.count() == 3
    assert [queries(as_(f.officer()), path) for path in paths] == before
