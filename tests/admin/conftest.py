"""The clock of the office's tests; the cast's own times are those of tests/factories.py."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tests import factories as f
from tests.page import as_


@pytest.fixture
def officer() -> Client:
    return as_(f.officer())


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Stop the clock while the letter's window is open."""
    with time_machine.travel(f.NOW, tick=False) as traveller:
        yield traveller
