"""A published call is amended: with words, mail to who is concerned, and before and after."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from proposals.models.call import Amendment, Call
from proposals.models.message import Message
from tests import factories as f
from tests.admin.office import change, do, nothing_changes, send, snapshot
from tests.page import Page, as_, browser

pytestmark = pytest.mark.django_db

LATER = f.CLOSES + timedelta(days=7)


@pytest.fixture
def call() -> Call:
    return f.call()


def closing(call: Call, number: int = 1) -> str:
    return f"stage_{call.stages.get(number=number).pk}_closes_at"


def opening(call: Call, number: int) -> str:
    return f"stage_{call.stages.get(number=number).pk}_opens_at"


def later(call: Call) -> dict[str, str]:
    """Values that move the letter's end and the next stage's begin by a week."""
    moment = f"{LATER:%Y-%m-%dT%H:%M:%S}"
    return {closing(call): moment, opening(call, 2): moment}


def test_amend_needs_words(officer: Client, call: Call) -> None:
    path = do(call, "amend")
    with nothing_changes():
        refused = send(officer, path, later(call))
    assert refused.status_code == 422
    assert Page(refused).refusals == ["This can't be left empty."]
    kept = Page(refused).form().values[closing(call)]
    assert kept == [later(call)[closing(call)]]


def test_amend_moves_the_closing_date_and_tells_everyone_with_a_draft(
    officer: Client, call: Call, client: Client
) -> None:
    f.draft()
    f.observer_a()
    f.draft("Another", by=f.lead_b())
    f.member("uninvolved@test.example", f.agency("Agency C"), "administrator")
    Message.objects.all().delete()
    sent = send(officer, do(call, "amend"), {"text": "A week more for all.", **later(call)})
    assert sent.status_code == 302, Page(sent).refusals
    assert call.stages.get(number=1).closes_at == LATER
    assert call.stages.get(number=2).opens_at == LATER
    assert set(Message.objects.values_list("to", flat=True)) == {
        "lead-a@test.example",
        "observer-a@test.example",
        "lead-b@test.example",
    }
    body = Message.objects.filter(to="lead-a@test.example").get().body
    assert "A week more for all." in body
    assert f"{LATER.day} Nov 2026, 12:00:00 UTC" in body
    public = Page(client.get(call.get_absolute_url())).text
    assert "Amendment 1" in public
    assert "A week more for all." in public
    for at in (f.CLOSES, LATER):
        assert f"{at.day} Nov 2026, 12:00:00 UTC" in public


def test_amend_names_only_what_was_changed(officer: Client, call: Call) -> None:
    send(officer, do(call, "amend"), {"text": "A word of explanation."})
    assert Amendment.objects.get().changes == []


def test_amend_leaves_the_seconds_of_a_deadline_alone(officer: Client, call: Call) -> None:
    ends = f.CLOSES.replace(minute=59, second=59)
    call.stages.filter(number=1).update(closes_at=ends)
    call.stages.filter(number=2).update(opens_at=ends)
    send(officer, do(call, "amend"), {"text": "Only words.", f"call_{call.pk}_summary": "New"})
    assert call.stages.get(number=1).closes_at == ends
    assert [one["what"] for one in Amendment.objects.get().changes] == [f"{call}: summary"]


def test_amend_changes_a_limit_with_its_figures(
    officer: Client, call: Call, client: Client
) -> None:
    limit = call.offers.get().limits.get(scope="platform")
    name = f"limit_{limit.pk}_maximum"
    send(officer, do(call, "amend"), {"text": "The lander carries more.", name: "250"})
    limit.refresh_from_db()
    assert limit.maximum == 250
    changed = Amendment.objects.get().changes
    assert [(one["before"], one["after"]) for one in changed] == [("200.000", "250")]


def test_amend_changes_the_lower_side_of_a_limit(officer: Client, call: Call) -> None:
    limit = call.offers.get().limits.create(quantity="temperature", scope="platform", minimum=-150)
    name = f"limit_{limit.pk}_minimum"
    send(officer, do(call, "amend"), {"text": "It gets colder.", name: "-180"})
    limit.refresh_from_db()
    assert limit.minimum == -180
    assert "from -180" in browser().open(call.get_absolute_url()).text


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "-1", "1e9999", "lots"])
def test_amend_refuses_a_limit_that_is_no_figure(officer: Client, call: Call, figure: str) -> None:
    limit = call.offers.get().limits.get(scope="platform")
    name = f"limit_{limit.pk}_maximum"
    with nothing_changes():
        refused = send(officer, do(call, "amend"), {"text": "Words.", name: figure})
    assert refused.status_code == 422
    assert len(Page(refused).refusals) == 1
    assert Page(refused).form().values["text"] == ["Words."]


def test_amend_refuses_a_maximum_below_the_minimum(officer: Client, call: Call) -> None:
    limit = call.offers.get().limits.get(scope="platform")
    limit.minimum = 50
    limit.save()
    with nothing_changes():
        refused = send(
            officer, do(call, "amend"), {"text": "Words.", f"limit_{limit.pk}_maximum": "40"}
        )
    assert refused.status_code == 422
    assert Page(refused).refusals


@pytest.mark.parametrize(
    "closes", [f.NOW - timedelta(days=60), f.NOW - timedelta(days=1)], ids=["before", "in the past"]
)
def test_amend_refuses_an_end_that_is_over(officer: Client, call: Call, closes: object) -> None:
    values = {"text": "A slip of the year.", closing(call): f"{closes:%Y-%m-%dT%H:%M:%S}"}
    with nothing_changes():
        refused = send(officer, do(call, "amend"), values)
    assert refused.status_code == 422
    assert Page(refused).refusals


def test_amend_refuses_stages_that_overlap(officer: Client, call: Call) -> None:
    values = {"text": "Words.", closing(call): f"{LATER:%Y-%m-%dT%H:%M:%S}"}
    with nothing_changes():
        refused = send(officer, do(call, "amend"), values)
    assert Page(refused).refusals == ["A stage opens before the one before it closes."]


def test_amend_refuses_a_stage_that_has_closed(officer: Client, call: Call, clock: object) -> None:
    clock.move_to(f.AFTER)  # type: ignore[attr-defined]
    values = {"text": "Too late.", closing(call): f"{LATER:%Y-%m-%dT%H:%M:%S}"}
    with nothing_changes():
        refused = send(as_(f.officer()), do(call, "amend"), values)
    assert Page(refused).refusals == ["A stage that has closed can't be changed."]


def test_amend_of_a_page_that_is_old_reverts_nothing(officer: Client, call: Call) -> None:
    old = Page(officer.get(do(call, "amend"))).form().values
    send(as_(f.officer2()), do(call, "amend"), {"text": "A week more.", **later(call)})
    sent = officer.post(do(call, "amend"), {**old, "text": "Only a word."})
    assert sent.status_code == 302
    assert call.stages.get(number=1).closes_at == LATER
    assert Amendment.objects.get(number=2).changes == []


def test_amend_is_not_offered_for_a_draft_or_a_record(officer: Client) -> None:
    draft = f.call("DRF", publish=False)
    record = f.call("REC", provenance="record")
    for call in (draft, record):
        assert "do/amend/" not in officer.get(change(call)).content.decode()
        before = snapshot()
        assert officer.post(do(call, "amend"), {"text": "Words."}).status_code == 302
        assert snapshot() == before


def test_amendment_of_a_text_of_200000_characters_is_refused(officer: Client, call: Call) -> None:
    with nothing_changes():
        refused = send(officer, do(call, "amend"), {"text": "x" * 200_000})
    assert refused.status_code == 422
    assert Page(refused).form().values["text"] == ["x" * 200_000]


def test_amend_changes_the_reviews_that_a_stage_wants_even_after_it_has_closed(
    call: Call, clock: time_machine.Traveller
) -> None:
    clock.move_to(f.AFTER)
    officer = as_(f.officer())
    stage = call.stages.get(number=1)
    wanted = {f"stage_{stage.pk}_reviews_wanted": "3"}
    with nothing_changes():
        for wrong in ("-1", "21", "many", ""):
            refused = send(
                officer, do(call, "amend"), {"text": "More.", **dict.fromkeys(wanted, wrong)}
            )
            assert refused.status_code == 422
    sent = send(officer, do(call, "amend"), {"text": "Three each.", **wanted})
    assert sent.status_code == 302, Page(sent).refusals
    stage.refresh_from_db()
    assert stage.reviews_wanted == 3
    (change_of,) = Amendment.objects.get(call=call).changes
    assert (change_of["before"], change_of["after"]) == ("0", "3")


def test_amend_lets_a_published_stage_ask_for_a_sign_off_and_stop_asking(
    officer: Client, call: Call
) -> None:
    stage = call.stages.get(number=2)
    path, name = do(call, "amend"), f"stage_{stage.pk}_asks_signoff"
    form = Page(officer.get(path)).form(name).filled({"text": "Agencies approve.", name: "on"})
    assert officer.post(path, form).status_code == 302
    stage.refresh_from_db()
    assert stage.asks_signoff
    (change_of,) = Amendment.objects.get(call=call).changes
    assert (change_of["before"], change_of["after"]) == ("no", "yes")
    form = Page(officer.get(path)).form(name).filled({"text": "Not any more."})
    form.pop(name)
    assert officer.post(path, form).status_code == 302
    stage.refresh_from_db()
    assert not stage.asks_signoff


def test_amend_of_a_date_that_another_officer_has_moved_is_refused_once(
    officer: Client, call: Call
) -> None:
    path, name = do(call, "amend"), closing(call)
    old = Page(officer.get(path)).form()
    theirs = f"{f.CLOSES - timedelta(days=1):%Y-%m-%dT%H:%M:%S}"
    send(as_(f.officer2()), path, {"text": "A day less.", name: theirs})
    mine = f"{f.CLOSES - timedelta(days=2):%Y-%m-%dT%H:%M:%S}"
    with nothing_changes():
        refused = officer.post(path, old.filled({"text": "Two days less.", name: mine}))
    assert refused.status_code == 422
    assert Page(refused).refusals == [
        "Another officer has changed this meanwhile, to 11 Nov 2026, 12:00:00 UTC."
        " Send the form again to replace it with your own value."
    ]
    form = Page(refused).form()
    assert (form.values["text"], form.values[name]) == (["Two days less."], [mine])
    assert officer.post(path, form.values).status_code == 302
    (change,) = Amendment.objects.get(number=2).changes
    assert change["before"] == (f.CLOSES - timedelta(days=1)).isoformat()
    assert call.stages.get(number=1).closes_at == f.CLOSES - timedelta(days=2)


def test_amend_of_a_limit_that_another_officer_has_changed_names_it(
    officer: Client, call: Call
) -> None:
    path = do(call, "amend")
    name = f"limit_{call.offers.get().limits.get(scope='platform').pk}_maximum"
    old = Page(officer.get(path)).form()
    send(as_(f.officer2()), path, {"text": "More.", name: "250"})
    with nothing_changes():
        refused = officer.post(path, old.filled({"text": "Less.", name: "150"}))
    assert "meanwhile, to 250.000." in Page(refused).refusals[0]


# --- An hour that comes twice --------------------------------------------------------------

# In Berlin the clocks go from 3 back to 2 o'clock at 01:00 UTC.
TWICE = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.fixture
def in_berlin() -> Client:
    person = f.officer()
    person.time_zone = "Europe/Berlin"
    person.save()
    return as_(person)


def test_deadline_in_the_hour_that_comes_twice_hinders_no_other_amendment(
    in_berlin: Client, call: Call
) -> None:
    for at in (TWICE, TWICE + timedelta(hours=1)):
        call.stages.filter(number=2).update(closes_at=at)
        values = {"text": "Only words.", f"call_{call.pk}_summary": f"{at}"}
        sent = send(in_berlin, do(call, "amend"), values)
        assert sent.status_code == 302, Page(sent).refusals
        assert call.stages.get(number=2).closes_at == at
        assert len(Amendment.objects.latest("pk").changes) == 1


def test_amend_to_the_hour_that_comes_twice_asks_which_and_takes_the_answer(
    in_berlin: Client, call: Call
) -> None:
    name = closing(call, 2)
    with nothing_changes():
        refused = send(in_berlin, do(call, "amend"), {"text": "W", name: "2027-10-31T02:30:00"})
    page = Page(refused)
    assert page.refusals == [
        "This time comes twice in Europe/Berlin, where the clocks are set back. Write which you"
        " mean: 2027-10-31T02:30:00+02:00 or 2027-10-31T02:30:00+01:00."
    ]
    # A browser's input of time has no place for an offset.
    assert page.texts(f"//input[@name='{name}']/@type") == ["text"]
    answers = {name: "2027-10-31T02:30:00+01:00"}
    assert in_berlin.post(do(call, "amend"), page.form().filled(answers)).status_code == 302
    assert call.stages.get(number=2).closes_at == TWICE + timedelta(hours=1)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (
            "2027-03-28T02:30:00",
            "There is no such time in Europe/Berlin: the clocks are set forward.",
        ),
        ("9999-12-31T23:59:59", "Write a year between 2000 and 2199."),
        ("0001-01-01T00:00:00", "Write a year between 2000 and 2199."),
    ],
)
def test_amend_to_a_time_that_does_not_come_is_a_sentence(
    in_berlin: Client, call: Call, typed: str, says: str
) -> None:
    with nothing_changes():
        refused = send(in_berlin, do(call, "amend"), {"text": "W", closing(call, 2): typed})
    assert (refused.status_code, Page(refused).refusals) == (422, [says])


@pytest.mark.parametrize("typed", ["9999-12-31T23:59:59", "0001-01-01T00:00:00"])
def test_stage_of_a_draft_takes_no_year_that_no_page_could_show(
    officer: Client, typed: str
) -> None:
    stage = f.call("DRF", publish=False).stages.get(number=2)
    with nothing_changes():
        refused = send(officer, change(stage), {"closes_at": typed})
    assert "Write a year between 2000 and 2199." in Page(refused).refusals
    assert officer.get(change(stage)).status_code == 200


def test_stage_of_a_draft_keeps_a_deadline_in_the_hour_that_comes_twice(in_berlin: Client) -> None:
    stage = f.call("DRF", publish=False).stages.get(number=2)
    type(stage).objects.filter(pk=stage.pk).update(closes_at=TWICE)
    sent = send(in_berlin, change(stage), {"grace_seconds": "30"})
    assert sent.status_code == 302, Page(sent).refusals
    stage.refresh_from_db()
    assert (stage.closes_at, stage.grace_seconds) == (TWICE, 30)
