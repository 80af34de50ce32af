"""`make demo`: prepare the site, then run web server and worker until one of them ends."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from proposals.models.account import User

HOST = "127.0.0.1"
PASSWORD = "demo-only-password"  # noqa: S105 - printed for everyone; `check --deploy` refuses it
ACCOUNTS = {
    "lead-a@demo.example": "administrator of agency A",
    "observer-a@demo.example": "observer in agency A",
    "lead-b@demo.example": "administrator of agency B",
    "reviewer@demo.example": "reviewer",
    "conflicted@demo.example": "reviewer with a conflict on agency A",
    "officer@demo.example": "programme officer",
    "officer2@demo.example": "second programme officer",
    "chair@demo.example": "chair of the panel",
    "auditor@demo.example": "auditor",
    "root@demo.example": "superuser",
}
SHUTDOWN_SECONDS = 10

type_processes = Mapping[str, subprocess.Popen[bytes]]


class Command(BaseCommand):
    help = "Run the site with demonstration data on this machine (make demo)."
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is for demonstration only: start it by `make demo`.")
        port = _free_port(os.environ.get("PORT", "8000"))
        try:
            self._prepare()
        except KeyboardInterrupt:
            raise CommandError("Stopped before the site was ready; start again to go on.") from None
        self._serve(port)

    def _prepare(self) -> None:
        self.stdout.write("Preparing the database ...")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not _static_is_fresh():
            self.stdout.write("Collecting static files ...")
            call_command("collectstatic", interactive=False, verbosity=0)
        if not User.objects.exists():
            self.stdout.write("Seeding the demonstration (once) ...")
            call_command("seed_demo")
        connections.close_all()

    def _serve(self, port: int) -> None:
        stop = _stop_on_signal()
        processes: dict[str, subprocess.Popen[bytes]] = {}
        try:
            processes["web server"] = start(*web_server(port))
            processes["worker"] = start("manage.py", "qcluster")
            if wait_until_open(port, processes, stop):
                self._welcome(port)
            ended = _wait_for_end(processes, stop)
        finally:
            end(processes)
        if ended:
            raise CommandError(f"The {ended} ended by itself, so the rest was stopped too.")
        self.stdout.write("Stopped. All data is kept for the next start.")

    def _welcome(self, port: int) -> None:
        width = max(map(len, ACCOUNTS))
        lines = [f"  {email:{width}}  {role}" for email, role in ACCOUNTS.items()]
        self.stdout.write(
            f"\nThe site is at http://{HOST}:{port}/ and the office's desk at /admin/."
            f"\nEvery demonstration account has the password {PASSWORD}\n\n"
            + "\n".join(lines)
            + "\n\nMail is kept in the outbox in the admin. Links that open an account are printed here."
            "\nCtrl-C ends the site and its worker.\n"
        )
        self.stdout.flush()


def _free_port(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise CommandError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        # The server sets this option, too: a port whose last connection is still closing is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise CommandError(
                f"Port {text} can't be used ({reason}). Name another: make demo PORT=8001"
            ) from None
    return int(text)


def _static_is_fresh() -> bool:
    """Tell whether the manifest, which collectstatic writes last, is newer than every source."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return False
    newest: float = max(
        storage.get_modified_time(path).timestamp()
        for finder in get_finders()
        for path, storage in finder.list([])
    )
    return manifest.stat().st_mtime > newest


def web_server(port: int) -> list[str]:
    options = {
        "interface": "wsgi",
        "http": "1",
        "host": HOST,
        "port": str(port),
        "workers": "1",
        "blocking-threads": "4",
        "log-level": "warning",
    }
    pairs = [text for name, value in options.items() for text in (f"--{name}", value)]
    return [
        "-m",
        "granian",
        *pairs,
        settings.WSGI_APPLICATION.replace(".application", ":application"),
    ]


def start(*arguments: str) -> subprocess.Popen[bytes]:
    """Start Python in its own session, so that Ctrl-C reaches only this process, which ends both."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def _stop_on_signal() -> Event:
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    return stop


def wait_until_open(port: int, processes: type_processes, stop: Event) -> bool:
    while not _ended(processes):
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return True
        if stop.wait(0.2):
            return False
    return False


def _wait_for_end(processes: type_processes, stop: Event) -> str | None:
    """Return the name of the process that ended by itself, or None when a signal came."""
    while not stop.wait(0.5):
        if name := _ended(processes):
            return name
    return None


def _ended(processes: type_processes) -> str | None:
    return next((name for name, process in processes.items() if process.poll() is not None), None)


def end(processes: type_processes) -> None:
    for process in processes.values():
        process.terminate()
    deadline = monotonic() + SHUTDOWN_SECONDS
    for process in processes.values():
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0, deadline - monotonic()))
    for process in processes.values():
        # End the whole session: a process that was killed leaves its workers running.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
