"""The clock that portal tests share: the middle of the open call's first stage."""

from collections.abc import Iterator

import pytest
import time_machine

from tests import factories as f


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(f.NOW, tick=False) as traveller:
        yield traveller
