"""A Redis cache that may be down: without it pages are slower, but they work."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def _or(answer: Callable[..., Any], method: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a cache method: if it can't reach Redis, it answers as an empty cache would."""

    @wraps(method)
    def forgiving(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except RedisError:
            logger.warning("Redis can't be reached; going on without the cache")
            return answer(*args, **kwargs)

    return forgiving


class ForgivingRedisCache(RedisCache):
    """A Redis cache whose methods have an answer even if Redis can't be reached."""

    get = _or(lambda self, key, default=None, version=None: default, RedisCache.get)
    get_many = _or(lambda self, keys, version=None: {}, RedisCache.get_many)
    has_key = _or(lambda self, key, version=None: False, RedisCache.has_key)
    set = _or(lambda self, *args, **kwargs: None, RedisCache.set)
    set_many = _or(lambda self, data, *args, **kwargs: list(data), RedisCache.set_many)
    add = _or(lambda self, *args, **kwargs: True, RedisCache.add)
    incr = _or(lambda self, key, delta=1, version=None: delta, RedisCache.incr)
    touch = _or(lambda self, *args, **kwargs: False, RedisCache.touch)
    delete = _or(lambda self, key, version=None: False, RedisCache.delete)
    delete_many = _or(lambda self, keys, version=None: None, RedisCache.delete_many)
    clear = _or(lambda self: False, RedisCache.clear)
