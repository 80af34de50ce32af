"""The real workers against mail servers that hang, refuse and are slow: decisions are released."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread, Timer
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django_q.tasks import async_task

from proposals.actions import job, message
from proposals.models.decision import Decision
from tests import factories as f

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES = 40
RELEASED_WITHIN = 120  # seconds
DELIVER = "proposals.jobs.message.deliver"


# --- Mail servers ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Server:
    """Where the worker sends its mail, and how the worker's log or the server shows a try."""

    port: int
    has_been_tried: Callable[["Worker"], object]


@contextmanager
def hanging() -> Iterator[Server]:
    """Take connections, and say nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server, ExitStack() as connections:
        server.settimeout(RELEASED_WITHIN)
        accepted = lambda _: connections.enter_context(server.accept()[0])  # noqa: E731
        yield Server(server.getsockname()[1], accepted)


@contextmanager
def refusing() -> Iterator[Server]:
    """Have a port on which nobody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        refused = lambda worker: worker.read_until(lambda line: "wasn't sent" in line)  # noqa: E731
        yield Server(server.getsockname()[1], refused)


@contextmanager
def slow() -> Iterator[Server]:
    """Answer each command after five seconds."""
    tried, ended = Event(), Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_serve_slowly, args=(server, tried, ended), daemon=True).start()
        yield Server(server.getsockname()[1], lambda _: tried.wait(RELEASED_WITHIN))
        ended.set()


def _serve_slowly(server: socket.socket, tried: Event, ended: Event) -> None:
    while not ended.is_set():
        client, _ = server.accept()
        with client, client.makefile("rwb", buffering=0) as lines:
            lines.write(b"220 slow\r\n")
            for line in lines:
                tried.set()
                if ended.wait(5):
                    return
                lines.write(b"354 go on\r\n" if line.startswith(b"DATA") else b"250 yes\r\n")


# --- Workers, each with a copy of the test's database ------------------------------------------------


class Worker:
    """`manage.py worker`, whose log is read line by line."""

    def __init__(self, database: BaseDatabaseWrapper, *, email_port: int, data_dir: Path) -> None:
        environment = {
            **os.environ,
            "DATABASE_URL": _address(database.settings_dict),
            "DATA_DIR": str(data_dir),
            "SECRET_KEY": site.SECRET_KEY,  # by which the runs of the queue are signed
            "EMAIL_URL": f"smtp://127.0.0.1:{email_port}",
            "LOG_LEVEL": "INFO",
        }
        self.database = database
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "worker"],
            cwd=site.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def read_until(self, condition: Callable[[str], bool]) -> None:
        assert self.process.stdout is not None
        assert any(condition(line) for line in self.process.stdout), "the worker ended"

    def make_decision_due(self) -> None:
        with self.database.cursor() as cursor:
            cursor.execute("UPDATE proposals_decision SET release_at = %s", [timezone.now()])

    def has_released(self, _line: str) -> bool:
        return self.count("SELECT count(*) FROM proposals_decision WHERE state = 'released'") == 1

    def count(self, query: str) -> int:
        with self.database.cursor() as cursor:
            cursor.execute(query)
            return int(cursor.fetchone()[0])

    def end(self) -> None:
        """Kill the worker alone, and wait until what it had started has ended, too."""
        self.process.kill()
        self.process.communicate(timeout=60)


def _address(database: dict[str, Any]) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user = (
        f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    )
    host = f"{database['HOST'] or '127.0.0.1'}:{database['PORT'] or 5432}"
    return f"postgres://{user}@{host}/{database['NAME']}"


@contextmanager
def copied_database(name: str) -> Iterator[BaseDatabaseWrapper]:
    connections.close_all()
    connection.creation.clone_test_db(name, verbosity=0, autoclobber=True)
    copy = connection.copy(name)
    copy.settings_dict = connection.creation.get_test_db_clone_settings(name)
    try:
        yield copy
    finally:
        copy.close()
        connection.creation.destroy_test_db(suffix=name, verbosity=0)


@contextmanager
def working(database: BaseDatabaseWrapper, *, email_port: int, data_dir: Path) -> Iterator[Worker]:
    data_dir.mkdir()
    worker = Worker(database, email_port=email_port, data_dir=data_dir)
    too_late = Timer(RELEASED_WITHIN, worker.process.kill)
    too_late.start()
    try:
        yield worker
    finally:
        too_late.cancel()
        worker.end()


# --- The test --------------------------------------------------------------------------------------


@pytest.fixture
def scheduled() -> None:
    """Mail that waits, a run that delivers it, and a decision that isn't due yet."""
    f.scheduled(f.in_review(), "shortlist")
    Decision.objects.update(release_at=timezone.now() + timedelta(days=1))
    for number in range(MESSAGES):
        message.queue(to="pat@test.example", subject=f"{number}", body="Text", about="test")
    job.bring_schedule_up_to_date()
    async_task(job.RUN, DELIVER, q_options={"cluster": "mail"})


def test_due_decision_is_released_whatever_the_mail_server_does(
    scheduled: None, tmp_path: Path
) -> None:
    """All three at once, because each waits for the next minute of the schedule."""
    with ExitStack() as stack:
        workers: list[tuple[Worker, Server]] = []
        for kind in (hanging, refusing, slow):
            database = stack.enter_context(copied_database(kind.__name__))
            server = stack.enter_context(kind())
            data_dir = tmp_path / kind.__name__
            one = working(database, email_port=server.port, data_dir=data_dir)
            workers.append((stack.enter_context(one), server))
        for worker, server in workers:
            server.has_been_tried(worker)
            worker.make_decision_due()
        for worker, _ in workers:
            worker.read_until(worker.has_released)
            unsent = "SELECT count(*) FROM proposals_message WHERE state != 'sent'"
            assert worker.count(unsent) > MESSAGES / 2
