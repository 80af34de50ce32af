"""The rows that each role is held against."""

import pytest

from tests.access.scene import Scene, build


@pytest.fixture
def scene(db: None) -> Scene:
    return build()
