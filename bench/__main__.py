"""`python -m bench`: fill a database of its own with synthetic rows, and time each page."""

import os
import socket
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

import django
import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from bench.measure import Page

SUFFIX = "_bench"
DEFAULT = "postgres://postgres@127.0.0.1/tracker"
FULL = {"size": 10_000, "rounds": 100}
QUICK = {"size": 1_000, "rounds": 20}
REUSES = 4  # drafts are used up by submitting


def main() -> None:
    options = _options()
    url = _database_url(os.environ.get("DATABASE_URL") or DEFAULT)
    with TemporaryDirectory(prefix="tracker-bench-") as folder:
        os.environ |= {
            "DATABASE_URL": url.geturl(),
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "DEBUG": "0",
            "DEMO": "0",
        }
        if not options.reuse:
            _new_database(url)
        django.setup()
        _run(options)


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less load, fewer rounds")
    parser.add_argument("--reuse", action="store_true", help="measure the load of the run before")
    options = parser.parse_args()
    vars(options).update(QUICK if options.quick else FULL)
    return options


def _database_url(text: str) -> SplitResult:
    url = urlsplit(text)
    if not url.scheme.startswith("postgres"):
        sys.exit("Speed is measured on PostgreSQL: set DATABASE_URL=postgres://...")
    # Each run empties this database, so it is never the one that DATABASE_URL names.
    path = url.path if url.path.endswith(SUFFIX) else f"{url.path}{SUFFIX}"
    return url._replace(path=path)


def _new_database(url: SplitResult) -> None:
    name = sql.Identifier(url.path.removeprefix("/"))
    with psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))


def _run(options: Namespace) -> None:
    from django.core.management import call_command

    from bench import measure, seed

    drafts = options.rounds + measure.WARM_UP + measure.COUNTED + 1
    call_command("collectstatic", interactive=False, verbosity=0)
    if not options.reuse:
        start = perf_counter()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        seed.seed(size=options.size, drafts=REUSES * drafts)
        print(f"{options.size} proposals and reviews written in {perf_counter() - start:.0f} s")
    pages = measure.pages(drafts=drafts)
    for page in pages:
        measure.count_queries(page)
    with _server() as port:
        measure.time_all(pages, port=port, rounds=options.rounds)
    _report(pages)


@contextmanager
def _server() -> Iterator[int]:
    """Run the web server of `make demo`, and end it afterwards."""
    from proposals.management.commands import demo
    from proposals.management.supervisor import Supervisor

    with socket.socket() as probe:
        probe.bind((demo.HOST, 0))
        port = probe.getsockname()[1]
    # Without signals: Ctrl-C ends the measurement, and by that the server.
    with Supervisor(patience_seconds=10, signals=()) as running:
        running.start("web server", *demo.web_server(port))
        if not running.wait_until(lambda: demo.answers(port)):
            sys.exit("The web server ended before it was ready.")
        yield port


def _report(pages: "list[Page]") -> None:
    """Print the table for docs/speed.md."""
    table, *others = pages
    unit = table.median_ms
    print(
        f"\nT = {unit:.1f} ms: {len(table.seconds)} visits to a table of 50 rows, "
        f"{table.queries} query, {table.size} bytes.\n"
    )
    print("| page | queries | median | bytes | ratio | target | |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- |")
    for page in others:
        ratio = page.median_ms / unit
        reached = "reached" if ratio <= page.target else "**not reached**"
        print(
            f"| {page.name} | {page.queries} | {page.median_ms:.1f} ms | {page.size:,} "
            f"| {ratio:.1f} T | {page.target} T | {reached} |"
        )


if __name__ == "__main__":
    main()
