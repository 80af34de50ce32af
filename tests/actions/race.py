"""Two people at once: real threads, each on a database connection of its own."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections, models, transaction

from proposals.domain.refusal import RuleBroken

# Long enough for the threads to reach the lock that holds them back.
GATHERING_SECONDS = 0.3


def race(*verbs: Callable[[], object], behind: models.Model) -> list[object]:
    """Run the verbs at once and return what each returned, or the rule that it broke.

    They gather behind the row's lock, so that each has begun before the other could end. On
    SQLite that lock is the one of the whole database.
    """
    with ThreadPoolExecutor(len(verbs)) as pool:
        with transaction.atomic():
            type(behind)._base_manager.select_for_update().get(pk=behind.pk)
            waiting = [pool.submit(_run, verb) for verb in verbs]
            time.sleep(GATHERING_SECONDS)
        return [one.result(timeout=60) for one in waiting]


def _run(verb: Callable[[], object]) -> object:
    try:
        return verb()
    except RuleBroken as refusal:
        return refusal
    finally:
        connections.close_all()
