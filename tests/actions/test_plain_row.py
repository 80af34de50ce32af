"""Plain rows of the office and people's own settings, with their history."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import models

from proposals.actions import account, audit, plain_row
from proposals.models.audit import AuditEntry, chain_of
from proposals.models.mission import Mission
from tests import factories as f
from tests.history import broken

pytestmark = pytest.mark.django_db


def last(subject: models.Model) -> Any:
    return json.loads(f.last_entry(subject).text)


def test_history_keeps_what_changed_and_nothing_else() -> None:
    mission = Mission(slug="ce8", name="Chang'e-8")
    plain_row.save(mission, by=f.officer(), at=f.NOW)
    mission.name = "嫦娥八号"
    plain_row.save(mission, by=f.officer2(), at=f.AFTER)
    told = last(mission)
    assert (told["verb"], told["actor"]) == ("change", f.officer2().pk)
    assert (told["before"], told["after"]) == ({"name": "Chang'e-8"}, {"name": "嫦娥八号"})
    plain_row.save(mission, by=f.officer(), at=f.AFTER + timedelta(days=1))
    assert [one.verb for one in audit.entries(mission)] == ["create", "change"]


def test_history_of_a_deleted_row_stays_and_ends_with_the_deletion() -> None:
    mission = Mission(slug="ce8", name="Chang'e-8")
    plain_row.save(mission, by=f.officer(), at=f.NOW)
    chain = chain_of(mission)
    plain_row.delete(mission, by=f.officer(), at=f.AFTER)
    assert not Mission.objects.exists()
    verbs = AuditEntry.objects.filter(chain=chain).order_by("sequence")
    assert [one.verb for one in verbs] == ["create", "delete"]
    assert broken() == []


def test_names_and_passwords_of_people_stay_out_of_the_history() -> None:
    person = f.user("pat@test.example", name="Pat Secret")
    account.introduce(person, name=" Pat Secret ")
    account.prefer(person, name="Pat Secret", language="en", time_zone="Asia/Shanghai", at=f.NOW)
    person.organisation, person.country = "Secret Institute", "KE"
    person.set_password("secret")
    plain_row.save(person, by=f.root(), at=f.AFTER)
    person.refresh_from_db()
    assert (person.name, person.time_zone) == ("Pat Secret", "Asia/Shanghai")
    texts = [entry.text.casefold() for entry in audit.entries(person)]
    assert len(texts) == 3
    assert not any("secret" in text or "pat@" in text for text in texts)
    # That the organisation changed decides about conflicts, and isn't forgotten.
    assert last(person)["after"] == {"country": "KE", "organisation": "changed"}


def test_part_of_a_row_stands_in_the_history_of_the_whole() -> None:
    stage = f.call(publish=False).stages.get(number=1)
    criterion = stage.criteria.get(name="Science")
    criterion.weight = 70
    plain_row.save(criterion, by=f.officer(), at=f.NOW, part_of=stage)
    assert last(stage)["after"] == {f"criterion {criterion.pk}: weight": "70"}
    plain_row.delete(criterion, by=f.officer(), at=f.NOW, part_of=stage)
    assert "Science" in last(stage)["before"].values()
    assert broken() == []
