"""What `check --deploy` says of a site that is still a demonstration."""

from typing import Any

import pytest
from django.core.checks import run_checks

from tests import factories as f

pytestmark = pytest.mark.django_db


def objections(name: str = "tracker.E001") -> list[str]:
    found = run_checks(tags=["security"], include_deployment_checks=True)
    return [one.msg for one in found if one.id == name]


def test_demonstration_account_that_can_log_in_is_an_error() -> None:
    demo = f.user("lead-a@demo.example")
    demo.set_password("demo-only-password")
    demo.save()
    assert objections() == ["1 demonstration accounts can log in, their password is public."]


def test_account_that_is_closed_or_has_no_password_is_none() -> None:
    without = f.user("lead-b@demo.example")
    without.set_unusable_password()
    without.save()
    closed = f.user("officer@demo.example", is_active=False)
    closed.set_password("demo-only-password")
    closed.save()
    f.user("someone@agency.example").set_password("their own")
    assert objections() == []


@pytest.mark.parametrize(
    ("setting", "wrong", "name"),
    [
        ("DEMO", True, "tracker.E002"),
        ("SECRET_KEY_IS_MADE_HERE", True, "tracker.E003"),
        ("EMAIL_DELIVERY", False, "tracker.E004"),
    ],
)
def test_setting_of_a_demonstration_is_an_error(
    settings: Any, setting: str, wrong: bool, name: str
) -> None:
    setattr(settings, setting, wrong)
    assert len(objections(name)) == 1
    setattr(settings, setting, not wrong)
    assert objections(name) == []


@pytest.mark.parametrize(
    "address", ["", "office", "office@tracker.example", "office@example.com", "a@b.test"]
)
def test_address_of_the_office_that_nobody_reads_is_an_error(settings: Any, address: str) -> None:
    settings.OFFICE_EMAIL = address
    assert len(objections("tracker.E005")) == 1
    settings.OFFICE_EMAIL = "office@space-agency.int"
    assert objections("tracker.E005") == []
