"""`make demo`: prepare the site, then run web server and workers until one of them ends."""

import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from proposals.management.commands.worker import start_workers
from proposals.management.supervisor import Supervisor
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


class Command(BaseCommand):
    help = "Run the site with demonstration data on this machine (make demo)."
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is for demonstration only: start it by `make demo`.")
        port = _free_port(os.environ.get("PORT", "8000"))
        try:
            self._prepare()
            self._serve(port)
        except KeyboardInterrupt:
            raise CommandError("Stopped before the site was ready; start again to go on.") from None

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
        with Supervisor(patience_seconds=SHUTDOWN_SECONDS) as running:
            running.start("web server", *web_server(port))
            start_workers(running)
            if running.wait_until(lambda: answers(port)):
                self._welcome(port)
            ended = running.wait()
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
            "\nCtrl-C ends the site and its workers.\n"
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


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False
