"""The Redis cache, with its server and without."""

import socket
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tracker.cache import ForgivingRedisCache


@pytest.fixture
def redis_cache(redis_url: str) -> ForgivingRedisCache:
    return ForgivingRedisCache(redis_url, {"KEY_PREFIX": uuid4().hex, "TIMEOUT": 60})


@pytest.fixture
def lost_cache() -> Iterator[ForgivingRedisCache]:
    with socket.socket() as bound:  # bound and not listening: nobody else can answer there
        bound.bind(("127.0.0.1", 0))
        yield ForgivingRedisCache(f"redis://127.0.0.1:{bound.getsockname()[1]}/0", {})


def test_redis_cache_keeps_what_is_set(redis_cache):
    redis_cache.set("call", {"slug": "ce-8"})
    assert redis_cache.get("call") == {"slug": "ce-8"}
    assert redis_cache.delete("call") is True
    assert redis_cache.get("call", "gone") == "gone"


def test_redis_cache_counts(redis_cache):
    assert redis_cache.add("attempts", 1) is True
    assert redis_cache.add("attempts", 9) is False
    assert redis_cache.incr("attempts") == 2


def test_lost_cache_answers_as_an_empty_one(lost_cache):
    lost_cache.set("call", "ce-8")
    assert lost_cache.get("call", "default") == "default"
    assert lost_cache.get_or_set("call", lambda: "computed") == "computed"
    assert lost_cache.delete("call") is False


def test_lost_cache_locks_nobody_out(lost_cache):
    assert lost_cache.add("attempts", 1) is True
    assert lost_cache.incr("attempts") == 1


def test_lost_cache_says_so_in_the_log(lost_cache, caplog):
    lost_cache.get("call")
    assert "Redis can't be reached" in caplog.text
