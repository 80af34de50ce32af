"""A rule's refusal, as a test expects it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from proposals.domain.errors import RuleBroken


@contextmanager
def refused(code: str, *, says: str = "", field: str | None = None) -> Iterator[None]:
    """Expect a RuleBroken of this code, whose sentence contains `says` and names `field`."""
    with pytest.raises(RuleBroken) as caught:
        yield
    assert caught.value.code == code, str(caught.value)
    assert says in str(caught.value)
    assert field in (None, caught.value.field)
