"""A form of the office writes what the person changed, and only while the row may be written."""

import logging
from io import StringIO
from threading import Thread
from unittest.mock import patch

import pytest
from django.db import connection

from proposals.actions import call as call_actions
from proposals.forms.call import CallForm
from proposals.models.call import Call, Stage
from proposals.models.mission import Platform
from tests import factories as f
from tests.admin.office import change, notes, send
from tests.page import Page, as_


@pytest.mark.django_db
def test_old_page_keeps_what_another_officer_changed() -> None:
    call = f.call(publish=False)
    first, second = as_(f.officer()), as_(f.officer2())
    shown = Page(first.get(change(call))).form()
    assert send(second, change(call), {"title": "A title of today"}).status_code == 302
    answer = first.post(change(call), shown.filled({"summary": "A summary of today"}))
    assert answer.status_code == 302
    call.refresh_from_db()
    assert (call.title, call.summary) == ("A title of today", "A summary of today")


@pytest.mark.django_db
def test_old_page_keeps_a_row_that_another_officer_changed() -> None:
    stage = f.call(publish=False).stages.get(number=1)
    first, second = as_(f.officer()), as_(f.officer2())
    shown = Page(first.get(change(stage))).form()
    assert send(second, change(stage), {"criteria-0-weight": "70"}).status_code == 302
    answer = first.post(change(stage), shown.filled({"criteria-0-name": "Science return"}))
    assert answer.status_code == 302
    criterion = stage.criteria.order_by("pk")[0]
    assert (criterion.name, criterion.weight) == ("Science return", 70)


@pytest.mark.django_db
def test_old_page_keeps_a_platform_that_another_officer_added() -> None:
    call = f.call(publish=False)
    lander = Platform.objects.get()
    orbiter = Platform.objects.create(mission=lander.mission, name="orbiter")
    first, second = as_(f.officer()), as_(f.officer2())
    shown = Page(first.get(change(call))).form()
    both = {"platforms": [str(lander.pk), str(orbiter.pk)]}
    assert send(second, change(call), both).status_code == 302
    assert first.post(change(call), shown.filled({"title": "Of today"})).status_code == 302
    call.refresh_from_db()
    assert call.title == "Of today"
    assert set(call.offers.values_list("platform", flat=True)) == {lander.pk, orbiter.pk}


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["call", "stage"])
def test_page_of_a_draft_can_not_change_a_published_call(part: str) -> None:
    call = f.call(publish=False)
    row: Call | Stage = call if part == "call" else call.stages.get(number=1)
    client = as_(f.officer())
    shown = Page(client.get(change(row))).form()
    call_actions.publish(call, by=f.officer2(), at=f.NOW)
    answer = client.post(change(row), shown.filled({}))
    assert notes(client, answer) == ["You can't change this here now. Nothing was saved."]
    call.refresh_from_db()
    assert call.state == Call.State.PUBLISHED


@pytest.mark.django_db(transaction=True)
def test_call_that_is_published_while_a_form_is_saved_stays_published() -> None:
    call = f.call(publish=False)
    client, publisher = as_(f.officer()), f.officer2()
    shown = Page(client.get(change(call))).form()
    threads: list[Thread] = []

    def publish() -> None:
        try:
            call_actions.publish(call, by=publisher, at=f.NOW)
        finally:
            connection.close()

    check = CallForm.clean_prefix

    def publish_meanwhile(form: CallForm) -> str:
        """Publish between the form's reading of the row and its saving."""
        threads.append(Thread(target=publish))
        threads[0].start()
        threads[0].join(timeout=1)  # it waits for the lock, or it is done
        return check(form)

    with patch.object(CallForm, "clean_prefix", publish_meanwhile):
        client.post(change(call), shown.filled({"summary": "Of today"}))
    threads[0].join()
    call.refresh_from_db()
    assert call.state == Call.State.PUBLISHED


@pytest.mark.django_db
def test_refusal_is_one_line_in_the_log() -> None:
    (console,) = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    written = StringIO()
    before = console.setStream(written)
    try:
        assert as_(f.chair()).get("/admin/proposals/user/").status_code == 403
    finally:
        console.setStream(before)
    assert written.getvalue().count("\n") == 1
    assert "/admin/proposals/user/" in written.getvalue()
