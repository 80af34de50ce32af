"""Fields that the office adds to a stage, without code: entered, checked, published, amended."""

from typing import Any

import pytest
from django.test import Client

from proposals.actions import call as actions
from proposals.domain.refusal import Refusal
from proposals.models.asked_field import AskedField
from proposals.models.call import Amendment, Stage
from tests import factories as f
from tests.admin.office import buttons, change, do, nothing_changes, queries, send
from tests.page import Page, as_, browser

pytestmark = pytest.mark.django_db

STATION = {
    "position": "1",
    "kind": "choice",
    "text": "Do you have a station?",
    "text_zh": "有地面站吗？",
    "choices": "Yes | 是\nNo | 否",
    "required": "on",
}
ANTENNA = {"position": "2", "kind": "number", "text": "How large is its antenna?", "unit": "m"}


@pytest.fixture
def stage() -> Stage:
    stages = f.call(publish=False).stages.filter(number=2)
    stages.update(sections=[*f.FULL, "questions"])
    return stages.get()


def entered(officer: Client, stage: Stage, *rows: dict[str, str], **values: Any) -> Any:
    return send(officer, change(stage), values, rows={"asked_fields": rows}, press="_save")


def with_station(officer: Client, stage: Stage) -> None:
    sent = entered(officer, stage, STATION, ANTENNA)
    assert sent.status_code == 302, Page(sent).refusals


def test_officer_adds_questions_and_every_visitor_reads_them(officer: Client, stage: Stage) -> None:
    with_station(officer, stage)
    after = {"asked_fields-1-after": "do-you-have-a-station=yes"}
    sent = send(officer, change(stage), after, press="_save")
    assert sent.status_code == 302, Page(sent).refusals
    station, antenna = stage.asked_fields.all()
    assert station.choices == [
        {"code": "yes", "text": "Yes", "text_zh": "是"},
        {"code": "no", "text": "No", "text_zh": "否"},
    ]
    assert (antenna.after_field, antenna.after_choice) == (station.code, "yes")
    actions.publish(stage.call, by=f.officer(), at=f.NOW)
    text = browser().open(stage.call.get_absolute_url()).text
    assert "Further questions to the teams: Full proposal" in text
    assert "Do you have a station? 有地面站吗？ (Choice, required) Yes 是 No 否" in text
    assert (
        "How large is its antenna? (Number, m, optional) Asked only after “Yes” in “Do you have a station?”."
        in text
    )


def test_choices_and_condition_are_shown_as_they_were_entered(
    officer: Client, stage: Stage
) -> None:
    with_station(officer, stage)
    send(
        officer, change(stage), {"asked_fields-1-after": "do-you-have-a-station=no"}, press="_save"
    )
    values = Page(officer.get(change(stage))).form().values
    assert values["asked_fields-0-choices"][0].splitlines() == ["Yes | 是", "No | 否"]
    assert values["asked_fields-1-after"] == ["do-you-have-a-station=no"]
    with nothing_changes():
        assert send(officer, change(stage), press="_save").status_code == 302


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"choices": "Yes"}, Refusal.TOO_FEW_CHOICES),
        ({"choices": ""}, Refusal.TOO_FEW_CHOICES),
        ({"kind": "text"}, Refusal.CHOICES_UNUSED),
        ({"unit": "kg"}, Refusal.UNIT_UNUSED),
    ],
)
def test_question_that_no_team_could_answer_is_refused(
    officer: Client, stage: Stage, changed: dict[str, str], refusal: Refusal
) -> None:
    with nothing_changes():
        sent = entered(officer, stage, STATION | changed)
    assert refusal.value in Page(sent).refusals


def test_choice_that_is_there_twice_is_refused(officer: Client, stage: Stage) -> None:
    with nothing_changes():
        sent = entered(officer, stage, STATION | {"choices": "Yes\nYes"})
    assert "“Yes” is in the list twice." in Page(sent).refusals


@pytest.mark.parametrize(
    "values",
    [
        {"asked_fields-0-position": "3"},
        {"asked_fields-0-DELETE": "on"},
        {"asked_fields-0-choices": "Perhaps\nNo"},
    ],
    ids=["moved behind", "deleted", "without the choice"],
)
def test_question_on_which_another_depends_stays(
    officer: Client, stage: Stage, values: dict[str, str]
) -> None:
    with_station(officer, stage)
    after = {"asked_fields-1-after": "do-you-have-a-station=yes"}
    send(officer, change(stage), after, press="_save")
    with nothing_changes():
        sent = send(officer, change(stage), values, press="_save")
    assert Refusal.ASKED_AFTER_NOTHING.value in Page(sent).refusals


def test_old_page_keeps_the_choices_that_another_officer_changed(
    officer: Client, stage: Stage
) -> None:
    with_station(officer, stage)
    shown = Page(officer.get(change(stage))).form()
    new = {"asked_fields-0-choices": "Yes | 是\nNo | 否\nPerhaps"}
    assert send(as_(f.officer2()), change(stage), new).status_code == 302
    assert (
        officer.post(change(stage), shown.filled({"asked_fields-0-help": "Ours."})).status_code
        == 302
    )
    station = stage.asked_fields.all()[0]
    assert station.help == "Ours."
    assert [one["code"] for one in station.choices] == ["yes", "no", "perhaps"]


# --- Published ------------------------------------------------------------------------------


def test_published_question_takes_no_change(officer: Client, stage: Stage) -> None:
    with_station(officer, stage)
    data = {**Page(officer.get(change(stage))).form().values, "asked_fields-0-text": "Other?"}
    actions.publish(stage.call, by=f.officer(), at=f.NOW)
    with nothing_changes():
        officer.post(change(stage), data)
    assert "asked_fields-0-text" not in Page(officer.get(change(stage))).form().names


def test_words_of_a_question_are_amended(officer: Client) -> None:
    call = f.call()
    assert "amend-questions" not in buttons(officer.get(change(call)))
    field = f.asked_field(call)
    assert "amend-questions" in buttons(officer.get(change(call)))
    name = f"askedfield_{field.pk}_help"
    sent = send(officer, do(call, "amend-questions"), {"text": "Clearer.", name: "On the ground."})
    assert sent.status_code == 302, Page(sent).refusals
    assert AskedField.objects.get().help == "On the ground."
    assert Amendment.objects.get().changes == [
        {"what": "Question 1?: help", "before": "", "after": "On the ground."}
    ]
    assert "On the ground." in browser().open(call.get_absolute_url()).text


def test_queries_of_the_pages_with_questions_to_the_teams() -> None:
    call = f.call()
    f.asked_field(call)
    paths = (change(call.stages.get(number=2)), do(call, "amend-questions"), change(call))
    before = [queries(as_(f.officer()), path) for path in paths]
    f.asked_field(call, 2)
    f.asked_field(call, 3)
    assert [queries(as_(f.officer()), path) for path in paths] == before
