"""What `check --deploy` says of a site that still has demonstration accounts."""

import pytest
from django.core.checks import run_checks

from tests import factories as f

pytestmark = pytest.mark.django_db


def objections() -> list[str]:
    found = run_checks(tags=["security"], include_deployment_checks=True)
    return [one.msg for one in found if one.id == "tracker.E001"]


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
